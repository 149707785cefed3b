#!/usr/bin/env bash
# Python: the standard library's logging, loguru, structlog, python-json-logger, and the servers gunicorn, uvicorn, flask
# and Celery's worker.

packages=(python3-venv curl)
prepare() {
    /usr/bin/python3 -m venv /srv/python
    /srv/python/bin/pip install --quiet --disable-pip-version-check \
        loguru==0.7.3 structlog python-json-logger gunicorn uvicorn httptools flask celery django
}
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

cp "$programs"/*.py /srv/shop/
export PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
python=/srv/python/bin/python
hour=8
for format in python-basic python-asctime python-bracketed python-thread django celery airflow; do
    clock 08:0$((hour % 10)):00 600 $python python_logging.py $format >/srv/$format.log
    hour=$((hour + 1))
done
for library in loguru loguru-json structlog-logfmt structlog-console python-json-logger; do
    clock 09:00:00 600 $python python_libraries.py $library >/srv/$library.log
done

visit() {
    for path in / /lamp /gr%C3%B6%C3%9Fe /chair '/lamp?q="x"'; do
        curl --silent --output /dev/null --interface "$from" "$@" "http://198.51.100.1:8080$path" --user-agent 'shop-app/4.2 "beta"' || true
    done
    curl --silent --output /dev/null --interface 2001:db8::17 "http://[2001:db8::15]:8080/lamp" --referer https://shop.example.com/ || true
    (printf 'GARBAGE\r\n\r\n' >/dev/tcp/198.51.100.1/8080) 2>/dev/null || true
    sleep 0.5
}
# Servers sleep in a way that libfaketime breaks.
serve() {
    local name=$1 server
    shift
    ("$@" >"/srv/$name.log" 2>&1) &
    wait_for answers 8080
    from=203.0.113.9 visit
    server=$(pgrep --oldest --full "${2:-$1}")
    kill "$server"
    while kill -0 "$server" 2>/dev/null; do sleep 0.1; done
}
serve gunicorn $python /srv/python/bin/gunicorn --bind '[::]:8080' --access-logfile - --workers 2 --no-control-socket web_application:wsgi
serve uvicorn $python /srv/python/bin/uvicorn --host '' --port 8080 --no-use-colors web_application:asgi
serve flask $python python_libraries.py flask

# A worker, and one without a broker to talk to.
(timeout --signal=INT 8 $python /srv/python/bin/celery --app tasks --broker memory:// worker --loglevel info --concurrency 1 >/srv/celery-worker.log 2>&1) || true

(timeout --signal=INT 8 $python /srv/python/bin/celery --app tasks --broker amqp://127.0.0.1:9// worker --loglevel info --concurrency 1 >>/srv/celery-worker.log 2>&1) || true

for log in /srv/*.log; do on_the_day <"$log" | keep "$(basename "$log" .log)"; done
