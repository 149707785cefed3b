//! OpenVPN.
//!
//! ```text
//! 2026-03-04 08:00:11 [us=123 ][[USER/]ADDRESS:PORT ]MESSAGE
//! Wed Mar  4 08:00:11 2026 [us=123 ][[USER/]ADDRESS:PORT ]MESSAGE
//! ```

use crate::format::Format;
use crate::format::syslog::program::wording::{self, Wording, push};
use crate::time;
use crate::word::{integer, skip_spaces, word};
use crate::{context::Context, split::Split};
use memchr::{memchr, memrchr};
use nozzle::Timestamp;
use nozzle::log::{Log, Severity, Value};

/// What OpenVPN writes.
pub const FORMAT: Format = Format {
    name: "openvpn",
    description: "OpenVPN's own log.",
    example: "2026-03-04 08:00:11 jo/192.0.2.7:51122 MULTI: primary virtual IP for jo/192.0.2.7:51122: 10.8.0.6",
    first_bytes: b"2MTWFS",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    // With a fraction of a second the line is another program's.
    let (time, start) = match text.first()? {
        b'2' => (time::iso(text, &context.clock).filter(|time| time.length == 19)?, 0),
        _ => (time::bsd(text.get(4..).filter(|_| text[3] == b' ')?, &context.clock)?, 4),
    };
    let mut message = skip_spaces(text[start + time.length..].strip_prefix(b" ")?);
    let mut microseconds = None;
    if let Some(fraction) = message.strip_prefix(b"us=") {
        let (digits, behind) = word(fraction);
        microseconds = integer(digits).and_then(|number| u32::try_from(number).ok());
        message = behind;
    }
    let said = peer(message).map_or(message, |peer| peer.said);
    // Nothing else writes the fraction so.
    if microseconds.is_none() && !STARTS.iter().any(|start| said.starts_with(start)) {
        return None;
    }
    time.set(&text[start..], log);
    if let (Some(time), Some(microseconds)) = (log.time, microseconds) {
        let nanoseconds = microseconds.saturating_mul(1000);
        log.time = Timestamp::from_unix(time.unix_seconds(), nanoseconds).or(log.time);
    }
    read_message(message, log);
    log.resource.push("service.name", "openvpn");
    log.body = Some(said.into());
    Some(())
}

/// How messages begin that are OpenVPN's.
const STARTS: [&[u8]; 26] = [
    b"OpenVPN ",
    b"MULTI: ",
    b"MULTI_sva: ",
    b"VERIFY ",
    b"TLS: ",
    b"TLS Error: ",
    b"TLS Auth Error: ",
    b"TCP/UDP",
    b"UDPv4 ",
    b"UDPv6 ",
    b"TCPv4",
    b"TCPv6",
    b"TUN/TAP ",
    b"Peer Connection Initiated ",
    b"Control Channel",
    b"Data Channel",
    b"Outgoing Data Channel",
    b"Incoming Data Channel",
    b"Initialization Sequence Completed",
    b"Connection reset, restarting",
    b"SENT CONTROL ",
    b"PUSH: ",
    b"SIGUSR1[",
    b"SIGTERM[",
    b"OPTIONS IMPORT: ",
    b"peer info: ",
];

/// Who a message is about.
struct Peer<'a> {
    user: &'a [u8],
    address: &'a [u8],
    port: i64,
    said: &'a [u8],
}

/// Reads `[USER/]ADDRESS:PORT `.
fn peer(message: &[u8]) -> Option<Peer<'_>> {
    let (first, said) = word(message);
    let (user, at) = match memrchr(b'/', first) {
        Some(slash) => (&first[..slash], &first[slash + 1..]),
        None => (&b""[..], first),
    };
    let colon = memrchr(b':', at)?;
    let (address, port) = (&at[..colon], integer(&at[colon + 1..])?);
    let is_address = address.iter().all(|byte| byte.is_ascii_hexdigit() || b".:[]".contains(byte))
        && address.iter().any(|byte| b".:".contains(byte));
    is_address.then_some(Peer { user, address, port, said })
}

/// Adds what `message` says.
pub(crate) fn read_message<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    let mut said = message;
    if let Some(peer) = peer(message) {
        if !peer.user.is_empty() {
            push("user.name", peer.user, log);
        }
        push("client.address", peer.address, log);
        push("client.port", Value::Integer(peer.port), log);
        said = peer.said;
    }
    for (start, severity) in [(&b"WARNING: "[..], Severity::WARN), (b"ERROR: ", Severity::ERROR)] {
        if said.starts_with(start) && log.severity == Severity::UNSPECIFIED {
            log.severity = severity;
            log.severity_text = memchr(b':', said).map(|end| said[..end].into());
        }
    }
    wording::read(WORDINGS, said, log);
    true
}

const WORDINGS: &[Wording] = &[
    Wording("[{user.name}] Peer Connection Initiated with {}", "connect", "success"),
    Wording("TLS: Initial packet from {}", "connect", ""),
    Wording("TLS Error: {openvpn.error}", "connect", "failure"),
    Wording("TLS Auth Error: {openvpn.error}", "login", "failure"),
    Wording(
        "TLS: Username/Password authentication succeeded for username '{user.name}'{}",
        "login",
        "success",
    ),
    Wording("MULTI: primary virtual IP for {}: {openvpn.virtual_address}", "assign", ""),
    Wording("MULTI: Learn: {openvpn.virtual_address} -> {}", "learn", ""),
    Wording("MULTI_sva: pool returned IPv4={openvpn.virtual_address}, {}", "assign", ""),
    Wording("VERIFY OK: depth={openvpn.depth#}, {openvpn.certificate}", "verify", "success"),
    Wording("VERIFY ERROR: depth={openvpn.depth#}, {openvpn.certificate}", "verify", "failure"),
    Wording("SENT CONTROL [{}]: {openvpn.control}", "control", ""),
    Wording("Connection reset, restarting [{}]", "disconnect", ""),
    Wording("Initialization Sequence Completed", "start", "success"),
];

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn a_peer_comes_first() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:11Z","severity_number":0,"body":"MULTI: primary virtual IP for jo/192.0.2.7:51122: 10.8.0.6","resource":{"service.name":"openvpn"},"attributes":{"user.name":"jo","client.address":"192.0.2.7","client.port":51122,"openvpn.virtual_address":"10.8.0.6","event.action":"assign"},"source_format":"openvpn"}"#,
        );
        check(
            "auto",
            "Wed Mar  4 08:00:11 2026 us=250 192.0.2.7:51122 TLS Error: TLS handshake failed",
            r#"{"time":"2026-03-04T08:00:11.00025Z","severity_number":0,"body":"TLS Error: TLS handshake failed","resource":{"service.name":"openvpn"},"attributes":{"client.address":"192.0.2.7","client.port":51122,"openvpn.error":"TLS handshake failed","event.action":"connect","event.outcome":"failure"},"source_format":"openvpn"}"#,
        );
        for line in [
            "2026-03-04 08:00:11 started",
            "2026-03-04 08:00:11 jo/x:7 MULTI: a",
            "Wed Mar  4 08:00:11 2026 hello",
        ] {
            assert!(!otel("auto", line.as_bytes())[0].contains("openvpn"), "{line}");
        }
    }
}
