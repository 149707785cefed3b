//! The error log of Apache.
//!
//! ```text
//! [TIME] [MODULE:LEVEL] [pid PID[:tid THREAD]] [FILE(LINE): ][(CODE)TEXT: ][[client ADDRESS:PORT] ][AHnnnnn: ]MESSAGE
//! [TIME] [LEVEL] [[client ADDRESS] ]MESSAGE                                                        2.2 and before
//! TIME    = Wed Mar 04 08:00:11.123456 2026 | 04/Mar/2026:08:00:11 +0100 | 2026-03-04 08:00:11.123456
//! MESSAGE = …[, referer: URL]
//! ```
//!
//! The two other spellings of the time are those of `%{cu}t` and of configurations; they are read where a module
//! is named, as other programs write lines with a level in brackets too.

use super::address::{CLIENT, host_and_last_port, host_and_port, set_host};
use super::modsecurity;
use crate::context::Context;
use crate::format::Format;
use crate::level;
use crate::split::Split;
use crate::time;
use crate::word::integer;
use memchr::{memchr, memmem};
use nozzle::log::{Log, Severity, Value};

/// The error log of Apache.
pub const FORMAT: Format = Format {
    name: "apache_error",
    description: "Error log of Apache, 2.4 or older, also with ModSecurity's messages.",
    example: "[Wed Mar 04 08:00:11.123456 2026] [authz_core:error] [pid 31:tid 140069] [client 203.0.113.9:50222] AH01630: client denied by server configuration: /srv/a",
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let inside = text.strip_prefix(b"[")?;
    let clock = &context.clock;
    let weekday = time::weekday(inside, clock);
    let time = weekday.or_else(|| time::clf(inside, clock)).or_else(|| time::iso(inside, clock))?;
    let rest = inside[time.length..].strip_prefix(b"] [")?;
    let (place, rest) = bracket(rest)?;
    let (module, level) = match memchr(b':', place) {
        Some(colon) => (&place[..colon], &place[colon + 1..]),
        None if weekday.is_some() => (&b""[..], place),
        None => return None,
    };
    (log.severity, log.severity_text) = (severity(level)?, Some(level.into()));
    time.set(inside, log);
    if !matches!(module, b"" | b"-") {
        log.logger = Some(module.into());
    }
    let rest = read_process(rest, log).unwrap_or(rest);
    let rest = read_source(rest, log).unwrap_or(rest);
    let rest = read_status(rest, log).unwrap_or(rest);
    let rest = read_client(rest, log).unwrap_or(rest);
    let message = read_code(rest, log).unwrap_or(rest);
    if let Some(at) = memmem::rfind(message, b", referer: ") {
        log.attributes.push("http.request.header.referer", &message[at + b", referer: ".len()..]);
    }
    modsecurity::read(message, context, &mut log.attributes);
    log.body = Some(message.into());
    Some(())
}

/// Splits behind a closing bracket.
fn bracket(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr(b']', text)?;
    let rest = &text[end + 1..];
    Some((&text[..end], rest.strip_prefix(b" ").unwrap_or(rest)))
}

/// Apache's levels, from `emerg` to `trace8`.
fn severity(level: &[u8]) -> Option<Severity> {
    match level {
        [b't', b'r', b'a', b'c', b'e', b'1'..=b'8'] => Some(Severity::TRACE),
        b"emerg" | b"alert" | b"crit" | b"error" | b"warn" | b"notice" | b"info" | b"debug" => {
            level::severity(level)
        }
        _ => None,
    }
}

/// Reads `[pid 31:tid 140069] `.
fn read_process<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
    let (ids, rest) = bracket(text.strip_prefix(b"[pid ")?)?;
    let (pid, thread) = match memchr(b':', ids) {
        Some(colon) => (&ids[..colon], ids[colon + 1..].strip_prefix(b"tid ")),
        None => (ids, None),
    };
    log.attributes.push("process.pid", Value::Integer(integer(pid)?));
    if let Some(thread) = thread.and_then(integer) {
        log.attributes.push("thread.id", Value::Integer(thread));
    }
    Some(rest)
}

/// Reads `ssl_engine_kernel.c(1915): `, which is there where much is logged.
fn read_source<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'/');
    let open = text.iter().take(128).position(|byte| !name(byte)).filter(|at| *at > 0)?;
    let line = text[open..].strip_prefix(b"(")?;
    let close = line.iter().take(8).position(|byte| *byte == b')')?;
    let rest = line[close..].strip_prefix(b"): ")?;
    let line = integer(&line[..close])?;
    log.attributes.push("code.file.path", &text[..open]);
    log.attributes.push("code.line.number", Value::Integer(line));
    Some(rest)
}

/// Reads `(70008)Partial results are valid but processing is incomplete: `.
fn read_status<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
    let inside = text.strip_prefix(b"(")?;
    let close = inside.iter().take(12).position(|byte| *byte == b')')?;
    let code = integer(&inside[..close])?;
    let meaning = &inside[close + 1..];
    let end = memmem::find(meaning, b": ")?;
    log.attributes.push("apache.status.code", Value::Integer(code));
    log.attributes.push("apache.status.message", &meaning[..end]);
    Some(&meaning[end + 2..])
}

/// Reads `[client 203.0.113.9:50222] `, or `[remote …] ` of a connection that Apache opened.
fn read_client<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
    if let Some(peer) = text.strip_prefix(b"[remote ") {
        let (peer, rest) = bracket(peer)?;
        let names = ("network.peer.address", "network.peer.port");
        set_host(names, host(peer, log), &mut log.attributes);
        return Some(rest);
    }
    let (client, rest) = bracket(text.strip_prefix(b"[client ")?)?;
    set_host(CLIENT, host(client, log), &mut log.attributes);
    Some(rest)
}

/// Apache 2.4, which names its process, writes a port always, and no brackets around IPv6; older ones wrote none.
fn host<'a>(text: &'a [u8], log: &Log<'a>) -> (&'a [u8], Option<i64>) {
    if log.attributes.get("process.pid").is_some() { host_and_last_port(text) } else { host_and_port(text) }
}

/// Reads `AH01630: `.
fn read_code<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
    let (code, rest) = text.split_at_checked(7)?;
    let rest = rest.strip_prefix(b": ")?;
    let digits = code.strip_prefix(b"AH")?;
    digits.iter().all(u8::is_ascii_digit).then_some(())?;
    log.attributes.push("error.code", code);
    Some(rest)
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn modules_log_with_codes() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:11.123456Z","severity_number":17,"severity_text":"error","body":"client denied by server configuration: /srv/a","scope":{"name":"authz_core"},"attributes":{"process.pid":31,"thread.id":140069,"client.address":"203.0.113.9","client.port":50222,"error.code":"AH01630"},"source_format":"apache_error"}"#,
        );
        check(
            "auto",
            "[Wed Mar 04 08:00:11.123456 2026] [proxy_fcgi:error] [pid 31] (70007)The timeout specified has expired: [client 2001:db8::9:50222] AH01075: Error dispatching request to : , referer: https://a.example/",
            r#"{"time":"2026-03-04T08:00:11.123456Z","severity_number":17,"severity_text":"error","body":"Error dispatching request to : , referer: https://a.example/","scope":{"name":"proxy_fcgi"},"attributes":{"process.pid":31,"apache.status.code":70007,"apache.status.message":"The timeout specified has expired","client.address":"2001:db8::9","client.port":50222,"error.code":"AH01075","http.request.header.referer":"https://a.example/"},"source_format":"apache_error"}"#,
        );
        check(
            "auto",
            "[Wed Mar 04 08:00:11.1 2026] [ssl:trace3] [pid 31:tid 7] ssl_engine_kernel.c(1915): [client 2001:db8::1:2:3:4444] OpenSSL: Loop",
            r#"{"time":"2026-03-04T08:00:11.1Z","severity_number":1,"severity_text":"trace3","body":"OpenSSL: Loop","scope":{"name":"ssl"},"attributes":{"process.pid":31,"thread.id":7,"code.file.path":"ssl_engine_kernel.c","code.line.number":1915,"client.address":"2001:db8::1:2:3","client.port":4444},"source_format":"apache_error"}"#,
        );
    }

    #[test]
    fn older_and_other_spellings() {
        check(
            "auto",
            "[Wed Mar  4 08:00:11 2026] [notice] caught SIGTERM, shutting down",
            r#"{"time":"2026-03-04T08:00:11Z","severity_number":10,"severity_text":"notice","body":"caught SIGTERM, shutting down","source_format":"apache_error"}"#,
        );
        check(
            "auto",
            "[Wed Mar 04 08:00:11 2026] [error] [client 2001:db8::9] script not found",
            r#"{"time":"2026-03-04T08:00:11Z","severity_number":17,"severity_text":"error","body":"script not found","attributes":{"client.address":"2001:db8::9"},"source_format":"apache_error"}"#,
        );
        check(
            "auto",
            "[04/Mar/2026:08:00:11 +0100] [php:warn] [pid 31] PHP Warning:  x in /a.php on line 7",
            r#"{"time":"2026-03-04T07:00:11Z","severity_number":13,"severity_text":"warn","body":"PHP Warning:  x in /a.php on line 7","scope":{"name":"php"},"attributes":{"process.pid":31},"source_format":"apache_error"}"#,
        );
        check(
            "auto",
            "[2026-03-04 08:00:11.25] [core:info] [pid 31] AH00096: removed",
            r#"{"time":"2026-03-04T08:00:11.25Z","severity_number":9,"severity_text":"info","body":"removed","scope":{"name":"core"},"attributes":{"process.pid":31,"error.code":"AH00096"},"source_format":"apache_error"}"#,
        );
    }

    #[test]
    fn what_looks_alike_is_left() {
        for line in [
            "[2026-03-04 08:00:11] [info] a",
            "[2026-03-04 08:00:11 +0000] [17] [INFO] a",
            "[Wed Mar 04 08:00:11 2026] [oops] a",
            "[Wed Mar 04 08:00:11 2026] a",
        ] {
            let log = otel("auto", line.as_bytes()).concat();
            assert!(!log.contains("apache_error"), "{log}");
        }
    }
}
