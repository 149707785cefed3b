#!/usr/bin/env bash
# Node: pino (and pino-pretty), winston as JSON and as text, bunyan, morgan, log4js, debug, and the console with an
# error that nobody catches. (application-json.log, made by ../make.sh, holds pino and winston too.)

packages=(nodejs curl)
prepare() {
    (cd /srv/shop && npm install --silent --no-audit --no-fund pino@10 pino-pretty@13 pino-http@11 winston@3 bunyan@1 morgan@1 log4js@6 debug@4 express@5 2>&1 | grep -v '^npm' || true)
}
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

cp "$programs/shop.cjs" /srv/shop/
for library in pino pino-pretty pino-cloud winston-json winston-text winston-logstash bunyan log4js debug console; do
    (clock 08:00:00 600 node shop.cjs $library) >/srv/$library.log 2>&1 || true
done
(clock 09:00:00 60 node shop.cjs express >/srv/express.log 2>&1) &
wait_for answers 8080
bash "$programs/visits.sh" 8080
kill "$(pgrep --full 'shop.cjs express')" || true
sleep 0.5
for log in /srv/*.log; do keep "node-$(basename "$log" .log)" < <(sed 's|/srv/shop/node_modules|/srv/shop/modules|g; s|file:///srv|file:///srv|' "$log"); done
for log in morgan-dev morgan-combined morgan-tiny pino-http; do keep "node-$log" </tmp/$log; done
