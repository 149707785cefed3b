#!/usr/bin/env bash
# BIND, dnsmasq, OpenVPN, PHP-FPM, RabbitMQ, supervisord, fail2ban, vsftpd, Mosquitto, etcd, Prometheus, NATS, chrony.

packages=(bind9 bind9-dnsutils dnsmasq-base openvpn php-fpm libfcgi-bin rabbitmq-server supervisor fail2ban vsftpd mosquitto etcd-server prometheus nats-server curl)
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

# Many of these are written in Go or Erlang, or sleep in ways that libfaketime breaks: the day is written in afterwards.
mkdir -p /srv/logs
chmod 1777 /srv/logs
cd /srv

# run PROGRAM...: starts it, with what it prints in logs/PROGRAM.log.
run() { "$@" >"/srv/logs/$(basename "$1").log" 2>&1 & last=$!; }
end() { kill "${1:-$last}" 2>/dev/null || true; sleep "${2:-1}"; }

hostname ns-1
cat >/etc/bind/named.conf <<'BIND'
options {
    directory "/var/cache/bind";
    listen-on port 5300 { any; };
    listen-on-v6 port 5300 { any; };
    allow-query { any; };
    allow-recursion { 203.0.113.0/24; };
    forward only;
    forwarders { 127.0.0.1 port 9; };
    dnssec-validation no;
};
logging {
    channel queries { file "/srv/logs/bind-queries.txt"; print-time yes; print-category yes; print-severity yes; };
    channel iso { file "/srv/logs/bind-iso.txt"; print-time iso8601; print-severity yes; print-category yes; };
    channel all { file "/srv/logs/bind.txt"; print-time yes; severity info; print-category yes; print-severity yes; };
    category queries { queries; iso; };
    category query-errors { queries; iso; };
    category default { all; };
    category general { all; };
    category security { all; };
    category lame-servers { all; };
};
zone "example.com" { type primary; file "/etc/bind/example.com"; };
zone "broken.example" { type primary; file "/etc/bind/missing"; };
BIND
printf '$TTL 60\n@ SOA ns-1 root 1 60 60 60 60\n@ NS ns-1\nns-1 A 198.51.100.3\nwww A 198.51.100.1\nwww AAAA 2001:db8::15\nalias CNAME www\n' >/etc/bind/example.com
install -d -o bind /run/named /var/cache/bind
named -f -u bind >/dev/null 2>&1 &
named=$!
sleep 2
ask() { dig +time=1 +tries=1 -p "$@" >/dev/null 2>&1 || true; }
ask 5300 @198.51.100.3 -b 203.0.113.9 www.example.com A
ask 5300 @2001:db8::15 -b 2001:db8::17 www.example.com AAAA
ask 5300 @198.51.100.3 -b 203.0.113.9 +tcp alias.example.com ANY
ask 5300 @198.51.100.3 -b 203.0.113.9 +dnssec nothing.example.com MX
ask 5300 @198.51.100.3 -b 203.0.113.9 www.example.net A
ask 5300 @198.51.100.3 -b 198.51.100.20 www.example.org A
ask 5300 @198.51.100.3 -b 203.0.113.9 -x 203.0.113.4
ask 5300 @198.51.100.3 -b 203.0.113.9 version.bind TXT CH
ask 5300 @198.51.100.3 -b 203.0.113.9 'weird\032na"me.example.com' A
ask 5300 @198.51.100.3 -b 203.0.113.200 example.com AXFR
end $named 1

run dnsmasq --no-daemon --no-resolv --no-hosts --port=5301 --log-queries=extra --address=/shop.example.com/198.51.100.1 --host-record=db-1.example.com,198.51.100.2,2001:db8::2 --server=127.0.0.1#9 --log-facility=-
sleep 0.5
ask 5301 @198.51.100.3 -b 203.0.113.9 shop.example.com A
ask 5301 @198.51.100.3 -b 203.0.113.9 db-1.example.com AAAA
ask 5301 @198.51.100.3 -b 203.0.113.9 nowhere.example.net A
ask 5301 @2001:db8::15 -b 2001:db8::17 -x 198.51.100.2
end

openvpn --genkey secret /srv/static.key
(timeout 3 openvpn --dev null --ifconfig-noexec --secret /srv/static.key --remote 203.0.113.77 1194 --cipher AES-256-CBC --verb 3 >/srv/logs/openvpn.log 2>&1) || true
(timeout 3 openvpn --dev null --client --remote nowhere.example.net 1194 --ca /etc/ssl/certs/ca-certificates.crt --auth-user-pass /srv/none >>/srv/logs/openvpn.log 2>&1) || true

hostname web-1
mkdir -p /srv/php /run/php
printf '<?php\nfunction order($item) { throw new DomainException("no \\"$item\\":\\nlook elsewhere", 17, new RuntimeException("disk is gone")); }\nerror_log("order 4711 paid: 12.50 €");\ntrigger_error("carts are deprecated", E_USER_DEPRECATED);\necho $missing["x"];\nfile_put_contents("php://stderr", "two lines\\nfirst\\n");\nif (isset($_GET["slow"])) { sleep(3); }\norder("größe");\n' >/srv/php/broken.php
printf '<?php echo 1\n' >/srv/php/unfinished.php
cat >/srv/php-fpm.conf <<'PHP'
[global]
error_log = /srv/logs/php-fpm.txt
log_level = debug
[shop]
listen = 127.0.0.1:9000
user = www-data
pm = dynamic
pm.max_children = 2
pm.start_servers = 1
pm.min_spare_servers = 1
pm.max_spare_servers = 2
catch_workers_output = yes
access.log = /srv/logs/php-access.txt
access.format = "%R - %u %t \"%m %r%Q%q\" %s %f %{mili}d %{kilo}M %C%%"
slowlog = /srv/logs/php-slow.txt
request_slowlog_timeout = 1s
request_terminate_timeout = 2s
php_admin_value[error_log] = /srv/logs/php-error.txt
php_admin_flag[log_errors] = on
PHP
touch /srv/logs/php-error.txt && chmod 666 /srv/logs/php-error.txt
"$(ls /usr/sbin/php-fpm*)" --nodaemonize --fpm-config /srv/php-fpm.conf >/dev/null 2>&1 &
php=$!
wait_for answers 9000
page() { env -i SCRIPT_FILENAME="/srv/php/$1" REQUEST_URI="/$1?$2" SCRIPT_NAME="/$1" QUERY_STRING="$2" REQUEST_METHOD=GET REMOTE_ADDR=203.0.113.9 cgi-fcgi -bind -connect 127.0.0.1:9000 >/dev/null 2>&1 || true; }
page broken.php a=1
page unfinished.php ''
page missing.php ''
page broken.php slow=1
end $php

hostname queue-1
export RABBITMQ_NODENAME=rabbit@queue-1 RABBITMQ_LOG_BASE=/srv/logs/rabbitmq RABBITMQ_MNESIA_BASE=/srv/rabbitmq RABBITMQ_LOGS=/srv/logs/rabbitmq.log HOME=/var/lib/rabbitmq
echo '198.51.100.7 queue-1' >>/etc/hosts
printf 'log.file.level = info\nlisteners.tcp.default = 5672\n' >/etc/rabbitmq/rabbitmq.conf
install -d -o rabbitmq /srv/rabbitmq /srv/logs/rabbitmq
(setpriv --reuid=rabbitmq --regid=rabbitmq --clear-groups /usr/lib/rabbitmq/bin/rabbitmq-server >/dev/null 2>&1) &
wait_for answers 5672
(printf 'GET / HTTP/1.1\r\n\r\n' >/dev/tcp/203.0.113.4/5672) 2>/dev/null || true
(printf 'AMQP\x00\x00\x09\x01' >/dev/tcp/203.0.113.9/5672) 2>/dev/null || true
rabbit() { setpriv --reuid=rabbitmq --regid=rabbitmq --clear-groups /usr/lib/rabbitmq/bin/rabbitmqctl "$@" >/dev/null 2>&1 || true; }
rabbit add_user maria lamp
rabbit add_vhost größe
rabbit authenticate_user maria chair
rabbit stop
sleep 2

cat >/srv/supervisord.conf <<'SUPERVISOR'
[supervisord]
nodaemon=true
logfile=/srv/logs/supervisord.txt
loglevel=info
[program:shop]
command=sleep 1
startsecs=0
[program:broken]
command=false
startretries=2
[program:missing]
command=/srv/none
SUPERVISOR
run supervisord -c /srv/supervisord.conf
sleep 4
end

mkdir -p /run/fail2ban /srv/jail
touch /srv/logs/auth.txt
printf '[Definition]\n' >/etc/fail2ban/action.d/nothing.conf
printf '[DEFAULT]\nbackend = polling\n[sshd]\nenabled = true\nlogpath = /srv/logs/auth.txt\nmaxretry = 2\nbanaction = nothing\nbantime = 3\n' >/etc/fail2ban/jail.d/defaults-debian.conf
fail2ban-server -f --loglevel INFO --logtarget /srv/logs/fail2ban.txt -s /run/fail2ban/socket -p /run/fail2ban/pid start >/dev/null 2>&1 &
fail2ban=$!
sleep 3
for try in 1 2 3; do
    for address in 203.0.113.200 2001:db8::77; do
        echo "$(date '+%b %e %T') web-1 sshd[4$try]: Failed password for invalid user admin from $address port 4444$try ssh2" >>/srv/logs/auth.txt
    done
    sleep 1
done
sleep 5
end $fail2ban 2

useradd --create-home maria && echo maria:lamp | chpasswd
mkdir -p /var/run/vsftpd/empty
printf 'listen=YES\nlocal_enable=YES\nwrite_enable=YES\nanonymous_enable=NO\nxferlog_enable=YES\ndual_log_enable=YES\nlog_ftp_protocol=YES\nvsftpd_log_file=/srv/logs/vsftpd.txt\nxferlog_file=/srv/logs/xferlog.txt\nsecure_chroot_dir=/var/run/vsftpd/empty\npam_service_name=vsftpd\nbackground=NO\n' >/srv/vsftpd.conf
vsftpd /srv/vsftpd.conf >/dev/null 2>&1 &
vsftpd=$!
wait_for answers 21
echo lamp >'/tmp/größe lamp.txt'
curl --silent --interface 203.0.113.9 --user maria:lamp --upload-file '/tmp/größe lamp.txt' 'ftp://198.51.100.1/' >/dev/null 2>&1 || true
curl --silent --interface 203.0.113.9 --user maria:lamp 'ftp://198.51.100.1/gr%C3%B6%C3%9Fe%20lamp.txt' >/dev/null 2>&1 || true
curl --silent --interface 203.0.113.200 --user maria:wrong 'ftp://198.51.100.1/' >/dev/null 2>&1 || true
end $vsftpd

run mosquitto -v -p 1883
sleep 0.5
(printf 'GET / HTTP/1.1\r\n\r\n' >/dev/tcp/127.0.0.1/1883) 2>/dev/null || true
end
run etcd --data-dir /srv/etcd --name etcd-1 --logger zap --log-level debug
sleep 3
curl --silent http://127.0.0.1:2379/nothing >/dev/null || true
end
run prometheus --config.file=/srv/none.yml
sleep 1
printf 'global: {}\nscrape_configs:\n  - job_name: shop\n    static_configs: [{targets: ["203.0.113.77:9"]}]\n' >/srv/prometheus.yml
/usr/bin/prometheus --config.file=/srv/prometheus.yml --storage.tsdb.path=/srv/prometheus --log.level=debug >>/srv/logs/prometheus.log 2>&1 &
last=$!
sleep 3
end
(timeout 3 prometheus --config.file=/srv/prometheus.yml --storage.tsdb.path=/srv/prometheus --log.format=json >/srv/logs/prometheus-json.log 2>&1) || true
run nats-server -DV --port 4222
sleep 1
(printf 'CONNECT {}\r\nPING\r\nSUB größe 1\r\nBAD\r\n' >/dev/tcp/203.0.113.4/4222) 2>/dev/null || true
end

for log in /srv/logs/*.log; do
    case $log in */supervisord.log) continue ;; esac
    cut -c1-1500 "$log" | on_the_day | sed -n 1,120p | { grep -v -e uname -e '(Linux ' -e host_details -e 'Linux version' -e fd_limits || true; } | keep "$(basename "$log" .log)"
done
for log in bind bind-queries bind-iso php-fpm php-access php-slow php-error supervisord fail2ban vsftpd xferlog; do
    [ ! -s /srv/logs/$log.txt ] || on_the_day </srv/logs/$log.txt | sed -n 1,120p | keep $log
done
