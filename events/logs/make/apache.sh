#!/usr/bin/env bash
# Apache httpd: the access log in its common formats and some of its own, and the error log.

packages=(apache2 curl)
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

mkdir -p /srv/apache
bash "$programs/site.sh" /srv/apache/site
htpasswd_of() { printf '%s:{SHA}%s\n' "$1" "$(printf %s "$2" | openssl dgst -sha1 -binary | base64)"; }
{ htpasswd_of maria lamp; htpasswd_of 'j doe' chair; } >/srv/apache/passwords
mkdir -p /srv/apache/site/cgi
printf '#!/bin/sh\necho "cart is empty: größe" >&2\necho "second line" >&2\nexit 1\n' >/srv/apache/site/cgi/broken
chmod +x /srv/apache/site/cgi/broken
cp "$programs/apache.conf" /srv/apache/
python3 "$programs/upstream.py" 9001 2>/dev/null &
(clock 08:00:00 60 apache2 -f /srv/apache/apache.conf -DFOREGROUND -k start 2>>/srv/apache/error.log) &
wait_for answers 8080
bash "$programs/visits.sh" 8080
curl --silent --interface 203.0.113.20 http://198.51.100.1:8080/cgi/broken --referer https://shop.example.com/cart >/dev/null || true
curl --silent --interface 2001:db8::9 'http://[2001:db8::15]:8080/articles/..%2f..%2f' >/dev/null || true
kill "$(cat /srv/apache/apache.pid)"
sleep 1
(clock 09:00:00 60 apache2 -f /srv/apache/apache.conf -DFOREGROUND -c 'Listen 203.0.113.99:80') 2>>/srv/apache/error.log || true

for variant in common combined vhost-combined custom json; do keep "apache-access-$variant" </srv/apache/$variant.log; done
keep apache-error < <(cut -c1-2000 /srv/apache/error.log)
