//! JSON, read and written in one pass without a tree.

mod cursor;
mod string;

pub use cursor::{Cursor, JsonError, MAX_DEPTH};
pub(crate) use string::plain_prefix;
pub use string::{decode, decode_string, is, unescape, unescape_into, write_string};

/// Appends a whole number.
pub fn write_integer(number: i64, out: &mut Vec<u8>) {
    let mut text = [0; 20];
    let mut start = text.len();
    let mut rest = number.unsigned_abs();
    loop {
        start -= 1;
        text[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        start -= 1;
        text[start] = b'-';
    }
    out.extend_from_slice(&text[start..]);
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
