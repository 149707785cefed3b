//! JSON: documents that follow one another, arrays of documents, or a document on each line.

use super::{MAX_FIELDS, MAX_ROW_BYTES, ROW_TOO_LARGE, Reader, TOO_MANY_FIELDS};
use crate::row::{Field, Value};
use bumpalo::{Bump, collections::Vec as ArenaVec};
use nozzle::{
    Failure,
    json::{Cursor, JsonError, unescape_into},
};

/// How documents stand in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One after the other, with or without white space in between; of an array, its elements.
    Documents,
    /// One on each line.
    Lines,
}

/// Reads objects as rows. What nests is checked, and opened by whom it concerns.
#[derive(Debug)]
pub(crate) struct Json {
    layout: Layout,
    at: usize,
    array: Option<Elements>,
    /// Fields of the row before: room for as many is made at once.
    fields: usize,
}

/// Where the reader stands in an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Elements {
    None,
    Some,
}

impl Json {
    pub(crate) const fn new(layout: Layout) -> Self {
        Self { layout, at: 0, array: None, fields: 8 }
    }

    /// Goes to the next document. False where there is none.
    fn advance(&mut self, cursor: &mut Cursor<'_>) -> Result<bool, JsonError> {
        loop {
            if let Some(elements) = self.array {
                self.array = cursor.next_element(elements == Elements::None)?.then_some(Elements::Some);
                if self.array.is_some() {
                    return Ok(true);
                }
            }
            match cursor.peek() {
                None => return Ok(false),
                Some(b'[') if self.layout == Layout::Documents => {
                    cursor.open(b'[')?;
                    self.array = Some(Elements::None);
                }
                Some(_) => return Ok(true),
            }
        }
    }
}

impl Reader for Json {
    fn begin(&mut self, _: &[u8]) -> Result<(), Failure> {
        self.at = 0;
        self.array = None;
        Ok(())
    }

    fn next<'a>(&'a mut self, input: &'a [u8], arena: &'a Bump) -> Result<Option<&'a [Field<'a>]>, Failure> {
        let mut cursor = Cursor::starting_at(input, self.at);
        if !self.advance(&mut cursor)? {
            return Ok(None);
        }
        // On a line of its own, a document cannot see the lines behind it.
        if self.layout == Layout::Lines {
            let start = cursor.position();
            let end = memchr::memchr(b'\n', &input[start..]).map_or(input.len(), |length| start + length);
            cursor = Cursor::starting_at(&input[..end], start);
        }
        let start = cursor.position();
        let fields = object(&mut cursor, self.fields, arena)?;
        if cursor.position() - start > MAX_ROW_BYTES {
            return Err(ROW_TOO_LARGE.at_byte(start));
        }
        if self.layout == Layout::Lines {
            cursor.end()?;
        }
        self.fields = fields.len().max(1);
        self.at = cursor.position();
        Ok(Some(fields))
    }
}

/// The members of the object that stands at the cursor.
fn object<'a>(cursor: &mut Cursor<'a>, room: usize, arena: &'a Bump) -> Result<&'a [Field<'a>], Failure> {
    if !matches!(cursor.peek(), Some(b'{') | None) {
        let at = cursor.position();
        cursor.value()?;
        return Err(Failure::new("not_an_object", "only an object is a row").at_byte(at));
    }
    cursor.open(b'{')?;
    let mut fields = ArenaVec::with_capacity_in(room, arena);
    let mut first = true;
    while let Some(name) = cursor.next_key(first)? {
        first = false;
        if fields.len() == MAX_FIELDS {
            return Err(TOO_MANY_FIELDS.at_byte(cursor.position()));
        }
        // Names are short: setting up a search takes longer than a look at each byte.
        let is_escaped = name.iter().fold(false, |found, byte| found | (*byte == b'\\'));
        let name = if is_escaped { unescaped(name, arena) } else { name };
        fields.push(Field { name, value: value(cursor)? });
    }
    Ok(fields.into_bump_slice())
}

/// The value at the cursor, unopened.
fn value<'a>(cursor: &mut Cursor<'a>) -> Result<Value<'a>, JsonError> {
    Ok(match cursor.peek() {
        Some(b'"') => Value::Escaped(cursor.string()?),
        Some(b'-' | b'0'..=b'9') => Value::Number(cursor.number()?),
        Some(b'{' | b'[') => Value::Json(cursor.value()?),
        _ => match cursor.value()? {
            b"true" => Value::Boolean(true),
            b"false" => Value::Boolean(false),
            _ => Value::Null,
        },
    })
}

/// The inside of a string of JSON without its escapes.
pub(crate) fn unescaped<'a>(spelt: &[u8], arena: &'a Bump) -> &'a [u8] {
    let mut text = Vec::with_capacity(spelt.len());
    unescape_into(spelt, &mut text);
    arena.alloc_slice_copy(&text)
}

/// JSON of any kind, where the whole text is one document.
pub(crate) fn any(text: &[u8]) -> Option<Value<'_>> {
    let mut cursor = Cursor::new(text);
    let value = value(&mut cursor).ok()?;
    cursor.end().ok()?;
    Some(value)
}

/// The members of an object: of a reader's, or of JSON that was checked already.
pub(crate) fn members<'a>(value: Value<'a>, arena: &'a Bump) -> Option<&'a [Field<'a>]> {
    match value {
        Value::Object(fields) => Some(fields),
        Value::Json(json) if json.first() == Some(&b'{') => object(&mut Cursor::new(json), 8, arena).ok(),
        _ => None,
    }
}

/// The elements of an array, in the same way.
pub(crate) fn open<'a>(value: Value<'a>, arena: &'a Bump) -> Option<&'a [Value<'a>]> {
    match value {
        Value::Array(values) => Some(values),
        Value::Json(json) if json.first() == Some(&b'[') => {
            let mut cursor = Cursor::new(json);
            let mut values = ArenaVec::new_in(arena);
            cursor.open(b'[').ok()?;
            while cursor.next_element(values.is_empty()).ok()? {
                values.push(self::value(&mut cursor).ok()?);
            }
            Some(values.into_bump_slice())
        }
        _ => None,
    }
}
