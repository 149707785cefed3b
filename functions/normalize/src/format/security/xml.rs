//! As much of XML as events of Windows need: tags, their attributes, text with entities.

use memchr::{memchr, memmem};
use nozzle::log::Text;

/// A piece of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Piece<'a> {
    /// A tag's name, what stands behind it, and whether it closes itself.
    Open(&'a [u8], &'a [u8], bool),
    /// The name of a closing tag.
    Close(&'a [u8]),
    /// What stands between tags, entities and all.
    Text(&'a [u8]),
}

/// Cuts the next piece off; none at the end, or where a tag does not end.
pub(super) fn next<'a>(rest: &mut &'a [u8]) -> Option<Piece<'a>> {
    loop {
        let text: &'a [u8] = rest;
        if text.is_empty() {
            return None;
        }
        if text[0] != b'<' {
            let end = memchr(b'<', text).unwrap_or(text.len());
            *rest = &text[end..];
            return Some(Piece::Text(&text[..end]));
        }
        if let Some(inside) = text.strip_prefix(b"<![CDATA[") {
            let end = memmem::find(inside, b"]]>")?;
            *rest = &inside[end + 3..];
            return Some(Piece::Text(&inside[..end]));
        }
        let end = end_of_tag(text)?;
        let tag = &text[1..end];
        *rest = &text[end + 1..];
        match tag.first() {
            Some(b'?' | b'!') | None => continue,
            Some(b'/') => return Some(Piece::Close(tag[1..].trim_ascii())),
            Some(_) => {}
        }
        let (tag, closes) = match tag.strip_suffix(b"/") {
            Some(tag) => (tag, true),
            None => (tag, false),
        };
        let name_end = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
        return Some(Piece::Open(&tag[..name_end], &tag[name_end..], closes));
    }
}

/// Where the tag ends: values in quotes may hold `>`.
fn end_of_tag(text: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.iter().enumerate() {
        match (quote, *byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The next attribute of a tag.
pub(super) fn attribute<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let text: &'a [u8] = rest.trim_ascii_start();
    let equals = memchr(b'=', text)?;
    let behind = text[equals + 1..].trim_ascii_start();
    let quote = *behind.first().filter(|quote| matches!(quote, b'"' | b'\''))?;
    let end = memchr(quote, &behind[1..])?;
    *rest = &behind[end + 2..];
    Some((text[..equals].trim_ascii(), &behind[1..=end]))
}

/// Text without its entities.
pub(super) fn unescape(text: &[u8]) -> Text<'_> {
    if memchr(b'&', text).is_none() {
        return text.into();
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest) {
        decoded.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let end = memchr(b';', &rest[..rest.len().min(12)]);
        match end.and_then(|end| Some((end, entity(&rest[1..end])?))) {
            Some((end, character)) => {
                decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[end + 1..];
            }
            None => {
                decoded.push(b'&');
                rest = &rest[1..];
            }
        }
    }
    decoded.extend_from_slice(rest);
    Text::Owned(nozzle::json::decode(&decoded).into_owned())
}

fn entity(name: &[u8]) -> Option<char> {
    Some(match name {
        b"lt" => '<',
        b"gt" => '>',
        b"amp" => '&',
        b"quot" => '"',
        b"apos" => '\'',
        _ => {
            let number = str::from_utf8(name.strip_prefix(b"#")?).ok()?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_one_by_one() {
        let mut rest = &b"<?xml version='1.0'?><a b='>' c=\"'\">t &lt;<d/></a ><![CDATA[<x>]]><open"[..];
        assert_eq!(next(&mut rest), Some(Piece::Open(b"a", b" b='>' c=\"'\"", false)));
        assert_eq!(next(&mut rest), Some(Piece::Text(b"t &lt;")));
        assert_eq!(next(&mut rest), Some(Piece::Open(b"d", b"", true)));
        assert_eq!(next(&mut rest), Some(Piece::Close(b"a")));
        assert_eq!(next(&mut rest), Some(Piece::Text(b"<x>")));
        assert_eq!(next(&mut rest), None);
        let mut attributes = &b" b='>' c = \"'\" d"[..];
        assert_eq!(attribute(&mut attributes), Some((&b"b"[..], &b">"[..])));
        assert_eq!(attribute(&mut attributes), Some((&b"c"[..], &b"'"[..])));
        assert_eq!(attribute(&mut attributes), None);
    }

    #[test]
    fn entities_are_characters() {
        assert_eq!(unescape(b"a&lt;&#10;&#xE4;&amp;lt;&x;&").to_str(), "a<\n\u{e4}&lt;&x;&");
        assert_eq!(unescape(b"plain"), Text::Raw(b"plain"));
    }
}
