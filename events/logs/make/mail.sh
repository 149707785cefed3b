#!/usr/bin/env bash
# Postfix and Dovecot, through rsyslog.

packages=(rsyslog postfix dovecot-imapd dovecot-pop3d dovecot-lmtpd curl ssl-cert)
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

hostname mail-1
mkdir -p /srv/logs && chmod 1777 /srv/logs
rsyslogd -n -f "$programs/rsyslog-files.conf" -i /run/rsyslog.pid &
wait_for test -S /dev/log
useradd --create-home maria
useradd --create-home zoe
printf '%s\n' maria:lamp zoe:chair | chpasswd

cat >/etc/postfix/main.cf <<'POSTFIX'
compatibility_level = 3.6
myhostname = mail-1.example.com
mydestination = example.com, mail-1.example.com, localhost
mynetworks = 127.0.0.0/8 198.51.100.0/24
inet_protocols = all
smtpd_tls_cert_file = /etc/ssl/certs/ssl-cert-snakeoil.pem
smtpd_tls_key_file = /etc/ssl/private/ssl-cert-snakeoil.key
smtpd_tls_security_level = may
smtpd_tls_loglevel = 1
smtpd_helo_required = yes
smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination, reject_non_fqdn_sender, check_sender_access inline:{{spam@example.net=REJECT we know you}}
smtpd_hard_error_limit = 3
smtpd_error_sleep_time = 0
smtpd_timeout = 2s
message_size_limit = 20000
header_checks = pcre:/etc/postfix/header_checks
mailbox_size_limit = 0
home_mailbox = Maildir/
transport_maps = inline:{{far.example.net=smtp:[203.0.113.20]:2525}, {down.example.net=smtp:[203.0.113.77]:2525}, {refusing.example.net=smtp:[203.0.113.20]:2526}}
smtp_connect_timeout = 1s
smtp_host_lookup = native
biff = no
alias_maps = hash:/etc/aliases
POSTFIX
sed -i 's/pcre:/regexp:/' /etc/postfix/main.cf
echo '/^Subject: .*lottery/ WARN lottery again
/^Subject: .*casino/ REJECT no games' >/etc/postfix/header_checks
cp /etc/hosts /var/spool/postfix/etc/hosts 2>/dev/null || true
printf 'shop: "|/bin/false"\nteam: maria, ben@down.example.net\n' >>/etc/aliases
newaliases 2>/dev/null || true
/usr/sbin/smtp-sink -u postfix -c 203.0.113.20:2525 10 >/dev/null 2>/srv/logs/stderr.log &
/usr/sbin/smtp-sink -u postfix -c -f RCPT 203.0.113.20:2526 10 >/dev/null 2>&1 &
postfix start 2>/dev/null
wait_for answers 25

letter() { printf 'From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s@example.com>\n\n%s\n' "$1" "$2" "$3" "${4:-1}" "A lamp, a chair."; }
deliver() {
    local from=$1 to=$2 subject=$3
    shift 3
    letter "$from" "$to" "$subject" "$RANDOM" | curl --silent --max-time 5 smtp://198.51.100.3/client-77.example.net --mail-from "$from" --mail-rcpt "$to" --upload-file - "$@" >/dev/null 2>&1 || true
}
deliver ann@example.org maria@example.com hello --interface 203.0.113.77
deliver ann@example.org zoe@example.com 'größe' --interface 203.0.113.9 --ssl-reqd --insecure
deliver ann@example.org nobody-here@example.com hello --interface 203.0.113.9
deliver ann@example.org someone@elsewhere.example.net relay --interface 203.0.113.9
deliver spam@example.net maria@example.com hello --interface 203.0.113.9
deliver ann maria@example.com hello --interface 203.0.113.9
deliver ann@example.org maria@example.com 'win the lottery' --interface 203.0.113.9
deliver ann@example.org maria@example.com 'a casino' --interface 203.0.113.9
deliver ann@example.org team@example.com hello --interface 203.0.113.9
deliver ann@example.org shop@example.com hello --interface 203.0.113.9
deliver 'o"brien"@example.org' 'maria+shop@example.com' hello --interface 198.51.100.1
head -c 30000 /dev/zero | tr '\0' x | fold | curl --silent smtp://198.51.100.3/big --mail-from ann@example.org --mail-rcpt maria@example.com --upload-file - --interface 203.0.113.9 >/dev/null 2>&1 || true
letter '' maria@example.com six | curl --silent --max-time 5 'smtp://[2001:db8::15]/six' --mail-from '' --mail-rcpt zoe@example.com --upload-file - --interface 2001:db8::17 >/dev/null 2>&1 || true
postconf enable_long_queue_ids=yes
postfix reload 2>/dev/null
sleep 1
for to in ann@far.example.net ben@down.example.net eve@refusing.example.net; do letter maria@example.com "$to" order | sendmail -f maria@example.com "$to"; done
for to in ann@nowhere.example.net; do letter maria@example.com "$to" order | sendmail -f maria@example.com "$to" zoe@example.com; done
python3 - <<'PYTHON'
import socket
def talk(*lines):
    with socket.create_connection(("198.51.100.3", 25), 5, ("203.0.113.200", 0)) as peer:
        for line in lines:
            peer.recv(4096)
            peer.sendall(line)
        try:
            peer.recv(4096)
        except OSError:
            pass
talk(b"GET / HTTP/1.1\r\n")
talk(b"EHLO x\r\n", b"AUTH LOGIN\r\n", b"VRFY root\r\n", b"RCPT TO:<a>\r\n", b"NOOP\r\n", b"QUIT\r\n")
talk(b"\x16\x03\x01\x00\xff\r\n")
talk(b"EHLO x\r\n", b"STARTTLS\r\n", b"not tls\r\n")
talk(b"HELO x\r\n", b"MAIL FROM:<ann@example.org>\r\n")
PYTHON
sleep 4
cat /srv/logs/stderr.log >&2
postqueue -f
postsuper -d ALL deferred 2>/dev/null || true
sleep 2
postfix stop 2>/dev/null

cat >/etc/dovecot/dovecot.conf <<'DOVECOT'
protocols = imap pop3
listen = *, ::
ssl = yes
ssl_cert = </etc/ssl/certs/ssl-cert-snakeoil.pem
ssl_key = </etc/ssl/private/ssl-cert-snakeoil.key
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
auth_verbose = yes
verbose_proctitle = no
mail_plugins = mail_log notify
plugin {
    mail_log_events = delete expunge save copy mailbox_create
    mail_log_fields = uid box msgid size from subject
}
passdb {
    driver = pam
}
userdb {
    driver = passwd
}
DOVECOT
dovecot 2>/dev/null
wait_for answers 143
read_mail() { curl --silent --insecure --max-time 8 "$@" >/dev/null 2>&1 || true; }
read_mail imap://198.51.100.3/INBOX --user maria:lamp --interface 203.0.113.9
read_mail 'imap://198.51.100.3/INBOX;MAILINDEX=1' --user maria:lamp --interface 203.0.113.9
read_mail imaps://198.51.100.3/ --user zoe:chair --interface 203.0.113.77 --request 'CREATE "Größe"'
read_mail imap://198.51.100.3/INBOX --user maria:lamp --interface 203.0.113.9 --request 'STORE 1 +FLAGS \Deleted'
read_mail imap://198.51.100.3/INBOX --user maria:lamp --interface 203.0.113.9 --request 'EXPUNGE'
read_mail pop3://198.51.100.3/1 --user maria:lamp --interface 203.0.113.9
read_mail 'pop3://[2001:db8::15]/' --user zoe:chair --interface 2001:db8::17
read_mail imap://198.51.100.3/ --user maria:wrong --interface 203.0.113.200
read_mail imap://198.51.100.3/ --user 'mallory@example.com:x' --interface 203.0.113.200
read_mail pop3://198.51.100.3/ --user 'root:x' --interface 203.0.113.200
timeout 2 bash -c 'exec 3<>/dev/tcp/198.51.100.3/143; printf "GET / HTTP/1.1\r\n\r\n" >&3; cat <&3' >/dev/null || true
timeout 2 bash -c 'exec 3<>/dev/tcp/198.51.100.3/993; printf "not tls\r\n" >&3; cat <&3' >/dev/null || true
sleep 3
kill "$(cat /run/dovecot/master.pid)"
sleep 1

on_the_day </srv/logs/mail.log | grep -F ' postfix/' | keep postfix
on_the_day </srv/logs/mail-iso.log | grep -F ' postfix/' | keep postfix-iso
on_the_day </srv/logs/mail.log | grep -F ' dovecot: ' | keep dovecot
