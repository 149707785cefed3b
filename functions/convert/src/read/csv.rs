//! Fields with a delimiter between them (RFC 4180, and its relatives with tabs, pipes and spaces).
//!
//! A reader of our own: fields are borrowed from the record, a quote that never closes is an error wherever the record
//! ends, and an empty field is told from an empty text in quotes.

use super::{MAX_FIELDS, Reader, TOO_MANY_FIELDS};
use crate::row::{Field, NamesId, Row, Value};
use bumpalo::{Bump, collections::Vec as ArenaVec};
use memchr::memchr;
use nozzle::Failure;

/// What differs from one family of such files to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// `None`: quotes are text.
    pub(crate) quote: Option<u8>,
    /// Lines that begin with it are passed over.
    pub(crate) comment: Option<u8>,
    /// What stands, without quotes, for no value.
    pub(crate) null: Option<Vec<u8>>,
    /// May a line end before its last field?
    pub(crate) flexible: bool,
}

/// Where the names come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Header {
    /// From the configuration.
    Names(Vec<String>),
    /// From each record's first line.
    FirstLine,
    /// From the line `#Fields:` of a record; other lines that begin with `#` are passed over.
    FieldsLine,
}

/// Reads lines as rows.
#[derive(Debug)]
pub(crate) struct Csv {
    dialect: Dialect,
    header: Header,
    names: Vec<Vec<u8>>,
    names_id: NamesId,
    /// The bytes that `names` were read from: records of one source have the same.
    names_from: Vec<u8>,
    at: usize,
}

impl Csv {
    pub(crate) fn new(dialect: Dialect, header: Header) -> Self {
        let names = match &header {
            Header::Names(names) => names.iter().map(|name| name.as_bytes().to_vec()).collect(),
            _ => Vec::new(),
        };
        Self { dialect, header, names, names_id: NamesId::new(), names_from: Vec::new(), at: 0 }
    }

    /// Passes empty lines and comments; in a record with a line of fields, reads that line where it stands.
    fn pass_to_row(&mut self, input: &[u8]) -> Result<(), Failure> {
        loop {
            match input.get(self.at) {
                Some(b'\n') => self.at += 1,
                Some(b'\r') if matches!(input.get(self.at + 1), Some(b'\n') | None) => self.at += 1,
                Some(b'#') if self.header == Header::FieldsLine => {
                    let (start, end) = (self.at, line_end(input, self.at));
                    self.at = end;
                    if let Some(fields) = input[start..end].strip_prefix(b"#Fields:") {
                        self.fields_line(fields);
                    }
                }
                Some(byte) if self.dialect.comment == Some(*byte) => self.at = line_end(input, self.at),
                _ => return Ok(()),
            }
        }
    }

    /// Names with white space between them.
    fn fields_line(&mut self, line: &[u8]) {
        if line != self.names_from {
            let words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
            self.names = words.map(<[u8]>::to_vec).take(MAX_FIELDS + 1).collect();
            self.names_id = NamesId::new();
            self.names_from = line.to_vec();
        }
    }

    /// Names from the line at `at`. They are kept where the record before had the same line.
    fn first_line(&mut self, input: &[u8]) -> Result<(), Failure> {
        let rest = &input[self.at..];
        if !self.names_from.is_empty()
            && rest.starts_with(&self.names_from)
            && (self.names_from.ends_with(b"\n") || rest.len() == self.names_from.len())
        {
            self.at += self.names_from.len();
            return Ok(());
        }
        let (arena, start) = (Bump::new(), self.at);
        let (mut names, mut at) = (Vec::new(), self.at);
        self.names_from.clear();
        loop {
            if names.len() == MAX_FIELDS {
                return Err(TOO_MANY_FIELDS.at_byte(at));
            }
            let (text, end) = field(&self.dialect, input, at, &arena)?;
            names.push(text.unwrap_or_default().to_vec());
            at = input.len().min(end + 1);
            if input.get(end) != Some(&self.dialect.delimiter) {
                break;
            }
        }
        self.at = at;
        self.names = names;
        self.names_id = NamesId::new();
        self.names_from = input[start..self.at].to_vec();
        Ok(())
    }
}

impl Reader for Csv {
    fn begin(&mut self, input: &[u8]) -> Result<(), Failure> {
        self.at = 0;
        if self.header == Header::FieldsLine {
            self.names.clear();
            self.names_from.clear();
        }
        self.pass_to_row(input)?;
        if self.header == Header::FirstLine && self.at < input.len() {
            self.first_line(input)?;
        }
        Ok(())
    }

    fn next<'a>(&'a mut self, input: &'a [u8], arena: &'a Bump) -> Result<Option<Row<'a>>, Failure> {
        self.pass_to_row(input)?;
        if self.at >= input.len() {
            return Ok(None);
        }
        if self.names.is_empty() {
            return Err(
                Failure::new("no_header", "no line `#Fields:` stands before the first row").at_byte(self.at)
            );
        }
        if self.names.len() > MAX_FIELDS {
            return Err(TOO_MANY_FIELDS.at_byte(self.at));
        }
        let mut at = self.at;
        let mut fields = ArenaVec::with_capacity_in(self.names.len(), arena);
        for name in &self.names {
            let (text, end) = field(&self.dialect, input, at, arena)?;
            fields.push(Field { name, value: text.map_or(Value::Null, Value::Text) });
            at = input.len().min(end + 1);
            if input.get(end) != Some(&self.dialect.delimiter) {
                self.at = at;
                return if fields.len() == self.names.len() || self.dialect.flexible {
                    Ok(Some(Row { fields: fields.into_bump_slice(), names: Some(self.names_id) }))
                } else {
                    Err(Failure::new("column_count", "a line has fewer fields than the header").at_byte(at))
                };
            }
        }
        Err(Failure::new("column_count", "a line has more fields than the header").at_byte(at))
    }
}

/// Behind the line that begins at `at`.
fn line_end(input: &[u8], at: usize) -> usize {
    memchr(b'\n', &input[at..]).map_or(input.len(), |length| at + length + 1)
}

/// What the field at `at` says, where it is not null, and where it ends: at a delimiter, at a line feed or with the
/// record.
#[inline(always)]
fn field<'a>(
    dialect: &Dialect,
    input: &'a [u8],
    at: usize,
    arena: &'a Bump,
) -> Result<(Option<&'a [u8]>, usize), Failure> {
    if dialect.quote.is_some() && input.get(at).copied() == dialect.quote {
        return quoted(dialect, input, at, arena).map(|(text, end)| (Some(text), end));
    }
    let end = find(&input[at..], dialect.delimiter).map_or(input.len(), |length| at + length);
    let mut text = &input[at..end];
    if input.get(end) != Some(&dialect.delimiter) {
        text = text.strip_suffix(b"\r").unwrap_or(text);
    }
    let is_null = dialect.null.as_ref().is_some_and(|null| null == text);
    Ok((Some(text).filter(|_| !is_null), end))
}

/// Where the next delimiter or line feed stands. Eight bytes at a time, which suits short fields.
#[inline]
fn find(text: &[u8], delimiter: u8) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let (chunks, rest) = text.as_chunks::<8>();
    let pattern = ONES * u64::from(delimiter);
    for (index, chunk) in chunks.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk);
        // Borrows reach upwards only: the lowest bit found is right, and it is the only one that counts.
        let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
        let found = (zeros(word ^ pattern) | zeros(word ^ (ONES * 0x0a))) & HIGH;
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let at = rest.iter().position(|byte| *byte == delimiter || *byte == b'\n')?;
    Some(chunks.len() * 8 + at)
}

/// The field in quotes at `at`. Two quotes inside stand for one.
fn quoted<'a>(
    dialect: &Dialect,
    input: &'a [u8],
    at: usize,
    arena: &'a Bump,
) -> Result<(&'a [u8], usize), Failure> {
    let quote = input[at];
    let start = at + 1;
    let mut text: Option<ArenaVec<'a, u8>> = None;
    let mut piece = start;
    let end = loop {
        let Some(length) = memchr(quote, &input[piece..]) else {
            return Err(Failure::new("not_csv", "a quote never closes").at_byte(at));
        };
        let end = piece + length;
        if input.get(end + 1) != Some(&quote) {
            break end;
        }
        text.get_or_insert_with(|| ArenaVec::new_in(arena)).extend_from_slice_copy(&input[piece..=end]);
        piece = end + 2;
    };
    let inside = match text {
        None => &input[start..end],
        Some(mut text) => {
            text.extend_from_slice_copy(&input[piece..end]);
            text.into_bump_slice()
        }
    };
    let behind = match (input.get(end + 1), input.get(end + 2)) {
        (None | Some(b'\n'), _) => end + 1,
        (Some(byte), _) if *byte == dialect.delimiter => end + 1,
        (Some(b'\r'), Some(b'\n') | None) => end + 2,
        _ => return Err(Failure::new("not_csv", "something follows a closing quote").at_byte(end + 1)),
    };
    Ok((inside, behind))
}

#[cfg(test)]
mod tests;
