//! Text in quotes, as servers write it.

use crate::word::{skip_spaces, word};
use memchr::{memchr, memchr2};
use nozzle::log::Text;

/// Text in quotes, which may hold escapes.
#[derive(Clone, Copy)]
pub(crate) struct Quoted<'a> {
    pub(crate) inside: &'a [u8],
    /// There is a backslash in it.
    pub(crate) escaped: bool,
}

impl<'a> Quoted<'a> {
    /// Empty, or `-`.
    pub(crate) fn is_absent(self) -> bool {
        matches!(self.inside, b"" | b"-")
    }

    /// The text that was meant.
    pub(crate) fn text(self) -> Text<'a> {
        if self.escaped { unescape(self.inside) } else { Text::Raw(self.inside) }
    }
}

/// Reads text in quotes and passes the spaces behind it. The quote that ends it has a space or nothing behind
/// it; one that has more is taken for a quote that the server did not escape.
pub(crate) fn quoted(text: &[u8]) -> Option<(Quoted<'_>, &[u8])> {
    let text = skip_spaces(text).strip_prefix(b"\"")?;
    let (mut at, mut escaped) = (0, false);
    loop {
        at += memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'\\' {
            escaped = true;
            at += 2;
        } else if text.get(at + 1).is_none_or(u8::is_ascii_whitespace) {
            return Some((Quoted { inside: &text[..at], escaped }, skip_spaces(&text[at + 1..])));
        } else {
            at += 1;
        }
    }
}

/// Reads text in quotes, or `-` without them.
pub(crate) fn field(text: &[u8]) -> Option<(Quoted<'_>, &[u8])> {
    if text.first() == Some(&b'-') {
        let (inside, rest) = word(text);
        return (inside == b"-").then_some((Quoted { inside, escaped: false }, rest));
    }
    quoted(text)
}

/// Decodes escapes. Where that gives no text (a TLS handshake), the spelling of the log is kept.
#[cold]
fn unescape(text: &[u8]) -> Text<'_> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'\\', rest) {
        decoded.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let (byte, length) = match rest.get(1) {
            Some(b'x') => match rest.get(2..4).and_then(hexadecimal) {
                Some(byte) => (byte, 4),
                None => (b'\\', 1),
            },
            Some(b'n') => (b'\n', 2),
            Some(b'r') => (b'\r', 2),
            Some(b't') => (b'\t', 2),
            Some(byte @ (b'"' | b'\\')) => (*byte, 2),
            _ => (b'\\', 1),
        };
        decoded.push(byte);
        rest = &rest[length..];
    }
    decoded.extend_from_slice(rest);
    match String::from_utf8(decoded) {
        Ok(decoded) => Text::Owned(decoded),
        Err(_) => Text::Raw(text),
    }
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    digits.iter().try_fold(0, |number, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(number * 16 + digit as u8)
    })
}
