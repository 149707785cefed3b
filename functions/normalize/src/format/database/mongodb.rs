//! MongoDB's text logs, before version 4.4 wrote JSON.
//!
//! ```text
//! 2026-03-04T08:00:20.123+0000 SEVERITY COMPONENT  [CONTEXT] MESSAGE        3.0 to 4.2
//! Wed Mar  4 08:00:20.123 [CONTEXT] MESSAGE                                 2.x
//! SEVERITY  = F | E | W | I | D | D1…D5
//! COMPONENT = ACCESS | COMMAND | CONTROL | NETWORK | … | -
//! ```
//!
//! Source: <https://www.mongodb.com/docs/v4.2/reference/log-messages/>

use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time;
use crate::word::{integer, skip_spaces, word};
use memchr::memchr;
use nozzle::log::{Log, Severity, Value};

/// MongoDB's text logs.
pub const FORMAT: Format = Format {
    name: "mongodb_text",
    description: "MongoDB's text log, before version 4.4; later ones are JSON.",
    example: "2026-03-04T08:00:20.123+0000 I COMMAND  [conn17] command shop.carts command: find { find: \"carts\" } 812ms",
    first_bytes: b"0123456789FMSTW",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let rest = if text[0].is_ascii_digit() {
        read_head(text, context, log)?
    } else {
        read_old_head(text, context, log)?
    };
    let inside = rest.strip_prefix(b"[")?;
    let end = memchr(b']', &inside[..inside.len().min(256)])?;
    let message = inside[end + 1..].strip_prefix(b" ")?;
    log.attributes.push("db.system.name", "mongodb");
    log.attributes.push("thread.name", &inside[..end]);
    log.body = Some(message.into());
    read_message(message, log);
    Some(())
}

/// Reads the time, the severity and the component.
fn read_head<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<&'a [u8]> {
    if text.get(10) != Some(&b'T') {
        return None;
    }
    let time = time::iso(text, &context.clock)?;
    let (level, rest) = word(text[time.length..].strip_prefix(b" ")?);
    let severity = match level {
        b"F" => Severity::FATAL,
        b"E" => Severity::ERROR,
        b"W" => Severity::WARN,
        b"I" => Severity::INFO,
        b"D" | b"D1" | b"D2" | b"D3" | b"D4" | b"D5" => Severity::DEBUG,
        _ => return None,
    };
    let (component, rest) = word(skip_spaces(rest));
    let is_component = !component.is_empty()
        && component.iter().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'));
    if !is_component {
        return None;
    }
    time.set(text, log);
    log.severity = severity;
    log.severity_text = Some(level.into());
    if component != b"-" {
        log.logger = Some(component.into());
    }
    Some(rest)
}

/// Reads `Wed Mar  4 08:00:20.123 `.
fn read_old_head<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<&'a [u8]> {
    let is_day =
        matches!(&text[..3.min(text.len())], b"Mon" | b"Tue" | b"Wed" | b"Thu" | b"Fri" | b"Sat" | b"Sun");
    let spelt = text.get(3..)?.strip_prefix(b" ").filter(|_| is_day)?;
    let time = time::bsd(spelt, &context.clock)?;
    let has_milliseconds = spelt[..time.length].contains(&b'.');
    let rest = spelt[time.length..].strip_prefix(b" ").filter(|_| has_milliseconds)?;
    time.set(spelt, log);
    Some(rest)
}

/// Reads `connection accepted from 10.0.0.5:4000 …` and a duration at the end, ` 812ms`.
fn read_message<'a>(message: &'a [u8], log: &mut Log<'a>) {
    let remote = [&b"connection accepted from "[..], b"received client metadata from ", b"end connection "]
        .iter()
        .find_map(|start| message.strip_prefix(*start));
    if let Some(remote) = remote {
        let (address, _) = word(remote);
        if let Some(colon) = memchr::memrchr(b':', address)
            && let Some(port) = integer(&address[colon + 1..])
        {
            log.attributes.push("client.address", &address[..colon]);
            log.attributes.push("client.port", Value::Integer(port));
        }
    }
    if let Some(before) = message.strip_suffix(b"ms")
        && let Some(space) = memchr::memrchr(b' ', before)
        && let Some(duration) = integer(&before[space + 1..])
    {
        log.attributes.push("duration_ms", Value::Integer(duration));
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, check_arrived, otel};

    #[test]
    fn old_and_older() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:20.123Z","severity_number":9,"severity_text":"I","body":"command shop.carts command: find { find: \"carts\" } 812ms","scope":{"name":"COMMAND"},"attributes":{"db.system.name":"mongodb","thread.name":"conn17","duration_ms":812},"source_format":"mongodb_text"}"#,
        );
        check(
            "auto",
            "2026-03-04T08:00:20.123+0000 E -        [initandlisten] connection accepted from 2001:db8::5:4000 #17 (1 connection now open)",
            r#"{"time":"2026-03-04T08:00:20.123Z","severity_number":17,"severity_text":"E","body":"connection accepted from 2001:db8::5:4000 #17 (1 connection now open)","attributes":{"db.system.name":"mongodb","thread.name":"initandlisten","client.address":"2001:db8::5","client.port":4000},"source_format":"mongodb_text"}"#,
        );
        check_arrived(
            "auto",
            "Wed Mar  4 08:00:20.123 [conn17] end connection 10.0.0.5:4000 (0 connections now open)",
            r#"{"time":"2026-03-04T08:00:20.123Z","severity_number":0,"body":"end connection 10.0.0.5:4000 (0 connections now open)","attributes":{"db.system.name":"mongodb","thread.name":"conn17","client.address":"10.0.0.5","client.port":4000},"source_format":"mongodb_text"}"#,
        );
    }

    #[test]
    fn what_comes_near_is_left() {
        for line in [
            "2026-03-04T08:00:20.123Z I [main] m",
            "2026-03-04T08:00:20.123Z INFO NETWORK [main] m",
            "Wed Mar  4 08:00:20 [main] m",
            "Wednesday",
        ] {
            assert!(!otel("auto", line.as_bytes()).concat().contains("mongodb"), "{line}");
        }
    }
}
