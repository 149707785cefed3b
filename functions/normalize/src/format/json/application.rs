//! The log of an application, whichever library wrote it.
//!
//! Members with a meaning that many loggers share go where the log model has them: `json/role.rs` has the names.
//! Of several with one meaning the best known name wins. All others are attributes with their own name and value;
//! objects and arrays are kept whole, except those whose members have such names too (`"log":{"level":…}`), which
//! are read as if their names were dotted. `null` is absent. Of equal names the last counts.
//!
//! The `otel` shape reads back as the log that it was.

use super::Unit;
use super::document::{Document, Member, members};
use super::meaning::{self, identifier, level, push_new, stacktrace, trace_id};
use super::role::{HTTP, LOGGED, Place, Role};
use super::value::{Json, Kind};
use crate::context::Context;
use crate::format::FORMATS;
use crate::nested;
use nozzle::Timestamp;
use nozzle::json::unescape;
use nozzle::log::{Attributes, Log, Severity, Text, Value};

/// An object with more members than this is kept whole: nobody wants thousands of columns.
const MAX_FLATTENED: usize = 64;

/// Reads what was not taken of a document.
pub(super) fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) {
    let mut found = Found::in_document(document);
    let mut reader = Reader { document, context, log, found: &mut found };
    reader.lambda_error();
    reader.fields();
    reader.exception();
    reader.http();
    reader.attributes();
    reader.otel();
    keep(reader.document, reader.log);
    open_message(context, log);
}

/// A message that is a document itself is read as one. Where nothing else is known of it but a time, it may be a
/// log of any format.
fn open_message<'a>(context: &Context<'a>, log: &mut Log<'a>) {
    let Some(Value::Text(Text::Json(text))) = log.body else { return };
    if text.starts_with('{') && text.ends_with('}') {
        nested::open_as(&super::FORMAT, Json::decode(text, context), context, log);
    } else if log.attributes.is_empty()
        && log.resource.is_empty()
        && log.severity == Severity::UNSPECIFIED
        && log.severity_text.is_none()
        && log.logger.is_none()
    {
        nested::open(Json::decode(text, context), context, log);
    }
}

/// Which member has which meaning.
struct Found {
    /// The meanings that some member has, one bit each.
    roles: u64,
    /// The index of the member, for each of them.
    members: [u16; Role::COUNT],
}

impl Found {
    fn in_document(document: &mut Document<'_>) -> Self {
        let mut found = Self { roles: 0, members: [0; Role::COUNT] };
        let mut index = 0;
        while let Some(member) = document.members.get(index) {
            let (key, value) = (member.key, member.value);
            if let Some(known) = member.known
                && !member.taken
                && !value.is_null()
            {
                if known.container && value.is_object() {
                    document.members[index].taken = document.flatten(key, value, MAX_FLATTENED).is_some();
                } else if let Some((role, rank)) = known.role
                    && role.takes(rank, value)
                {
                    found.offer(role, rank, index, document);
                }
            }
            index += 1;
        }
        found.drop_ambiguous(document);
        found
    }

    /// Of several members the best known has the meaning; of one name the last.
    fn offer(&mut self, role: Role, rank: u8, index: usize, document: &mut Document<'_>) {
        if let Some(held) = self.index(role) {
            let is_same = document.members[held].key == document.members[index].key;
            if is_same {
                document.members[held].taken = true;
            } else if rank_of(&document.members[held]) <= rank {
                return;
            }
        }
        self.set(role, index);
    }

    /// Names that mean much or little mean something only in good company.
    fn drop_ambiguous(&mut self, document: &Document<'_>) {
        let rank = |role: usize| rank_of(&document.members[usize::from(self.members[role])]);
        let is_log = self.has(Role::Level)
            || self.has(Role::PythonLevel)
            || self.has(Role::SeverityNumber)
            || self.has(Role::Message) && rank(Role::Message as usize) < LOGGED;
        let text = |role: Role| document.members[self.index(role)?].value.string();
        let is_http = text(Role::RequestLine).is_some_and(meaning::is_request)
            || text(Role::HttpMethod).is_some_and(meaning::is_method)
                && [Role::HttpStatus, Role::UrlPath, Role::Url, Role::RequestLine]
                    .into_iter()
                    .any(|role| self.has(role));
        let mut left = self.roles;
        let mut kept = left;
        while left != 0 {
            let role = left.trailing_zeros();
            left &= left - 1;
            let rank = rank(role as usize);
            if rank >= LOGGED && (rank >= HTTP && !is_http || rank < HTTP && !is_log) {
                kept &= !(1 << role);
            }
        }
        self.roles = kept;
    }

    fn set(&mut self, role: Role, index: usize) {
        if let Ok(index) = u16::try_from(index) {
            self.roles |= role.bit();
            self.members[role as usize] = index;
        }
    }

    fn has(&self, role: Role) -> bool {
        self.roles & role.bit() != 0
    }

    fn index(&self, role: Role) -> Option<usize> {
        self.has(role).then(|| usize::from(self.members[role as usize]))
    }
}

/// How well known the name of a member is for what it means: 0 the best.
fn rank_of(member: &Member<'_>) -> u8 {
    member.known.and_then(|known| known.role).map_or(0, |(_, rank)| rank)
}

struct Reader<'a, 'l> {
    document: &'l mut Document<'a>,
    context: &'l Context<'a>,
    log: &'l mut Log<'a>,
    found: &'l mut Found,
}

impl<'a> Reader<'a, '_> {
    fn value(&self, role: Role) -> Option<Json<'a>> {
        self.found.index(role).map(|index| self.document.members[index].value)
    }

    /// Has `place` put the member with this meaning in its place; what it refuses keeps its own name.
    fn put(&mut self, role: Role, place: impl FnOnce(&mut Log<'a>, Json<'a>) -> Option<()>) {
        if let Some(index) = self.found.index(role) {
            let value = self.document.members[index].value;
            self.document.members[index].taken = place(self.log, value).is_some();
        }
    }

    /// AWS Lambda logs an exception as a message that is an object with these three.
    fn lambda_error(&mut self) {
        let Some(message) = self.value(Role::Message).filter(|message| message.is_object()) else { return };
        if !message.as_str().contains("\"errorType\"") {
            return;
        }
        members(message.as_str(), |key, value| {
            let role = match key {
                "errorType" => Role::ExceptionType,
                "errorMessage" => Role::ExceptionMessage,
                "stackTrace" => Role::Stacktrace,
                _ => return,
            };
            if !self.found.has(role) && role.takes(0, value) {
                self.found.set(role, self.document.members.len());
                self.document.members.push(Member { key, value, known: None, taken: true });
            }
        });
    }

    /// A time of day may have its date beside it: `"date":"2026-03-04","time":"08:00:00"`.
    fn time_beside_date(&mut self) -> Option<()> {
        let index = self.found.index(Role::Time)?;
        let time = self.document.members[index].value.string().filter(|time| time.get(2..3) == Some(":"))?;
        let is_date = |member: &Member<'_>| member.key == "date" && !member.taken;
        let date_index = self.document.members.iter().rposition(is_date)?;
        let date = self.document.members[date_index].value.string()?;
        let text = self.context.keep_str(&format!("{date} {time}"));
        self.log.time = Some(meaning::time_of_text(text, &self.context.clock)?.time?);
        self.found.roles &= !Role::Time.bit();
        self.document.members[index].taken = true;
        self.document.members[date_index].taken = true;
        Some(())
    }

    /// Serilog's compact format leaves the level `Information` out.
    fn level_of_serilog(&mut self) {
        let has = |name: &str| self.document.members.iter().any(|member| member.key == name);
        let is_serilog = || !self.found.has(Role::Level) && has("@t") && (has("@m") || has("@mt"));
        if self.log.severity == Severity::UNSPECIFIED && is_serilog() {
            self.log.severity = Severity::INFO;
        }
    }

    /// Monolog counts in hundreds, which to others are beyond every level, and may leave the names out.
    fn level_of_monolog(&mut self) {
        if self.log.severity != Severity::UNSPECIFIED && self.log.severity != Severity::FATAL {
            return;
        }
        let has = |name: &str| self.document.members.iter().any(|member| member.key == name);
        if let Some(index) = self.found.index(Role::Level)
            && let level = self.document.members[index].value
            && let Some(severity) = meaning::monolog_level(level)
            && has("channel")
            && (has("context") || has("extra"))
        {
            self.log.severity = severity;
            self.log.severity_text = Some(Text::Json(level.as_str()));
            self.document.members[index].taken = true;
        }
    }

    fn fields(&mut self) {
        let context = self.context;
        self.time_beside_date();
        self.put(Role::Time, |log, value| {
            match value.time(&context.clock) {
                Some(time) => log.time = Some(time),
                None if meaning::is_impossible_time(value, &context.clock) => {
                    push_new(crate::time::INVALID, value.text()?, &mut log.attributes)?;
                }
                None => return None,
            }
            Some(())
        });
        self.put(Role::PythonLevel, |log, value| {
            log.severity = meaning::python_level(value)?;
            Some(())
        });
        self.put(Role::Level, |log, value| {
            (log.severity, log.severity_text) = level(value)?;
            Some(())
        });
        self.level_of_serilog();
        self.level_of_monolog();
        self.put(Role::SeverityNumber, |log, value| {
            let number = value.as_str().parse().ok().filter(|number| *number <= 24)?;
            log.severity = Severity::from_number(number);
            Some(())
        });
        self.put(Role::Message, |log, value| {
            log.body = value.value();
            Some(())
        });
        self.put(Role::TraceId, |log, value| {
            log.trace_id = Some(trace_id(value.string()?, context)?);
            Some(())
        });
        self.put(Role::SpanId, |log, value| {
            log.span_id = Some(identifier(value.string()?, 16)?);
            Some(())
        });
        self.put(Role::EventName, |log, value| {
            log.event_name = Some(value.text()?);
            Some(())
        });
        self.put(Role::Logger, |log, value| {
            log.logger = Some(value.text()?);
            Some(())
        });
        self.put(Role::Process, |log, value| {
            log.attributes.push("process.pid", Value::Integer(value.integer()?));
            Some(())
        });
        let mut thread = None;
        self.put(Role::ThreadId, |log, value| {
            thread = Some(value.integer()?);
            log.attributes.push("thread.id", Value::Integer(value.integer()?));
            Some(())
        });
        self.put(Role::ThreadName, |log, value| {
            match value.text() {
                Some(name) => log.attributes.push("thread.name", name),
                None if thread.is_none() => {
                    log.attributes.push("thread.id", Value::Integer(value.integer()?))
                }
                None => return None,
            }
            Some(())
        });
    }

    /// Attributes that need no rewriting.
    fn attributes(&mut self) {
        for role in Role::PLACED {
            let (Some(index), Some(place)) = (self.found.index(*role), role.place()) else { continue };
            let member = &mut self.document.members[index];
            let (kind, name, is_resource) = match place {
                Place::Text(name) => (Kind::Text, name, false),
                Place::Resource(name) => (Kind::Text, name, true),
                Place::Integer(name) => (Kind::Integer, name, false),
                Place::Boolean(name) => (Kind::Any, name, false),
            };
            let attributes = if is_resource { &mut self.log.resource } else { &mut self.log.attributes };
            if let Some(value) = member.value.as_kind(kind) {
                member.taken = push_new(name, value, attributes).is_some();
            } else {
                member.taken = member.value.is_nothing();
            }
        }
    }

    /// An exception as text may be its message, or all of it.
    fn exception(&mut self) {
        let context = self.context;
        let has_stack = self.found.has(Role::Stacktrace);
        if !has_stack && !self.found.has(Role::Exception) {
            return;
        }
        let has_message = self.found.has(Role::ExceptionMessage);
        let has_type = self.found.has(Role::ExceptionType);
        self.put(Role::Exception, |log, value| {
            let text = value.string()?;
            if !has_stack && text.contains("\\n") {
                log.attributes.push("exception.stacktrace", Text::Json(text));
                let told = meaning::exception(text);
                if let Some((kind, message)) = told {
                    if !has_type {
                        log.attributes.push("exception.type", Text::Json(kind));
                    }
                    if !has_message && !message.is_empty() {
                        log.attributes.push("exception.message", Text::Json(message));
                    }
                }
            } else if !has_message && !text.is_empty() {
                log.attributes.push("exception.message", Text::Json(text));
            } else {
                return None;
            }
            Some(())
        });
        let has_message = self.log.attributes.get("exception.message").is_some() || has_message;
        self.put(Role::Stacktrace, |log, value| {
            let stack = stacktrace(value, context)?;
            if let Text::Json(text) = &stack
                && !has_type
                && let Some((kind, message)) = meaning::exception(text)
            {
                log.attributes.push("exception.type", Text::Json(kind));
                if !has_message && !message.is_empty() {
                    log.attributes.push("exception.message", Text::Json(message));
                }
            }
            log.attributes.push("exception.stacktrace", stack);
            Some(())
        });
    }

    fn http(&mut self) {
        if self.found.roles & Role::HTTP == 0 {
            return;
        }
        let context = self.context;
        self.put(Role::Caller, |log, value| meaning::caller(value.string()?, &mut log.attributes));
        self.put(Role::RequestLine, |log, value| meaning::request(value.string()?, &mut log.attributes));
        self.put(Role::HttpMethod, |log, value| {
            push_new("http.request.method", value.as_kind(Kind::Text)?, &mut log.attributes)
        });
        self.put(Role::UrlQuery, |log, value| {
            push_new("url.query", value.as_kind(Kind::Text)?, &mut log.attributes)
        });
        self.put(Role::UrlPath, |log, value| meaning::target(value.string()?, &mut log.attributes));
        self.put(Role::Url, |log, value| meaning::target(value.string()?, &mut log.attributes));
        self.put(Role::HttpVersion, |log, value| {
            push_new("network.protocol.version", meaning::http_version(value.string()?)?, &mut log.attributes)
        });
        for (role, unit) in [
            (Role::DurationMilliseconds, Some(Unit::Milliseconds)),
            (Role::DurationMicroseconds, Some(Unit::Microseconds)),
            (Role::DurationNanoseconds, Some(Unit::Nanoseconds)),
            (Role::DurationSeconds, Some(Unit::Seconds)),
            // Only one that tells its unit.
            (Role::Duration, None),
        ] {
            self.put(role, |log, value| {
                push_new("duration_ms", meaning::duration(value, unit, context)?, &mut log.attributes)
            });
        }
    }

    /// What only the `otel` shape has.
    fn otel(&mut self) {
        let is_otel = self.value(Role::SeverityNumber).is_some();
        if !is_otel {
            return;
        }
        self.put(Role::ObservedTime, |log, value| {
            log.observed_time = Some(Timestamp::parse(value.string()?.as_bytes())?);
            Some(())
        });
        self.put(Role::SourceFormat, |log, value| {
            let name = value.string()?;
            log.source_format = FORMATS.iter().find(|format| format.name == name)?.name;
            Some(())
        });
        self.put(Role::Resource, |log, value| flatten(value, &mut log.resource));
        self.put(Role::Attributes, |log, value| flatten(value, &mut log.attributes));
        self.put(Role::Scope, |log, value| {
            let (mut name, mut count) = (None, 0);
            members(value.as_str(), |key, value| {
                name = value.text().filter(|_| key == "name");
                count += 1;
            })?;
            log.logger = Some(name.filter(|_| count == 1)?);
            Some(())
        });
    }
}

/// Moves the members of an object into `attributes`.
fn flatten<'a>(object: Json<'a>, attributes: &mut Attributes<'a>) -> Option<()> {
    members(object.as_str(), |key, value| {
        if let Some(value) = value.value() {
            attributes.append(unescape(key), value);
        }
    })
    .map(drop)
}

/// Keeps what has no meaning by its own name.
fn keep<'a>(document: &mut Document<'a>, log: &mut Log<'a>) {
    for member in &mut document.members {
        if std::mem::replace(&mut member.taken, true) {
            continue;
        }
        let Some(value) = member.value.value() else { continue };
        let of_resource = matches!(member.key.as_bytes().first(), Some(b's' | b'h'))
            && (member.key.starts_with("service.") || member.key.starts_with("host."));
        let attributes = if of_resource { &mut log.resource } else { &mut log.attributes };
        attributes.append(unescape(member.key), value);
    }
}
