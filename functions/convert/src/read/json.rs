//! JSON: documents that follow one another, arrays of documents, or a document on each line.

use super::{MAX_FIELDS, MAX_ROW_BYTES, ROW_TOO_LARGE, Reader, TOO_MANY_FIELDS};
use crate::row::{Field, NamesId, Row, Value};
use bumpalo::{Bump, collections::Vec as ArenaVec};
use nozzle::{
    Failure,
    json::{Cursor, JsonError, Marks, unescape_into},
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
    keys: Keys,
}

/// Where the reader stands in an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Elements {
    None,
    Some,
}

impl Json {
    pub(crate) fn new(layout: Layout) -> Self {
        Self { layout, at: 0, array: None, keys: Keys::new() }
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

    fn next<'a>(&'a mut self, input: &'a [u8], arena: &'a Bump) -> Result<Option<Row<'a>>, Failure> {
        let mut cursor = Cursor::starting_at(input, self.at);
        if !self.advance(&mut cursor)? {
            return Ok(None);
        }
        let start = cursor.position();
        let mut document = input;
        // On a line of its own, a document cannot see the lines behind it.
        if self.layout == Layout::Lines {
            let end = memchr::memchr(b'\n', &input[start..]).map_or(input.len(), |length| start + length);
            document = &input[..end];
        }
        let mut reading = Reading::starting_at(document, start);
        let fields = reading.object(Some(&mut self.keys), arena)?;
        let mut cursor = reading.cursor;
        if cursor.position() - start > MAX_ROW_BYTES {
            return Err(ROW_TOO_LARGE.at_byte(start));
        }
        if self.layout == Layout::Lines {
            cursor.end()?;
        }
        self.at = cursor.position();
        Ok(Some(Row { fields, names: Some(self.keys.id) }))
    }
}

/// The keys of the row before: those of the next are mostly the same.
#[derive(Debug)]
struct Keys {
    keys: Vec<Key>,
    id: NamesId,
}

/// A key without escapes.
#[derive(Debug)]
struct Key {
    /// `,"name":`, with all that stood between two values; of the first, without the comma.
    spelt: Vec<u8>,
    /// Where in it the name begins.
    name_at: usize,
}

/// Bytes of a key that is remembered.
const MAX_KEY_BYTES: usize = 100;

impl Keys {
    fn new() -> Self {
        Self { keys: Vec::new(), id: NamesId::new() }
    }

    /// Passes the key that stood at this `place` in the row before, where it stands here too.
    #[inline]
    fn pass<'a>(&self, place: usize, document: &'a [u8], cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
        let Key { spelt, name_at } = self.keys.get(place)?;
        let found = document.get(cursor.position()..)?.get(..spelt.len())?;
        if !is_same(found, spelt) {
            return None;
        }
        *cursor = Cursor::starting_at(document, cursor.position() + spelt.len());
        found.get(*name_at..found.len() - 2)
    }

    /// Remembers the key that is the last in `spelt`, where it has no escapes and its colon follows at once.
    #[cold]
    fn learn(&mut self, place: usize, spelt: &[u8], name: &[u8]) {
        self.id = NamesId::new();
        let is_plain = spelt.ends_with(b"\":") && !name.contains(&b'\\');
        if !is_plain || spelt.len() > MAX_KEY_BYTES || place > self.keys.len() {
            return self.keys.truncate(place);
        }
        if place == self.keys.len() {
            self.keys.push(Key { spelt: Vec::new(), name_at: 0 });
        }
        let key = &mut self.keys[place];
        key.spelt.clear();
        key.spelt.extend_from_slice(spelt);
        key.name_at = spelt.len() - 2 - name.len();
    }
}

/// Are both, which are of one length, the same? Most keys are two words that overlap, and need no call.
#[inline]
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let words = |text: &[u8]| Some((*text.first_chunk::<8>()?, *text.last_chunk::<8>()?));
    if (8..=16).contains(&one.len()) { words(one) == words(other) } else { one == other }
}

/// Reads one document.
struct Reading<'a> {
    document: &'a [u8],
    cursor: Cursor<'a>,
    marks: Marks<'a>,
}

impl<'a> Reading<'a> {
    fn starting_at(document: &'a [u8], at: usize) -> Self {
        let (cursor, marks) = (Cursor::starting_at(document, at), Marks::starting_at(document, at));
        Self { document, cursor, marks }
    }

    /// The members of the object that stands here.
    fn object(&mut self, mut keys: Option<&mut Keys>, arena: &'a Bump) -> Result<&'a [Field<'a>], Failure> {
        if !matches!(self.cursor.peek(), Some(b'{') | None) {
            let at = self.cursor.position();
            self.cursor.value()?;
            return Err(Failure::new("not_an_object", "only an object is a row").at_byte(at));
        }
        self.cursor.open(b'{')?;
        let room = keys.as_ref().map_or(8, |keys| keys.keys.len());
        let mut fields = ArenaVec::with_capacity_in(room, arena);
        loop {
            let place = fields.len();
            let known = keys.as_ref().and_then(|keys| keys.pass(place, self.document, &mut self.cursor));
            let name = match known {
                Some(name) => name,
                None => match self.key(place, keys.as_deref_mut())? {
                    Some(name) if name.contains(&b'\\') => unescaped(name, arena),
                    Some(name) => name,
                    None => return Ok(fields.into_bump_slice()),
                },
            };
            if place == MAX_FIELDS {
                return Err(TOO_MANY_FIELDS.at_byte(self.cursor.position()));
            }
            fields.push(Field { name, value: self.value()? });
        }
    }

    /// The next key, as it is spelt. Nothing where the object ends.
    fn key(&mut self, place: usize, keys: Option<&mut Keys>) -> Result<Option<&'a [u8]>, JsonError> {
        let start = self.cursor.position();
        let name = self.cursor.next_key(place == 0)?;
        if let (Some(name), Some(keys)) = (name, keys) {
            keys.learn(place, &self.document[start..self.cursor.position()], name);
        }
        Ok(name)
    }

    /// The value that stands here, unopened. Inlined always: its result goes through memory otherwise.
    #[inline(always)]
    fn value(&mut self) -> Result<Value<'a>, JsonError> {
        Ok(match self.cursor.peek() {
            Some(b'"') => match self.marks.string(&mut self.cursor) {
                Some(text) => Value::Plain(text),
                None => Value::Escaped(self.cursor.string()?),
            },
            Some(b'-' | b'0'..=b'9') => Value::Number(self.cursor.number()?),
            first => match (first, self.cursor.value()?) {
                (Some(b'{' | b'['), json) => Value::Json(json),
                (Some(b't'), _) => Value::Boolean(true),
                (Some(b'f'), _) => Value::Boolean(false),
                _ => Value::Null,
            },
        })
    }
}

/// The inside of a string of JSON without its escapes.
pub(crate) fn unescaped<'a>(spelt: &[u8], arena: &'a Bump) -> &'a [u8] {
    let mut text = Vec::with_capacity(spelt.len());
    unescape_into(spelt, &mut text);
    arena.alloc_slice_copy(&text)
}

/// JSON of any kind, where the whole text is one document.
pub(crate) fn any(text: &[u8]) -> Option<Value<'_>> {
    let mut reading = Reading::starting_at(text, 0);
    let value = reading.value().ok()?;
    reading.cursor.end().ok()?;
    Some(value)
}

/// The members of an object: of a reader's, or of JSON that was checked already.
pub(crate) fn members<'a>(value: Value<'a>, arena: &'a Bump) -> Option<&'a [Field<'a>]> {
    match value {
        Value::Object(fields) => Some(fields),
        Value::Json(json) if json.first() == Some(&b'{') => {
            Reading::starting_at(json, 0).object(None, arena).ok()
        }
        _ => None,
    }
}

/// The elements of an array, in the same way.
pub(crate) fn open<'a>(value: Value<'a>, arena: &'a Bump) -> Option<&'a [Value<'a>]> {
    match value {
        Value::Array(values) => Some(values),
        Value::Json(json) if json.first() == Some(&b'[') => {
            let mut reading = Reading::starting_at(json, 0);
            let mut values = ArenaVec::new_in(arena);
            reading.cursor.open(b'[').ok()?;
            while reading.cursor.next_element(values.is_empty()).ok()? {
                values.push(reading.value().ok()?);
            }
            Some(values.into_bump_slice())
        }
        _ => None,
    }
}
