#!/usr/bin/env bash
# nginx: the access log in the formats that people declare, and the error log at its most talkative level.
# (nginx-access.log, which is larger, is made by ../make.sh.)

packages=(nginx-light curl)
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

mkdir -p /srv/nginx
bash "$programs/site.sh" /srv/nginx/site
cp "$programs/nginx-variants.conf" /srv/nginx/nginx.conf
touch /srv/nginx/error.log
python3 "$programs/upstream.py" 9001 2>/dev/null &
(clock 08:00:00 60 nginx -p /srv/nginx -c nginx.conf -e /srv/nginx/error.log) &
wait_for answers 8080
bash "$programs/visits.sh" 8080
bash "$programs/visits.sh" 8081
echo 'chairs on;' >>/srv/nginx/nginx.conf
(clock 08:30:00 60 nginx -p /srv/nginx -c nginx.conf -s reload) 2>/dev/null || true
kill -HUP "$(cat /srv/nginx/nginx.pid)"
sleep 0.5
kill -QUIT "$(cat /srv/nginx/nginx.pid)"
sleep 1

for variant in vhost forwarded timing json ingress proxy-manager main; do keep "nginx-access-$variant" </srv/nginx/$variant.log; done
keep nginx-error < <(cut -c1-2000 /srv/nginx/error.log)
