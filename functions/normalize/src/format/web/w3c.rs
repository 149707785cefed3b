//! W3C extended log format, as IIS and other programs of Windows write it.
//!
//! ```text
//! #Software: Microsoft Internet Information Services 10.0
//! #Date: 2026-03-04 08:00:08
//! #Fields: date time s-ip cs-method cs-uri-stem …
//! 2026-03-04 08:00:08 10.0.0.7 GET /cart …
//! ```
//!
//! `#Fields` says what the columns of the lines behind it are, as far as the record goes. Lines without it are
//! read where they have the columns that IIS writes by default, in one of its versions. Times are UTC; in headers
//! that a client sent, `+` stands for a space; `-` for what is absent. WebLogic separates columns by tabs, and
//! proxies put quotes around what holds spaces.
//!
//! Source: <https://www.w3.org/TR/WD-logfile.html>

mod columns;

use super::address::{is_address, is_addresses};
use super::duration::milliseconds;
use super::request;
use crate::context::{self, Context};
use crate::duration::Unit;
use crate::format::Format;
use crate::split::Split;
use crate::time;
use crate::word::integer;
use columns::{DEFAULTS, Meaning, meaning};
use memchr::{memchr, memchr2};
use nozzle::log::{Log, Severity, Text, Value};
use nozzle::{Date, Timestamp};

/// W3C extended log format.
pub const FORMAT: Format = Format {
    name: "w3c",
    description: "W3C extended log format: IIS and other programs of Windows; the columns are those of #Fields.",
    example: "2026-03-04 08:00:08 10.0.0.7 GET /cart item=7 443 - 203.0.113.9 curl/8.5.0 - 200 0 0 21",
    first_bytes: b"#0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// What the lines that begin with `#` said of those behind them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Header<'a> {
    /// The names of the columns.
    fields: &'a [u8],
    /// The day of lines that tell a time only.
    date: &'a [u8],
}

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if text.first() == Some(&b'#') {
        return read_directive(text, context);
    }
    let header = header(context);
    if header.fields.is_empty() {
        return read_line(text, default_columns(text)?, header, context, log);
    }
    read_line(text, header.fields, header, context, log)
}

/// What was said before, in this record.
fn header<'a>(context: &Context<'a>) -> Header<'a> {
    match context.header.get() {
        context::Header::W3c(header) => header,
        _ => Header::default(),
    }
}

/// Reads `#Fields: …` and what else may stand before the lines.
fn read_directive<'a>(text: &'a [u8], context: &Context<'a>) -> Option<()> {
    let colon = text.iter().take(16).position(|byte| *byte == b':')?;
    let value = text[colon + 1..].trim_ascii();
    let mut header = header(context);
    match &text[1..colon] {
        b"Fields" if is_of_others(value) => return None,
        b"Fields" => header.fields = value,
        b"Date" | b"Start-Date" => header.date = value.get(..10)?,
        b"Software" | b"Version" | b"End-Date" | b"Remark" | b"Time Format" => {}
        _ => return None,
    }
    context.pass_over()?;
    context.header.set(context::Header::W3c(header));
    Some(())
}

/// CloudFront has a format of its own.
fn is_of_others(fields: &[u8]) -> bool {
    memchr::memmem::find(fields, b"x-edge-").is_some()
}

/// The columns of a line of IIS without a header, if it has the shape of one.
fn default_columns(text: &[u8]) -> Option<&'static [u8]> {
    let head = text.first_chunk::<20>()?;
    if head[4] != b'-' || head[10] != b' ' || head[13] != b':' || head[19] != b' ' {
        return None;
    }
    // A third word that is neither an address nor a site's name is not worth looking further.
    let words = || text.split(|byte| *byte == b' ');
    let count = words().take(30).count();
    let fits = |columns: &&&[u8]| {
        columns.split(|byte| *byte == b' ').count() == count
            && columns.split(|byte| *byte == b' ').zip(words()).all(|(name, word)| fits(name, word))
    };
    DEFAULTS.iter().find(fits).copied()
}

/// May this be the value of a column?
fn fits(name: &[u8], word: &[u8]) -> bool {
    match name {
        b"s-ip" | b"c-ip" => word == b"-" || is_address(word),
        b"cs-method" => word == b"-" || request::is_method(word) && word[0].is_ascii_uppercase(),
        b"cs-uri-stem" => matches!(word.first(), Some(b'/' | b'*' | b'-')),
        b"s-port" | b"sc-status" | b"sc-substatus" | b"sc-bytes" | b"cs-bytes" | b"time-taken" => {
            integer(word).is_some()
        }
        b"x-forwarded-for" => {
            word == b"-"
                || is_addresses(word)
                || word
                    .split(|byte| *byte == b'+')
                    .all(|word| is_address(word.strip_suffix(b",").unwrap_or(word)))
        }
        b"cs-version" => word == b"-" || word.starts_with(b"HTTP/"),
        _ => !word.is_empty(),
    }
}

/// Reads the columns of a line, whose names have spaces between them.
fn read_line<'a>(
    text: &'a [u8],
    fields: &'a [u8],
    header: Header<'a>,
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<()> {
    let mut names = fields.split(|byte| matches!(byte, b' ' | b'\t')).filter(|name| !name.is_empty());
    let mut words = Words { rest: Some(text) };
    let (mut date, mut clock_time) = (header.date, &b""[..]);
    let (mut method, mut path) = (&b""[..], &b""[..]);
    for name in names.by_ref() {
        let word = words.next()?;
        match name {
            b"date" => date = word,
            b"time" => clock_time = word,
            _ if matches!(word, b"" | b"-") => {}
            _ => {
                match name {
                    b"cs-method" => method = word,
                    b"cs-uri-stem" | b"cs-uri" => path = word,
                    _ => {}
                }
                // Some write the mark with the query.
                let value =
                    if name == b"cs-uri-query" { word.strip_prefix(b"?").unwrap_or(word) } else { word };
                set(name, value, method, context, log)?;
            }
        }
    }
    if words.next().is_some() {
        return None;
    }
    log.attributes.keep_last();
    set_time(date, clock_time, fields, context, log)?;
    log.severity = Severity::INFO;
    if !method.is_empty() {
        let mut line = method.to_vec();
        line.push(b' ');
        line.extend_from_slice(path);
        log.body = Some(context.keep(line.trim_ascii_end()).into());
    }
    Some(())
}

/// Words with a space or a tab between them; some programs put quotes around those that hold spaces.
struct Words<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let text = self.rest?;
        if let Some(inside) = text.strip_prefix(b"\"")
            && let Some(end) = memchr(b'"', inside)
            && let behind = &inside[end + 1..]
            && matches!(behind.first(), None | Some(b' ' | b'\t'))
        {
            self.rest = behind.get(1..);
            return Some(&inside[..end]);
        }
        let end = memchr2(b' ', b'\t', text).unwrap_or(text.len());
        self.rest = text.get(end + 1..);
        Some(&text[..end])
    }
}

/// Sets the time of a date and a time of day. Programs that log for themselves, the firewall of Windows say, log in
/// the zone of their machine.
fn set_time<'a>(
    date: &[u8],
    clock_time: &'a [u8],
    fields: &[u8],
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<()> {
    if clock_time.is_empty() {
        return Some(());
    }
    let (time, end) = time::time_of_day(clock_time, 0)?;
    if end != clock_time.len() {
        return None;
    }
    let date = date.first_chunk::<10>().filter(|date| date[4] == b'-' && date[7] == b'-')?;
    let number = |at| time::two(date, at);
    let year = i16::from(number(0)?) * 100 + i16::from(number(2)?);
    let date = Date { year, month: number(5)?, day: number(8)? };
    let is_local = memchr::memmem::find(fields, b"src-ip").is_some();
    let read = if is_local { context.clock.civil(date, time) } else { Timestamp::from_civil(date, time, 0) };
    match read {
        Some(read) => log.time = Some(read),
        None => log.attributes.set(time::INVALID, clock_time),
    }
    Some(())
}

/// Sets what a column says.
fn set<'a>(
    name: &'a [u8],
    word: &'a [u8],
    method: &[u8],
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<()> {
    let attributes = &mut log.attributes;
    match meaning(name) {
        Some(Meaning::Text(attribute)) => attributes.append(attribute, word),
        Some(Meaning::Integer(attribute)) => match integer(word) {
            Some(number) => attributes.append(attribute, Value::Integer(number)),
            None => attributes.append(attribute, word),
        },
        Some(Meaning::Host) => log.resource.set("host.name", word),
        Some(Meaning::Spaced(attribute)) => attributes.append(attribute, spaced(word, context)),
        Some(Meaning::Version) => {
            attributes.append("network.protocol.version", word.strip_prefix(b"HTTP/").unwrap_or(word));
        }
        Some(Meaning::Transport) => {
            attributes.append("network.transport", Text::Owned(String::from_utf8_lossy(word).to_lowercase()));
        }
        Some(Meaning::Duration) => {
            let unit = if memchr(b'.', word).is_some() { Unit::Seconds } else { Unit::Milliseconds };
            attributes.append("duration_ms", milliseconds(word, unit, context)?);
        }
        Some(Meaning::Target) => {
            if attributes.get("url.path").is_none() && attributes.get("url.original").is_none() {
                request::read_target(word, method, false, attributes);
            }
        }
        None => {
            let name = str::from_utf8(name).ok()?.to_ascii_lowercase();
            let inside = |prefix| name.strip_prefix(prefix).and_then(|name: &str| name.strip_suffix(')'));
            let attribute = if let Some(header) = inside("cs(") {
                format!("http.request.header.{header}")
            } else if let Some(header) = inside("sc(") {
                format!("http.response.header.{header}")
            } else {
                format!("w3c.{name}")
            };
            attributes.append(attribute, word);
        }
    }
    Some(())
}

/// Text with its spaces back.
fn spaced<'a>(word: &'a [u8], context: &Context<'a>) -> &'a [u8] {
    if memchr(b'+', word).is_none() {
        return word;
    }
    let spaced: Vec<u8> = word.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    context.keep(&spaced)
}

#[cfg(test)]
mod tests;
