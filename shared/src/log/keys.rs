//! The keys of one JSON object, so that none is written twice.

use super::attributes::Name;
use arrayvec::ArrayVec;
use std::ops::Range;

/// What a search engine takes for the attributes of a log.
const MAX_KEYS: usize = 128;
const MAX_KEY_BYTES: usize = 256;

/// Where the keys of an object stand in the output.
#[derive(Default)]
pub(super) struct Keys {
    written: ArrayVec<Range<usize>, MAX_KEYS>,
}

/// How dots in names are spelt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dots {
    Keep,
    Underscore,
}

/// A key, not yet escaped.
pub(super) struct Key<'l> {
    /// What stands before the key: a comma, or the opening of its object.
    pub(super) separator: &'l [u8],
    /// Text before the name, in plain ASCII.
    pub(super) prefix: &'static str,
    pub(super) name: &'l Name<'l>,
    pub(super) dots: Dots,
    /// Text behind the name, in plain ASCII.
    pub(super) suffix: &'static str,
}

impl Keys {
    /// Appends a key with its separator and colon; or nothing, and gives false, where the object has that key already
    /// or as many as it may have, or where no reader takes the name.
    pub(super) fn write(&mut self, key: &Key<'_>, out: &mut Vec<u8>) -> bool {
        let name = key.name.as_str();
        if self.written.is_full() || name.is_empty() || name.len() > MAX_KEY_BYTES {
            return false;
        }
        let before = out.len();
        out.extend_from_slice(key.separator);
        let start = out.len();
        key.name.write_json(out);
        if key.dots == Dots::Underscore {
            out[start..].iter_mut().filter(|byte| **byte == b'.').for_each(|byte| *byte = b'_');
        }
        if !key.prefix.is_empty() {
            out.splice(start + 1..start + 1, key.prefix.bytes());
        }
        if !key.suffix.is_empty() {
            out.pop();
            out.extend_from_slice(key.suffix.as_bytes());
            out.push(b'"');
        }
        let written = start..out.len();
        let is_same =
            |other: &Range<usize>| other.len() == written.len() && out[other.clone()] == out[written.clone()];
        if self.written.iter().any(is_same) {
            out.truncate(before);
            return false;
        }
        out.push(b':');
        self.written.push(written);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_once() {
        let (mut keys, mut out) = (Keys::default(), Vec::new());
        let mut write = |name: &str, dots, suffix| {
            let name = Name::Other(name.into());
            keys.write(&Key { separator: b",", prefix: "p.", name: &name, dots, suffix }, &mut out)
        };
        assert!(write("a.b", Dots::Keep, ""));
        assert!(write("a.b", Dots::Underscore, ""));
        assert!(write("a\"", Dots::Underscore, ".x"));
        assert!(!write("a_b", Dots::Keep, ""));
        assert!(!write("", Dots::Keep, ""));
        assert!(!write(&"x".repeat(257), Dots::Keep, ""));
        for number in 3..MAX_KEYS {
            assert!(write(&number.to_string(), Dots::Keep, ""), "{number}");
        }
        assert!(!write("one too many", Dots::Keep, ""));
        assert!(String::from_utf8(out).unwrap().starts_with(r#","p.a.b":,"p.a_b":,"p.a\".x":,"p.3":"#));
    }
}
