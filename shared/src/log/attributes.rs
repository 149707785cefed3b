//! Attributes of a log, in the order they were found.

use super::Text;
use std::{borrow::Cow, collections::HashSet};

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
            Self::Number(number) => out.extend_from_slice(number.as_bytes()),
            Self::Json(json) => write_on_one_line(json.as_bytes(), out),
            Self::Boolean(true) => out.extend_from_slice(b"true"),
            Self::Boolean(false) => out.extend_from_slice(b"false"),
        }
    }
}

/// Appends JSON without the line ends it may hold between its tokens.
fn write_on_one_line(json: &[u8], out: &mut Vec<u8>) {
    let mut start = 0;
    for end in memchr::memchr2_iter(b'\n', b'\r', json) {
        out.extend_from_slice(&json[start..end]);
        start = end + 1;
    }
    out.extend_from_slice(&json[start..]);
}

impl<'a, T: Into<Text<'a>>> From<T> for Value<'a> {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

/// Attributes by name, in the order they were added. A name stands at most once.
///
/// Names are semantic conventions (`http.request.method`) or what the source called them.
// Not a `SmallVec`: that one is invariant, so that a log could not be lent for less than its own lifetime.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes<'a> {
    /// The first ones, in place: an access log has no more.
    first: [Option<Entry<'a>>; IN_PLACE],
    /// How many of `first` there are.
    in_place: usize,
    /// What did not fit, behind them.
    rest: Vec<Entry<'a>>,
}

type Entry<'a> = (Cow<'a, str>, Value<'a>);

const IN_PLACE: usize = 12;

impl<'a> Attributes<'a> {
    /// Sets `name` to `value`, in place of what it was.
    pub fn set(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Value<'a>>) {
        let (name, value) = (name.into(), value.into());
        let entries = self.first[..self.in_place].iter_mut().flatten().chain(&mut self.rest);
        match entries.into_iter().find(|(known, _)| *known == name) {
            Some(entry) => entry.1 = value,
            None => self.add((name, value)),
        }
    }

    /// Adds a name that is known not to be there yet: a parser's own fixed names.
    pub fn push(&mut self, name: &'static str, value: impl Into<Value<'a>>) {
        debug_assert!(self.get(name).is_none(), "{name} is set twice");
        self.add((Cow::Borrowed(name), value.into()));
    }

    /// Adds a name without looking whether it is there: call [`keep_last`](Self::keep_last) once, behind the
    /// last of them.
    pub fn append(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Value<'a>>) {
        self.add((name.into(), value.into()));
    }

    /// Of several values with one name keeps the last. Takes linear time however many there are.
    pub fn keep_last(&mut self) {
        let repeated = |(at, (name, _)): (usize, &Entry<'a>)| {
            self.entries().skip(at + 1).any(|(later, _)| later == name)
        };
        if self.rest.is_empty() && !self.entries().enumerate().any(repeated) {
            return;
        }
        let mut entries: Vec<Entry<'a>> = Vec::with_capacity(self.len());
        entries.extend(self.first.iter_mut().take(self.in_place).filter_map(Option::take));
        entries.append(&mut self.rest);
        let mut names = HashSet::with_capacity(entries.len());
        let mut last: Vec<bool> = entries.iter().rev().map(|(name, _)| names.insert(&**name)).collect();
        *self = Self::default();
        for entry in entries {
            if last.pop() == Some(true) {
                self.add(entry);
            }
        }
    }

    fn add(&mut self, entry: Entry<'a>) {
        match self.first.get_mut(self.in_place) {
            Some(place) => {
                *place = Some(entry);
                self.in_place += 1;
            }
            None => self.rest.push(entry),
        }
    }

    fn entries(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.first[..self.in_place].iter().flatten().chain(&self.rest)
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.entries().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// All names and values, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.entries().map(|(name, value)| (&**name, value))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.in_place + self.rest.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.in_place == 0
    }
}

#[cfg(test)]
mod tests {
    use super::{Attributes, Value};

    #[test]
    fn the_last_of_equal_names_is_kept() {
        for count in [3, 100] {
            let mut attributes = Attributes::default();
            for number in 0..count {
                attributes.append(format!("n{}", number % (count - 1)), Value::Integer(number));
            }
            attributes.keep_last();
            assert_eq!(attributes.len() as i64, count - 1);
            assert_eq!(attributes.get("n0"), Some(&Value::Integer(count - 1)));
            assert_eq!(attributes.get("n1"), Some(&Value::Integer(1)));
        }
    }
}
