# A machine to be thrown away, for the scripts beside this file. Each of them sets `packages` (of Debian) and, if it needs
# more, a function `prepare`, and then sources this file: what follows in the script runs inside the box.
#
# The box is an overlay over this machine: packages are installed into it and vanish with it. Inside there is no network
# but its own loopback, which has addresses set aside for documentation, and no process but those that the script
# starts: they end with it. `prepare` runs before the network goes.
#
# Inside, a script finds
#   $programs          what programs say and are sent
#   clock TIME SPEED COMMAND...     runs a program from a moment of 4 March 2026 on, at a speed of its own
#   on_the_day         changes today's date to that day in what passes through, for programs that libfaketime stops
#   keep NAME          writes standard input to events/logs/NAME.log
#   wait_for COMMAND   until it succeeds;  answers PORT
#
# Needs root on Debian 12, and util-linux.

set -Eeuo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

if [ "${BOX:-}" = "" ]; then
    logs=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    [ "$(id -u)" = 0 ] || {
        echo "error: packages are installed into a box that only root can make" >&2
        echo "fix: sudo $0" >&2
        exit 1
    }
    scratch=$(mktemp -d)
    trap 'rmdir "$scratch"' EXIT
    export logs scratch debian="${packages[*]}" script="${0##*/}" owner
    owner=$(stat --format=%u:%g "$logs")
    unshare --mount --propagation private bash -euo pipefail <<'BOX'
        mount -t tmpfs tmpfs "$scratch"
        root=$scratch/root
        mkdir "$scratch/upper" "$scratch/work" "$root" "$scratch/lines"
        mount -t overlay overlay -o "lowerdir=/,upperdir=$scratch/upper,workdir=$scratch/work" "$root"
        for folder in sys proc; do mount --rbind "/$folder" "$root/$folder"; done
        for folder in run tmp dev; do mount -t tmpfs -o mode=1777 tmpfs "$root/$folder"; done
        # Devices that every program needs, and a /dev/log and shared memory that are the box's own.
        for device in null zero full random urandom tty; do
            touch "$root/dev/$device"
            mount --bind "/dev/$device" "$root/dev/$device"
        done
        mkdir -m 1777 "$root/dev/shm"
        mkdir "$root/dev/pts"
        mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
        ln -s pts/ptmx "$root/dev/ptmx"
        for name in fd:/proc/self/fd stdin:/proc/self/fd/0 stdout:/proc/self/fd/1 stderr:/proc/self/fd/2; do
            ln -s "${name#*:}" "$root/dev/${name%%:*}"
        done
        mkdir -p "$root/mnt/logs" "$root/mnt/lines" "$root/srv/shop"
        mount --bind "$logs" "$root/mnt/logs"
        mount --bind "$scratch/lines" "$root/mnt/lines"
        # No service is started by its installation.
        printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
        chmod +x "$root/usr/sbin/policy-rc.d"
        cat >"$root/etc/hosts" <<'HOSTS'
127.0.0.1 localhost
::1 localhost
198.51.100.1 web-1 web-1.example.com
198.51.100.2 db-1 db-1.example.com
198.51.100.3 mail-1 mail-1.example.com
203.0.113.77 client-77.example.net
HOSTS
        echo "$script: installing $debian"
        chroot "$root" apt-get update -qq >"$scratch/installation" 2>&1 &&
            chroot "$root" apt-get install -qq --no-install-recommends -o Dpkg::Use-Pty=0 libfaketime iproute2 $debian \
                </dev/null >>"$scratch/installation" 2>&1 || {
            cat "$scratch/installation"
            exit 1
        }
        BOX=outer chroot "$root" bash "/mnt/logs/make/$script"
        echo "$script: running"
        unshare --uts --pid --net --fork --kill-child bash -euo pipefail -c '
            hostname web-1
            mount -t proc proc "$1/proc"
            ip link set lo up
            for last in 1 2 3 7 9 20 23; do ip address add "198.51.100.$last/32" dev lo; done
            for last in 4 9 20 77 200; do ip address add "203.0.113.$last/32" dev lo; done
            for last in 4 9 15 17 77; do ip address add "2001:db8::$last/128" dev lo nodad; done
            env -i BOX=inner TZ=UTC LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
                chroot "$1" bash "/mnt/logs/make/$2" </dev/null
        ' box "$root" "$script"
        for log in "$scratch"/lines/*.log; do
            install --mode=644 --owner="${owner%:*}" --group="${owner#*:}" "$log" "$logs/"
            echo "$(wc -l <"$log") lines: $(basename "$log")"
        done
BOX
    exit
fi

programs=/mnt/logs/programs
cd /srv/shop

if [ "$BOX" = outer ]; then
    ! declare -F prepare >/dev/null || prepare
    exit
fi

# What a program said before it failed, for whoever mends a script.
trap 'echo "error: line $LINENO of $0" >&2' ERR
trap '[ $? = 0 ] || tail -n 20 /srv/*/stderr.log /srv/*/*/stderr.log /srv/*/error.log /srv/*.log >&2 2>/dev/null || true' EXIT

# A program of its own, so that it can be started as another user: it shares memory, which is the user's who starts it.
cat >/usr/local/bin/clock <<'CLOCK'
#!/bin/bash
time=$1 speed=$2
shift 2
export LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1 FAKETIME_DONT_FAKE_MONOTONIC=1
export FAKETIME="@2026-03-04 $time x$speed"
exec "$@"
CLOCK
chmod +x /usr/local/bin/clock

on_the_day() {
    perl -MPOSIX=strftime -pe '
        BEGIN {
            $today = int(time / 86400) * 86400;
            $then = 1772582400;
            %of = map { strftime($_, gmtime $today) => strftime($_, gmtime $then) }
                "%d/%b/%Y", "%F", "%Y/%m/%d", "%d %b %Y", "%d-%b-%Y", "%a, %d %b", "%a %b %e", "%b %e", "%Y%m%d";
            $shapes = join "|", sort { length $b <=> length $a } keys %of;
        }
        s/($shapes)/$of{$1}/g;
        s/(?<!\d)(1\d{9})(?=(?:\d{3}){0,3}(?!\d))/$1 >= $today && $1 < $today + 86400 ? $1 - $today + $then : $1/ge;
    '
}

keep() { sed "s/$(uname -r)/6.1.0-40-amd64/g" >"/mnt/lines/$1.log"; }

wait_for() {
    for _ in $(seq 200); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.1
    done
    echo "error: \`$*\` stayed false" >&2
    exit 1
}

answers() { (: </dev/tcp/127.0.0.1/"$1"); }
