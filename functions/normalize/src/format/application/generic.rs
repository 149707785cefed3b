//! The reader for lines that no format owns: most programs' own logs.
//!
//! ```text
//! [LEVEL] time {field} LEVEL {field} [" - " | ": "] message
//! time     = any of the usual spellings, in brackets or not
//! field    = "[" … "]" | "(" … ")" | "<" … ">" | number | name
//!
//! 2026-03-04 08:00:15,007 ERROR [http-1] com.example.Cart - boom
//! [2026-03-04 08:00:15 +0000] [17] [INFO] Booting worker
//! 2026-03-04 08:00:15,123 - shop.cart - WARNING - low stock
//! 2026-03-04T08:00:15.123Z  INFO shop::cart: saved id=7
//! 2026-03-04 08:00:15.123|INFO|Shop.Cart|saved
//! ERROR: cannot open the file
//! WARNING:root:disk 91%
//! ```
//!
//! - A line begins with a time or with a level, or it is not for this reader. One exception: a message that goes
//!   on with a stack trace.
//! - A word is a level only where one can stand: in capitals, in brackets, or before a colon, a bar, a tab or
//!   more than one space. All between the time and the level is fields: where a word of a sentence stands
//!   there, there is no level.
//! - Behind the level, fields reach to a ` - `, a `:` or a bar. Where there is none, only what can be nothing
//!   else is a field: a class with its package, a file with a line, the name of a thread pool. The rest is the
//!   message.
//! - Behind a time without a level may stand a log of another format: it is opened.

mod before_level;
mod behind_level;
mod certain;
mod field;
mod fields;
mod layout;
mod words;

use super::part::{group, set_message};
use super::stack_trace;
use crate::context::Context;
use crate::format::{Format, GENERIC};
use crate::nested;
use crate::split::Split;
use crate::time;
use fields::Fields;
use memchr::{memchr, memmem};
use nozzle::log::Log;
use words::{Level, level_at, skip_separators};

/// What opens a change of colour, and how far into a line it is looked for.
const COLOUR: &[u8] = b"\x1b[";
const COLOURED: usize = 64;

/// Lines of no format in particular.
pub const FORMAT: Format = Format {
    name: GENERIC,
    description: "A line of no format in particular: a time, a level, a process, a thread, a logger, then the message.",
    example: "2026-03-04 08:00:15,007 ERROR [http-1] com.example.Cart - boom",
    first_bytes: b"\x1b \t[(<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    exclusive: false,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    // Terminals' colours stand around the level mostly.
    let head = &text[..text.len().min(COLOURED)];
    if memchr(COLOUR[0], head).is_some() && memmem::find(head, COLOUR).is_some() {
        let plain = context.keep(&without_colours(text));
        return nested::open(plain, context, log).or_else(|| parse_plain(plain, context, log));
    }
    parse_plain(text, context, log)
}

/// The text without what changes the colour of a terminal.
fn without_colours(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memmem::find(rest, COLOUR) {
        plain.extend_from_slice(&rest[..at]);
        rest = &rest[at + COLOUR.len()..];
        let length = rest.iter().take(16).take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
        rest = match rest.get(length) {
            Some(letter) if letter.is_ascii_alphabetic() => &rest[length + 1..],
            _ => rest,
        };
    }
    plain.extend_from_slice(rest);
    plain
}

fn parse_plain<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let line = text.trim_ascii_start();
    let mut fields = Fields::default();
    if let Some((rest, open)) = read_time(line, context, log) {
        fields.is_tracing = matches!(line, [_, _, _, _, b'-', _, _, b'-', _, _, b'T', ..])
            && line.get(19) == Some(&b'.')
            && line.get(26..28) == Some(b"Z ");
        return behind_time(rest, open, fields, context, log);
    }
    if let Some((level, rest, open)) = leading_level(line)
        && let Some((rest, open)) = time_behind_level(rest, open, &mut fields, context, log)
    {
        level.set(log);
        let rest = match fields.django(rest, log) {
            Some(rest) => rest,
            None => fields.behind_level(rest, open, true, log),
        };
        set_message(rest, log);
        return Some(());
    }
    if let Some((inside, rest)) = group(line)
        && inside.iter().all(u8::is_ascii_digit)
        && let Some((rest, open)) = read_time(skip_separators(rest, &mut false).0, context, log)
    {
        // What stands between `<` and `>` is a priority that syslog does not have, and no process.
        if line[0] == b'<' {
            fields.unknown(inside, log);
        } else {
            fields.group(inside, log);
        }
        return behind_time(rest, open, fields, context, log);
    }
    // `54 [main] INFO …`: milliseconds since the start.
    if let Some(rest) = uptime(line, log) {
        let (level, rest, open) = fields.find_level(rest, false, log).filter(|(level, ..)| level.is_upper)?;
        level.set(log);
        let rest = fields.behind_level(rest, open, true, log);
        set_message(rest, log);
        return Some(());
    }
    // A stack trace by itself, whose first line may look like a level: `Error: no cart`.
    let has_level = leading_level(line).is_some_and(|(level, ..)| level.is_upper && level.is_word);
    if !has_level && memchr(b'\n', line).is_some() && stack_trace::read(line, log) {
        log.body = Some(line.trim_ascii_end().into());
        return Some(());
    }
    without_time(line, &mut fields, log)
}

/// Reads a time, in brackets or not, and gives what follows and whether a bracket is still open.
fn read_time<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<(&'a [u8], bool)> {
    let (open, inside) = match text {
        [b'[' | b'(' | b'<', inside @ ..] => (true, inside),
        _ => (false, text),
    };
    let reading = time::any(inside, &context.clock)?;
    let behind = inside.get(reading.length..)?;
    let (rest, open) = match behind {
        [b']' | b')' | b'>', rest @ ..] if open => (rest, false),
        [] | [b' ' | b'\t' | b',' | b':' | b';' | b'|' | b'\n' | b'\r', ..] => (behind, open),
        [b'[' | b'-' | b'(' | b'<' | b'{', ..] if !open => (behind, false),
        _ => return None,
    };
    reading.set(inside, log);
    Some((rest, open))
}

fn behind_time<'a>(
    rest: &'a [u8],
    mut open: bool,
    mut fields: Fields<'a>,
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<()> {
    if let Some((level, rest, mut open)) = fields.find_level(rest, open, log) {
        level.set(log);
        let rest = rest.strip_prefix(b":").unwrap_or(rest);
        let rest = fields.behind_level(rest, std::mem::take(&mut open), true, log);
        set_message(rest, log);
        return Some(());
    }
    let (message, _) = skip_separators(rest, &mut open);
    // Monolog: `production.ERROR: boom`
    if let Some(end) = words::name_length(message)
        && let Some(rest) = message[end..].strip_prefix(b": ")
        && let Some(dot) = message[..end].iter().rposition(|byte| *byte == b'.')
        && let Some((level, b":")) = level_at(&message[dot + 1..end + 1])
        && level.is_upper
        && level.is_word
    {
        level.set(log);
        log.logger = Some((&message[..dot]).into());
        set_message(rest, log);
        return Some(());
    }
    if fields.is_empty() && nested::open(message, context, log).is_some() {
        return Some(());
    }
    let message = fields.certain(message, log);
    set_message(message, log);
    Some(())
}

/// A level at the start of a line that may have a time behind it: `INFO  [main] 2026-…`, `[I 2026-…`.
fn leading_level(line: &[u8]) -> Option<(Level<'_>, &[u8], bool)> {
    if let Some((level, rest)) = Level::in_group(line) {
        return Some((level, rest, false));
    }
    let (open, inside) = match line {
        [b'[', inside @ ..] => (true, inside),
        _ => (false, line),
    };
    let (level, rest) = level_at(inside)?;
    Some((level, rest, open))
}

/// A time with at most one field before it.
fn time_behind_level<'a>(
    rest: &'a [u8],
    mut open: bool,
    fields: &mut Fields<'a>,
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<(&'a [u8], bool)> {
    let (rest, _) = skip_separators(rest, &mut open);
    if let Some((rest, time_open)) = read_time(rest, context, log) {
        return Some((rest, open || time_open));
    }
    let (inside, rest) = group(rest)?;
    let (rest, _) = skip_separators(rest, &mut open);
    let found = read_time(rest, context, log)?;
    fields.group(inside, log);
    Some(found)
}

/// `54 [`, which is put into the log.
fn uptime<'a>(line: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
    let digits = line.iter().take(11).take_while(|byte| byte.is_ascii_digit()).count();
    let rest = line[digits..].strip_prefix(b" ").filter(|rest| rest.first() == Some(&b'['))?;
    let milliseconds = crate::word::integer(&line[..digits])?;
    log.attributes.push("generic.uptime_ms", nozzle::log::Value::Integer(milliseconds));
    Some(rest)
}

/// A line without a time that begins with a level.
fn without_time<'a>(line: &'a [u8], fields: &mut Fields<'a>, log: &mut Log<'a>) -> Option<()> {
    if let Some((level, rest)) = Level::in_group(line) {
        if !level.is_word {
            return None;
        }
        level.set(log);
        let rest = rest.strip_prefix(b":").unwrap_or(rest);
        let rest = fields.behind_level(rest, false, false, log);
        set_message(rest, log);
        return Some(());
    }
    let (level, rest) = level_at(line).filter(|(level, _)| level.is_word)?;
    if rest.iter().take(16).all(|byte| matches!(byte, b':' | b' ' | b'\r')) && rest.len() < 16 {
        return None;
    }
    match rest {
        [b':', behind @ ..] => {
            // `WARNING:root:disk 91%`
            if let Some(end) = words::name_length(behind).filter(|end| behind.get(*end) == Some(&b':')) {
                log.logger = Some((&behind[..end]).into());
                level.set(log);
                set_message(&behind[end + 1..], log);
                return Some(());
            }
            if !matches!(behind.first(), None | Some(b' ' | b'\t' | b'\n' | b'\r')) {
                return None;
            }
            level.set(log);
            let rest = fields.behind_level(behind, false, false, log);
            set_message(rest, log);
        }
        // `INFO[0012] saved`: seconds since the start
        [b'[', digits @ ..] if level.is_upper => {
            let end = memchr(b']', &digits[..digits.len().min(32)])?;
            let seconds = crate::word::integer(&digits[..end])?;
            log.attributes.push("generic.uptime_seconds", nozzle::log::Value::Integer(seconds));
            level.set(log);
            set_message(digits[end + 1..].trim_ascii_start(), log);
        }
        [b' ' | b'\t' | b'|', ..] if level.is_upper && level.is_strong => {
            level.set(log);
            let rest = fields.behind_level(rest, false, false, log);
            set_message(rest, log);
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests;
