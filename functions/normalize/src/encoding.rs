//! Records that are not UTF-8.

use crate::context::Context;

/// A record in UTF-16 with a byte order mark, as programs of Windows write files, becomes UTF-8. What is not
/// valid in it becomes U+FFFD. All other bytes stay as they are.
pub(crate) fn to_utf8<'a>(record: &'a [u8], context: &Context<'a>) -> &'a [u8] {
    let unit: fn([u8; 2]) -> u16 = match record {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return record,
    };
    let (units, odd) = record[2..].as_chunks::<2>();
    let decoded = char::decode_utf16(units.iter().map(|bytes| unit(*bytes)));
    let mut text: String = decoded.map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    if !odd.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    context.keep_str(&text).as_bytes()
}
