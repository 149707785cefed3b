//! A member of an object and what its name means.

use nozzle::json::{Cursor, unescape};
use nozzle::log::{Text, Value};
use std::borrow::Cow;

/// What a member means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Time,
    ObservedTime,
    Level,
    SeverityNumber,
    Message,
    TraceId,
    SpanId,
    EventName,
    Logger,
    Host,
    Service,
    Process,
    ThreadId,
    ThreadName,
    ExceptionType,
    ExceptionMessage,
    Stacktrace,
    SourceFormat,
    Resource,
    Attributes,
    Scope,
}

impl Role {
    pub(super) const COUNT: usize = Self::Scope as usize + 1;
}

/// A member: key and value as the document spells them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member<'a> {
    /// The key of the object that it stands in, if that is not the document itself.
    pub(super) outer: Option<&'a str>,
    pub(super) key: &'a str,
    pub(super) value: &'a str,
}

impl<'a> Member<'a> {
    pub(super) const fn new(outer: Option<&'a str>, key: &'a str, value: &'a str) -> Self {
        Self { outer, key, value }
    }

    /// The name as an attribute.
    pub(super) fn name(&self) -> Cow<'a, str> {
        match self.outer {
            None => unescape(self.key),
            Some(outer) => Cow::Owned(format!("{outer}.{}", unescape(self.key))),
        }
    }

    /// An object whose members are read as if their names were dotted.
    pub(super) fn is_container(&self) -> bool {
        const NAMES: [&str; 10] =
            ["error", "err", "exception", "host", "log", "process", "service", "span", "thread", "trace"];
        self.outer.is_none() && self.value.starts_with('{') && NAMES.contains(&self.key)
    }

    /// What the member means and how well known its name is: 0 the best. Nothing where the value is of another
    /// kind than the meaning asks for.
    pub(super) fn role(&self) -> Option<(Role, u8)> {
        let (role, rank) = match self.outer {
            None => of_document(self.key)?,
            Some(outer) => of_container(outer, self.key)?,
        };
        let kind = self.value.as_bytes().first()?;
        let is_number = kind.is_ascii_digit() || *kind == b'-';
        let fits = match (role, kind) {
            (Role::ThreadName, _) if is_number => return Some((Role::ThreadId, rank)),
            (Role::Message, _) => rank < WEAK || *kind == b'"',
            (Role::Time, b'{') => self.value.contains("$date"),
            (Role::Time | Role::Level | Role::Process | Role::ThreadId, _) => *kind == b'"' || is_number,
            (Role::SeverityNumber, _) => is_number,
            (Role::Stacktrace, _) => matches!(kind, b'"' | b'['),
            (Role::Resource | Role::Attributes | Role::Scope, _) => *kind == b'{',
            _ => *kind == b'"',
        };
        fits.then_some((role, rank))
    }
}

/// From this rank on a name means a message only where its value is text.
const WEAK: u8 = 2;

/// Names in the document itself.
fn of_document(key: &str) -> Option<(Role, u8)> {
    Some(match key {
        "timestamp" | "@timestamp" => (Role::Time, 0),
        "time" | "ts" | "datetime" => (Role::Time, 1),
        "eventTime" | "asctime" | "timeMillis" | "time_iso8601" => (Role::Time, 2),
        "date" | "t" => (Role::Time, 3),
        "observed_time" => (Role::ObservedTime, 0),
        "level" | "severity" | "log.level" => (Role::Level, 0),
        "severity_text" | "levelname" | "lvl" | "loglevel" | "log_level" | "logLevel" => (Role::Level, 1),
        "severity_number" => (Role::SeverityNumber, 0),
        "message" | "msg" | "@message" => (Role::Message, 0),
        "body" | "short_message" => (Role::Message, 1),
        "log" => (Role::Message, WEAK),
        "event" => (Role::Message, WEAK + 1),
        "trace_id" | "traceId" | "trace.id" | "otelTraceID" | "traceID" => (Role::TraceId, 0),
        "dd.trace_id" | "xray_trace_id" => (Role::TraceId, 1),
        "span_id" | "spanId" | "span.id" | "otelSpanID" | "spanID" => (Role::SpanId, 0),
        "event_name" | "event.name" => (Role::EventName, 0),
        "logger" | "logger_name" | "loggerName" | "log.logger" => (Role::Logger, 0),
        "name" | "SourceContext" => (Role::Logger, 1),
        "host.name" | "hostname" | "host_name" => (Role::Host, 0),
        "host" => (Role::Host, 1),
        "service.name" | "service_name" | "serviceName" => (Role::Service, 0),
        "service" => (Role::Service, 1),
        "application" | "app" => (Role::Service, 2),
        "pid" | "process.pid" | "process_id" | "processId" => (Role::Process, 0),
        "process" => (Role::Process, 1),
        "tid" | "thread_id" | "threadId" | "thread.id" | "process.thread.id" => (Role::ThreadId, 0),
        "thread_name" | "threadName" | "thread.name" | "process.thread.name" => (Role::ThreadName, 0),
        "thread" => (Role::ThreadName, 1),
        "exception.type" | "error.type" | "errorType" | "error_type" => (Role::ExceptionType, 0),
        "exception.message" | "error.message" | "errorMessage" | "error_message" => {
            (Role::ExceptionMessage, 0)
        }
        "error" | "err" => (Role::ExceptionMessage, 1),
        "exception.stacktrace"
        | "error.stack_trace"
        | "stack_trace"
        | "stacktrace"
        | "stackTrace"
        | "stack"
        | "exc_info" => (Role::Stacktrace, 0),
        "exception" => (Role::Stacktrace, 1),
        "source_format" => (Role::SourceFormat, 0),
        "resource" => (Role::Resource, 0),
        "attributes" => (Role::Attributes, 0),
        "scope" => (Role::Scope, 0),
        _ => return None,
    })
}

/// Names in an object that is read as if its names were dotted.
fn of_container(outer: &str, key: &str) -> Option<(Role, u8)> {
    Some(match (outer, key) {
        ("log", "level") => (Role::Level, 0),
        ("log", "logger") => (Role::Logger, 0),
        ("trace", "id") => (Role::TraceId, 0),
        ("span", "id") => (Role::SpanId, 0),
        ("host", "name") => (Role::Host, 0),
        ("host", "hostname") => (Role::Host, 1),
        ("service", "name") => (Role::Service, 0),
        ("process", "pid") => (Role::Process, 0),
        ("thread", "id") => (Role::ThreadId, 0),
        ("thread", "name") => (Role::ThreadName, 0),
        ("error" | "err" | "exception", "type" | "errorType" | "class") => (Role::ExceptionType, 0),
        ("error" | "err" | "exception", "name" | "kind") => (Role::ExceptionType, 1),
        ("error" | "err" | "exception", "message" | "errorMessage" | "msg") => (Role::ExceptionMessage, 0),
        ("error" | "err" | "exception", "stack" | "stack_trace" | "stackTrace" | "stacktrace" | "trace") => {
            (Role::Stacktrace, 0)
        }
        _ => return None,
    })
}

/// Calls `visit` with every key and value of the object at the start of `json`, and gives the length of the
/// object; nothing where it is none.
pub(super) fn members<'a>(json: &'a str, mut visit: impl FnMut(&'a str, &'a str)) -> Option<usize> {
    let mut cursor = Cursor::new(json.as_bytes());
    cursor.open(b'{').ok()?;
    let mut first = true;
    while let Some(key) = cursor.next_key(first).ok()? {
        let value = cursor.value().ok()?;
        visit(text_of(json, key)?, text_of(json, value)?);
        first = false;
    }
    Some(cursor.position())
}

/// The same part of `json` as text: it begins and ends beside ASCII.
fn text_of<'a>(json: &'a str, part: &'a [u8]) -> Option<&'a str> {
    let start = part.as_ptr() as usize - json.as_ptr() as usize;
    json.get(start..start + part.len())
}

pub(super) fn is_string(json: &str) -> bool {
    json.starts_with('"')
}

/// The inside of a string.
pub(super) fn string(json: &str) -> Option<&str> {
    json.strip_prefix('"')?.strip_suffix('"')
}

/// A value in the log model; `null` is none.
pub(super) fn value(json: &str) -> Option<Value<'_>> {
    Some(match json.as_bytes().first()? {
        b'"' => Value::Text(Text::Json(string(json)?)),
        b'{' | b'[' => Value::Json(json),
        b't' => Value::Boolean(true),
        b'f' => Value::Boolean(false),
        b'n' => return None,
        _ if json == "-0" => Value::Number(json),
        _ => json.parse().map_or(Value::Number(json), Value::Integer),
    })
}
