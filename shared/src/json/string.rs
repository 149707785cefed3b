//! JSON strings: escaping what is written, unescaping what was read.

use std::borrow::Cow;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends `text` as a JSON string, quotes included. Bytes that are not UTF-8 are taken for Latin-1, which loses
/// none of them.
pub fn write_string(text: &[u8], out: &mut Vec<u8>) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    if needs_care(text) {
        write_with_care(text, out)
    } else {
        out.extend_from_slice(text)
    }
    out.push(b'"');
}

/// One look over the bytes: is there anything to escape, or anything outside ASCII? In blocks without a branch
/// per byte, so that they are vectorised; the last block overlaps the one before.
fn needs_care(text: &[u8]) -> bool {
    match (text.last_chunk::<16>(), text.first_chunk::<8>(), text.last_chunk::<8>()) {
        (Some(last), ..) => any_special(last) || text.as_chunks::<16>().0.iter().any(any_special),
        (None, Some(first), Some(last)) => any_special(first) || any_special(last),
        _ => text.iter().any(|byte| special(*byte) != 0),
    }
}

#[inline]
fn any_special<const N: usize>(block: &[u8; N]) -> bool {
    block.iter().fold(0, |found, byte| found | special(*byte)) != 0
}

/// Not zero for what needs care.
#[inline]
const fn special(byte: u8) -> u8 {
    (byte < 0x20) as u8 | (byte == b'"') as u8 | (byte == b'\\') as u8 | (byte >= 0x7f) as u8
}

fn write_with_care(text: &[u8], out: &mut Vec<u8>) {
    if let Ok(text) = str::from_utf8(text) {
        return write_escaped(text, out);
    }
    for chunk in text.utf8_chunks() {
        write_escaped(chunk.valid(), out);
        for byte in chunk.invalid() {
            out.extend_from_slice(char::from(*byte).encode_utf8(&mut [0; 2]).as_bytes());
        }
    }
}

/// What stands behind the backslash of an escaped byte.
const ESCAPES: [u8; 256] = {
    let mut escapes = [PLAIN; 256];
    let mut byte = 0;
    while byte < 0x20 {
        escapes[byte] = b'u';
        byte += 1;
    }
    escapes[0x7f] = b'u';
    escapes[b'"' as usize] = b'"';
    escapes[b'\\' as usize] = b'\\';
    escapes[b'\n' as usize] = b'n';
    escapes[b'\r' as usize] = b'r';
    escapes[b'\t' as usize] = b't';
    escapes[0x08] = b'b';
    escapes[0x0c] = b'f';
    escapes
};

/// A byte that is not escaped.
const PLAIN: u8 = 0;

fn write_escaped(text: &str, out: &mut Vec<u8>) {
    static TABLE: [u8; 256] = ESCAPES;
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| TABLE[usize::from(*byte)] != PLAIN) {
        let byte = rest[at];
        let escape = TABLE[usize::from(byte)];
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(&[b'\\', escape]);
        if escape == b'u' {
            out.extend_from_slice(&[b'0', b'0', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        }
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

/// Bytes at the start of `text` that are the same inside a JSON string and outside: ASCII without control
/// characters, quote and backslash. Looks at eight bytes at a time, which suits short strings.
#[inline]
pub(crate) fn plain_prefix(text: &[u8]) -> usize {
    first_marked(text, 0, |word| special_in(word) | word & HIGH)
}

/// Where a JSON string that goes on at `start` ends, has an escape or is wrong. Characters outside ASCII are none
/// of these.
#[inline]
pub(super) fn string_end(text: &[u8], start: usize) -> usize {
    first_marked(text, start, special_in)
}

/// Where digits that go on at `start` end.
#[inline]
pub(super) fn digits_end(text: &[u8], start: usize) -> usize {
    first_marked(text, start, |word| {
        // A digit becomes its number. What is more than nine reaches the highest bit, or has it.
        let turned = word ^ (ONES * b'0' as u64);
        (turned.wrapping_add(ONES * 0x76) | turned) & HIGH
    })
}

/// Where the first byte stands that `marks` marks in its word, by its highest bit.
#[inline]
fn first_marked(text: &[u8], start: usize, marks: impl Fn(u64) -> u64) -> usize {
    let mut at = start;
    while let Some(word) = text.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let marked = marks(u64::from_le_bytes(*word));
        if marked != 0 {
            return at + marked.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let marked = marks(last_word(text, at));
    text.len().min(at + marked.trailing_zeros() as usize / 8)
}

/// The less than eight bytes at `at`, and zeros behind them.
#[cold]
#[inline(never)]
fn last_word(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or_default();
    rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGH: u64 = ONES << 7;

/// Marks quotes, backslashes and control characters by their highest bit. Borrows reach upwards only: the lowest
/// mark is right, and it is the only one that counts.
#[inline]
const fn special_in(word: u64) -> u64 {
    // So that the quote stands right behind the control characters, and nothing else between them.
    let turned = word ^ (ONES * 2);
    let backslash = word ^ (ONES * b'\\' as u64);
    (turned.wrapping_sub(ONES * 0x21) | backslash.wrapping_sub(ONES)) & !word & HIGH
}

/// Bytes as text: what is not UTF-8 is taken for Latin-1, byte by byte.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| char::from(*byte)));
    }
    Cow::Owned(text)
}

/// Is the inside of a valid JSON string this text, however it is spelt?
pub fn is(spelt: &[u8], text: &str) -> bool {
    spelt == text.as_bytes()
        || spelt.contains(&b'\\') && str::from_utf8(spelt).is_ok_and(|spelt| unescape(spelt) == text)
}

/// Decodes a valid JSON string, quotes included; `None` for any other value.
pub fn decode_string(json: &[u8]) -> Option<Cow<'_, str>> {
    let inside = json.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    std::str::from_utf8(inside).ok().map(unescape)
}

/// Decodes the inside of a valid JSON string. Lone surrogates become U+FFFD.
pub fn unescape(escaped: &str) -> Cow<'_, str> {
    if !has_backslash(escaped.as_bytes()) {
        return Cow::Borrowed(escaped);
    }
    let mut text = Vec::with_capacity(escaped.len());
    unescape_into(escaped.as_bytes(), &mut text);
    Cow::Owned(String::from_utf8_lossy(&text).into_owned())
}

/// Is there anything to unescape?
#[inline]
fn has_backslash(text: &[u8]) -> bool {
    if text.len() <= 16 { has_any([b'\\'], text) } else { memchr::memchr(b'\\', text).is_some() }
}

/// Is one of `bytes` in `text`? Looks at eight bytes at a time, which suits short texts; the last eight overlap those
/// before.
#[inline]
pub fn has_any<const N: usize>(bytes: [u8; N], text: &[u8]) -> bool {
    let in_word = |word: u64| {
        let marks = bytes.iter().fold(0, |marks, byte| {
            let turned = word ^ (ONES * u64::from(*byte));
            marks | turned.wrapping_sub(ONES) & !turned
        });
        marks & HIGH != 0
    };
    if let Some(last) = text.last_chunk::<8>() {
        let mut words = text.as_chunks::<8>().0.iter().chain([last]);
        words.any(|word| in_word(u64::from_le_bytes(*word)))
    } else if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        in_word(u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)))
    } else {
        text.iter().any(|byte| bytes.contains(byte))
    }
}

/// Appends the decoded inside of a valid JSON string to `out`. Lone surrogates become U+FFFD; a broken
/// escape is copied as it stands.
pub fn unescape_into(escaped: &[u8], out: &mut Vec<u8>) {
    let mut rest = escaped;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let plain = match rest.get(1) {
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'b') => 0x08,
            Some(b'f') => 0x0c,
            Some(&byte @ (b'"' | b'\\' | b'/')) => byte,
            Some(b'u') => {
                let (character, length) = unescape_unicode(rest);
                let mut buffer = [0; 4];
                out.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
                rest = &rest[length..];
                continue;
            }
            _ => {
                out.push(b'\\');
                rest = &rest[1..];
                continue;
            }
        };
        out.push(plain);
        rest = &rest[2..];
    }
    out.extend_from_slice(rest);
}

/// The character of `\u0041` or of a pair of surrogates at the start of `text`, and its length in bytes.
fn unescape_unicode(text: &[u8]) -> (char, usize) {
    let Some(first) = hex4(text) else { return (char::REPLACEMENT_CHARACTER, text.len().min(2)) };
    if let Some(character) = char::from_u32(first) {
        return (character, 6);
    }
    let second = hex4(&text[6..]).filter(|second| (0xdc00..0xe000).contains(second));
    match second {
        Some(second) if first < 0xdc00 => {
            let character = char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            (character.unwrap_or(char::REPLACEMENT_CHARACTER), 12)
        }
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}

/// The number of `\uXXXX` at the start of `text`.
fn hex4(text: &[u8]) -> Option<u32> {
    let digits = text.strip_prefix(b"\\u")?.first_chunk::<4>()?;
    digits.iter().try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(text: &[u8]) -> String {
        let mut out = Vec::new();
        write_string(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn escapes_what_json_asks_for() {
        assert_eq!(written(b"plain"), r#""plain""#);
        assert_eq!(written(b"a\"b\\c\nd\x01\x7f"), r#""a\"b\\c\nd\u0001\u007f""#);
        assert_eq!(written("größe".as_bytes()), "\"größe\"");
        assert_eq!(written(b"gr\xf6\xdfe"), "\"größe\"");
    }

    #[test]
    fn unescapes_surrogates_and_keeps_what_is_broken() {
        assert_eq!(unescape(r"\ud83d\ude00 \u00e4 \/"), "😀 ä /");
        assert_eq!(unescape(r"\ud83d!"), "\u{fffd}!");
        assert_eq!(unescape(r"\ude00\ud83d"), "\u{fffd}\u{fffd}");
        assert_eq!(unescape(r"\x41"), r"\x41");
    }

    proptest! {
        #[test]
        fn plain_prefix_ends_at_the_first_special_byte(plain in "[ !#-\\[\\]-~]{0,40}", rest in any::<Vec<u8>>()) {
            let mut text = plain.into_bytes();
            text.extend_from_slice(&rest);
            let special = |byte: &u8| matches!(byte, 0..0x20 | b'"' | b'\\' | 0x80..);
            prop_assert_eq!(plain_prefix(&text), text.iter().position(special).unwrap_or(text.len()));
            let special = |byte: &u8| matches!(byte, 0..0x20 | b'"' | b'\\');
            for start in 0..=text.len() {
                let end = text[start..].iter().position(special).map_or(text.len(), |at| start + at);
                prop_assert_eq!(string_end(&text, start), end);
            }
            prop_assert_eq!(has_backslash(&text), text.contains(&b'\\'));
            let is_any = |byte: &u8| matches!(byte, b'\\' | b',' | b'a');
            prop_assert_eq!(has_any([b'\\', b',', b'a'], &text), text.iter().any(is_any));
        }

        #[test]
        fn digits_end_at_the_first_other_byte(digits in "[0-9]{0,20}", rest in any::<Vec<u8>>()) {
            let text = [digits.as_bytes(), &rest].concat();
            let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
            for start in 0..=end {
                prop_assert_eq!(digits_end(&text, start), end);
            }
        }

        #[test]
        fn what_is_written_reads_back(text in any::<String>()) {
            let json = written(text.as_bytes());
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text.clone());
            prop_assert_eq!(unescape(&json[1..json.len() - 1]), text);
        }

        #[test]
        fn any_bytes_give_a_valid_string(bytes in any::<Vec<u8>>()) {
            let json = written(&bytes);
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), decode(&bytes));
        }
    }
}
