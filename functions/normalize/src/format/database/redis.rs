//! Redis and Valkey: servers, replicas and sentinels.
//!
//! ```text
//! PID:ROLE 04 Mar 2026 08:00:20.123 LEVEL MESSAGE      Redis 3 and later, Valkey
//! [PID] 04 Mar 08:00:20.123 LEVEL MESSAGE              before
//! ROLE  = M (master) | S (replica) | C (child) | X (sentinel)
//! LEVEL = . (debug) | - (verbose) | * (notice) | # (warning)
//! ```
//!
//! Source: <https://github.com/redis/redis/blob/unstable/src/server.c>, `serverLogRaw`.

use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time::{self, Reading};
use crate::word::integer;
use nozzle::Date;
use nozzle::log::{Log, Severity, Value};

/// Redis and Valkey.
pub const FORMAT: Format = Format {
    name: "redis",
    description: "Log of Redis and Valkey.",
    example: "1:M 04 Mar 2026 08:00:20.123 # Can't save in background: fork: Cannot allocate memory",
    first_bytes: b"0123456789[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let bracketed = text.strip_prefix(b"[");
    let number = bracketed.unwrap_or(text);
    let digits = number.iter().take(11).take_while(|byte| byte.is_ascii_digit()).count();
    let process = integer(&number[..digits])?;
    let behind = &number[digits..];
    let (role, spelt) = match bracketed {
        Some(_) => (None, behind.strip_prefix(b"] ")?),
        None => match behind {
            [b':', role @ (b'M' | b'S' | b'C' | b'X'), b' ', spelt @ ..] => (Some(*role), spelt),
            [b':', b's', b'i', b'g', ..] => return read_signal(process, behind, log),
            _ => return None,
        },
    };
    let time = read_time(spelt, context)?;
    let (level, message) = match &spelt[time.length..] {
        [b' ', level @ (b'.' | b'-' | b'*' | b'#'), rest @ ..] => (level, rest),
        _ => return None,
    };
    time.set(spelt, log);
    log.attributes.push("db.system.name", "redis");
    log.attributes.push("process.pid", Value::Integer(process));
    if let Some(role) = role {
        let role = match role {
            b'M' => "master",
            b'S' => "replica",
            b'C' => "child",
            _ => "sentinel",
        };
        log.attributes.push("redis.role", role);
    }
    let (severity, level) = match level {
        b'.' => (Severity::DEBUG, "."),
        b'-' => (Severity::INFO, "-"),
        b'*' => (Severity::INFO2, "*"),
        _ => (Severity::WARN, "#"),
    };
    log.severity = severity;
    log.severity_text = Some(level.into());
    log.body = Some(message.strip_prefix(b" ").unwrap_or(message).into());
    Some(())
}

/// Reads `1:signal-handler (1772611220) Received SIGTERM scheduling shutdown...`.
fn read_signal<'a>(process: i64, behind: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let text = behind.strip_prefix(b":signal-handler (")?;
    let end = text.iter().take(20).position(|byte| *byte == b')')?;
    log.time = Some(time::epoch(str::from_utf8(&text[..end]).ok()?)?);
    log.severity = Severity::WARN;
    log.attributes.push("db.system.name", "redis");
    log.attributes.push("process.pid", Value::Integer(process));
    log.body = Some(text[end + 1..].trim_ascii_start().into());
    Some(())
}

/// Reads `04 Mar 2026 08:00:20.123`, or the same without its year.
fn read_time(text: &[u8], context: &Context<'_>) -> Option<Reading> {
    let (day, month) = (time::two(text, 0)?, time::month(text, 3)?);
    if text.get(2) != Some(&b' ') || text.get(6) != Some(&b' ') {
        return None;
    }
    if text.get(9) == Some(&b':') {
        let (of_day, length) = time::time_of_day(text, 7)?;
        return Some(Reading { time: context.clock.without_year(month, day, of_day), length });
    }
    let year = i16::from(time::two(text, 7)?) * 100 + i16::from(time::two(text, 9)?);
    if text.get(11) != Some(&b' ') {
        return None;
    }
    let (of_day, length) = time::time_of_day(text, 12)?;
    Some(Reading { time: context.clock.civil(Date { year, month, day }, of_day), length })
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, check_arrived, otel};

    #[test]
    fn old_and_new() {
        check(
            "auto",
            super::FORMAT.example,
            r##"{"time":"2026-03-04T08:00:20.123Z","severity_number":13,"severity_text":"#","body":"Can't save in background: fork: Cannot allocate memory","attributes":{"db.system.name":"redis","process.pid":1,"redis.role":"master"},"source_format":"redis"}"##,
        );
        check_arrived(
            "auto",
            "[4711] 04 Mar 08:00:20 * Server started",
            r#"{"time":"2026-03-04T08:00:20Z","severity_number":10,"severity_text":"*","body":"Server started","attributes":{"db.system.name":"redis","process.pid":4711},"source_format":"redis"}"#,
        );
        check(
            "auto",
            "44:X 04 Mar 2026 08:00:20.576 - ",
            r#"{"time":"2026-03-04T08:00:20.576Z","severity_number":9,"severity_text":"-","body":"","attributes":{"db.system.name":"redis","process.pid":44,"redis.role":"sentinel"},"source_format":"redis"}"#,
        );
        check(
            "auto",
            "28:signal-handler (1772611220) Received SIGTERM scheduling shutdown...",
            r#"{"time":"2026-03-04T08:00:20Z","severity_number":13,"body":"Received SIGTERM scheduling shutdown...","attributes":{"db.system.name":"redis","process.pid":28},"source_format":"redis"}"#,
        );
    }

    #[test]
    fn what_comes_near_is_left() {
        for line in
            ["1:M 04 Mar 2026 08:00:20.123 ! m", "1:Q 04 Mar 2026 08:00:20.123 * m", "[1] 04 Mar m", "1:M "]
        {
            assert!(!otel("auto", line.as_bytes()).concat().contains("redis"), "{line}");
        }
    }
}
