//! A value as a document spells it.

use super::{Document, meaning};
use crate::context::Context;
use crate::nested;
use crate::time::Clock;
use nozzle::Timestamp;
use nozzle::json::{Cursor, unescape_into};
use nozzle::log::{Log, Text, Value};

/// A valid JSON value, in the spelling of its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Json<'a>(pub(super) &'a str);

/// What [`Document::put`](super::Document::put) makes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string that is neither empty nor `-`.
    Text,
    /// The same in lower case.
    LowerCase,
    /// A whole number, or a string of one.
    Integer,
    /// Any number, or a string of one.
    Number,
    /// Any value but `null`.
    Any,
}

impl<'a> Json<'a> {
    /// The value as the document spells it.
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// The inside of a string, in its spelling: escapes and all.
    pub fn string(self) -> Option<&'a str> {
        match self.0.as_bytes() {
            [b'"', .., b'"'] => self.0.get(1..self.0.len() - 1),
            _ => None,
        }
    }

    /// A string.
    pub fn text(self) -> Option<Text<'a>> {
        self.string().map(Text::Json)
    }

    /// A string, without its escapes.
    pub fn decoded(self, context: &Context<'a>) -> Option<&'a [u8]> {
        self.string().map(|inside| Self::decode(inside, context))
    }

    /// The inside of a string without its escapes.
    pub(super) fn decode(inside: &'a str, context: &Context<'a>) -> &'a [u8] {
        if memchr::memchr(b'\\', inside.as_bytes()).is_none() {
            return inside.as_bytes();
        }
        let mut text = Vec::with_capacity(inside.len());
        unescape_into(inside.as_bytes(), &mut text);
        context.keep(&text)
    }

    /// A whole number, or a string of one.
    pub fn integer(self) -> Option<i64> {
        self.string().unwrap_or(self.0).parse().ok()
    }

    /// Any number, or a string of one.
    pub fn number(self) -> Option<Value<'a>> {
        let digits = self.string().unwrap_or(self.0);
        if !digits.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            return None;
        }
        let mut cursor = Cursor::new(digits.as_bytes());
        (cursor.value().ok()?.len() == digits.len()).then(|| number(digits))
    }

    /// A time: text in any usual spelling, a number since 1970, or an object of seconds and nanoseconds.
    pub fn time(self, clock: &Clock<'_>) -> Option<Timestamp> {
        meaning::time(self, clock)
    }

    /// `203.0.113.9:50212` or `[2001:db8::9]:50212`, without the brackets.
    pub fn host_and_port(self) -> Option<(&'a str, i64)> {
        let (host, port) = self.string()?.rsplit_once(':')?;
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        Some((host, port.parse().ok()?))
    }

    /// The document that this value is, if it is an object.
    pub fn document(self, context: &Context<'a>) -> Option<Document<'a>> {
        self.is_object().then(|| Document::nested(self.0, context.arena()))?
    }

    /// The elements of an array; of any other value none.
    pub fn elements(self) -> Elements<'a> {
        let mut cursor = Cursor::new(self.0.as_bytes());
        let open = cursor.open(b'[').is_ok();
        Elements { json: self.0, cursor, first: true, open }
    }

    /// The value in the log model; `null` is none.
    pub fn value(self) -> Option<Value<'a>> {
        Some(match self.0.as_bytes().first()? {
            b'"' => Value::Text(self.text()?),
            b'{' | b'[' => Value::Json(self.0),
            b't' => Value::Boolean(true),
            b'f' => Value::Boolean(false),
            b'n' => return None,
            _ => number(self.0),
        })
    }

    /// The value as `kind` asks for it.
    pub fn as_kind(self, kind: Kind) -> Option<Value<'a>> {
        match kind {
            Kind::Text => {
                self.string().filter(|text| !matches!(*text, "" | "-")).map(Text::Json).map(Value::Text)
            }
            Kind::LowerCase => match self.as_kind(Kind::Text)? {
                Value::Text(Text::Json(text)) if text.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                    Some(Text::Owned(Text::Json(text).to_str().to_ascii_lowercase()).into())
                }
                text => Some(text),
            },
            Kind::Integer => self.integer().map(Value::Integer),
            Kind::Number => self.number(),
            Kind::Any => self.value(),
        }
    }

    /// Reads a string as a log of its own and adds what it says to `log`, as [`nested::open`] does: call it
    /// last. Where no format takes the text, it is the body. White space at its end does not count.
    pub fn open(self, context: &Context<'a>, log: &mut Log<'a>) {
        let Some(text) = self.decoded(context) else {
            log.body = self.value();
            return;
        };
        let text = text.trim_ascii_end();
        if nested::open(text, context, log).is_none() && !text.is_empty() {
            log.body = Some(text.into());
        }
    }

    /// Is it `{…}`?
    pub fn is_object(self) -> bool {
        self.0.as_bytes().first() == Some(&b'{')
    }

    /// Is it `null`, empty text, or `-`, which all say that there is nothing?
    pub fn is_nothing(self) -> bool {
        matches!(self.0, "null" | "\"\"" | "\"-\"")
    }

    /// Is it `null`?
    pub fn is_null(self) -> bool {
        self.0 == "null"
    }
}

fn number(digits: &str) -> Value<'_> {
    match digits.parse() {
        Ok(number) if digits != "-0" => Value::Integer(number),
        _ => Value::Number(digits),
    }
}

/// The elements of an array: see [`Json::elements`].
#[derive(Debug)]
pub struct Elements<'a> {
    json: &'a str,
    cursor: Cursor<'a>,
    first: bool,
    open: bool,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Json<'a>;

    fn next(&mut self) -> Option<Json<'a>> {
        self.open = self.open && self.cursor.next_element(self.first).ok()?;
        if !self.open {
            return None;
        }
        self.first = false;
        let element = self.cursor.value().ok()?;
        text_of(self.json, element).map(Json)
    }
}

/// The same part of `json` as text: it begins and ends beside ASCII.
#[inline]
pub(super) fn text_of<'a>(json: &'a str, part: &'a [u8]) -> Option<&'a str> {
    let start = part.as_ptr() as usize - json.as_ptr() as usize;
    json.get(start..start + part.len())
}
