//! A field of a line's head, as it stands.

use super::words::{is_place, name_length};
use crate::format::application::part::{group, is_source_file};
use crate::word::integer;

/// A field that was read but is not yet put into the log.
#[derive(Debug, Clone, Copy)]
pub(super) enum Field<'a> {
    /// What stands in brackets.
    Group(&'a [u8]),
    Number(&'a [u8]),
    Name(&'a [u8]),
}

/// The field at the start of `text`, and what follows it.
pub(super) fn field_at(text: &[u8]) -> Option<(Field<'_>, &[u8])> {
    match text.first()? {
        b'[' | b'(' | b'<' | b'{' => group(text).map(|(inside, rest)| (Field::Group(inside), rest)),
        b'0'..=b'9' => {
            let digits = text.iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
            let ends = matches!(text.get(digits), Some(b' ' | b'\t' | b'|' | b']' | b':'));
            ends.then(|| (Field::Number(&text[..digits]), &text[digits..]))
        }
        b'.' | b'/' => {
            // A path is a field only with a line: `./cart.go:12`.
            let at = if text[0] == b'/' { 1 } else { text.strip_prefix(b"./").map(|_| 2)? };
            let length = at + name_length(&text[at..])?;
            is_place(&text[..length]).then(|| (Field::Name(&text[..length]), &text[length..]))
        }
        _ => {
            let length = name_length(text)?;
            let (name, rest) = text.split_at(length);
            let name_end = name.iter().rev().take_while(|byte| matches!(byte, b'-' | b'.')).count();
            let ends = matches!(
                rest.first(),
                None | Some(b' ' | b'\t' | b'|' | b']' | b':' | b'[' | b'(' | b',' | b'\n' | b'\r')
            );
            (ends && name_end == 0).then_some((Field::Name(name), rest))
        }
    }
}

/// `Cart.java:add(9)`, `Cart.java:9`
pub(super) fn java_place(inside: &[u8]) -> Option<(&[u8], i64)> {
    let colon = inside.iter().position(|byte| *byte == b':')?;
    let (file, behind) = (&inside[..colon], &inside[colon + 1..]);
    if !is_source_file(file) {
        return None;
    }
    let digits = behind.strip_suffix(b")").unwrap_or(behind);
    let count = digits.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    Some((file, integer(&digits[digits.len() - count..])?))
}

/// `7` of `pid=7`, `PID: 7` and `pid 7`
pub(super) fn strip_word<'a>(text: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let (head, rest) = text.split_at_checked(word.len())?;
    if !head.eq_ignore_ascii_case(word) {
        return None;
    }
    let rest = match rest {
        [b'=' | b':' | b' ', rest @ ..] => rest.trim_ascii_start(),
        _ => return None,
    };
    (!rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_ends_where_a_word_of_a_sentence_would_go_on() {
        for (text, expected) in [
            ("[http-1] boom", "Group http-1| boom"),
            ("17 ---", "Number 17| ---"),
            ("17%", "none"),
            ("shop.cart: saved", "Name shop.cart|: saved"),
            ("./cart.go:12 saved", "Name ./cart.go:12| saved"),
            ("/srv/cart saved", "none"),
            ("saved.", "none"),
            ("saved!", "none"),
            ("", "none"),
        ] {
            let read = field_at(text.as_bytes()).map_or("none".to_owned(), |(field, rest)| {
                let (kind, field) = match field {
                    Field::Group(text) => ("Group", text),
                    Field::Number(text) => ("Number", text),
                    Field::Name(text) => ("Name", text),
                };
                format!("{kind} {}|{}", field.escape_ascii(), rest.escape_ascii())
            });
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn a_process_or_a_thread_is_told_by_a_word_before_it() {
        for (text, expected) in [
            ("pid=7", Some("7")),
            ("PID: 7", Some("7")),
            ("pid 7", Some("7")),
            ("pid", None),
            ("pids 7", None),
        ] {
            assert_eq!(strip_word(text.as_bytes(), b"pid"), expected.map(str::as_bytes), "{text}");
        }
    }

    #[test]
    fn a_place_of_java_may_have_its_method() {
        for (text, expected) in [
            ("Cart.java:add(9)", Some((&b"Cart.java"[..], 9))),
            ("Cart.java:9", Some((&b"Cart.java"[..], 9))),
            ("Cart:9", None),
            ("Cart.java:add", None),
        ] {
            assert_eq!(java_place(text.as_bytes()), expected, "{text}");
        }
    }
}
