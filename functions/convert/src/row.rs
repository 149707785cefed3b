//! The one row that stands between all formats: what a reader read, and what a writer writes.

use nozzle::Timestamp;
use std::sync::atomic::{AtomicU64, Ordering};

/// A value. Text and numbers are kept as they are spelt for as long as possible, so that nothing is lost and what is
/// not looked at costs nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    /// No value.
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A whole number of a binary format.
    Integer(i64),
    /// A floating-point number of a binary format.
    Double(f64),
    /// A number as JSON spells it.
    Number(&'a [u8]),
    /// UTF-8.
    Text(&'a [u8]),
    /// UTF-8 without anything that JSON escapes.
    Plain(&'a [u8]),
    /// The inside of a string of JSON, escapes and all.
    Escaped(&'a [u8]),
    /// An array or object as JSON spells it, checked but not opened.
    Json(&'a [u8]),
    /// Bytes that are no text.
    Binary(&'a [u8]),
    /// A point in time.
    Timestamp(Timestamp),
    /// Values in a row.
    Array(&'a [Value<'a>]),
    /// Named values.
    Object(&'a [Field<'a>]),
}

/// A named value, as a reader read it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Field<'a> {
    /// UTF-8.
    pub(crate) name: &'a [u8],
    /// What it is.
    pub(crate) value: Value<'a>,
}

/// A row, as a reader read it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) fields: &'a [Field<'a>],
    /// Rows with the same, and with as many fields, have the same names in the same order. `None` says nothing.
    pub(crate) names: Option<NamesId>,
}

impl<'a> From<&'a [Field<'a>]> for Row<'a> {
    fn from(fields: &'a [Field<'a>]) -> Self {
        Self { fields, names: None }
    }
}

/// Stands for names in their order, whichever reader read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NamesId(u64);

impl NamesId {
    /// One that no row has had.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// A named value, as a writer writes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell<'a> {
    /// Its name, prepared.
    pub(crate) name: &'a Name,
    /// Is it a column of the schema? Then its type has said how names inside of it are spelt, and keys of maps are data.
    pub(crate) is_column: bool,
    /// What it is.
    pub(crate) value: Value<'a>,
}

/// A name and how JSON spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// The name.
    pub(crate) text: String,
    /// `,"name":`
    pub(crate) json: Vec<u8>,
}

impl Name {
    /// Prepares a name.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let mut json = Vec::with_capacity(text.len() + 4);
        json.push(b',');
        nozzle::json::write_string(text.as_bytes(), &mut json);
        json.push(b':');
        Self { text, json }
    }
}
