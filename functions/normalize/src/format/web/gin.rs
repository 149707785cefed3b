//! Requests as Gin logs them, the framework for Go.
//!
//! ```text
//! [GIN] YYYY/MM/DD - hh:mm:ss | STATUS | DURATION | CLIENT | METHOD "PATH"
//! DURATION = 1.234ms | 56.7µs | 2.1s | 1m2.5s
//! ```
//!
//! On a terminal, statuses and methods are coloured.

use super::address::{CLIENT, set_host};
use super::duration::milliseconds;
use super::request;
use crate::context::Context;
use crate::duration::Unit;
use crate::format::Format;
use crate::split::Split;
use crate::time::{self, Clock};
use crate::word::integer;
use memchr::memchr;
use nozzle::log::{Log, Severity, Value};
use nozzle::{Date, Timestamp};

/// Gin.
pub const FORMAT: Format = Format {
    name: "gin",
    description: "Requests as Gin, the framework for Go, logs them.",
    example: "[GIN] 2026/03/04 - 08:00:08 | 200 |      21.125ms |     203.0.113.9 | GET      \"/cart?item=7\"",
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let text = text.strip_prefix(b"[GIN] ")?;
    log.time = Some(read_time(text.first_chunk()?, &context.clock)?);
    let rest = text[21..].trim_ascii_start().strip_prefix(b"|")?;
    let (status, rest) = column(rest)?;
    let (duration, rest) = column(rest)?;
    let (client, rest) = column(rest)?;
    let quote = memchr(b'"', rest)?;
    let (method, path) = (plain(rest[..quote].trim_ascii()), &rest[quote..]);
    let status = plain(status);
    let attributes = &mut log.attributes;
    attributes.push("http.response.status_code", Value::Integer(integer(status)?));
    match read_duration(duration, context) {
        Some(duration) => attributes.push("duration_ms", duration),
        None => attributes.push("gin.latency", duration),
    }
    set_host(CLIENT, (client, None), attributes);
    attributes.push("http.request.method", method);
    let inside = path[1..].trim_ascii_end();
    let inside = inside.strip_suffix(b"\"").unwrap_or(inside);
    if !inside.is_empty() {
        request::read_target(inside, method, false, attributes);
    }
    log.severity = Severity::INFO;
    log.body = Some(context.keep(&[method, b" ", inside].concat()).into());
    Some(())
}

/// Reads `2026/03/04 - 08:00:08`.
fn read_time(text: &[u8; 21], clock: &Clock<'_>) -> Option<Timestamp> {
    if text[4] != b'/' || text[7] != b'/' || &text[10..13] != b" - " {
        return None;
    }
    let number = |at| time::two(text, at);
    let year = i16::from(number(0)?) * 100 + i16::from(number(2)?);
    let (time, _) = time::time_of_day(text, 13)?;
    clock.civil(Date { year, month: number(5)?, day: number(8)? }, time)
}

/// Splits at a bar.
fn column(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let bar = memchr(b'|', text)?;
    Some((text[..bar].trim_ascii(), &text[bar + 1..]))
}

/// Text without the colours around it.
fn plain(text: &[u8]) -> &[u8] {
    let start =
        text.iter().take(16).position(|byte| *byte == b'm').filter(|_| text.first() == Some(&b'\x1b'));
    let inside = start.map_or(text, |start| &text[start + 1..]);
    let end = memchr(b'\x1b', inside).unwrap_or(inside.len());
    inside[..end].trim_ascii()
}

/// Reads a duration of one unit, as Go spells it.
fn read_duration<'a>(text: &[u8], context: &Context<'a>) -> Option<Value<'a>> {
    let end = text.iter().position(|byte| !byte.is_ascii_digit() && *byte != b'.')?;
    let unit = match &text[end..] {
        b"s" => Unit::Seconds,
        b"ms" => Unit::Milliseconds,
        b"\xc2\xb5s" | b"us" => Unit::Microseconds,
        _ => return None,
    };
    milliseconds(&text[..end], unit, context)
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn columns_stand_between_bars() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /cart?item=7","attributes":{"http.response.status_code":200,"duration_ms":21.125,"client.address":"203.0.113.9","http.request.method":"GET","url.path":"/cart","url.query":"item=7"},"source_format":"gin"}"#,
        );
        check(
            "auto",
            "[GIN] 2026/03/04 - 08:00:08 |\x1b[97;42m 404 \x1b[0m|   56.5µs |  ::1 |\x1b[97;44m POST   \x1b[0m \"/\"",
            "{\"time\":\"2026-03-04T08:00:08Z\",\"severity_number\":9,\"body\":\"POST /\",\"attributes\":{\"http.response.status_code\":404,\"duration_ms\":0.0565,\"client.address\":\"::1\",\"http.request.method\":\"POST\",\"url.path\":\"/\"},\"source_format\":\"gin\"}",
        );
    }
}
