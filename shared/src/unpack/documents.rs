//! A record → its documents.

use crate::json::Cursor;

/// The documents of a record: JSON objects, which may have several lines, and lines of anything else. None of them
/// has a newline at its end, and none is empty.
#[derive(Debug, Clone)]
pub struct Documents<'a> {
    rest: &'a [u8],
    is_one: bool,
}

impl<'a> Documents<'a> {
    /// Those of a record.
    pub fn new(record: &'a [u8]) -> Self {
        Self { rest: record, is_one: false }
    }

    /// What somebody else has said to be one document.
    pub fn one(document: &'a [u8]) -> Self {
        Self { rest: document, is_one: true }
    }
}

impl<'a> Iterator for Documents<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        self.rest = self.rest.trim_ascii_start();
        let line = memchr::memchr(b'\n', self.rest).unwrap_or(self.rest.len());
        if self.rest.is_empty() {
            return None;
        }
        let end = match self.rest[0] {
            _ if self.is_one => self.rest.len(),
            // A line that ends like an object is one: what else it may be is found out when it is judged.
            b'{' if !self.rest[..line].trim_ascii_end().ends_with(b"}") => {
                object_end(self.rest).unwrap_or(line)
            }
            _ => line,
        };
        let (document, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(document.trim_ascii_end())
    }
}

/// Where an object over several lines ends; nothing where something follows it on its line, or it does not end.
fn object_end(text: &[u8]) -> Option<usize> {
    let mut cursor = Cursor::new(text);
    cursor.skip().ok()?;
    let end = cursor.position();
    let behind = text[end..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    matches!(behind, None | Some(b'\n')).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(record: &str, expected: &[&str]) {
        let documents: Vec<_> =
            Documents::new(record.as_bytes()).map(|document| str::from_utf8(document).unwrap()).collect();
        assert_eq!(documents, expected);
    }

    #[test]
    fn lines_and_objects_over_several_lines() {
        check("", &[]);
        check(" \n\r\n", &[]);
        check("{\"a\":1}", &["{\"a\":1}"]);
        check("{\"a\":1}\r\n\n{\"a\":2}\n", &["{\"a\":1}", "{\"a\":2}"]);
        check(
            "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n{\"a\":2}\n",
            &["{\n  \"a\": {\n    \"b\": 1\n  }\n}", "{\"a\":2}"],
        );
        check("one\n  two \n{three\n{\"a\":1}", &["one", "two", "{three", "{\"a\":1}"]);
        check("{\"a\":\n1} x\n{\"a\":2}", &["{\"a\":", "1} x", "{\"a\":2}"]);
        let one: Vec<_> = Documents::one(b"error\n  at a.rs\n").collect();
        assert_eq!(one, [b"error\n  at a.rs"]);
    }
}
