//! Where strings end, found 64 bytes at a time.
//!
//! Most of a document is strings. Finding the end of each by itself costs more than finding the quotes of 64 bytes
//! together.

use super::{Cursor, JsonError};
use wide::u8x16;

/// Bytes that are looked at together: a bit for each.
const WINDOW: usize = 64;

/// What a string may not hold as it is: quotes, backslashes and control characters.
#[derive(Debug, Clone)]
pub struct Marks<'d> {
    document: &'d [u8],
    /// Where the window begins.
    window: usize,
    marks: u64,
}

impl<'d> Marks<'d> {
    /// The marks of `document`.
    pub fn new(document: &'d [u8]) -> Self {
        Self::starting_at(document, 0)
    }

    /// The same, for reading that goes on `at` this byte.
    pub fn starting_at(document: &'d [u8], at: usize) -> Self {
        Self { document, window: at, marks: marks(document, at) }
    }

    /// Does as `Cursor::next_key` where a key follows that has no escapes, spelt as nearly all are; does nothing else.
    #[inline]
    pub fn next_key(&mut self, cursor: &mut Cursor<'d>, first: bool) -> Option<&'d [u8]> {
        let rest = self.document.get(cursor.position()..)?;
        let behind_quote = match (first, rest) {
            (true, [b'"', ..]) => 1,
            (false, [b',', b'"', ..]) => 2,
            (false, [b',', b' ', b'"', ..]) => 3,
            _ => return None,
        };
        let start = cursor.position() + behind_quote;
        let end = self.plain_string_end(start)?;
        if self.document.get(end + 1) != Some(&b':') {
            return None;
        }
        *cursor = Cursor::starting_at(self.document, end + 2);
        Some(&self.document[start..end])
    }

    /// Passes a string that has no escapes, and gives its inside; does nothing where something else follows.
    #[inline]
    pub fn string(&mut self, cursor: &mut Cursor<'d>) -> Option<&'d [u8]> {
        if cursor.peek() != Some(b'"') {
            return None;
        }
        let start = cursor.position() + 1;
        let end = self.plain_string_end(start)?;
        *cursor = Cursor::starting_at(self.document, end + 1);
        Some(&self.document[start..end])
    }

    /// Does as `Cursor::skip`.
    #[inline(always)]
    pub fn skip(&mut self, cursor: &mut Cursor<'d>) -> Result<(), JsonError> {
        let end = match cursor.peek() {
            Some(b'"') => self.plain_string_end(cursor.position() + 1),
            Some(b'{' | b'[') => self.plain_container_end(cursor.position()),
            _ => None,
        };
        match end {
            Some(end) => {
                *cursor = Cursor::starting_at(self.document, end + 1);
                Ok(())
            }
            None => cursor.skip(),
        }
    }

    /// The end of the object or array that begins at `start`; nothing where a string in it is not plain, or it has no
    /// end.
    fn plain_container_end(&mut self, start: usize) -> Option<usize> {
        let mut depth = 0_usize;
        let mut at = start;
        loop {
            match self.document.get(at)? {
                b'"' => at = self.plain_string_end(at + 1)?,
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 1 => return Some(at),
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            at += 1;
        }
    }

    /// The end of the string whose inside begins at `start`; nothing where another mark comes first, or it has no end.
    #[inline]
    fn plain_string_end(&mut self, start: usize) -> Option<usize> {
        let mut from = start;
        loop {
            let within = from.wrapping_sub(self.window);
            if within < WINDOW {
                let marks = self.marks >> within;
                if marks != 0 {
                    let end = from + marks.trailing_zeros() as usize;
                    return (self.document[end] == b'"').then_some(end);
                }
                from = self.window + WINDOW;
            }
            if from >= self.document.len() {
                return None;
            }
            self.window = from;
            self.marks = marks(self.document, from);
        }
    }
}

fn marks(document: &[u8], at: usize) -> u64 {
    let rest = &document[at..];
    match rest.first_chunk() {
        Some(window) => of(window),
        None => {
            let mut window = [b' '; WINDOW];
            window[..rest.len()].copy_from_slice(rest);
            of(&window)
        }
    }
}

fn of(window: &[u8; WINDOW]) -> u64 {
    let mut marks = 0;
    for (at, bytes) in window.as_chunks::<16>().0.iter().enumerate() {
        let bytes = u8x16::new(*bytes);
        // With this bit turned, a quote comes right behind the control characters.
        let turned = bytes ^ u8x16::splat(b'"' ^ b' ');
        let is_quote_or_control = turned.min(u8x16::splat(b' ')).simd_eq(turned);
        let is_mark = is_quote_or_control | bytes.simd_eq(u8x16::splat(b'\\'));
        marks |= u64::from(is_mark.to_bitmask()) << (at * 16);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_ends_wherever_it_is() {
        for before in 0..150 {
            for length in [0, 1, 63, 64, 65, 200] {
                let document = format!("{}\"{}\" \"\\n\"", " ".repeat(before), "x".repeat(length));
                let mut marks = Marks::new(document.as_bytes());
                let start = before + 1;
                assert_eq!(marks.plain_string_end(start), Some(start + length), "{document}");
                assert_eq!(marks.plain_string_end(start + length + 3), None, "{document}");
            }
        }
        assert_eq!(Marks::new(b"").plain_string_end(0), None);
        assert_eq!(Marks::new(b"\"x").plain_string_end(1), None);
    }

    #[test]
    fn a_value_is_skipped_as_the_cursor_does() {
        for value in [
            r#""a""#,
            r#""\"a""#,
            r#"{"a":[1,{"b":"]}"}],"c":""}"#,
            r#"[[],{},"\"]"]"#,
            "-1.5e3",
            "null ",
            r#""open"#,
            r#"{"open":["#,
            "]",
            "",
        ] {
            for before in 0..150 {
                let document = format!("{}{value}", " ".repeat(before));
                let (mut ours, mut theirs) =
                    (Cursor::new(document.as_bytes()), Cursor::new(document.as_bytes()));
                assert_eq!(Marks::new(document.as_bytes()).skip(&mut ours), theirs.skip(), "{document}");
                assert_eq!(ours.position(), theirs.position(), "{document}");
            }
        }
    }
}
