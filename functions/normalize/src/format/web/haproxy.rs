//! HAProxy: the formats `httplog`, `tcplog`, `httpslog` and that of connection errors.
//!
//! ```text
//! [haproxy[PID]: ]CLIENT:PORT [ACCEPT-DATE] FRONTEND[~] BACKEND/SERVER Tq/Tw/Tc/Tr/Tt STATUS BYTES
//!     REQUEST-COOKIE RESPONSE-COOKIE STATE COUNTS QUEUES [{HEADER|…}] [{HEADER|…}] "REQUEST"[ ERRORS SNI/VERSION/CIPHER]
//! CLIENT:PORT [ACCEPT-DATE] FRONTEND BACKEND/SERVER Tw/Tc/Tt BYTES STATE COUNTS QUEUES
//! CLIENT:PORT [ACCEPT-DATE] FRONTEND/BIND: MESSAGE
//! Connect from CLIENT:PORT to SERVER:PORT (FRONTEND/MODE)
//! COUNTS = active/frontend/backend/server/[+]retries        QUEUES = server/backend
//! ```
//!
//! `-1` stands for what was not reached, `+` before the last time or the size for a log that was written before
//! the end (`option logasap`). Time is when the request was accepted, which is told without a zone: in a message of
//! syslog whose time has one, that one counts.

use super::address::{CLIENT, DESTINATION, host_and_last_port, set_host};
use super::request;
use crate::context::Context;
use crate::format::Format;
use crate::optional::set_word;
use crate::quoted::Quoted;
use crate::split::Split;
use crate::time;
use crate::word::{integer, word};
use memchr::{memchr, memchr_iter, memrchr};
use nozzle::log::{Attributes, Log, Severity, Value};

/// HAProxy.
pub const FORMAT: Format = Format {
    name: "haproxy",
    description: "Log of HAProxy: HTTP, HTTPS, TCP or a connection's error.",
    example: r#"203.0.113.9:50222 [04/Mar/2026:08:00:08.123] shop~ carts/cart1 0/0/1/20/21 200 512 - - ---- 7/5/3/1/0 0/0 {shop.example|curl/8.5.0} "GET /cart?item=7 HTTP/1.1""#,
    first_bytes: b"0123456789abcdefABCDEFhuC:[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut rest = text;
    if let Some(behind) = text.strip_prefix(b"haproxy[") {
        let close = behind.iter().take(12).position(|byte| *byte == b']')?;
        let pid = integer(&behind[..close])?;
        rest = behind[close..].strip_prefix(b"]: ")?;
        log.resource.push("service.name", "haproxy");
        log.attributes.push("process.pid", Value::Integer(pid));
    }
    if let Some(connection) = rest.strip_prefix(b"Connect from ") {
        log.body = Some(rest.into());
        return read_connection(connection, log);
    }
    // A client's address with its port, or a socket's name with its number.
    let space = rest.iter().take(64).position(|byte| *byte == b' ')?;
    let (client, port) = host_and_last_port(&rest[..space]);
    let port = port?;
    let inside = rest[space..].strip_prefix(b" [")?;
    let time = time::clf(inside, &context.clock).filter(|time| time.length == 24 && inside[20] == b'.')?;
    let rest = inside[time.length..].strip_prefix(b"] ")?;
    set_host(CLIENT, (client, Some(port)), &mut log.attributes);
    let (frontend, behind) = word(rest);
    if frontend.last() == Some(&b':') {
        read_error(&frontend[..frontend.len() - 1], behind, &mut log.attributes);
        log.body = Some(behind.into());
    } else {
        read_frontend(frontend, &mut log.attributes);
        read_transfer(behind, log)?;
        log.severity = Severity::INFO;
    }
    if context.zone_is_told.get() {
        log.attributes.push("haproxy.accept_date", &inside[..time.length]);
    } else {
        time.set(inside, log);
    }
    Some(())
}

/// Reads `203.0.113.9:50222 to 10.0.0.7:443 (shop/HTTP)`.
fn read_connection<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let (client, rest) = word(text);
    let (server, place) = word(rest.strip_prefix(b"to ")?);
    let (place, mode) = split(place.strip_prefix(b"(")?.strip_suffix(b")")?)?;
    let attributes = &mut log.attributes;
    set_host(CLIENT, host_and_last_port(client), attributes);
    set_host(DESTINATION, host_and_last_port(server), attributes);
    read_frontend(place, attributes);
    attributes.push("haproxy.mode", mode);
    log.severity = Severity::INFO;
    Some(())
}

fn read_frontend<'a>(text: &'a [u8], attributes: &mut Attributes<'a>) {
    match text.strip_suffix(b"~") {
        Some(name) => {
            attributes.push("haproxy.frontend", name);
            attributes.push("tls.established", Value::Boolean(true));
        }
        None => attributes.push("haproxy.frontend", text),
    }
}

/// Reads the place of `shop/1: SSL handshake failure`.
fn read_error<'a>(place: &'a [u8], message: &'a [u8], attributes: &mut Attributes<'a>) {
    match split(place) {
        Some((frontend, bind)) => {
            read_frontend(frontend, attributes);
            attributes.push("haproxy.bind", bind);
        }
        None => read_frontend(place, attributes),
    }
    attributes.push("error.message", message);
}

/// Splits at the first slash.
fn split(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let slash = memchr(b'/', text)?;
    Some((&text[..slash], &text[slash + 1..]))
}

/// Reads what stands behind the frontend.
fn read_transfer<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let attributes = &mut log.attributes;
    let (backend, rest) = word(text);
    let slash = memrchr(b'/', backend)?;
    attributes.push("haproxy.backend", &backend[..slash]);
    attributes.push("haproxy.server", &backend[slash + 1..]);
    let (times, rest) = word(rest);
    let is_http = match memchr_iter(b'/', times).count() {
        4 => {
            read_times(times, &HTTP_TIMES, attributes)?;
            true
        }
        2 => {
            read_times(times, &TCP_TIMES, attributes)?;
            false
        }
        _ => return None,
    };
    let mut rest = rest;
    if is_http {
        let (status, behind) = word(rest);
        if status != b"-1" {
            attributes.push("http.response.status_code", Value::Integer(integer(status)?));
        }
        rest = behind;
    }
    let (size, mut rest) = word(rest);
    let size = Value::Integer(integer(size.strip_prefix(b"+").unwrap_or(size))?);
    attributes.push(if is_http { "http.response.size" } else { "haproxy.bytes_read" }, size);
    if is_http {
        for name in ["haproxy.request_cookie", "haproxy.response_cookie"] {
            let (cookie, behind) = word(rest);
            if cookie != b"-" {
                attributes.push(name, cookie);
            }
            rest = behind;
        }
    }
    let (state, rest) = word(rest);
    attributes.push("haproxy.termination_state", state);
    let (counts, rest) = word(rest);
    read_counts(counts, &COUNTS, attributes)?;
    let (queues, rest) = word(rest);
    read_counts(queues, &QUEUES, attributes)?;
    let rest = read_headers(rest, attributes);
    match rest.strip_prefix(b"\"") {
        Some(line) => read_request(line, log),
        None if rest.is_empty() => {}
        None => attributes.push("haproxy.extra", rest),
    }
    Some(())
}

const HTTP_TIMES: [&str; 5] = [
    "haproxy.time_request_ms",
    "haproxy.time_queue_ms",
    "haproxy.time_connect_ms",
    "haproxy.time_response_ms",
    "duration_ms",
];
const TCP_TIMES: [&str; 3] = ["haproxy.time_queue_ms", "haproxy.time_connect_ms", "duration_ms"];
const COUNTS: [&str; 5] = [
    "haproxy.connections.active",
    "haproxy.connections.frontend",
    "haproxy.connections.backend",
    "haproxy.connections.server",
    "haproxy.retries",
];
const QUEUES: [&str; 2] = ["haproxy.queue.server", "haproxy.queue.backend"];

/// Reads milliseconds with slashes between them. A total with `+` before it was not the end.
fn read_times(text: &[u8], names: &[&'static str], attributes: &mut Attributes<'_>) -> Option<()> {
    for (number, name) in text.split(|byte| *byte == b'/').zip(names) {
        let so_far = number.strip_prefix(b"+").filter(|_| *name == "duration_ms");
        let (number, name) = match so_far {
            Some(number) => (number, "haproxy.time_so_far_ms"),
            None => (number, *name),
        };
        if number != b"-1" {
            attributes.push(name, Value::Integer(integer(number)?));
        }
    }
    Some(())
}

fn read_counts(text: &[u8], names: &[&'static str], attributes: &mut Attributes<'_>) -> Option<()> {
    let mut numbers = text.split(|byte| *byte == b'/');
    for name in names {
        let number = numbers.next()?;
        let redispatched = number.strip_prefix(b"+").filter(|_| *name == "haproxy.retries");
        attributes.push(name, Value::Integer(integer(redispatched.unwrap_or(number))?));
        if redispatched.is_some() {
            attributes.push("haproxy.redispatched", Value::Boolean(true));
        }
    }
    numbers.next().is_none().then_some(())
}

/// Reads `{a|b} {c|d} `: what was captured of the request, then of the response. One alone may be either and is
/// taken for the request's.
fn read_headers<'a>(text: &'a [u8], attributes: &mut Attributes<'a>) -> &'a [u8] {
    let mut rest = text;
    for name in ["haproxy.captured_request_headers", "haproxy.captured_response_headers"] {
        let Some(inside) = rest.strip_prefix(b"{") else { break };
        // A captured header may hold a brace, too.
        let is_end = |at: &usize| matches!(&inside[at + 1..], [] | [b' ', b'{' | b'"', ..]);
        let Some(end) = memchr_iter(b'}', inside).find(is_end) else { break };
        if end > 0 {
            attributes.push(name, &inside[..end]);
        }
        rest = inside[end + 1..].trim_ascii_start();
    }
    rest
}

/// Reads the request behind its first quote. What is special in it is spelt `#22`; a long one is cut off.
fn read_request<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let end = memchr(b'"', text).unwrap_or(text.len());
    let line = &text[..end];
    if line.is_empty() {
        return;
    }
    log.body = Some(line.into());
    let attributes = &mut log.attributes;
    request::read(Quoted { inside: line, escaped: false }, attributes);
    let rest = text.get(end + 1..).unwrap_or_default().trim_ascii();
    let (errors, tls) = word(rest);
    let mut parts = tls.split(|byte| *byte == b'/');
    if let (Some(name), Some(version), Some(cipher), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    {
        attributes.push("haproxy.errors", errors);
        let version = version.strip_prefix(b"TLSv").unwrap_or(version);
        for (attribute, part) in
            [("tls.client.server_name", name), ("tls.protocol.version", version), ("tls.cipher", cipher)]
        {
            set_word(attribute, part, attributes);
        }
    } else if !rest.is_empty() {
        attributes.push("haproxy.extra", rest);
    }
}

#[cfg(test)]
mod tests;
