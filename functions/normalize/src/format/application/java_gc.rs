//! Garbage collection of the JVM: unified logging, and what stood there before Java 9.
//!
//! ```text
//! {"[" decoration "]"} " " message                decoration = time | uptime | level | tags | pid | tid | host
//! time ": " uptime ": " message
//!
//! [2026-03-04T08:00:15.123+0000][0.123s][info][gc,start] GC(0) Pause Young
//! 2026-03-04T08:00:15.123+0000: 40.054: [GC pause (young), 0.0672591 secs]
//! ```

use super::part::{brackets, set_level, set_message, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::level;
use crate::split::Split;
use crate::word::integer;
use memchr::memmem;
use nozzle::log::{Log, Value};

/// Logs of the JVM's garbage collectors.
pub const FORMAT: Format = Format {
    name: "java_gc",
    description: "The JVM's unified logging, and its garbage collection logs before Java 9.",
    example: "[2026-03-04T08:00:15.123+0000][0.123s][info][gc,start] GC(0) Pause Young (Normal)",
    first_bytes: b"[0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if text.first() == Some(&b'[') {
        parse_unified(text, context, log)
    } else {
        parse_old(text, context, log)
    }
}

fn parse_unified<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut rest = text;
    let (mut has_uptime, mut has_tags, mut has_level) = (false, false, false);
    let mut numbers = 0;
    for _ in 0..9 {
        let Some((inside, behind)) = brackets(rest) else { break };
        let decoration = inside.trim_ascii();
        if rest.len() == text.len() && split_iso(inside).is_some() {
            set_time(inside, context, log)?;
        } else if !has_uptime && is_uptime(decoration) {
            has_uptime = true;
            log.attributes.push("java_gc.uptime", decoration);
        } else if !has_level && is_level(decoration) {
            has_level = true;
            set_level(decoration, log)?;
        } else if let Some(number) = integer(decoration) {
            let name = match numbers {
                0 => "process.pid",
                1 => "thread.id",
                _ => return None,
            };
            numbers += 1;
            log.attributes.push(name, Value::Integer(number));
        } else if has_level && !has_tags && is_tags(decoration) {
            has_tags = true;
            log.logger = Some(decoration.into());
        } else {
            return None;
        }
        rest = behind;
        if has_tags {
            break;
        }
    }
    // What Java decorates lines with where nobody asks for more or less.
    if !(has_uptime && has_level && has_tags) {
        return None;
    }
    let message = rest.trim_ascii_start();
    if let Some(number) = message.strip_suffix(b"ms") {
        let length = number.iter().rev().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        set_duration(&number[number.len() - length..], log);
    }
    set_message(message, log);
    Some(())
}

fn parse_old<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (_, behind) = split_iso(text)?;
    let rest = behind.strip_prefix(b": ")?;
    let digits = rest.iter().take(16).take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let (uptime, message) = rest.split_at(digits);
    let message = message.strip_prefix(b": ")?;
    if !uptime.contains(&b'.') {
        return None;
    }
    set_time(text, context, log)?;
    log.attributes.push("java_gc.uptime", uptime);
    if let Some(at) = memmem::find(message, b" secs]") {
        let before = &message[..at];
        let length = before.iter().rev().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        if let Some(seconds) =
            str::from_utf8(&before[at - length..]).ok().and_then(|text| text.parse::<f64>().ok())
        {
            let milliseconds = context.keep_str(&format!("{}", (seconds * 1e9).round() / 1e6));
            log.attributes.push("duration_ms", Value::Number(milliseconds));
        }
    }
    set_message(message, log);
    Some(())
}

/// `0.123s`, `123ms`
fn is_uptime(text: &[u8]) -> bool {
    let number = [&b"ms"[..], b"ns", b"s"].iter().find_map(|unit| text.strip_suffix(*unit));
    number.is_some_and(|number| {
        !number.is_empty() && number.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
    })
}

fn is_level(text: &[u8]) -> bool {
    matches!(text, b"trace" | b"debug" | b"info" | b"warning" | b"error") && level::severity(text).is_some()
}

/// `gc,heap,exit`
fn is_tags(text: &[u8]) -> bool {
    !text.is_empty()
        && text.iter().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b',' | b'+' | b'_')
        })
}

fn set_duration<'a>(number: &'a [u8], log: &mut Log<'a>) {
    if let Ok(number) = str::from_utf8(number)
        && number.as_bytes().first().is_some_and(u8::is_ascii_digit)
        && number.as_bytes().last().is_some_and(u8::is_ascii_digit)
        && number.bytes().filter(|byte| *byte == b'.').count() == 1
        && (!number.starts_with('0') || number.starts_with("0."))
    {
        log.attributes.push("duration_ms", Value::Number(number));
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn unified_and_old() {
        check(
            "auto",
            "[2026-03-04T08:00:15.123+0000][0.123s][info][gc          ] GC(0) Pause Young (Normal) 24M->3M(256M) 3.210ms",
            r#"{"time":"2026-03-04T08:00:15.123Z","severity_number":9,"severity_text":"info","body":"GC(0) Pause Young (Normal) 24M->3M(256M) 3.210ms","scope":{"name":"gc"},"attributes":{"java_gc.uptime":"0.123s","duration_ms":3.210},"source_format":"java_gc"}"#,
        );
        check(
            "auto",
            "[0.012s][warning][gc,heap] low",
            r#"{"severity_number":13,"severity_text":"warning","body":"low","scope":{"name":"gc,heap"},"attributes":{"java_gc.uptime":"0.012s"},"source_format":"java_gc"}"#,
        );
        check(
            "auto",
            "2026-03-04T08:00:15.123+0000: 40.054: [GC pause (young), 0.0672591 secs]",
            r#"{"time":"2026-03-04T08:00:15.123Z","severity_number":0,"body":"[GC pause (young), 0.0672591 secs]","attributes":{"java_gc.uptime":"40.054","duration_ms":67.2591},"source_format":"java_gc"}"#,
        );
    }

    #[test]
    fn near_misses() {
        check(
            "java_gc",
            "[2026-03-04T08:00:15.123+0000][info][cart] saved",
            r#"{"severity_number":0,"body":"[2026-03-04T08:00:15.123+0000][info][cart] saved","source_format":"text"}"#,
        );
        check(
            "java_gc",
            "[17][18][19] saved",
            r#"{"severity_number":0,"body":"[17][18][19] saved","source_format":"text"}"#,
        );
        check(
            "java_gc",
            "2026-03-04T08:00:15.123+0000: 40: saved",
            r#"{"severity_number":0,"body":"2026-03-04T08:00:15.123+0000: 40: saved","source_format":"text"}"#,
        );
    }
}
