//! Keys and values: `level=info msg="a \"b\"" dur=1.2ms bare`.

use crate::quoted::Quoted;
use memchr::{memchr, memchr2, memchr3};

/// Longer values are not in brackets.
const LONGEST_GROUP: usize = 1024;

/// A key with its value, and what follows them.
#[derive(Clone, Copy)]
pub(crate) struct Pair<'a> {
    pub(crate) key: &'a [u8],
    pub(crate) value: Quoted<'a>,
    /// The value stood in quotes.
    pub(crate) quoted: bool,
    pub(crate) rest: &'a [u8],
}

/// Reads `key=value` at the start of `text`, and passes the spaces or the comma behind it. Values may stand in
/// quotes (`"` or `'`), and in brackets where `lenient`; else they end at a space, and a comma where `commas`.
pub(crate) fn pair(text: &[u8], commas: bool, lenient: bool) -> Option<Pair<'_>> {
    let length = text.iter().take(128).position(|byte| !is_in_key(*byte))?;
    if length == 0 || text[length] != b'=' {
        return None;
    }
    let (key, value) = (&text[..length], &text[length + 1..]);
    let first = value.first().copied();
    if let Some(quote @ (b'"' | b'\'')) = first
        && (quote == b'"' || lenient)
    {
        // A line that was cut off may end in quotes.
        let inside = &value[1..];
        let (inside, escaped, rest) = match in_quotes(inside, quote) {
            Some(quoted) => quoted,
            None => (inside, memchr(b'\\', inside).is_some(), &b""[..]),
        };
        return Some(Pair { key, value: Quoted { inside, escaped }, quoted: true, rest: skip(rest, commas) });
    }
    if let Some(open @ (b'[' | b'(' | b'{')) = first.filter(|_| lenient) {
        let close = if open == b'(' { b')' } else { open + 2 };
        let mut depth = 0_usize;
        for (at, byte) in value.iter().take(LONGEST_GROUP).enumerate() {
            if *byte == open {
                depth += 1;
            } else if *byte == close {
                depth -= 1;
                if depth == 0 {
                    let (inside, rest) = value.split_at(at + 1);
                    let value = Quoted { inside, escaped: false };
                    return Some(Pair { key, value, quoted: false, rest: skip(rest, commas) });
                }
            } else if *byte == b'\n' {
                break;
            }
        }
    }
    let end = match commas {
        true => memchr3(b' ', b',', b'\n', value),
        false => memchr2(b' ', b'\n', value),
    };
    let (inside, rest) = value.split_at(end.unwrap_or(value.len()));
    Some(Pair { key, value: Quoted { inside, escaped: false }, quoted: false, rest: skip(rest, commas) })
}

fn is_in_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'_' | b'.' | b'-' | b'@' | b'/' | b'$' | b'[' | b']')
        || byte >= 0x80
}

/// The text up to a quote that has a space, a comma or nothing behind it.
fn in_quotes(text: &[u8], quote: u8) -> Option<(&[u8], bool, &[u8])> {
    let (mut at, mut escaped) = (0, false);
    loop {
        at += memchr2(quote, b'\\', text.get(at..)?)?;
        if text[at] == b'\\' {
            escaped = true;
            at += 2;
        } else if matches!(
            text.get(at + 1),
            None | Some(b' ' | b',' | b'\n' | b'\r' | b'\t' | b';' | b']' | b')')
        ) {
            return Some((&text[..at], escaped, &text[at + 1..]));
        } else {
            at += 1;
        }
    }
}

fn skip(text: &[u8], commas: bool) -> &[u8] {
    let length = text
        .iter()
        .take_while(|byte| {
            matches!(byte, b' ' | b'\t' | b'\r' | b'\n') || commas && matches!(byte, b',' | b';')
        })
        .count();
    &text[length..]
}
