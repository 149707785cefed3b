#!/usr/bin/env bash
# Sends statements to a PostgreSQL server, good and bad ones. Usage: postgresql.sh PORT
port=$1
export PGCONNECT_TIMEOUT=5 PGAPPNAME=

as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups psql --port="$port" "$@"; }
shop() { PGAPPNAME=shop psql --host="$address" --port="$port" --username=app --dbname=shop "$@"; }

as_postgres <<'SQL'
CREATE ROLE app LOGIN;
CREATE ROLE reporting LOGIN PASSWORD 'chair';
CREATE DATABASE shop OWNER app;
SQL

address=203.0.113.4
shop <<'SQL'
CREATE TABLE orders (
    id integer PRIMARY KEY,
    customer text NOT NULL,
    total numeric(10,2) CHECK (total >= 0)
);
INSERT INTO orders VALUES (1, 'Zoë "Z" Köln', 12.50);
INSERT INTO orders VALUES (1, 'again', 1);
INSERT INTO orders VALUES (2, NULL, 1);
INSERT INTO orders VALUES (3, 'O''Brien; DROP TABLE orders; --', -4);
SELECT *
FROM orders
WHERE custmer = 'Ann'
	AND total > 10;
SELEC 1;
SELECT 1/0;
SELECT 'no date'::date, '{"a": [1, 2}'::json;
SELECT * FROM missing WHERE "Weird Name" = E'tab\there';
UPDATE orders SET total = total * 2 WHERE id IN (SELECT id FROM orders), 4;
DO $$
BEGIN
    RAISE LOG 'order % is late', 4711;
    RAISE INFO 'for the client';
    RAISE WARNING E'two lines:\nfirst\nsecond';
    RAISE EXCEPTION 'cart is empty' USING DETAIL = 'cart 17 of customer 4', HINT = 'Put something in.', ERRCODE = 'P0042';
END $$;
CREATE FUNCTION total(cart integer) RETURNS numeric LANGUAGE plpgsql AS $$
BEGIN
    RETURN 1 / cart;
END $$;
SELECT total(0);
SET statement_timeout = '300ms';
SELECT pg_sleep(2), 'a;b' AS "semi;colon" -- with a comment
;
RESET statement_timeout;
SELECT pg_sleep(0.25);
SELECT count(*) FROM (SELECT g, md5(g::text) FROM generate_series(1, 4000) g ORDER BY 2) t;
COMMIT;
ABORT;
BEGIN; SELECT 1/0; SELECT 2; COMMIT;
COPY orders FROM STDIN;
5	five
\.
SQL

# Over IPv6, in a language that asks with parameters.
address=2001:db8::4
shop <<'SQL'
PREPARE slow(integer, text) AS SELECT pg_sleep(0.21), $1, $2;
EXECUTE slow(42, 'it''s');
SELECT pg_notify('c', 'x'), 'ünï' || $1;
SELECT set_config('role', 'postgres', false);
DROP TABLE orders CASCADE; DROP TABLE orders;
SQL

# Two who wait for each other.
address=203.0.113.9
shop --command='CREATE TABLE stock (item text PRIMARY KEY, left_over integer)' --command="INSERT INTO stock VALUES ('lamp', 3), ('chair', 0)"
shop --command="BEGIN; UPDATE stock SET left_over = 1 WHERE item = 'lamp'; SELECT pg_sleep(50); UPDATE stock SET left_over = 1 WHERE item = 'chair'" &
first=$!
sleep 0.1
shop --command="BEGIN; UPDATE stock SET left_over = 1 WHERE item = 'chair'; SELECT pg_sleep(50); UPDATE stock SET left_over = 1 WHERE item = 'lamp'" &
wait $! $first

# Those who may not come in.
PGPASSWORD=lamp psql --host=203.0.113.4 --port="$port" --username=reporting --dbname=shop --command='SELECT 1'
psql --host=2001:db8::9 --port="$port" --username=mallory --dbname=postgres --command='SELECT 1'
psql --host=203.0.113.4 --port="$port" --username=app --dbname=nowhere --command='SELECT 1'
as_postgres --username=nobody --command='SELECT 1'
PGPASSWORD=chair psql --host=2001:db8::9 --port="$port" --username=reporting --dbname=shop --command='SELECT * FROM stock'
(printf 'GET / HTTP/1.1\r\nHost: db-1\r\n\r\n' >/dev/tcp/203.0.113.4/"$port") 2>/dev/null || true
# As drivers ask: a statement with parameters, without a name and with one.
echo "SELECT pg_sleep(0.3), :word::text, :number + 1;" >/tmp/slow.sql
for protocol in extended prepared; do
    /usr/lib/postgresql/15/bin/pgbench --no-vacuum --transactions=1 --protocol="$protocol" --file=/tmp/slow.sql \
        --define=word=lamp --define=number=17 --host=2001:db8::4 --port="$port" --username=app shop
done

as_postgres <<'SQL'
CHECKPOINT;
ALTER SYSTEM SET log_min_duration_statement = '500ms';
SELECT pg_reload_conf();
SET log_min_messages = 'debug1';
CREATE TABLE visits (id serial PRIMARY KEY, page text);
ANALYZE VERBOSE visits;
SQL

# One dies, and the server takes all others down with it.
as_postgres --command='SELECT pg_sleep(600)' &
sleep 0.5
kill -9 "$(as_postgres --tuples-only --no-align --command="SELECT pid FROM pg_stat_activity WHERE query LIKE '%600%' AND pid <> pg_backend_pid()")"
wait $!
sleep 1
