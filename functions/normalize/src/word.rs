//! Words of a line, and numbers in them.

/// The text up to a space, and what follows the spaces.
pub(crate) fn word(text: &[u8]) -> (&[u8], &[u8]) {
    match text.iter().position(|byte| *byte == b' ') {
        Some(at) => (&text[..at], skip_spaces(&text[at + 1..])),
        None => (text, b""),
    }
}

/// The text without the spaces that it begins with.
pub(crate) fn skip_spaces(text: &[u8]) -> &[u8] {
    let mut text = text;
    while let Some(rest) = text.strip_prefix(b" ") {
        text = rest;
    }
    text
}

/// A whole number of at most 18 digits.
pub(crate) fn integer(text: &[u8]) -> Option<i64> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    text.iter().try_fold(0, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit <= 9).then_some(number * 10 + i64::from(digit))
    })
}
