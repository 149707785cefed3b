//! Fields with a delimiter between them, as COPY of Amazon Redshift and of PostgreSQL reads them with `FORMAT CSV`.

use super::{Json, Times, Writer};
use crate::row::{Cell, Value};
use nozzle::{
    Failure, Origin,
    json::{has_any, unescape_into},
};

/// Writes lines.
#[derive(Debug)]
pub(crate) struct Csv {
    delimiter: u8,
    /// What stands for no value. Text of that spelling is put in quotes.
    null: Vec<u8>,
    scratch: Vec<u8>,
}

impl Csv {
    pub(crate) fn new(delimiter: u8, null: &str) -> Self {
        Self { delimiter, null: null.as_bytes().to_vec(), scratch: Vec::new() }
    }

    /// Does the text hold what only stands in quotes, or a backslash?
    fn is_special(&self, text: &[u8]) -> bool {
        has_any([b'"', b'\n', b'\r', b'\\', self.delimiter], text)
    }

    fn text(&self, text: &[u8], out: &mut Vec<u8>) {
        let special = self.is_special(text);
        // `\.` on a line of its own ends the data of COPY.
        if special || text == self.null || text.is_empty() || text == b"\\." {
            quoted(text, out);
        } else {
            out.extend_from_slice(text);
        }
    }

    fn value(&mut self, value: Value<'_>, out: &mut Vec<u8>) {
        match value {
            Value::Null => out.extend_from_slice(&self.null),
            Value::Text(text) => self.text(text, out),
            // Nothing but the delimiter is left to look for.
            Value::Plain(text)
                if !text.is_empty() && *text != *self.null && !has_any([self.delimiter], text) =>
            {
                out.extend_from_slice(text);
            }
            Value::Plain(text) => quoted(text, out),
            Value::Escaped(text) => {
                let mut scratch = std::mem::take(&mut self.scratch);
                scratch.clear();
                unescape_into(text, &mut scratch);
                self.text(&scratch, out);
                self.scratch = scratch;
            }
            Value::Number(text) => out.extend_from_slice(text),
            Value::Timestamp(time) => Times::Sql.write(time, out),
            other => {
                let mut scratch = std::mem::take(&mut self.scratch);
                scratch.clear();
                Json::new(Times::Sql).value(other, &mut scratch);
                // Bytes are a string in JSON.
                let inside = scratch.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
                self.text(inside.unwrap_or(&scratch), out);
                self.scratch = scratch;
            }
        }
    }
}

/// Appends text in quotes.
fn quoted(mut text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    while let Some(quote) = memchr::memchr(b'"', text) {
        out.extend_from_slice(&text[..=quote]);
        out.push(b'"');
        text = &text[quote + 1..];
    }
    out.extend_from_slice(text);
    out.push(b'"');
}

impl Writer for Csv {
    fn row(&mut self, cells: &[Cell<'_>], _: &Origin<'_>, out: &mut Vec<u8>) -> Result<(), Failure> {
        let start = out.len();
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                out.push(self.delimiter);
            }
            self.value(cell.value, out);
        }
        // An empty line is no row: a single column without a value is written as what it is.
        if out.len() == start {
            out.push(b'\n');
        }
        Ok(())
    }
}
