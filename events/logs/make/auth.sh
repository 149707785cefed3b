#!/usr/bin/env bash
# sshd, sudo, su, useradd, passwd, PAM and cron, through rsyslog.

packages=(rsyslog openssh-server openssh-client sshpass sudo cron passwd netcat-openbsd)
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

mkdir -p /srv/logs && chmod 1777 /srv/logs
rsyslogd -n -f "$programs/rsyslog-files.conf" -i /run/rsyslog.pid &
wait_for test -S /dev/log

groupadd readers
for user in maria deploy zoe; do useradd --create-home --shell /bin/bash "$user"; done
usermod --append --groups readers maria
printf '%s\n' maria:lamp deploy:cart zoe:chair root:table | chpasswd
passwd --lock zoe >/dev/null

# It looks once a minute, so it is started first.
cat >/etc/cron.d/shop <<'CRON'
* * * * * root test -x /usr/bin/report && /usr/bin/report --day "$(date +\%F)" # nightly
*/2 * * * * maria cd /srv && ls
CRON
printf '* * * * * echo größe\n' | crontab -u deploy -
printf '61 * * * * nothing\n' | crontab -u maria - 2>/dev/null || true
echo '* * * * * nobody-here true' >/etc/cron.d/broken
cron -f -L 7 &
cron=$!

mkdir -p /run/sshd /srv/keys
ssh-keygen -q -t ed25519 -N '' -f /srv/keys/deploy
ssh-keygen -q -t rsa -b 2048 -N '' -f /srv/keys/other
install -D --owner=deploy /srv/keys/deploy.pub /home/deploy/.ssh/authorized_keys
cat >/srv/sshd_config <<'SSHD'
Port 22
ListenAddress 0.0.0.0
ListenAddress ::
HostKey /etc/ssh/ssh_host_ed25519_key
UsePAM yes
PasswordAuthentication yes
KbdInteractiveAuthentication no
PermitRootLogin no
DenyUsers zoe
MaxAuthTries 3
LogLevel VERBOSE
Subsystem sftp internal-sftp -l INFO
SSHD
/usr/sbin/sshd -D -f /srv/sshd_config &
sshd=$!
wait_for answers 22
enter() { timeout 10 sshpass -p "$1" ssh -q -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o PreferredAuthentications=password "${@:2}" >/dev/null 2>&1 </dev/null || true; }
with_key() { timeout 10 ssh -q -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes "$@" >/dev/null 2>&1 </dev/null || true; }
with_key -i /srv/keys/deploy -b 203.0.113.9 deploy@198.51.100.1 true
with_key -i /srv/keys/deploy -b 2001:db8::17 deploy@2001:db8::15 true
with_key -i /srv/keys/other -b 203.0.113.200 deploy@198.51.100.1 true
enter lamp -b 203.0.113.9 maria@198.51.100.1 true
enter wrong -b 203.0.113.200 maria@198.51.100.1
enter wrong -b 203.0.113.200 root@198.51.100.1
enter wrong -b 2001:db8::77 admin@2001:db8::15
enter wrong -b 203.0.113.200 'j doe@198.51.100.1'
enter chair -b 203.0.113.9 zoe@198.51.100.1
timeout 10 sshpass -p wrong ssh -q -o NumberOfPasswordPrompts=6 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -b 203.0.113.200 maria@198.51.100.1 >/dev/null 2>&1 || true
echo 'ls' | timeout 10 sftp -q -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BindAddress=203.0.113.9 -i /srv/keys/deploy deploy@198.51.100.1 >/dev/null 2>&1 || true
with_key -o KexAlgorithms=diffie-hellman-group14-sha1 -b 203.0.113.200 maria@198.51.100.1
with_key -o HostKeyAlgorithms=ssh-rsa -b 203.0.113.200 maria@198.51.100.1
printf 'GET / HTTP/1.1\r\n\r\n' | timeout 2 nc -s 203.0.113.200 198.51.100.1 22 >/dev/null || true
printf 'SSH-2.0-scanner\r\n' | timeout 2 nc -s 203.0.113.200 198.51.100.1 22 >/dev/null || true
timeout 1 nc -s 203.0.113.200 198.51.100.1 22 </dev/null >/dev/null || true
kill -HUP "$sshd"
sleep 0.5
kill "$(pgrep --oldest --full 'sshd.*listener')" || true

cat >/etc/sudoers.d/shop <<'SUDO'
Defaults:maria syslog_badpri=alert, syslog_goodpri=notice
maria ALL=(ALL) /usr/bin/id, /usr/bin/ls
deploy ALL=(root) NOPASSWD: /usr/bin/systemctl restart shop, /usr/bin/printf
SUDO
as_user() { timeout 20 setpriv --reuid="$1" --regid="$1" --init-groups env HOME="/home/$1" USER="$1" "${@:2}" >/dev/null 2>&1; }
cd /home/maria
echo lamp | as_user maria sudo -S -p '' id || true
printf 'a\nb\nc\n' | as_user maria sudo -S -p '' ls /root || true
echo lamp | as_user maria sudo -S -p '' cat /etc/shadow || true
as_user maria sudo -n ls || true
as_user deploy sudo printf 'two\nlines; größe %%s' 'a "quoted" one' || true
as_user zoe sudo -n ls || true
as_user deploy sudo -u maria -n id || true
echo wrong | as_user deploy su maria -c id || true
su maria -c true
echo lamp | as_user deploy su - maria -c id || true

# A minute has passed.
for _ in 1 2 3 4; do grep -q CMD /srv/logs/cron.log || (wait_for grep -q CMD /srv/logs/cron.log) 2>/dev/null || true; done
sleep 2
kill "$cron"
userdel zoe
groupdel readers || true
sleep 1

on_the_day </srv/logs/auth.log | keep auth
on_the_day </srv/logs/auth-iso.log | keep auth-iso
on_the_day </srv/logs/cron.log | keep cron
