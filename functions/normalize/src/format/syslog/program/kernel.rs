//! The kernel of Linux.
//!
//! ```text
//! [SECONDS SINCE START] TEXT          the text may be netfilter's, or of the audit system
//! ```

use super::wording::{self, Wording, push};
use crate::format::security::auditd;
use crate::format::syslog::netfilter;
use memchr::memchr;
use nozzle::log::{Log, Value};

/// Adds what `message` says.
pub(crate) fn read<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    let text = match uptime(message) {
        Some((seconds, text)) => {
            push("kernel.uptime_seconds", Value::Number(seconds), log);
            text
        }
        None => message,
    };
    if let Some(behind) = text.strip_prefix(b"audit: ") {
        return auditd::read_kernel(behind, log);
    }
    netfilter::read(text, log) || wording::read(WORDINGS, text, log)
}

/// Reads `[ 12345.678901] `.
pub(crate) fn uptime(message: &[u8]) -> Option<(&str, &[u8])> {
    let inside = message.strip_prefix(b"[")?;
    let close = memchr(b']', &inside[..inside.len().min(24)])?;
    let seconds = inside[..close].trim_ascii_start();
    let dot = memchr(b'.', seconds)?;
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let zeros = seconds.len() > 1 && seconds[0] == b'0' && seconds[1] != b'.';
    if zeros || !digits(&seconds[..dot]) || !digits(&seconds[dot + 1..]) {
        return None;
    }
    let text = inside[close + 1..].trim_ascii_start();
    Some((str::from_utf8(seconds).ok()?, text))
}

const WORDINGS: &[Wording] = &[
    Wording("Out of memory: Killed process {kernel.oom.pid#} ({kernel.oom.process}) {}", "oom_kill", ""),
    Wording("Out of memory: Killed process {kernel.oom.pid#} ({kernel.oom.process}){}", "oom_kill", ""),
    Wording("Out of memory: Kill process {kernel.oom.pid#} ({kernel.oom.process}) score {}", "oom_kill", ""),
    Wording("Killed process {kernel.oom.pid#} ({kernel.oom.process}){}", "oom_kill", ""),
    Wording(
        "Memory cgroup out of memory: Killed process {kernel.oom.pid#} ({kernel.oom.process}){}",
        "oom_kill",
        "",
    ),
];

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn the_time_since_the_start_is_a_number() {
        check("kernel", "[    1.234567] eth0: up", r#""kernel.uptime_seconds":1.234567"#);
        check(
            "kernel",
            "[12.5] Out of memory: Killed process 7 (java) total-vm:1kB",
            r#""kernel.uptime_seconds":12.5,"kernel.oom.pid":7,"kernel.oom.process":"java","event.action":"oom_kill""#,
        );
        check("kernel", "[drm] ready", "");
        check("kernel", "[01.5] ready", "");
    }

    #[test]
    fn a_packet_is_a_flow() {
        check(
            "kernel",
            "[1.5] [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.7 DST=192.0.2.9 PROTO=TCP SPT=5 DPT=22",
            r#""kernel.uptime_seconds":1.5,"event.action":"block","netfilter.prefix":"[UFW BLOCK]","source.address":"192.0.2.7","destination.address":"192.0.2.9","network.transport":"tcp","source.port":5,"destination.port":22,"network.interface.name":"eth0","network.io.direction":"receive""#,
        );
    }
}
