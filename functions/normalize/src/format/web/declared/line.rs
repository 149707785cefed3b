//! A line of a declared format, step by step.

use super::field::{self, Clock, Meaning, Name};
use super::strftime::{self, Civil};
use super::{Escape, LogFormat, Step};
use crate::context::Context;
use crate::format::web::address::{DESTINATION, host_and_port};
use crate::format::web::duration::milliseconds;
use crate::format::web::list::list;
use crate::format::web::request;
use crate::quoted::Quoted;
use crate::time;
use crate::word::{integer, word};
use memchr::{memchr, memmem};
use nozzle::json;
use nozzle::log::{Attributes, Log, Severity, Text, Value};
use std::borrow::Cow;

/// Reads a line of `format`.
pub(super) fn read<'a>(
    format: &'a LogFormat,
    text: &'a [u8],
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<()> {
    let mut reader =
        Reader { format, context, log: Log::default(), civil: Civil::default(), line: Line::default() };
    reader.read(text.trim_ascii_end())?;
    *log = reader.log;
    Some(())
}

/// One line on its way.
struct Reader<'a, 'c> {
    format: &'a LogFormat,
    context: &'c Context<'a>,
    log: Log<'a>,
    civil: Civil,
    line: Line<'a>,
}

/// The parts of a request that has fields of its own.
#[derive(Default)]
struct Line<'a> {
    method: &'a [u8],
    target: &'a [u8],
}

impl<'a> Reader<'a, '_> {
    fn read(&mut self, text: &'a [u8]) -> Option<()> {
        let mut rest = text;
        let mut steps = self.format.steps.iter().peekable();
        while let Some(step) = steps.next() {
            match step {
                Step::Literal(literal) => {
                    // Spaces at the end of the format are not in the line that was trimmed.
                    rest = match rest.strip_prefix(&**literal) {
                        Some(behind) => behind,
                        None if steps.peek().is_none() && rest == literal.trim_ascii_end() => b"",
                        None => return None,
                    };
                }
                Step::Field { meaning, .. } => {
                    let end = match steps.peek() {
                        _ if meaning.ends_itself() => self.set_time(meaning, rest)?,
                        Some(Step::Literal(literal)) => self.end(rest, literal, meaning.is_list())?,
                        _ => rest.len(),
                    };
                    if !meaning.ends_itself() {
                        self.set(meaning, &rest[..end])?;
                    }
                    rest = &rest[end..];
                }
            }
        }
        if !rest.is_empty() {
            return None;
        }
        self.finish();
        Some(())
    }

    /// Where the field ends that `text` begins with and `literal` follows.
    fn end(&self, text: &[u8], literal: &[u8], is_list: bool) -> Option<usize> {
        let quoted = literal[0] == b'"' && self.format.escape != Escape::Nothing;
        let is_end = |at: &usize| {
            let before = &text[..*at];
            if quoted {
                let backslashes = before.iter().rev().take_while(|byte| **byte == b'\\').count();
                return backslashes.is_multiple_of(2);
            }
            let goes_on = literal[0] == b' '
                && (before.ends_with(b",") || before.ends_with(b" :") || text[*at..].starts_with(b" : "));
            !(is_list && goes_on)
        };
        let found = memmem::find_iter(text, literal).find(is_end);
        // Spaces at the end of the format are not in the line that was trimmed.
        found.or_else(|| {
            text.len()
                .checked_sub(literal.trim_ascii_end().len())
                .filter(|at| literal.ends_with(b" ") && text[*at..] == *literal.trim_ascii_end())
        })
    }

    /// Sets the time that `text` begins with, and gives where it ends.
    fn set_time(&mut self, meaning: &Meaning, text: &'a [u8]) -> Option<usize> {
        let clock = &self.context.clock;
        let reading = match meaning {
            Meaning::Time(Clock::Clf) => time::clf(text, clock)?,
            Meaning::Time(Clock::Iso) => time::iso(text, clock)?,
            Meaning::Time(Clock::Epoch(per_second)) => {
                let end = text.iter().position(|byte| !byte.is_ascii_digit() && *byte != b'.');
                let end = end.unwrap_or(text.len());
                self.log.time = Some(field::epoch(&text[..end], *per_second)?);
                return Some(end);
            }
            Meaning::Parts(parts) => return strftime::read(parts, text, &mut self.civil),
            _ => return None,
        };
        match reading.time {
            Some(time) => self.log.time = Some(time),
            None => self.log.attributes.append(time::INVALID, &text[..reading.length]),
        }
        Some(reading.length)
    }

    /// The text that was meant.
    fn unescaped(&self, text: &'a [u8]) -> Quoted<'a> {
        let escaped = memchr(b'\\', text).is_some();
        match self.format.escape {
            Escape::Json if escaped => match str::from_utf8(text) {
                Ok(text) => {
                    Quoted { inside: self.context.keep_str(&json::unescape(text)).as_bytes(), escaped: false }
                }
                Err(_) => Quoted { inside: text, escaped: false },
            },
            Escape::Backslash => Quoted { inside: text, escaped },
            _ => Quoted { inside: text, escaped: false },
        }
    }

    /// Sets what a field says.
    fn set(&mut self, meaning: &'a Meaning, text: &'a [u8]) -> Option<()> {
        if matches!(text, b"" | b"-") {
            return Some(());
        }
        let quoted = self.unescaped(text);
        let text = quoted.inside;
        let attributes = &mut self.log.attributes;
        match meaning {
            Meaning::Text(name) => attributes.append(borrowed(name), quoted.text()),
            Meaning::List(name) => attributes.append(borrowed(name), quoted.text()),
            Meaning::Integer(name) => match integer(text) {
                Some(number) => attributes.append(borrowed(name), Value::Integer(number)),
                None => attributes.append(borrowed(name), quoted.text()),
            },
            Meaning::Duration(unit) => {
                let duration = milliseconds(text, *unit, self.context)?;
                attributes.append("duration_ms", duration);
            }
            Meaning::Status => attributes.append("http.response.status_code", Value::Integer(integer(text)?)),
            Meaning::Host((address, port_name)) => {
                let (host, port) = host_and_port(text);
                attributes.append(*address, host);
                if let Some(port) = port {
                    attributes.append(*port_name, Value::Integer(port));
                }
            }
            Meaning::Upstream => {
                let (first, behind) = list(text).map_or((text, &b""[..]), |_| word(text));
                let (host, port) = host_and_port(first.strip_suffix(b",").unwrap_or(first));
                if host != b"-" {
                    attributes.append(DESTINATION.0, host);
                }
                if let Some(port) = port {
                    attributes.append(DESTINATION.1, Value::Integer(port));
                }
                if !behind.is_empty() {
                    attributes.append("nginx.upstream_addr", text);
                }
            }
            Meaning::Request => {
                self.log.body = Some(quoted.text().into());
                self.merge(|attributes| request::read(quoted, attributes));
            }
            Meaning::Method => {
                self.line.method = text;
                attributes.append("http.request.method", text);
            }
            Meaning::Target => {
                self.line.target = text;
                let method = self.line.method;
                self.merge(|attributes| request::read_target(text, method, quoted.escaped, attributes));
            }
            Meaning::Path => {
                self.line.target = text;
                attributes.append("url.path", quoted.text());
            }
            Meaning::Query => {
                let query = text.strip_prefix(b"?").unwrap_or(text);
                if !query.is_empty() {
                    attributes.append("url.query", Quoted { inside: query, ..quoted }.text());
                }
            }
            Meaning::Protocol => {
                let version = text.strip_prefix(b"HTTP/").unwrap_or(text);
                attributes.append("network.protocol.version", version);
            }
            Meaning::Tls => {
                let version = text.strip_prefix(b"TLSv").unwrap_or(text);
                attributes.append("tls.protocol.version", version);
            }
            Meaning::Machine => self.log.resource.set("host.name", quoted.text()),
            Meaning::Time(_) | Meaning::Parts(_) => {}
        }
        Some(())
    }

    /// Adds what `read` reads in the place of what is there already.
    fn merge(&mut self, read: impl FnOnce(&mut Attributes<'a>)) {
        let mut read_now = Attributes::default();
        read(&mut read_now);
        self.log.attributes.merge(read_now);
    }

    fn finish(&mut self) {
        let log = &mut self.log;
        log.attributes.keep_last();
        log.source_format = self.format.name;
        log.severity = Severity::INFO;
        if let Some(time) = self.civil.time(&self.context.clock) {
            log.time = Some(time);
        }
        if log.body.is_none() && !self.line.method.is_empty() {
            let line = [self.line.method, self.line.target].join(&b' ');
            log.body = Some(Text::Raw(self.context.keep(line.trim_ascii_end())).into());
        }
    }
}

fn borrowed(name: &Name) -> Cow<'_, str> {
    Cow::Borrowed(name)
}
