#!/usr/bin/env bash
# Sends statements to a MariaDB server, good and bad ones.
as_root() { mariadb --socket=/run/mysqld/mysqld.sock --user=root --force --default-character-set=utf8mb4 "$@"; }
shop() { mariadb --host="$address" --user=app --password=lamp --database=shop --force --default-character-set=utf8mb4 "$@"; }

as_root <<'SQL'
CREATE DATABASE shop;
CREATE USER app@'%' IDENTIFIED BY 'lamp';
GRANT ALL ON shop.* TO app@'%';
CREATE USER 'readings, daily'@'203.0.113.4' IDENTIFIED BY 'x';
SET GLOBAL wait_timeout = 20;
SQL

address=203.0.113.4
shop <<'SQL'
CREATE TABLE orders (id int PRIMARY KEY, customer varchar(40) NOT NULL, total decimal(10,2), KEY (customer)) ENGINE=InnoDB;
CREATE TABLE visits (page varchar(40), at datetime) ENGINE=MyISAM;
INSERT INTO orders VALUES (1, 'Zoë "Z" Köln', 12.50), (2, 'O''Brien', 4), (3, 'back\\slash', 7);
INSERT INTO orders VALUES (1, 'again', 1);
INSERT INTO visits SELECT concat('/page/', seq), now() FROM seq_1_to_2000;
SELECT *
FROM visits
WHERE page LIKE '%99' -- every hundredth
	AND at IS NOT NULL;
SELEC 1;
SELECT custmer FROM orders;
SELECT SLEEP(1.5), 'a;b', "tab	here";
SELECT a.page FROM visits a, visits b WHERE a.page > b.page ORDER BY a.at, b.at LIMIT 1;
UPDATE orders SET total = total + SLEEP(0.9);
SET PASSWORD = PASSWORD('lamp');
SELECT 1;
PREPARE totals FROM 'SELECT sum(total) FROM orders WHERE customer = ?';
SET @customer = 'Zoë "Z" Köln';
EXECUTE totals USING @customer;
SET TIMESTAMP = 1772600000;
SELECT now(), SLEEP(1.2);
SELECT SLEEP(2) /* {"trace": "4bf92f"} */;
SQL

address=2001:db8::4
shop --execute="SELECT SLEEP(1.1) AS 'über IPv6'; DELETE FROM visits WHERE page = '/page/7'; DROP TABLE visits"

# Two who wait for each other.
address=203.0.113.9
shop --execute="BEGIN; UPDATE orders SET total = 1 WHERE id = 1; SELECT SLEEP(40); UPDATE orders SET total = 1 WHERE id = 2; COMMIT" &
first=$!
sleep 0.2
shop --execute="BEGIN; UPDATE orders SET total = 2 WHERE id = 2; SELECT SLEEP(40); UPDATE orders SET total = 2 WHERE id = 1; COMMIT"
wait $first

# Those who may not come in, and those who go without a word.
address=203.0.113.4
mariadb --host=203.0.113.4 --user=app --password=chair --execute='SELECT 1'
mariadb --host=2001:db8::9 --user=mallory --execute='SELECT 1'
mariadb --host=203.0.113.4 --user=app --password=lamp --database=nowhere --execute='SELECT 1'
mariadb --host=203.0.113.4 --user='readings, daily' --password=x --execute='SELECT current_user()'
(printf 'GET / HTTP/1.1\r\nHost: db-1\r\n\r\n' >/dev/tcp/203.0.113.4/3306) 2>/dev/null || true
shop --execute='SELECT SLEEP(600)' &
sleep 0.5
kill -9 "$(pgrep --newest --full 'SLEEP\(600\)')"
wait $!

as_root <<'SQL'
KILL 9999;
SELECT * FROM mysql.nothing;
FLUSH TABLES;
INSTALL SONAME 'no_such_plugin';
SET GLOBAL innodb_buffer_pool_size = 33554432;
SQL
