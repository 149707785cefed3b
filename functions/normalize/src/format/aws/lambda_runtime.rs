//! What the managed runtimes of AWS Lambda write around a function's messages.
//!
//! ```text
//! TIME<tab>REQUEST-ID<tab>LEVEL<tab>MESSAGE          Node.js
//! [LEVEL]<tab>TIME<tab>REQUEST-ID<tab>MESSAGE        Python
//! [ERROR] TYPE: MESSAGE                              Python: an exception nobody caught, and its traceback
//! ```
//!
//! `undefined` or nothing stands for the request id outside of one. The message may be a log of its own.
//!
//! Sources: <https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html>

use super::lambda_platform::is_request_id;
use crate::level::severity;
use crate::{context::Context, format::Format, nested, split::Split, time};
use memchr::{memchr, memmem};
use nozzle::log::Log;

/// Lines of the runtimes for Node.js and Python.
pub const FORMAT: Format = Format {
    name: "lambda_runtime",
    description: "Line of a function on AWS Lambda, as the runtimes for Node.js and Python write it.",
    example: "2026-03-04T08:00:00.123Z\t6f0e0f4e-0000-4d1b-9a53-2f1f5a1c7b11\tERROR\tcart is empty",
    first_bytes: b"0123456789[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if let Some(bracket) = text.strip_prefix(b"[") {
        let end = bracket.iter().take(10).position(|byte| *byte == b']')?;
        let (level, rest) = (&bracket[..end], &bracket[end + 1..]);
        return match rest.first()? {
            b'\t' => python(level, &rest[1..], context, log),
            b' ' if level == b"ERROR" => uncaught(&rest[1..], log),
            _ => None,
        };
    }
    // A time in UTC, with milliseconds.
    if text.get(23..25) != Some(b"Z\t") || text[10] != b'T' {
        return None;
    }
    let time = time::iso(text, &context.clock).filter(|time| time.length == 24)?;
    let (id, rest) = column(&text[25..])?;
    let (level, message) = column(rest)?;
    set_request_id(id, log)?;
    set_level(level, log)?;
    time.set(text, log);
    read_message(message, context, log);
    Some(())
}

/// The text up to a tab, and what follows it.
fn column(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let tab = memchr(b'\t', text)?;
    Some((&text[..tab], &text[tab + 1..]))
}

fn set_request_id<'a>(id: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    if !matches!(id, b"" | b"undefined" | b"-") {
        if !is_request_id(id) {
            return None;
        }
        log.attributes.push("faas.invocation_id", id);
    }
    Some(())
}

fn set_level<'a>(level: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    log.severity = severity(level)?;
    log.severity_text = Some(level.into());
    Some(())
}

fn python<'a>(level: &'a [u8], rest: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let time = time::iso(rest, &context.clock)?;
    let (id, message) = column(rest[time.length..].strip_prefix(b"\t")?)?;
    set_request_id(id, log)?;
    set_level(level, log)?;
    time.set(rest, log);
    read_message(message, context, log);
    Some(())
}

/// Reads a message, which may be a log of its own, or end in one: `Invoke Error <tab>{"errorType":…}`.
fn read_message<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) {
    let text = text.trim_ascii_end();
    let document = memmem::find(text, b"\t{").filter(|_| text.ends_with(b"}"));
    match document {
        Some(tab) if !text.starts_with(b"{") => {
            nested::open_as(&crate::format::json::FORMAT, &text[tab + 1..], context, log);
            log.source_format = FORMAT.name;
            log.body = Some(text.into());
        }
        _ => {
            if !text.starts_with(b"{") || nested::open(text, context, log).is_none() {
                log.body = Some(text.into());
            }
        }
    }
}

/// Reads `KeyError: 'x'` and the traceback behind it.
fn uncaught<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let line_end = memchr(b'\n', text).unwrap_or(text.len());
    let (line, trace) = (text[..line_end].trim_ascii_end(), text[line_end..].trim_ascii());
    let name_end = memchr(b':', line)?;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
    if !line[..name_end].iter().all(is_name) || !trace.starts_with(b"Traceback (") {
        return None;
    }
    log.attributes.push("exception.type", &line[..name_end]);
    log.attributes.push("exception.message", line[name_end + 1..].trim_ascii());
    log.attributes.push("exception.stacktrace", trace);
    set_level(b"ERROR", log)?;
    log.body = Some(line.into());
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    const ID: &str = "6f0e0f4e-0000-4d1b-9a53-2f1f5a1c7b11";

    #[test]
    fn node() {
        check(
            "auto",
            super::FORMAT.example,
            &format!(
                r#"{{"time":"2026-03-04T08:00:00.123Z","severity_number":17,"severity_text":"ERROR","body":"cart is empty","attributes":{{"faas.invocation_id":"{ID}"}},"source_format":"lambda_runtime"}}"#
            ),
        );
        check(
            "auto",
            "2026-03-04T08:00:00.123Z\tundefined\tINFO\tloading",
            r#"{"time":"2026-03-04T08:00:00.123Z","severity_number":9,"severity_text":"INFO","body":"loading","source_format":"lambda_runtime"}"#,
        );
    }

    #[test]
    fn python() {
        check(
            "auto",
            &format!("[WARNING]\t2026-03-04T08:00:00.123Z\t{ID}\tslow: 3 s\n"),
            &format!(
                r#"{{"time":"2026-03-04T08:00:00.123Z","severity_number":13,"severity_text":"WARNING","body":"slow: 3 s","attributes":{{"faas.invocation_id":"{ID}"}},"source_format":"lambda_runtime"}}"#
            ),
        );
        check(
            "auto",
            "[ERROR] KeyError: 'a'\nTraceback (most recent call last):\n  File \"/var/task/app.py\", line 3, in handler\n    a['a']",
            r#"{"severity_number":17,"severity_text":"ERROR","body":"KeyError: 'a'","attributes":{"exception.type":"KeyError","exception.message":"'a'","exception.stacktrace":"Traceback (most recent call last):\n  File \"/var/task/app.py\", line 3, in handler\n    a['a']"},"source_format":"lambda_runtime"}"#,
        );
    }

    #[test]
    fn a_message_may_be_a_log() {
        check(
            "auto",
            &format!(
                "2026-03-04T08:00:00.123Z\t{ID}\tINFO\t{{\"level\":\"warn\",\"msg\":\"slow\",\"ms\":812}}"
            ),
            &format!(
                r#"{{"time":"2026-03-04T08:00:00.123Z","severity_number":13,"severity_text":"warn","body":"slow","attributes":{{"faas.invocation_id":"{ID}","ms":812}},"source_format":"json"}}"#
            ),
        );
        check(
            "auto",
            &format!("2026-03-04T08:00:00.123Z\t{ID}\tERROR\tInvoke Error \t{{\"a\":1}}"),
            &format!(
                r#"{{"time":"2026-03-04T08:00:00.123Z","severity_number":17,"severity_text":"ERROR","body":"Invoke Error \t{{\"a\":1}}","attributes":{{"faas.invocation_id":"{ID}","a":1}},"source_format":"lambda_runtime"}}"#
            ),
        );
    }

    #[test]
    fn what_looks_alike_is_left_alone() {
        for line in [
            "2026-03-04T08:00:00.123Z\tnobody\tERROR\tx",
            "2026-03-04T08:00:00.123Z\tundefined\tpear\tx",
            "[ERROR] failed: no traceback",
            "[main]\t2026-03-04T08:00:00.123Z\tundefined\tx",
        ] {
            let log = crate::tests::otel("auto", line.as_bytes()).concat();
            assert!(!log.contains("lambda_runtime"), "{log}");
        }
    }
}
