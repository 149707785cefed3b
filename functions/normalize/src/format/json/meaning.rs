//! Values that have a meaning.

use super::member::{is_string, members, string};
use crate::level;
use crate::time::{self, Clock, Reading};
use nozzle::Timestamp;
use nozzle::json::{Cursor, unescape_into};
use nozzle::log::{Severity, Text, Value};

/// A time as text, as a number since 1970, or as MongoDB's `{"$date":…}`.
pub(super) fn time(json: &str, clock: &Clock<'_>) -> Option<Timestamp> {
    if json.starts_with('{') {
        let mut date = None;
        members(json, |key, value| date = (key == "$date").then_some(value))?;
        return time(date.filter(|date| !date.starts_with('{'))?, clock);
    }
    let Some(text) = string(json) else { return time::epoch(json) };
    let text = text.trim_ascii();
    let whole = |Reading { time, length }: Reading| time.filter(|_| length == text.len());
    time::iso(text.as_bytes(), clock)
        .and_then(whole)
        .or_else(|| time::clf(text.as_bytes(), clock).and_then(whole))
        .or_else(|| time::epoch(text))
}

/// The severity and the level as it is spelt: a word, or a number of syslog below 8, else of pino and bunyan.
pub(super) fn level(json: &str) -> Option<(Severity, Option<Text<'_>>)> {
    if let Some(word) = string(json) {
        let severity = level::severity(word.trim_ascii().as_bytes()).unwrap_or_default();
        return Some((severity, Some(Text::Json(word))));
    }
    let number: u8 = json.parse().ok()?;
    let severity = match number {
        0..8 => Severity::from_syslog(number),
        8..20 => Severity::TRACE,
        20..30 => Severity::DEBUG,
        30..40 => Severity::INFO,
        40..50 => Severity::WARN,
        50..60 => Severity::ERROR,
        _ => Severity::FATAL,
    };
    Some((severity, Some(Text::Json(json))))
}

/// A trace id of W3C, or of AWS X-Ray: `1-5759e988-bd862e3fe1be46a994272793`.
pub(super) fn trace_id(text: &str) -> Option<Text<'_>> {
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
pub(super) fn identifier(text: &str, digits: usize) -> Option<Text<'_>> {
    let bytes = text.as_bytes();
    let is_one = bytes.len() == digits
        && bytes.iter().all(u8::is_ascii_hexdigit)
        && bytes.iter().any(|digit| *digit != b'0');
    let is_lower = !bytes.iter().any(u8::is_ascii_uppercase);
    is_one.then(|| if is_lower { Text::Json(text) } else { Text::Owned(text.to_ascii_lowercase()) })
}

/// A whole number, or one in a string.
pub(super) fn integer<'a>(json: &'a str) -> Option<Value<'a>> {
    let digits = string(json).unwrap_or(json);
    digits.parse().ok().map(Value::Integer)
}

/// Text, or lines in an array.
pub(super) fn stacktrace(json: &str) -> Option<Text<'_>> {
    if is_string(json) {
        return string(json).map(Text::Json);
    }
    let mut lines = Vec::new();
    let mut cursor = Cursor::new(json.as_bytes());
    cursor.open(b'[').ok()?;
    let mut first = true;
    while cursor.next_element(first).ok()? {
        if !first {
            lines.push(b'\n');
        }
        unescape_into(cursor.string().ok()?, &mut lines);
        first = false;
    }
    Some(Text::Owned(String::from_utf8_lossy(&lines).into_owned()))
}
