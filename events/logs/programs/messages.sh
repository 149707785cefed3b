#!/usr/bin/env bash
# Sends messages of several kinds to rsyslog with logger. Usage: messages.sh SOCKET
set -euo pipefail
socket=$1

send() { logger --socket "$socket" "$@"; }

for round in $(seq 1 12); do
    send --priority cron.info --tag nightly --id=$((4000 + round)) "run $round: 12 reports written"
    send --priority auth.info --tag gate --id "maria came in from 2001:db8::4 port 50222"
    send --priority authpriv.notice --tag keys "key $round given to maria"
    send --priority daemon.warning --tag backup --id "disk /srv is at $((80 + round))%"
    send --priority user.err --tag shop "order $((4700 + round)): payment refused: card=\"expired\" amount=12.50 €"
    send --priority local0.debug --tag cache "hit=0.$((90 + round)) size=18MB"
    send --priority local3.crit --tag raid "array md0 lost device sdb1"
    send --priority mail.notice --tag mail/smtp "queue id 4XyZ: to=<maria@example.com>, status=sent (250 2.0.0 Ok)"
    send --priority kern.emerg --tag thermal "zone0 reached 101 C, shutting down"
    send --priority kern.alert --tag thermal "zone0 reached 98 C"
    send --priority user.notice --tag "" "no tag, only text"
    send --priority user.info --tag shop "two lines: first
second"
    send --priority user.info --tag shop "$(printf 'tab\there, quote ", backslash \\, bracket ]')"
    send --priority local5.info --tag java --id "java.lang.IllegalStateException: cart is empty
	at com.example.Cart.total(Cart.java:41)
	at com.example.Shop.main(Shop.java:9)"
    send --priority local6.info --tag json '@cee:{"level":"info","msg":"structured","n":'"$round"'}'
done
