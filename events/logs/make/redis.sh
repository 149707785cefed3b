#!/usr/bin/env bash
# Redis: a master that dies, its replica, and a sentinel that makes the replica the master.

packages=(redis-server redis-sentinel)
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

# Its allocator asks for the time before libfaketime can answer, so the day is written in afterwards.

mkdir -p /srv/redis/master /srv/redis/replica
redis() { redis-cli -p "$@" >/dev/null 2>&1 || true; }
(cd /srv/redis/master && redis-server --port 6379 --bind 203.0.113.4 127.0.0.1 -::1 --loglevel debug --save 60 1 --logfile /srv/redis/master.log --proc-title-template redis) &
wait_for redis-cli -p 6379 ping
(cd /srv/redis/replica && redis-server --port 6380 --replicaof 127.0.0.1 6379 --repl-diskless-sync-delay 0 --logfile /srv/redis/replica.log) &
wait_for redis-cli -p 6380 ping
echo 'sentinel monitor shop 127.0.0.1 6379 1
sentinel down-after-milliseconds shop 2000
sentinel failover-timeout shop 4000' >/srv/redis/sentinel.conf
(cd /srv/redis && redis-sentinel sentinel.conf --port 26379 --logfile /srv/redis/sentinel.log) &
wait_for redis-cli -p 26379 ping
sleep 1
for item in lamp chair "größe"; do redis 6379 set "$item" 3; done
redis 6379 bgsave
redis 6379 bgrewriteaof
redis 6379 eval 'redis.log(redis.LOG_WARNING, "the cart says: stock is \"low\"") return 1' 0
redis 6379 config set maxmemory 900kb
redis 6379 acl setuser maria on '>lamp' '~*' '+get'
(printf 'POST / HTTP/1.1\r\nHost: cache-1\r\n\r\n' >/dev/tcp/203.0.113.4/6379) 2>/dev/null || true
(printf '*3\r\n$100000000000\r\n' >/dev/tcp/203.0.113.4/6379) 2>/dev/null || true
sleep 3
kill -9 "$(redis-cli -p 6379 info server | tr -d '\r' | sed -n 's/^process_id://p')"
sleep 5
redis 6380 info
redis 6380 shutdown nosave
redis 26379 shutdown nosave
sleep 0.5
(redis-server --port 6390 --chairs 4 >/srv/redis/wrong.log 2>&1) || true
(redis-server --port 26379 --maxmemory 100mb --logfile /srv/redis/wrong.log --bind 192.0.2.1 >/dev/null 2>&1) || true

on_the_day </srv/redis/master.log | keep redis
cat /srv/redis/replica.log /srv/redis/wrong.log | on_the_day | keep redis-replica
on_the_day </srv/redis/sentinel.log | keep redis-sentinel
