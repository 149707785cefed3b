//! One record becomes its logs.
//!
//! - Lines end with LF or CRLF. A line that begins with a space or a tab, or as a stack trace goes on
//!   (`Caused by:`, `... 3 more`, `java.io.IOException: …`), belongs to the line before it, so that what was
//!   logged at once stays together: see [`continuation`].
//! - JSON objects are split by document: `{..}{..}`, one a line, or printed over many lines. An array of objects
//!   is one log for each.
//!   So is `{"Records":[…]}`, as files of CloudTrail and events of Lambda are.
//! - Syslog frames that tell their length (RFC 6587 §3.4.1: `123 <34>1 …`) are split by it.
//!
//! Blank lines and a byte order mark at the start are not logs.

mod continuation;

use crate::format::container::cri;
use crate::format::database::{mysql_slow, postgresql_csv};
use continuation::Continuation;
use memchr::{memchr, memchr_iter, memrchr};
use nozzle::json::{Cursor, JsonError};

/// What is looked for, besides lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    documents: bool,
    frames: bool,
}

impl Split {
    /// Lines only.
    pub const LINES: Self = Self { documents: false, frames: false };
    /// JSON documents and lines.
    pub const DOCUMENTS: Self = Self { documents: true, frames: false };
    /// Syslog frames and lines.
    pub const FRAMES: Self = Self { documents: false, frames: true };
    /// All of it.
    pub const ALL: Self = Self { documents: true, frames: true };

    /// The logs of `record`, in their order.
    pub fn logs(self, record: &[u8]) -> Logs<'_> {
        let record = record.strip_prefix(b"\xef\xbb\xbf").unwrap_or(record);
        Logs {
            split: self,
            record,
            at: 0,
            array: None,
            array_end: None,
            line: (0, 0),
            no_document_before: 0,
            unclosed: false,
        }
    }
}

/// The logs of a record: see [`Split::logs`]. None of them is blank.
#[derive(Debug)]
pub struct Logs<'a> {
    split: Split,
    record: &'a [u8],
    at: usize,
    /// Behind an element of an array that is known to be valid.
    array: Option<Cursor<'a>>,
    /// Behind the object that the array stands in, if it does.
    array_end: Option<usize>,
    /// Where the last line that was looked at ends: without and with the white space at its end.
    line: (usize, usize),
    /// A document that began before here was none: looking again from each of its lines would take long.
    no_document_before: usize,
    /// A quote was not closed: looking to the end again for each line would take long.
    unclosed: bool,
}

impl<'a> Iterator for Logs<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            if let Some(element) = self.next_element() {
                return Some(element);
            }
            let start = self.pass_blank_lines()?;
            let first = self.record[start];
            if self.split.documents {
                if first == b'{' && self.open_records(start) {
                    continue;
                }
                if first == b'{'
                    && let Some(document) = self.document(start)
                {
                    return Some(document);
                }
                if first == b'[' && self.open_array(start) {
                    continue;
                }
            }
            if self.split.frames
                && first.is_ascii_digit()
                && let Some(frame) = self.frame()
            {
                return Some(frame);
            }
            return Some(self.lines());
        }
    }
}

impl<'a> Logs<'a> {
    /// Passes to the start of the next line that is not blank, and gives where its text begins.
    fn pass_blank_lines(&mut self) -> Option<usize> {
        let rest = self.record.get(self.at..)?;
        let space = &rest[..rest.len() - rest.trim_ascii_start().len()];
        if space.len() == rest.len() {
            return None;
        }
        let start = self.at + space.len();
        self.at += memrchr(b'\n', space).map_or(0, |at| at + 1);
        Some(start)
    }

    /// Passes a line and those that continue it.
    fn lines(&mut self) -> &'a [u8] {
        let start = self.at;
        let mut end = self.line_end(start);
        // The last line, and in most records the only one: nothing can go on behind it.
        if end + 1 >= self.record.len() {
            self.at = end;
            let text = &self.record[start..end];
            return text.strip_suffix(b"\r").unwrap_or(text);
        }
        if !self.unclosed && postgresql_csv::opens(&self.record[start..end]) {
            end = self.end_of_quotes(start, end);
        }
        if mysql_slow::opens(&self.record[start..end]) {
            end = self.end_of_slow_query(end);
        }
        let mut line = start;
        while let Some(next) = self.record.get(end + 1..self.line_end((end + 1).min(self.record.len())))
            && cri::goes_on(&self.record[line..end], next)
        {
            line = end + 1;
            end = line + next.len();
        }
        let mut log = Continuation::behind(&self.record[start..end]);
        while let Some(next) = self.record.get(end + 1..) {
            let next_end = self.line_end(end + 1);
            let line = &next[..next_end - end - 1];
            let belongs = match is_blank(line) {
                true => self.record.get(next_end + 1..).is_some_and(|rest| log.goes_on_behind_blank(rest)),
                false => log.takes(line, self.record.get(next_end + 1..).unwrap_or_default()),
            };
            if !belongs {
                break;
            }
            end = next_end;
        }
        self.at = end;
        let text = &self.record[start..end];
        text.strip_suffix(b"\r").unwrap_or(text)
    }

    /// The end of a slow query whose first line ends at `line_end`: a statement may have any lines.
    fn end_of_slow_query(&self, line_end: usize) -> usize {
        let (mut end, mut has_statement) = (line_end, false);
        while let Some(next) = self.record.get(end + 1..).filter(|next| !next.is_empty()) {
            let opens = next.starts_with(b"# Time: ") || has_statement && mysql_slow::opens(next);
            if opens {
                break;
            }
            has_statement |= next[0] != b'#';
            end = self.line_end(end + 1);
        }
        end
    }

    /// The end of the line on which the last quote that opens at `start` or behind it is closed; the end of the
    /// first line where none is.
    fn end_of_quotes(&mut self, start: usize, line_end: usize) -> usize {
        let (mut at, mut end, mut open) = (start, line_end, false);
        loop {
            open ^= memchr_iter(b'"', &self.record[at..end]).count() % 2 == 1;
            if !open {
                return end;
            }
            if end == self.record.len() {
                self.unclosed = true;
                return line_end;
            }
            at = end + 1;
            end = self.line_end(at);
        }
    }

    fn line_end(&self, start: usize) -> usize {
        memchr(b'\n', &self.record[start..]).map_or(self.record.len(), |length| start + length)
    }

    /// Passes the object that opens at `start`, if nothing but a document or a new line follows it.
    fn document(&mut self, start: usize) -> Option<&'a [u8]> {
        let end = match self.end_of_plain_line(start) {
            Some(end) => end,
            None => self.end_of_value(start, |cursor| cursor.value().map(drop))?,
        };
        self.at = end;
        Some(&self.record[start..end])
    }

    /// The end of the object that opens at `start`, where its line shows that it ends there, without reading it
    /// all: no other object opens behind a closing brace, and the next line does not go on.
    fn end_of_plain_line(&mut self, start: usize) -> Option<usize> {
        if self.line.1 <= start {
            let end = self.line_end(start);
            self.line = (start + self.record[start..end].trim_ascii_end().len(), end);
        }
        let (text_end, line_end) = self.line;
        let line = &self.record[start..text_end];
        let followed_by = |text: &[u8], brackets: &[u8]| {
            text.trim_ascii_start().first().is_some_and(|byte| brackets.contains(byte))
        };
        let is_plain = line.ends_with(b"}")
            && !memchr_iter(b'}', line).any(|at| followed_by(&line[at + 1..], b"{["))
            && !followed_by(&self.record[line_end..], b",}]");
        is_plain.then_some(text_end)
    }

    /// The end of what opens at `start` and `pass` passes.
    fn end_of_value(
        &mut self,
        start: usize,
        pass: impl FnOnce(&mut Cursor<'a>) -> Result<(), JsonError>,
    ) -> Option<usize> {
        if start < self.no_document_before {
            return None;
        }
        let mut cursor = Cursor::starting_at(self.record, start);
        let passed = pass(&mut cursor);
        let end = passed.map_or_else(|error| error.byte, |()| cursor.position());
        let behind = self.record[end..].trim_ascii_start();
        let new_line = self.record[end..self.record.len() - behind.len()].contains(&b'\n');
        if passed.is_ok() && (new_line || matches!(behind.first(), None | Some(b'{' | b'['))) {
            return Some(end);
        }
        self.no_document_before = end;
        None
    }

    /// Passes the bracket of an array of objects at `start`, if all of it is valid.
    fn open_array(&mut self, start: usize) -> bool {
        let valid = self.end_of_value(start, array_of_objects);
        if valid.is_some() {
            self.at = start + 1;
            self.array = Some(Cursor::starting_at(self.record, start));
        }
        valid.is_some()
    }

    /// Passes the opening of `{"Records":[{…},…]}`, which files of CloudTrail and events of Lambda are.
    fn open_records(&mut self, start: usize) -> bool {
        let passed = |text: &'a [u8], token: &[u8]| text.trim_ascii_start().strip_prefix(token);
        let behind = passed(&self.record[start..], b"{").and_then(|text| passed(text, b"\"Records\""));
        let Some(at_array) = behind.and_then(|text| passed(text, b":")).map(<[u8]>::trim_ascii_start) else {
            return false;
        };
        let array = self.record.len() - at_array.len();
        let valid = self.end_of_value(start, |cursor| {
            cursor.open(b'{')?;
            cursor.next_key(true)?;
            array_of_objects(cursor)?;
            let others = cursor.next_key(false)?.is_some();
            if others { Err(cursor.error("records should stand alone")) } else { Ok(()) }
        });
        if valid.is_some() {
            self.at = array + 1;
            self.array = Some(Cursor::starting_at(self.record, array));
            self.array_end = valid;
        }
        valid.is_some()
    }

    /// Passes the next object of the array that was opened.
    fn next_element(&mut self) -> Option<&'a [u8]> {
        let cursor = self.array.as_mut()?;
        let first = cursor.position() < self.at;
        if first {
            cursor.open(b'[').ok()?;
        }
        let element = match cursor.next_element(first) {
            Ok(true) => cursor.value().ok(),
            _ => None,
        };
        self.at = cursor.position();
        if element.is_none() {
            self.array = None;
            self.at = self.array_end.take().unwrap_or(self.at);
        }
        element
    }

    /// Passes a syslog frame that tells its length.
    fn frame(&mut self) -> Option<&'a [u8]> {
        let rest = &self.record[self.at..];
        let digits = rest.iter().take(8).take_while(|byte| byte.is_ascii_digit()).count();
        let length = rest[..digits].iter().fold(0, |length, digit| length * 10 + usize::from(digit - b'0'));
        let frame = rest[digits..].strip_prefix(b" ")?.get(..length)?;
        let behind = rest.get(digits + 1 + length);
        if !opens_with_priority(frame) || !matches!(behind, None | Some(b'\n' | b'\r' | b'0'..=b'9')) {
            return None;
        }
        self.at += digits + 1 + length;
        Some(frame.trim_ascii_end())
    }
}

/// `<34>`; `7 <b>` is a text.
fn opens_with_priority(frame: &[u8]) -> bool {
    let Some(number) = frame.strip_prefix(b"<") else { return false };
    let digits = number.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    matches!(digits, 1..=3) && number.get(digits) == Some(&b'>')
}

/// Passes an array of objects, of one at least.
fn array_of_objects(cursor: &mut Cursor<'_>) -> Result<(), JsonError> {
    cursor.open(b'[')?;
    let mut first = true;
    while cursor.next_element(first)? {
        if cursor.peek() != Some(b'{') {
            return Err(cursor.error("an object should stand here"));
        }
        cursor.value()?;
        first = false;
    }
    if first { Err(cursor.error("an object should stand here")) } else { Ok(()) }
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii_start().is_empty()
}

fn is_indented(line: &[u8]) -> bool {
    matches!(line.first(), Some(b' ' | b'\t'))
}

#[cfg(test)]
mod tests;
