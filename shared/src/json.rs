//! JSON, read and written in one pass without a tree.

mod cursor;
mod marks;
mod string;

pub use cursor::{Cursor, JsonError, MAX_DEPTH};
pub use marks::Marks;
pub(crate) use string::plain_prefix;
pub use string::{decode, decode_string, has_any, is, unescape, unescape_into, write_string};

/// Appends a whole number.
pub fn write_integer(number: i64, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

#[cfg(test)]
mod tests {
    #[test]
    fn integers_are_written_in_full() {
        for number in [0, 7, -7, 10, 1_772_611_200_007, i64::MAX, i64::MIN] {
            let mut out = Vec::new();
            super::write_integer(number, &mut out);
            assert_eq!(out, number.to_string().as_bytes());
        }
    }
}
