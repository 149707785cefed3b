#!/usr/bin/env bash
# HAProxy (HTTP, TCP and its own messages, as they lie in a file of rsyslog's), Squid, Varnish, lighttpd and Caddy.

packages=(haproxy squid varnish lighttpd caddy curl rsyslog)
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

bash "$programs/site.sh" /srv/site
cp "$programs"/{haproxy.cfg,squid.conf,varnish.vcl,lighttpd.conf,Caddyfile} /srv/
mkdir -p /srv/logs && chmod 1777 /srv/logs
python3 "$programs/upstream.py" 9001 2>/dev/null &

cat >/srv/rsyslog.conf <<'RSYSLOG'
module(load="imuxsock" SysSock.Name="/dev/log" SysSock.UseSysTimeStamp="off")
template(name="plain" type="string" string="%TIMESTAMP% %HOSTNAME% %syslogtag%%msg:::sp-if-no-1st-sp%%msg:::drop-last-lf%\n")
*.* action(type="omfile" file="/srv/logs/haproxy.log" template="plain")
RSYSLOG
hostname lb-1
(clock 08:00:00 60 rsyslogd -n -f /srv/rsyslog.conf -i /run/rsyslog.pid) &
wait_for test -S /dev/log
(clock 08:00:00 60 haproxy -db -f /srv/haproxy.cfg >/dev/null 2>/srv/logs/stderr.log) &
wait_for answers 8080
bash "$programs/visits.sh" 8080
from=203.0.113.4
for port in 8082 8083 8084; do curl --silent --max-time 1 --interface "$from" "http://198.51.100.1:$port/" >/dev/null || true; done
curl --silent --max-time 1 --interface 2001:db8::9 --http2-prior-knowledge "http://[2001:db8::15]:8080/h2" >/dev/null || true
kill "$(pgrep --oldest haproxy)"
sleep 1
keep haproxy < <(cut -c1-1500 /srv/logs/haproxy.log)

hostname proxy-1
(clock 09:00:00 60 squid -N -f /srv/squid.conf 2>/srv/logs/squid.stderr) &
wait_for answers 3128
proxied() { curl --silent --output /dev/null --max-time 3 --interface "$1" --proxy http://198.51.100.1:3128 "${@:2}" || true; }
proxied 203.0.113.9 http://127.0.0.1:9001/
proxied 203.0.113.9 http://127.0.0.1:9001/nothing --user-agent 'Größe "XL"'
proxied 203.0.113.9 http://127.0.0.1:9001/orders --data 'item=lamp' --proxy-user 'maria:lamp'
proxied 203.0.113.9 --proxytunnel https://127.0.0.1:9001/tunnel
proxied 203.0.113.9 http://nowhere.example.net/ --referer https://shop.example.com/
proxied 203.0.113.9 http://127.0.0.1:9/down
proxied 203.0.113.200 http://127.0.0.1:9001/forbidden
proxied 203.0.113.9 http://127.0.0.1:9001/slow --max-time 0.3
proxied 203.0.113.9 'http://127.0.0.1:9001/q?a=b c&d="e"'
proxied 203.0.113.9 http://127.0.0.1:9001/articles
curl --silent --max-time 2 --interface 2001:db8::17 --proxy 'http://[2001:db8::15]:3128' http://127.0.0.1:9001/six >/dev/null || true
timeout 2 bash -c 'exec 3<>/dev/tcp/198.51.100.1/3128; printf "GARBAGE\r\n\r\n" >&3; cat <&3 >/dev/null' || true
timeout 1 bash -c 'exec 3<>/dev/tcp/198.51.100.1/3128; cat <&3 >/dev/null' || true
kill "$(pgrep --oldest squid)"
sleep 2
for variant in native combined common; do keep "squid-access-$variant" </srv/logs/squid-$variant.log; done
keep squid-cache </srv/logs/cache.log

hostname cache-1
mkdir -p /srv/varnish
# Its allocator asks for the time before libfaketime can answer, so the day is written in afterwards.
(varnishd -F -j none -n /srv/varnish -f /srv/varnish.vcl -a 0.0.0.0:8090 -a '[2001:db8::15]:8090' -s default,16m >/dev/null 2>/srv/logs/stderr.log) &
wait_for answers 8090
(varnishncsa -n /srv/varnish >/srv/logs/varnish-combined.log 2>/dev/null) &
(varnishncsa -n /srv/varnish -F '%{%Y-%m-%dT%H:%M:%S}t %h "%r" %s %b %D %{Varnish:hitmiss}x %{Varnish:time_firstbyte}x "%{X-Forwarded-For}i"' >/srv/logs/varnish-custom.log 2>/dev/null) &
sleep 1
bash "$programs/visits.sh" 8090
sleep 1
kill $(pgrep varnishncsa) "$(pgrep --oldest varnishd)"
for variant in combined custom; do
    on_the_day </srv/logs/varnish-$variant.log | keep varnish-access-$variant
done

hostname web-1
(clock 11:00:00 60 lighttpd -D -f /srv/lighttpd.conf 2>/srv/logs/stderr.log) &
wait_for answers 8091
bash "$programs/visits.sh" 8091
kill "$(pgrep lighttpd)"
sleep 1
keep lighttpd-access </srv/logs/lighttpd-access.log
keep lighttpd-error </srv/logs/lighttpd-error.log

# A program in Go, which libfaketime cannot reach. What it keeps lies in /srv/caddy, whoever runs it.
(XDG_DATA_HOME=/srv XDG_CONFIG_HOME=/srv caddy run --config /srv/Caddyfile 2>/srv/logs/stderr.log) &
wait_for answers 8092
bash "$programs/visits.sh" 8092
kill "$(pgrep --oldest caddy)"
sleep 1
on_the_day </srv/logs/caddy-access.log | keep caddy-access
cut -c1-1500 /srv/logs/caddy-console.log | on_the_day | keep caddy-console
