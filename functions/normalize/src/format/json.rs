//! Application JSON: one object a log.
//!
//! Members with a meaning that many loggers share (time, level, message, trace, logger, thread, process, host,
//! service, error) go where the log model has them: [`member`] has the names. Of several with one
//! meaning the best known name wins. All others are attributes with their own name and value; objects and
//! arrays are kept whole, except those of the Elastic Common Schema (`"log":{"level":…}`), which are read as if
//! their names were dotted. `null` is absent. Of equal names the last counts.
//!
//! The `otel` shape reads back as the log that it was.

mod member;

use super::{FORMATS, Format};
use crate::{level, split::Split, time, time::Clock};
use member::{Member, Role, is_string, members, string, value};
use nozzle::Timestamp;
use nozzle::log::{Attributes, Log, Severity, Text, Value};

/// Application JSON.
pub const FORMAT: Format = Format {
    name: "json",
    description: "JSON objects, as the loggers of applications write them.",
    example: r#"{"time":"2026-03-04T08:00:00.123Z","level":"warn","msg":"slow card check","logger":"shop.Cart","ms":812}"#,
    first_bytes: b"{",
    split: Split::DOCUMENTS,
    parse,
};

fn parse<'a>(text: &'a [u8], clock: &Clock, log: &mut Log<'a>) -> Option<()> {
    let text = str::from_utf8(text).ok().filter(|text| !has_lone_surrogate(text))?;
    let mut document = Document { log, slots: Default::default() };
    let length = members(text, |key, value| document.read(Member::new(None, key, value)))?;
    if !text[length..].trim_ascii().is_empty() {
        return None;
    }
    document.finish(clock);
    log.attributes.keep_last();
    log.resource.keep_last();
    Some(())
}

/// Half of a pair of `\\uXXXX` that mean one character: it means none, and many readers refuse it.
fn has_lone_surrogate(json: &str) -> bool {
    let mut rest = json.as_bytes();
    while let Some(at) = memchr::memchr(b'\\', rest) {
        rest = &rest[at..];
        let is_surrogate = |text: &[u8], second: &[u8]| {
            text.starts_with(b"\\u")
                && text.get(2).is_some_and(|digit| digit.eq_ignore_ascii_case(&b'd'))
                && text.get(3).is_some_and(|digit| second.contains(digit))
        };
        let length = if is_surrogate(rest, b"89abAB") {
            if !is_surrogate(rest.get(6..).unwrap_or_default(), b"cdefCDEF") {
                return true;
            }
            12
        } else if is_surrogate(rest, b"cdefCDEF") {
            return true;
        } else {
            2
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    false
}

/// An object with more members than this is kept whole: nobody wants thousands of columns.
const MAX_FLATTENED: usize = 64;

/// The members that have a meaning, until all are known.
struct Document<'a, 'l> {
    log: &'l mut Log<'a>,
    slots: [Option<Member<'a>>; Role::COUNT],
}

impl<'a> Document<'a, '_> {
    fn read(&mut self, member: Member<'a>) {
        if member.value == "null" {
            return;
        }
        if member.is_container() && count(member.value) <= MAX_FLATTENED {
            members(member.value, |key, value| self.read(Member::new(Some(member.key), key, value)));
            return;
        }
        let Some((role, rank)) = member.role() else { return self.keep(member) };
        let slot = &mut self.slots[role as usize];
        match slot {
            None => *slot = Some(member),
            Some(held) => {
                let held_rank = held.role().map_or(u8::MAX, |(_, rank)| rank);
                let same_name = held.outer == member.outer && held.key == member.key;
                if rank < held_rank && !same_name {
                    let loser = std::mem::replace(held, member);
                    self.keep(loser);
                } else if same_name {
                    *held = member;
                } else {
                    self.keep(member);
                }
            }
        }
    }

    /// Keeps a member under its own name.
    fn keep(&mut self, member: Member<'a>) {
        let Some(value) = value(member.value) else { return };
        let name = member.name();
        let of_resource = name.starts_with("service.") || name.starts_with("host.");
        let attributes = if of_resource { &mut self.log.resource } else { &mut self.log.attributes };
        attributes.append(name, value);
    }

    /// Has `place` put the member with this meaning in its place; what it refuses is kept by its own name.
    fn put(&mut self, role: Role, place: impl FnOnce(&mut Log<'a>, &Member<'a>) -> Option<()>) {
        if let Some(member) = self.slots[role as usize].take()
            && place(self.log, &member).is_none()
        {
            self.keep(member);
        }
    }

    fn finish(&mut self, clock: &Clock) {
        let is_otel = self.slots[Role::SeverityNumber as usize].is_some();
        self.put(Role::Time, |log, member| {
            log.time = Some(read_time(member.value, clock)?);
            Some(())
        });
        self.put(Role::Level, read_level);
        self.put(Role::SeverityNumber, |log, member| {
            let number = member.value.parse().ok().filter(|number| *number <= 24)?;
            log.severity = Severity::from_number(number);
            Some(())
        });
        if let Some(message) = &self.slots[Role::Message as usize] {
            // AWS Lambda logs an exception as an object with these three.
            let error = message.value;
            if error.starts_with('{') && error.contains("\"errorType\"") {
                members(error, |key, value| match key {
                    "errorType" | "errorMessage" | "stackTrace" => self.read(Member::new(None, key, value)),
                    _ => {}
                });
            }
        }
        self.put(Role::Message, |log, member| {
            log.body = value(member.value);
            Some(())
        });
        self.put(Role::TraceId, |log, member| {
            log.trace_id = Some(trace_id(string(member.value)?)?);
            Some(())
        });
        self.put(Role::SpanId, |log, member| {
            log.span_id = Some(identifier(string(member.value)?, 16)?);
            Some(())
        });
        self.put(Role::EventName, |log, member| {
            log.event_name = Some(Text::Json(string(member.value)?));
            Some(())
        });
        self.put(Role::Logger, |log, member| {
            log.logger = Some(Text::Json(string(member.value)?));
            Some(())
        });
        self.put(Role::Host, |log, member| {
            log.resource.append("host.name", Text::Json(string(member.value)?));
            Some(())
        });
        self.put(Role::Service, |log, member| {
            log.resource.append("service.name", Text::Json(string(member.value)?));
            Some(())
        });
        self.put(Role::Process, |log, member| {
            log.attributes.append("process.pid", integer(member.value)?);
            Some(())
        });
        self.put(Role::ThreadId, |log, member| {
            log.attributes.append("thread.id", integer(member.value)?);
            Some(())
        });
        self.put(Role::ThreadName, |log, member| {
            log.attributes.append("thread.name", Text::Json(string(member.value)?));
            Some(())
        });
        self.put(Role::ExceptionType, |log, member| {
            log.attributes.append("exception.type", Text::Json(string(member.value)?));
            Some(())
        });
        self.put(Role::ExceptionMessage, |log, member| {
            log.attributes.append("exception.message", Text::Json(string(member.value)?));
            Some(())
        });
        self.put(Role::Stacktrace, |log, member| {
            log.attributes.append("exception.stacktrace", stacktrace(member.value)?);
            Some(())
        });
        self.finish_otel(is_otel);
    }

    /// What only the `otel` shape has.
    fn finish_otel(&mut self, is_otel: bool) {
        self.put(Role::ObservedTime, |log, member| {
            log.observed_time = Some(Timestamp::parse(string(member.value)?.as_bytes()).filter(|_| is_otel)?);
            Some(())
        });
        self.put(Role::SourceFormat, |log, member| {
            let name = string(member.value).filter(|_| is_otel)?;
            log.source_format = FORMATS.iter().find(|format| format.name == name)?.name;
            Some(())
        });
        self.put(Role::Resource, |log, member| flatten(member.value, is_otel, &mut log.resource));
        self.put(Role::Attributes, |log, member| flatten(member.value, is_otel, &mut log.attributes));
        self.put(Role::Scope, |log, member| {
            let mut name = None;
            members(member.value, |key, value| name = string(value).filter(|_| key == "name"))?;
            log.logger = Some(Text::Json(name.filter(|_| is_otel && count(member.value) == 1)?));
            Some(())
        });
    }
}

/// Moves the members of an object into `attributes`.
fn flatten<'a>(object: &'a str, is_otel: bool, attributes: &mut Attributes<'a>) -> Option<()> {
    if !is_otel || !object.starts_with('{') {
        return None;
    }
    members(object, |key, text| {
        if let Some(value) = value(text) {
            attributes.append(Member::new(None, key, text).name(), value);
        }
    })
    .map(drop)
}

/// The number of members of an object.
fn count(object: &str) -> usize {
    let mut count = 0;
    members(object, |_, _| count += 1);
    count
}

/// A time as text, as a number since 1970, or as MongoDB's `{"$date":…}`.
fn read_time(json: &str, clock: &Clock) -> Option<Timestamp> {
    if json.starts_with('{') {
        let mut date = None;
        members(json, |key, value| date = (key == "$date").then_some(value))?;
        return read_time(date.filter(|date| !date.starts_with('{'))?, clock);
    }
    let Some(text) = string(json) else { return time::epoch(json) };
    let text = text.trim_ascii();
    let whole = |(time, length): (Timestamp, usize)| (length == text.len()).then_some(time);
    time::iso(text.as_bytes(), clock)
        .and_then(whole)
        .or_else(|| time::clf(text.as_bytes(), clock).and_then(whole))
        .or_else(|| time::epoch(text))
}

/// A level is a word, or a number: of syslog below 8, else of pino and bunyan.
fn read_level<'a>(log: &mut Log<'a>, member: &Member<'a>) -> Option<()> {
    if let Some(word) = string(member.value) {
        log.severity = level::severity(word.trim_ascii().as_bytes()).unwrap_or_default();
        log.severity_text = Some(Text::Json(word));
        return Some(());
    }
    let number: u8 = member.value.parse().ok()?;
    log.severity = match number {
        0..8 => Severity::from_syslog(number),
        8..20 => Severity::TRACE,
        20..30 => Severity::DEBUG,
        30..40 => Severity::INFO,
        40..50 => Severity::WARN,
        50..60 => Severity::ERROR,
        _ => Severity::FATAL,
    };
    log.severity_text = Some(Text::Json(member.value));
    Some(())
}

/// A trace id of W3C, or of AWS X-Ray: `1-5759e988-bd862e3fe1be46a994272793`.
fn trace_id(text: &str) -> Option<Text<'_>> {
    match text.strip_prefix("1-").and_then(|id| id.split_once('-')) {
        Some((time, rest)) if time.len() == 8 => {
            identifier(rest, 24)?;
            identifier(time, 8)?;
            Some(Text::Owned(format!("{time}{rest}").to_ascii_lowercase()))
        }
        _ => identifier(text, 32),
    }
}

/// So many hexadecimal digits, in lower case; all zero is none.
fn identifier(text: &str, digits: usize) -> Option<Text<'_>> {
    let bytes = text.as_bytes();
    let is_one = bytes.len() == digits
        && bytes.iter().all(u8::is_ascii_hexdigit)
        && bytes.iter().any(|digit| *digit != b'0');
    let is_lower = !bytes.iter().any(u8::is_ascii_uppercase);
    is_one.then(|| if is_lower { Text::Json(text) } else { Text::Owned(text.to_ascii_lowercase()) })
}

/// A whole number, or one in a string.
fn integer<'a>(json: &'a str) -> Option<Value<'a>> {
    let digits = string(json).unwrap_or(json);
    digits.parse().ok().map(Value::Integer)
}

/// Text, or lines in an array.
fn stacktrace(json: &str) -> Option<Text<'_>> {
    if is_string(json) {
        return string(json).map(Text::Json);
    }
    let mut lines = Vec::new();
    let mut cursor = nozzle::json::Cursor::new(json.as_bytes());
    cursor.open(b'[').ok()?;
    let mut first = true;
    while cursor.next_element(first).ok()? {
        if !first {
            lines.push(b'\n');
        }
        nozzle::json::unescape_into(cursor.string().ok()?, &mut lines);
        first = false;
    }
    Some(Text::Owned(String::from_utf8_lossy(&lines).into_owned()))
}

#[cfg(test)]
mod tests;
