#!/usr/bin/env bash
# Visits a web server in many ways. Usage: visits.sh PORT [ADDRESS]
port=$1 address=${2:-198.51.100.1}
site=http://$address:$port

visit() { curl --silent --output /dev/null --max-time 5 --interface "$from" "$@" || true; }
raw() { timeout 2 bash -c 'exec 3<>"/dev/tcp/$1/$2"; printf "$3" >&3; cat <&3 >/dev/null' raw "$address" "$port" "$1" 2>/dev/null || true; }

from=203.0.113.9
visit "$site/" --user-agent 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' --referer https://www.example.org/
visit "$site/articles/17.html?q=floor%20lamp&sort=price" --user-agent 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15' --compressed
visit "$site/style.css" --header 'X-Forwarded-For: 10.0.0.1, 198.51.100.77' --header 'Host: shop.example.com'
visit "$site/gr%C3%B6%C3%9Fe?stadt=K%C3%B6ln" --user-agent ''
visit "$site/größe" --user-agent 'Größe "XL" \ tab	and more'
visit "$site/nothing" --request DELETE --referer 'https://shop.example.com/?a="b"'
from=203.0.113.200
visit "$site/account/" --user 'maria:lamp'
visit "$site/account/" --user 'maria:wrong'
visit "$site/account/" --user 'j doe:x'
visit "$site/account/" --user 'no-one"\\:x'
visit "$site/secret/key"
visit "$site/api/orders" --data '{"item": "lamp"}' --header 'Content-Type: application/json'
visit "$site/api/orders" --request PUT --data-binary @<(head -c 300000 /dev/zero)
visit "$site/api/slow" --max-time 0.5
visit "$site/down/status"
visit "$site/" --head --user-agent 'uptime-probe/1.0'
visit "$site/" --http1.0 --user-agent 'old/0.9'
visit "$site/app.js" --range 0-99
visit "$site/../../etc/passwd" --path-as-is
visit "$site/articles" --location
visit "$site/%00%0d%0a" --user-agent 'scanner <script>alert(1)</script>'
visit "$site/style.css" --header 'If-Modified-Since: Wed, 04 Mar 2099 08:00:00 GMT'
visit "$site/" --request OPTIONS
visit "$site/$(printf 'a%.0s' {1..400})" --user-agent "$(printf 'long %.0s' {1..60})"
visit "$site/?q=$(printf 'x%.0s' {1..9000})"
from=2001:db8::17 address6='[2001:db8::15]'
visit "http://$address6:$port/" --user-agent 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36'
visit "http://$address6:$port/articles/18.html" --header 'X-Forwarded-For: 2001:db8::77' --header 'X-Request-Id: 7f3b9c1e'
raw 'GET / HTTP/1.1\r\n\r\n'
raw 'GARBAGE\r\n\r\n'
raw '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x12\x34"quoted"\r\n'
raw 'GET /a b c HTTP/1.1\r\nHost: a\r\n\r\n'
raw 'GET /latin-\xe4 HTTP/1.1\r\nHost: a\r\nUser-Agent: caf\xe9\r\nConnection: close\r\n\r\n'
raw 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
raw 'CONNECT mail.example.net:25 HTTP/1.1\r\nHost: mail.example.net\r\n\r\n'
raw ''
raw 'GET / HTTP/1.1\r\nHost: a\r\nNo colon here\r\n\r\n'
