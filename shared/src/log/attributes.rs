//! Attributes of a log, in the order they were found.

use super::Text;
use smallvec::SmallVec;
use std::borrow::Cow;

/// The value of an attribute or a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Text.
    Text(Text<'a>),
    /// A whole number.
    Integer(i64),
    /// A valid JSON number, in the digits of its source.
    Number(&'a str),
    /// True or false.
    Boolean(bool),
    /// A valid JSON array, object or `null`, in the spelling of its source.
    Json(&'a str),
}

impl Value<'_> {
    /// Appends the value as JSON.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => text.write_json(out),
            Self::Integer(number) => crate::json::write_integer(*number, out),
            Self::Number(json) | Self::Json(json) => out.extend_from_slice(json.as_bytes()),
            Self::Boolean(true) => out.extend_from_slice(b"true"),
            Self::Boolean(false) => out.extend_from_slice(b"false"),
        }
    }
}

impl<'a, T: Into<Text<'a>>> From<T> for Value<'a> {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

/// Attributes by name, in the order they were added. A name stands at most once.
///
/// Names are semantic conventions (`http.request.method`) or what the source called them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes<'a>(SmallVec<[(Cow<'a, str>, Value<'a>); 12]>);

impl<'a> Attributes<'a> {
    /// Sets `name` to `value`, in place of what it was.
    pub fn set(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Value<'a>>) {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some(entry) => entry.1 = value,
            None => self.0.push((name, value)),
        }
    }

    /// Adds a name that is known not to be there yet: a parser's own fixed names.
    pub fn push(&mut self, name: &'static str, value: impl Into<Value<'a>>) {
        debug_assert!(self.get(name).is_none(), "{name} is set twice");
        self.0.push((Cow::Borrowed(name), value.into()));
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// All names and values, in the order they were added.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value<'a>)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
