//! Attributes of a log, in the order they were found.

use super::Text;
use crate::json;
use arrayvec::ArrayVec;
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
            Self::Integer(number) => json::write_integer(*number, out),
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
#[derive(Debug, Clone, PartialEq)]
pub struct Attributes<'a> {
    /// The first ones, in place: a flow log or an access log has no more.
    first: ArrayVec<Entry<'a>, IN_PLACE>,
    /// What did not fit, behind them.
    rest: Vec<Entry<'a>>,
}

type Entry<'a> = (Name<'a>, Value<'a>);

/// The name of an attribute.
#[derive(Debug, Clone)]
pub(super) enum Name<'a> {
    /// A parser's own: nothing in it needs an escape.
    Fixed(&'static str),
    /// Whatever the source called it.
    Other(Cow<'a, str>),
}

impl Name<'_> {
    #[inline]
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Fixed(name) => name,
            Self::Other(name) => name,
        }
    }

    /// Appends the name as a JSON string.
    #[inline]
    pub(super) fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Self::Fixed(name) => {
                out.push(b'"');
                out.extend_from_slice(name.as_bytes());
                out.push(b'"');
            }
            Self::Other(name) => json::write_string(name.as_bytes(), out),
        }
    }
}

impl PartialEq for Name<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

const IN_PLACE: usize = 24;

// The one of `ArrayVec` is not inlined: its empty room would be copied from place to place.
impl Default for Attributes<'_> {
    #[inline]
    fn default() -> Self {
        Self { first: ArrayVec::new_const(), rest: Vec::new() }
    }
}

impl<'a> Attributes<'a> {
    /// Sets `name` to `value`, in place of what it was.
    pub fn set(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Value<'a>>) {
        let (name, value) = (name.into(), value.into());
        let mut entries = self.first.iter_mut().chain(&mut self.rest);
        match entries.find(|(known, _)| known.as_str() == name) {
            Some(entry) => entry.1 = value,
            None => self.add((Name::Other(name), value)),
        }
    }

    /// Adds a name that is known not to be there yet: a parser's own fixed names, in plain ASCII.
    pub fn push(&mut self, name: &'static str, value: impl Into<Value<'a>>) {
        debug_assert!(self.get(name).is_none(), "{name} is set twice");
        debug_assert!(
            name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
        );
        self.add((Name::Fixed(name), value.into()));
    }

    /// Adds a name without looking whether it is there: call [`keep_last`](Self::keep_last) once, behind the
    /// last of them.
    pub fn append(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Value<'a>>) {
        self.add((Name::Other(name.into()), value.into()));
    }

    /// Of several values with one name keeps the last. Takes linear time however many there are.
    pub fn keep_last(&mut self) {
        if !self.may_repeat() {
            return;
        }
        let entries: Vec<Entry<'a>> = self.first.drain(..).chain(self.rest.drain(..)).collect();
        let mut names = HashSet::with_capacity(entries.len());
        let mut last: Vec<bool> = entries.iter().rev().map(|(name, _)| names.insert(name.as_str())).collect();
        for entry in entries {
            if last.pop() == Some(true) {
                self.add(entry);
            }
        }
    }

    /// Might a name stand twice? Mostly names differ in their length and a few of their bytes already.
    fn may_repeat(&self) -> bool {
        let mut seen = [0_u64; 16];
        for (at, (name, _)) in self.entries().enumerate() {
            let bytes = name.as_str().as_bytes();
            let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
            let (length, last) = (bytes.len(), bytes.last().copied().unwrap_or(0));
            let sample = u32::from_le_bytes([byte(0), byte(length / 2), byte(length * 3 / 4), last]);
            let hash = (sample ^ (bytes.len() as u32) << 13).wrapping_mul(0x9e37_79b1) >> 22;
            let (word, bit) = (hash as usize / 64, 1 << (hash % 64));
            if seen[word] & bit != 0
                && (at >= 64 || self.entries().take(at).any(|(other, _)| other.as_str() == name.as_str()))
            {
                return true;
            }
            seen[word] |= bit;
        }
        false
    }

    /// Removes all, and keeps the room.
    pub(super) fn clear(&mut self) {
        self.first.clear();
        self.rest.clear();
    }

    /// Adds all of `others`. Where a name stands in both, the other value counts. Takes linear time.
    pub fn merge(&mut self, others: Self) {
        if others.is_empty() {
            return;
        }
        let unite = !self.is_empty();
        others.first.into_iter().chain(others.rest).for_each(|entry| self.add(entry));
        if unite {
            self.keep_last();
        }
    }

    #[inline]
    fn add(&mut self, entry: Entry<'a>) {
        if let Err(full) = self.first.try_push(entry) {
            self.rest.push(full.element());
        }
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.first.iter().chain(&self.rest)
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.entries().find(|(known, _)| known.as_str() == name).map(|(_, value)| value)
    }

    /// All names and values, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.entries().map(|(name, value)| (name.as_str(), value))
    }

    /// Tells of any number of names whether these attributes have them, in linear time altogether.
    pub(super) fn lookup(&self, names: usize) -> Lookup<'_, 'a> {
        let mut by_hash = HashSet::new();
        if self.len() * names > LOOKUPS_BY_SIGHT {
            by_hash.extend(self.iter().map(|(name, _)| name));
        }
        Lookup { attributes: self, by_hash }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.first.len() + self.rest.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// Appends a JSON object, or nothing where there are no attributes.
    pub(super) fn write_json(&self, opening: &[u8], out: &mut Vec<u8>) {
        if self.is_empty() {
            return;
        }
        let mut opening = opening;
        for (name, value) in self.entries() {
            out.extend_from_slice(opening);
            opening = b",";
            name.write_json(out);
            out.push(b':');
            value.write_json(out);
        }
        out.push(b'}');
    }
}

/// So many comparisons cost less than to hash the names.
const LOOKUPS_BY_SIGHT: usize = 4096;

/// Which names some attributes have.
pub(super) struct Lookup<'l, 'a> {
    attributes: &'l Attributes<'a>,
    /// Empty where there are few names.
    by_hash: HashSet<&'l str>,
}

impl Lookup<'_, '_> {
    pub(super) fn has(&self, name: &str) -> bool {
        if self.by_hash.is_empty() {
            self.attributes.get(name).is_some()
        } else {
            self.by_hash.contains(name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Attributes, Value};

    #[test]
    fn names_are_looked_up_one_by_one_or_by_hash() {
        let mut attributes = Attributes::default();
        attributes.set("a", "");
        for names in [1, 1_000_000] {
            let lookup = attributes.lookup(names);
            assert_eq!((lookup.has("a"), lookup.has("b")), (true, false));
            assert!(!Attributes::default().lookup(names).has("a"));
        }
    }

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
