//! Application JSON: one object a log.
//!
//! Members with a meaning that many loggers share (time, level, message, trace, logger, thread, process, host,
//! service, error) go where the log model has them: `json/member.rs` has the names. Of several with one
//! meaning the best known name wins. All others are attributes with their own name and value; objects and
//! arrays are kept whole, except those of the Elastic Common Schema (`"log":{"level":…}`), which are read as if
//! their names were dotted. `null` is absent. Of equal names the last counts.
//!
//! The `otel` shape reads back as the log that it was.

mod meaning;
mod member;

use super::{FORMATS, Format};
use crate::{context::Context, split::Split, time::Clock};
use meaning::{identifier, integer, level, stacktrace, time, trace_id};
use member::{Member, Role, members, string, value};
use nozzle::Timestamp;
use nozzle::log::{Attributes, Log, Severity, Text};

/// Application JSON.
pub const FORMAT: Format = Format {
    name: "json",
    description: "JSON objects, as the loggers of applications write them.",
    example: r#"{"time":"2026-03-04T08:00:00.123Z","level":"warn","msg":"slow card check","logger":"shop.Cart","ms":812}"#,
    first_bytes: b"{",
    exclusive: true,
    split: Split::DOCUMENTS,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let text = str::from_utf8(text).ok().filter(|text| !has_lone_surrogate(text))?;
    let mut document = Document { log, slots: Default::default() };
    let length = members(text, |key, value| document.read(Member::new(None, key, value)))?;
    if !text[length..].trim_ascii().is_empty() {
        return None;
    }
    document.finish(&context.clock);
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

    /// The same for a string.
    fn put_text(&mut self, role: Role, place: impl FnOnce(&mut Log<'a>, Text<'a>)) {
        self.put(role, |log, member| {
            place(log, Text::Json(string(member.value)?));
            Some(())
        });
    }

    /// Puts everything that has a meaning in its place.
    fn finish(&mut self, clock: &Clock<'_>) {
        let is_otel = self.slots[Role::SeverityNumber as usize].is_some();
        self.put(Role::Time, |log, member| {
            log.time = Some(time(member.value, clock)?);
            Some(())
        });
        self.put(Role::Level, |log, member| {
            (log.severity, log.severity_text) = level(member.value)?;
            Some(())
        });
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
        self.put_text(Role::EventName, |log, text| log.event_name = Some(text));
        self.put_text(Role::Logger, |log, text| log.logger = Some(text));
        self.put_text(Role::Host, |log, text| log.resource.append("host.name", text));
        self.put_text(Role::Service, |log, text| log.resource.append("service.name", text));
        self.put(Role::Process, |log, member| {
            log.attributes.append("process.pid", integer(member.value)?);
            Some(())
        });
        self.put(Role::ThreadId, |log, member| {
            log.attributes.append("thread.id", integer(member.value)?);
            Some(())
        });
        self.put_text(Role::ThreadName, |log, text| log.attributes.append("thread.name", text));
        self.put_text(Role::ExceptionType, |log, text| log.attributes.append("exception.type", text));
        self.put_text(Role::ExceptionMessage, |log, text| log.attributes.append("exception.message", text));
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

#[cfg(test)]
mod tests;
