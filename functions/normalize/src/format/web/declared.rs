//! Access logs in the format that a server was told to write: the text of nginx's `log_format` or of Apache's
//! `LogFormat`, from the configuration.
//!
//! A declaration becomes a list of steps once, at the start: literal text, and fields that end where the literal
//! behind them begins.

mod apache;
mod field;
mod nginx;
mod strftime;

use super::address::{DESTINATION, host_and_port};
use super::list::list;
use super::request;
use crate::context::Context;
use crate::format::web::access::{APACHE, NGINX};
use crate::quoted::Quoted;
use crate::time;
use crate::word::{integer, word};
use field::{Clock, Meaning, Name};
use memchr::{memchr, memmem};
use nozzle::json;
use nozzle::log::{Attributes, Log, Severity, Text, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::borrow::Cow;
use strftime::Civil;

/// A format of access logs, as a server's configuration declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFormat {
    steps: Vec<Step>,
    escape: Escape,
    /// What logs of this format are called.
    name: &'static str,
}

/// The text of a declaration, by the server that it is for.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Declaration {
    /// What stands in `log_format` of nginx: the text alone, or the whole directive.
    Nginx(String),
    /// What stands in `LogFormat` of Apache: the text alone, or the whole directive.
    Apache(String),
}

impl TryFrom<Declaration> for LogFormat {
    type Error = String;

    fn try_from(declaration: Declaration) -> Result<Self, String> {
        match declaration {
            Declaration::Nginx(text) => {
                let (steps, escape) = nginx::compile(&text)?;
                Ok(Self { steps: checked(steps)?, escape, name: NGINX.name })
            }
            Declaration::Apache(text) => Ok(Self {
                steps: checked(apache::compile(&text)?)?,
                escape: Escape::Backslash,
                name: APACHE.name,
            }),
        }
    }
}

impl<'de> Deserialize<'de> for LogFormat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Declaration::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl JsonSchema for LogFormat {
    fn schema_name() -> Cow<'static, str> {
        "LogFormat".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Declaration::json_schema(generator)
    }
}

/// One step through a line.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Literal(Box<[u8]>),
    Field {
        meaning: Meaning,
        /// As it was declared, and where, counted in characters from 1.
        spelling: Box<str>,
        character: usize,
    },
}

/// How a server spells what is special in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    /// `\"`, `\\`, `\n`, `\x16`
    Backslash,
    /// As JSON does.
    Json,
    /// Not at all.
    Nothing,
}

/// Adds literal text to the last step, or as a step of its own.
fn push_literal(text: &[u8], steps: &mut Vec<Step>) {
    match steps.last_mut() {
        Some(Step::Literal(literal)) => *literal = [literal, text].concat().into(),
        _ => steps.push(Step::Literal(text.into())),
    }
}

/// Refuses steps by which no line can be read.
fn checked(steps: Vec<Step>) -> Result<Vec<Step>, String> {
    if !steps.iter().any(|step| matches!(step, Step::Field { .. })) {
        return Err("there is no field in this format; write it as the server's configuration has it".into());
    }
    for pair in steps.windows(2) {
        if let [Step::Field { meaning, spelling: first, .. }, Step::Field { spelling: second, character, .. }] =
            pair
            && !meaning.ends_itself()
        {
            return Err(format!(
                "character {character}: `{second}` stands directly behind `{first}`, so that nobody can tell where \
                 one ends; write something between them, in the server's configuration too"
            ));
        }
    }
    Ok(steps)
}

/// Reads `text` by the first of the declared formats that fits.
pub(crate) fn read<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    context.declared.log_formats.iter().find_map(|format| read_by(format, text, context, log))
}

/// The same with the formats of one server only.
pub(super) fn read_named<'a>(
    name: &str,
    text: &'a [u8],
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<()> {
    let mut formats = context.declared.log_formats.iter().filter(|format| format.name == name);
    formats.find_map(|format| read_by(format, text, context, log))
}

fn read_by<'a>(
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
                let duration = super::duration::milliseconds(text, *unit, self.context)?;
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

#[cfg(test)]
mod tests;
