#!/usr/bin/env bash
# MariaDB: error log, slow query log, general log, and what its audit plugin writes.

packages=(mariadb-server mariadb-client)
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

hostname db-1
data=/srv/mariadb/data
install -d -o mysql -g mysql /srv/mariadb /run/mysqld
as_mysql() { setpriv --reuid=mysql --regid=mysql --clear-groups "$@"; }
as_mysql mariadb-install-db --no-defaults --datadir="$data" --auth-root-authentication-method=normal --skip-test-db >/dev/null
cp "$programs/mariadb.cnf" /srv/mariadb/

server() {
    (as_mysql clock "$1" 60 mariadbd --defaults-file=/srv/mariadb/mariadb.cnf "${@:2}" 2>>/srv/mariadb/stderr.log) &
    mariadb=$!
    wait_for mariadb-admin --socket=/run/mysqld/mysqld.sock --user=root ping
}

server 08:00:00
bash "$programs/mariadb.sh" >/srv/mariadb/answers.txt 2>&1
mariadb-admin --socket=/run/mysqld/mysqld.sock --user=root shutdown
wait "$mariadb" || true

# It is killed, starts anew, and mends its tables; then a setting that nobody knows.
server 09:00:00
kill -9 "$(pidof mariadbd)"
wait "$mariadb" || true
server 09:30:00
mariadb-admin --socket=/run/mysqld/mysqld.sock --user=root shutdown
wait "$mariadb" || true
(as_mysql clock 10:00:00 60 mariadbd --defaults-file=/srv/mariadb/mariadb.cnf --chairs=4 2>>/srv/mariadb/stderr.log) || true

keep mariadb-error </srv/mariadb/error.log
keep mariadb-slow <$data/slow.log
keep mariadb-general <$data/general.log
keep mariadb-audit <$data/audit.log
