//! An object on a line of its own.

use super::Writer;
use crate::configuration::KeySpelling;
use crate::row::{Cell, Value};
use base64::{Engine, engine::general_purpose::STANDARD};
use nozzle::{
    Failure, Origin, Timestamp,
    json::{Cursor, JsonError, unescape_into, write_integer, write_string},
};

/// How times are spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Times {
    /// `2026-03-04T08:00:12.5Z`
    Rfc3339,
    /// `2026-03-04 08:00:12.5`, in UTC: what Hive, Redshift and SQL at large take.
    Sql,
}

impl Times {
    pub(crate) fn write(self, time: Timestamp, out: &mut Vec<u8>) {
        let start = out.len();
        time.write_rfc3339(out);
        if self == Self::Sql {
            out[start + 10] = b' ';
            out.pop();
        }
    }
}

/// How names inside of values are spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Keys {
    /// As they were read.
    #[default]
    Kept,
    /// As the columns of AWS Glue: small letters, and underscores for dots.
    Glue,
}

impl Keys {
    /// Does the name have to change?
    fn changes(self, name: &[u8]) -> bool {
        self == Self::Glue
            && name.iter().any(|byte| byte.is_ascii_uppercase() || *byte == b'.' || *byte >= 0x80)
    }

    /// The name as it is to be spelt.
    pub(crate) fn apply(self, name: &str) -> String {
        if self.changes(name.as_bytes()) { name.to_lowercase().replace('.', "_") } else { name.to_owned() }
    }
}

impl From<KeySpelling> for Keys {
    fn from(keys: KeySpelling) -> Self {
        match keys {
            KeySpelling::Kept => Self::Kept,
            KeySpelling::Glue => Self::Glue,
        }
    }
}

/// Writes objects.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Json {
    times: Times,
    keys: Keys,
    /// Are members without a value left out?
    omits_null: bool,
}

impl Json {
    pub(crate) const fn new(times: Times) -> Self {
        Self { times, keys: Keys::Kept, omits_null: false }
    }

    pub(crate) const fn keys(mut self, keys: Keys) -> Self {
        self.keys = keys;
        self
    }

    pub(crate) const fn omits_null(mut self, omits_null: bool) -> Self {
        self.omits_null = omits_null;
        self
    }

    /// Appends an object.
    pub(crate) fn object(&self, cells: &[Cell<'_>], out: &mut Vec<u8>) {
        let start = out.len();
        let of_columns = self.keys(Keys::Kept);
        for cell in cells {
            if self.omits_null && matches!(cell.value, Value::Null) {
                continue;
            }
            out.extend_from_slice(&cell.name.json);
            let json = if cell.is_column { &of_columns } else { self };
            json.value(cell.value, out);
        }
        // What stands before the first name is a comma.
        match out.get_mut(start) {
            Some(comma) => *comma = b'{',
            None => out.push(b'{'),
        }
        out.push(b'}');
    }

    /// Appends a value.
    #[inline]
    pub(crate) fn value(&self, value: Value<'_>, out: &mut Vec<u8>) {
        match value {
            Value::Null => out.extend_from_slice(b"null"),
            Value::Boolean(true) => out.extend_from_slice(b"true"),
            Value::Boolean(false) => out.extend_from_slice(b"false"),
            Value::Integer(number) => write_integer(number, out),
            Value::Double(number) => double(number, out),
            Value::Number(text) => out.extend_from_slice(text),
            Value::Text(text) => write_string(text, out),
            Value::Plain(text) | Value::Escaped(text) => {
                out.reserve(text.len() + 2);
                out.push(b'"');
                out.extend_from_slice(text);
                out.push(b'"');
            }
            Value::Json(json) => self.json(json, out),
            Value::Binary(bytes) => {
                out.push(b'"');
                out.extend_from_slice(STANDARD.encode(bytes).as_bytes());
                out.push(b'"');
            }
            Value::Timestamp(time) => {
                out.push(b'"');
                self.times.write(time, out);
                out.push(b'"');
            }
            Value::Array(values) => {
                out.push(b'[');
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    self.value(*value, out);
                }
                out.push(b']');
            }
            Value::Object(fields) => {
                out.push(b'{');
                for (index, field) in fields.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    if self.keys.changes(field.name) {
                        write_string(self.keys.apply(&nozzle::json::decode(field.name)).as_bytes(), out);
                    } else {
                        write_string(field.name, out);
                    }
                    out.push(b':');
                    self.value(field.value, out);
                }
                out.push(b'}');
            }
        }
    }

    /// Appends JSON that was checked already: on one line, and with its keys as they are to be.
    fn json(&self, json: &[u8], out: &mut Vec<u8>) {
        if self.keys == Keys::Kept && memchr::memchr2(b'\n', b'\r', json).is_none() {
            out.extend_from_slice(json);
        } else if self.respelt(&mut Cursor::new(json), out).is_err() {
            // Checked JSON is read without an error.
            out.extend_from_slice(b"null");
        }
    }

    fn respelt(&self, cursor: &mut Cursor<'_>, out: &mut Vec<u8>) -> Result<(), JsonError> {
        match cursor.peek() {
            Some(b'{') => {
                cursor.open(b'{')?;
                let mut before = b'{';
                while let Some(key) = cursor.next_key(before == b'{')? {
                    out.push(before);
                    before = b',';
                    self.key(key, out);
                    self.respelt(cursor, out)?;
                }
                if before == b'{' {
                    out.push(b'{');
                }
                out.push(b'}');
            }
            Some(b'[') => {
                cursor.open(b'[')?;
                let mut before = b'[';
                while cursor.next_element(before == b'[')? {
                    out.push(before);
                    before = b',';
                    self.respelt(cursor, out)?;
                }
                if before == b'[' {
                    out.push(b'[');
                }
                out.push(b']');
            }
            _ => out.extend_from_slice(cursor.value()?),
        }
        Ok(())
    }

    /// Appends a key that is spelt as in JSON, and its colon.
    fn key(&self, key: &[u8], out: &mut Vec<u8>) {
        if self.keys.changes(key) || self.keys == Keys::Glue && key.contains(&b'\\') {
            let mut name = Vec::new();
            unescape_into(key, &mut name);
            write_string(self.keys.apply(&nozzle::json::decode(&name)).as_bytes(), out);
            out.push(b':');
        } else {
            out.push(b'"');
            out.extend_from_slice(key);
            out.extend_from_slice(b"\":");
        }
    }
}

/// Appends a number. What is none is a string, as JSON of Protocol Buffers has it.
fn double(number: f64, out: &mut Vec<u8>) {
    if number.is_finite() {
        out.extend_from_slice(serde_json::Value::from(number).to_string().as_bytes());
    } else if number.is_nan() {
        out.extend_from_slice(b"\"NaN\"");
    } else {
        out.extend_from_slice(if number > 0.0 { b"\"Infinity\"" } else { b"\"-Infinity\"" });
    }
}

impl Writer for Json {
    fn row(&mut self, cells: &[Cell<'_>], _: &Origin<'_>, out: &mut Vec<u8>) -> Result<(), Failure> {
        self.object(cells, out);
        Ok(())
    }
}
