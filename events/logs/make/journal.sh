#!/usr/bin/env bash
# The systemd journal: messages of several kinds, as `journalctl --output` writes them.

packages=(systemd util-linux)
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

# A journal of its own: it reads no kernel messages, and its machine is invented.
echo 0123456789abcdef0123456789abcdef >/etc/machine-id
mkdir -p /run/systemd/journal /run/log/journal /etc/systemd/journald.conf.d
printf '[Journal]\nReadKMsg=no\nStorage=volatile\nRateLimitBurst=0\nAudit=no\n' >/etc/systemd/journald.conf.d/shop.conf
/lib/systemd/systemd-journald >/dev/null 2>&1 &
journald=$!
wait_for test -S /run/systemd/journal/dev-log
ln -sf /run/systemd/journal/dev-log /dev/log
bash "$programs/messages.sh" /dev/log
systemd-cat --identifier=shop --priority=warning printf 'first line\nsecond line, größe\n'
logger --journald <<'MESSAGE'
MESSAGE_ID=67feb6ffbaf24c5cbec13c008dd72309
MESSAGE=order 4711 paid: 12.50 €
PRIORITY=5
SYSLOG_IDENTIFIER=shop
CODE_FILE=orders.c
CODE_LINE=41
CODE_FUNC=pay
ORDER=4711
CUSTOMER=Zoë "Z" Köln
MESSAGE
# Two values for one field, a message of bytes, and one with colours.
printf 'MESSAGE=twice\nITEM=lamp\nITEM=chair\nPRIORITY=6\n' | logger --journald
printf 'MESSAGE=caf\xe9 is Latin-1\nPRIORITY=3\n' | logger --journald
printf 'MESSAGE=\x1b[31mred\x1b[0m\nPRIORITY=2\n' | logger --journald
sleep 1
kill "$journald"
# What is the machine's: its boot.
boot=$(tr -d - </proc/sys/kernel/random/boot_id)
for form in json short short-iso short-precise export verbose; do
    case $form in export | verbose) lines=12 ;; *) lines=40 ;; esac
    journalctl --directory=/run/log/journal --output=$form --no-pager --lines=$lines 2>/dev/null | grep -av 'SELinux\|^-- ' |
        sed -e "s/$boot/fedcba9876543210fedcba9876543210/g" | on_the_day | keep "journal-$form"
done
