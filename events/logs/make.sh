#!/usr/bin/env bash
# Makes the log files beside this script anew, by running real programs on loopback.
#
#   events/logs/make.sh              all of them
#   events/logs/make.sh FAMILY...    only those of make/FAMILY.sh
#
# Needs Debian or a relative (apt-get, curl, logger), python3 and node with npm. What is missing besides is put into a
# temporary folder that is removed at the end: no package is installed, no service is started, nothing listens beyond
# loopback. Clocks that run fast spread the lines over a morning.
#
# The families in make/ need root: they install packages, into a box that is thrown away (make/box.sh).

set -euo pipefail
logs=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
programs=$logs/programs
if [ $# != 0 ]; then
    for family in "$@"; do "$logs/make/$family.sh"; done
    exit
fi
scratch=$(mktemp -d)
started=()

finish() {
    [ ${#started[@]} = 0 ] || kill "${started[@]}" 2>/dev/null || true
    rm -rf "$scratch"
}
trap finish EXIT

echo "fetching programs"
mkdir "$scratch/debian" "$scratch/node"
(
    cd "$scratch/debian"
    packages=(nginx rsyslog libestr0 libfastjson4 liblognorm5 libfaketime)
    apt-get download "${packages[@]}" >/dev/null 2>&1 || {
        echo "error: cannot fetch ${packages[*]}" >&2
        echo "fix: run apt-get update as root, then this script again" >&2
        exit 1
    }
    for package in *.deb; do dpkg-deb --extract "$package" .; done
)
npm install --prefix "$scratch/node" --silent --no-audit --no-fund pino@10.4.0 winston@3.19.0
python3 -m venv "$scratch/python"
"$scratch/python/bin/pip" install --quiet --disable-pip-version-check \
    structlog==26.1.0 python-json-logger==4.2.0 rfc5424-logging-handler==1.4.3

libraries=$(dirname "$(find "$scratch/debian" -name liblognorm.so.5)")
faketime=$(find "$scratch/debian" -name libfaketimeMT.so.1)

# Runs a program from a moment of 4 March 2026 on, at a speed of its own: clock TIME SPEED COMMAND...
clock() {
    local time=$1 speed=$2
    shift 2
    exec env LD_LIBRARY_PATH="$libraries" LD_PRELOAD="$faketime" FAKETIME_DONT_FAKE_MONOTONIC=1 \
        FAKETIME="@2026-03-04 $time x$speed" TZ="${zone:-UTC}" "$@"
}

free_ports() {
    python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in sockets))
PYTHON
}

wait_for() {
    for _ in $(seq 100); do
        ! "$@" 2>/dev/null || return 0
        sleep 0.1
    done
    echo "error: \`$*\` stayed false" >&2
    exit 1
}

answers() { (: </dev/tcp/127.0.0.1/"$1"); }

read -r port http2_port silent_port tcp_port <<<"$(free_ports 4)"
filled_in() {
    sed -e "s|@scratch@|$scratch|g" -e "s|@logs@|$scratch/logs|g" -e "s|@port@|$port|g" \
        -e "s|@http2_port@|$http2_port|g" -e "s|@silent_port@|$silent_port|g" -e "s|@tcp_port@|$tcp_port|g" \
        "$programs/$1" >"$scratch/$1"
}
filled_in nginx.conf
filled_in rsyslog.conf
mkdir -p "$scratch/logs" "$scratch/site/articles"

site=$scratch/site
printf '<h1>Lamps and chairs</h1>\n%.0s' {1..40} >"$site/index.html"
printf 'An article about lamps.\n%.0s' {1..300} >"$site/articles/17.html"
printf 'An article about chairs.\n%.0s' {1..90} >"$site/articles/18.html"
printf 'body { color: black }\n%.0s' {1..50} >"$site/style.css"
printf 'export {}\n%.0s' {1..400} >"$site/app.js"
printf '<svg xmlns="http://www.w3.org/2000/svg"/>\n' >"$site/logo.svg"
printf 'Your account\n' >"$site/account.html"
printf '%s:{PLAIN}%s\n' maria lamp j.doe chair >"$scratch/passwords"
chmod -R a+rX "$scratch"

modules=$libraries/rsyslog
# Ten seconds of ours are twenty minutes of the shop.
(clock 08:00:00 120 "$scratch/debian/usr/sbin/rsyslogd" -n -M "$modules" -f "$scratch/rsyslog.conf" -i "$scratch/rsyslog.pid") &
started+=($!)
wait_for answers "$tcp_port"
(clock 08:00:00 120 "$scratch/debian/usr/sbin/nginx" -e stderr -p "$scratch" -c "$scratch/nginx.conf" 2>"$scratch/nginx.errors") &
started+=($!)
wait_for answers "$port"

echo "visiting nginx"
python3 "$programs/requests.py" "$port" "$http2_port" "$silent_port"
echo "sending messages to rsyslog"
bash "$programs/messages.sh" "$scratch/log.socket"
cp "$programs"/*.mjs "$programs"/*.py "$scratch/node/"
(zone=Asia/Kolkata clock 14:00:00 600 "$scratch/python/bin/python" "$scratch/node/structured_messages.py" "$tcp_port")

echo "running applications"
(
    cd "$scratch/node"
    (clock 08:10:00 600 node orders.mjs)
    (clock 08:20:00 600 node carts.mjs)
    (clock 08:30:00 600 "$scratch/python/bin/python" inventory.py)
    (clock 08:40:00 600 "$scratch/python/bin/python" payments.py)
) >"$scratch/logs/application-json.log"

# Whatever is still on its way is written before they end.
sleep 1
kill "${started[@]}"
wait "${started[@]}" 2>/dev/null || true
started=()

for log in "$scratch"/logs/*.log; do
    # Traces of errors name the folder that the program lay in.
    sed -e "s|$scratch/node|/srv/shop|g" -e "s|$scratch|/srv|g" "$log" >"$logs/$(basename "$log")"
    wc -lc "$logs/$(basename "$log")"
done

for family in "$logs"/make/*.sh; do
    [ "$(basename "$family")" = box.sh ] || "$family"
done
