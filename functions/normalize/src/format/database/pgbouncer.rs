//! PgBouncer.
//!
//! ```text
//! 2026-03-04 08:00:15.123 UTC [12] LOG C-0x55d2c0: shop/app@10.0.0.5:4000 login attempt: db=shop user=app tls=no
//! TIME ZONE [PID] LEVEL [SIDE-SOCKET: DATABASE/USER@ADDRESS:PORT ]MESSAGE
//! LEVEL = NOISE | DEBUG | LOG | STATS | WARNING | ERROR | FATAL
//! ```
//!
//! Source: <https://www.pgbouncer.org/config.html>

use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time;
use crate::word::{integer, word};
use memchr::{memchr, memrchr};
use nozzle::log::{Log, Severity, Value};

/// PgBouncer.
pub const FORMAT: Format = Format {
    name: "pgbouncer",
    description: "Log of PgBouncer.",
    example: "2026-03-04 08:00:15.123 UTC [12] WARNING C-0x55d2c0: shop/app@10.0.0.5:4000 pooler error: query_wait_timeout",
    first_bytes: b"12",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if text.get(10) != Some(&b' ') {
        return None;
    }
    let time = time::iso_with_zone_name(text, &context.clock)?;
    let inside = text[time.length..].strip_prefix(b" [")?;
    let end = memchr(b']', &inside[..inside.len().min(20)])?;
    let process = integer(&inside[..end])?;
    let (level, mut rest) = word(inside[end + 1..].strip_prefix(b" ")?);
    let severity = match level {
        b"NOISE" => Severity::TRACE,
        b"DEBUG" => Severity::DEBUG,
        b"LOG" | b"STATS" => Severity::INFO,
        b"WARNING" => Severity::WARN,
        b"ERROR" => Severity::ERROR,
        b"FATAL" => Severity::FATAL,
        _ => return None,
    };
    time.set(text, log);
    log.severity = severity;
    log.severity_text = Some(level.into());
    log.attributes.push("db.system.name", "postgresql");
    log.attributes.push("process.pid", Value::Integer(process));
    if (rest.starts_with(b"C-0x") || rest.starts_with(b"S-0x"))
        && let Some(end) = rest[..rest.len().min(32)].iter().position(|byte| *byte == b':')
        && let Some(peer) = rest[end..].strip_prefix(b": ")
    {
        log.attributes.push("pgbouncer.socket", &rest[..end]);
        let (peer, message) = word(peer);
        read_peer(peer, rest[0] == b'C', log);
        rest = message;
    }
    log.body = Some(rest.into());
    Some(())
}

/// Reads `shop/app@10.0.0.5:4000`: the client, or the server.
fn read_peer<'a>(peer: &'a [u8], is_client: bool, log: &mut Log<'a>) {
    let Some(at) = memrchr(b'@', peer) else { return };
    if let Some(slash) = memchr(b'/', &peer[..at]) {
        for (name, value) in [("db.namespace", &peer[..slash]), ("user.name", &peer[slash + 1..at])] {
            if !matches!(value, b"" | b"(nodb)" | b"(nouser)") {
                log.attributes.push(name, value);
            }
        }
    }
    let (address, port) =
        if is_client { ("client.address", "client.port") } else { ("server.address", "server.port") };
    if let Some(colon) = memrchr(b':', peer)
        && colon > at
        && let Some(number) = integer(&peer[colon + 1..])
    {
        log.attributes.push(address, &peer[at + 1..colon]);
        log.attributes.push(port, Value::Integer(number));
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn peers_are_told_apart() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:15.123Z","severity_number":13,"severity_text":"WARNING","body":"pooler error: query_wait_timeout","attributes":{"db.system.name":"postgresql","process.pid":12,"pgbouncer.socket":"C-0x55d2c0","db.namespace":"shop","user.name":"app","client.address":"10.0.0.5","client.port":4000},"source_format":"pgbouncer"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:15.123 UTC [12] LOG S-0x1: (nodb)/(nouser)@[::1]:5432 closing because: server idle timeout (age=600s)",
            r#"{"time":"2026-03-04T08:00:15.123Z","severity_number":9,"severity_text":"LOG","body":"closing because: server idle timeout (age=600s)","attributes":{"db.system.name":"postgresql","process.pid":12,"pgbouncer.socket":"S-0x1","server.address":"[::1]","server.port":5432},"source_format":"pgbouncer"}"#,
        );
    }
}
