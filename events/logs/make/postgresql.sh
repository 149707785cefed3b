#!/usr/bin/env bash
# PostgreSQL: the same statements logged with Debian's prefix, as CSV, as JSON, and with the prefix of Amazon RDS.

packages=(postgresql-15 postgresql-contrib)
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

hostname db-1
bin=/usr/lib/postgresql/15/bin
as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups env HOME=/var/lib/postgresql "$@"; }

# One server for each way of logging: server PORT TIME SETTING...
server() {
    local port=$1 time=$2 data=/srv/postgresql/$1 setting
    shift 2
    install -d -o postgres -g postgres "/srv/postgresql" "$data" /run/postgresql
    as_postgres clock 06:00:00 1 "$bin/initdb" --pgdata="$data" --encoding=UTF8 --locale=C.UTF-8 --username=postgres >/dev/null 2>&1
    {
        cat "$programs/postgresql.conf"
        echo "port = $port"
        for setting in "$@"; do echo "$setting"; done
    } >>"$data/postgresql.conf"
    cat >"$data/pg_hba.conf" <<'HBA'
local all postgres trust
host  all app 203.0.113.0/24 trust
host  all app 2001:db8::/32  trust
host  all reporting all scram-sha-256
HBA
    (as_postgres clock "$time" 60 "$bin/postgres" -D "$data" 2>"$data/stderr.log") &
    local postgres=$!
    wait_for as_postgres "$bin/pg_isready" --port="$port" --quiet
    bash "$programs/postgresql.sh" "$port" >"$data/answers.txt" 2>&1
    # Once more while it is going down.
    as_postgres psql --port="$port" --command='SELECT pg_sleep(60)' >/dev/null 2>&1 &
    sleep 0.5
    as_postgres "$bin/pg_ctl" stop --pgdata="$data" --mode=fast --silent
    as_postgres psql --port="$port" --command='SELECT 1' >/dev/null 2>&1 || true
    wait "$postgres" || true
    # It did not end well.
    (as_postgres clock "${time%%:*}:30:00" 60 "$bin/postgres" -D "$data" -c work_mem=lots 2>>"$data/stderr.log") || true
}

# What the server says while it handles a signal is not seen by libfaketime: it gets the time of the line before.
in_time() {
    perl -pe 'BEGIN { $today = shift } s/$today [\d:]+(\.\d+)?/$1 ? $last : $last =~ s(\.\d+)()r/ge; $last = $& if /2026-03-04 [\d:.]+/' "$(date +%F)"
}

server 5432 08:00:00 "log_line_prefix = '%m [%p] %q%u@%d '"
in_time </srv/postgresql/5432/stderr.log | keep postgresql-stderr
server 5433 09:00:00 "log_line_prefix = '%t:%r:%u@%d:[%p]:'" "log_hostname = off"
in_time </srv/postgresql/5433/stderr.log | keep postgresql-rds
server 5434 10:00:00 "log_destination = 'csvlog,jsonlog'" "logging_collector = on" "log_filename = 'postgresql'" "log_timezone = 'Europe/Berlin'"
in_time </srv/postgresql/5434/log/postgresql.csv | keep postgresql-csv
in_time </srv/postgresql/5434/log/postgresql.json | keep postgresql-json
