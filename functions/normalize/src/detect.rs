//! Which formats may a log be of? One look at its first byte: the parsers see the rest soon enough.

use crate::format::{FORMATS, Format};

/// The formats that logs with this first byte may have: one bit each, in the order of [`FORMATS`].
const CANDIDATES: [u64; 256] = {
    assert!(FORMATS.len() <= 64, "one bit a format");
    let mut candidates = [0; 256];
    let mut index = 0;
    while index < FORMATS.len() {
        let first_bytes = FORMATS[index].first_bytes;
        let mut at = 0;
        while at < first_bytes.len() {
            candidates[first_bytes[at] as usize] |= 1 << index;
            at += 1;
        }
        index += 1;
    }
    candidates
};

/// The formats that `text` may be of, the likeliest first.
pub fn candidates(text: &[u8]) -> impl Iterator<Item = &'static Format> + use<> {
    static TABLE: [u64; 256] = CANDIDATES;
    let mut left = text.first().map_or(0, |byte| TABLE[usize::from(*byte)]);
    std::iter::from_fn(move || {
        let format = FORMATS.get(left.trailing_zeros() as usize)?;
        left &= left - 1;
        Some(format)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&'static str> {
        candidates(text.as_bytes()).map(|format| format.name).collect()
    }

    #[test]
    fn the_first_byte_leaves_few() {
        assert_eq!(names("{\"a\":1}"), ["json"]);
        assert_eq!(names("<34>1 - - - - - -"), ["rfc5424", "rfc3164"]);
        assert_eq!(names("Mar  4 08:00:11 web-1 sshd: x"), ["rfc3164", "combined_access"]);
        assert_eq!(names("203.0.113.9 - - ["), ["rfc3164", "combined_access"]);
        assert_eq!(names("=== started ==="), Vec::<&str>::new());
        assert_eq!(names(""), Vec::<&str>::new());
    }
}
