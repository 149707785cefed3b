//! PostgreSQL's log on standard error, with any usual `log_line_prefix`.
//!
//! ```text
//! TIME ZONE PREFIX LEVEL:  [SQLSTATE: ]MESSAGE
//! PREFIX = [PID] USER@DATABASE            Debian's `%m [%p] %q%u@%d `
//!        | :HOST(PORT):USER@DATABASE:[PID]:         Amazon RDS's `%t:%r:%u@%d:[%p]:`
//!        | [PID]: [LINE] user=USER,db=DATABASE,app=NAME,client=HOST   and other orders of these
//! LEVEL  = DEBUG1…5 | INFO | NOTICE | WARNING | ERROR | LOG | FATAL | PANIC
//!        | DETAIL | HINT | QUERY | CONTEXT | LOCATION | STATEMENT      more about the log before
//! ```
//!
//! The time is that of `%t` or `%m`, which names its zone. Lines that begin with a tab go on with the message.
//! What a prefix holds besides is kept as `postgresql.prefix`.
//!
//! Source: <https://www.postgresql.org/docs/current/runtime-config-logging.html>

mod message;
mod prefix;

pub(super) use message::read as read_message;
pub(super) use prefix::read_host;

use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time;
use memchr::memchr_iter;
use nozzle::log::{Log, Severity};

/// PostgreSQL on standard error.
pub const FORMAT: Format = Format {
    name: "postgresql",
    description: "PostgreSQL's log, with the prefix of Amazon RDS, of Debian, or another usual one.",
    example: "2026-03-04 08:00:13 UTC:10.0.0.5(40122):app@shop:[811]:LOG:  duration: 812.420 ms  statement: SELECT * FROM carts",
    first_bytes: b"12",
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// The longest prefix that is looked through for a level.
const LONGEST_PREFIX: usize = 1024;

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if text.get(10) != Some(&b' ') {
        return None;
    }
    let time = time::iso_with_zone_name(text, &context.clock)?;
    let behind = &text[time.length..];
    let has_zone = text.get(19..time.length).is_some_and(|end| end.contains(&b' '));
    if !has_zone || !matches!(behind.first(), Some(b' ' | b':')) {
        return None;
    }
    let (level_start, level_end) = find_level(behind)?;
    let level = &behind[level_start..level_end];
    time.set(text, log);
    log.severity = severity(level)?;
    log.severity_text = Some(level.into());
    log.attributes.push("db.system.name", "postgresql");
    prefix::read(&behind[..level_start], log);
    message::read(level, &behind[level_end + 3..], log);
    Some(())
}

/// Where a level stands that has a colon and two spaces behind it.
fn find_level(text: &[u8]) -> Option<(usize, usize)> {
    let head = &text[..text.len().min(LONGEST_PREFIX)];
    memchr_iter(b':', head).find_map(|colon| {
        if !text[colon + 1..].starts_with(b"  ") {
            return None;
        }
        let before = &text[..colon];
        let length = before.iter().rev().take(9).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let start = colon - length;
        let stands_alone = start > 0 && matches!(text[start - 1], b' ' | b':' | b']' | b',' | b'|');
        (stands_alone && severity(&text[start..colon]).is_some()).then_some((start, colon))
    })
}

pub(super) fn severity(level: &[u8]) -> Option<Severity> {
    Some(match level {
        b"LOG" | b"INFO" | b"DETAIL" | b"HINT" | b"STATEMENT" | b"CONTEXT" | b"QUERY" | b"LOCATION" => {
            Severity::INFO
        }
        b"ERROR" => Severity::ERROR,
        b"WARNING" => Severity::WARN,
        b"FATAL" => Severity::FATAL,
        b"NOTICE" => Severity::INFO2,
        b"PANIC" => Severity::from_number(24),
        b"DEBUG" | b"DEBUG1" | b"DEBUG2" | b"DEBUG3" | b"DEBUG4" | b"DEBUG5" => Severity::DEBUG,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
