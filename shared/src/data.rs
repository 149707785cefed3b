//! `data` of a record: base64 inside JSON.

use crate::{failure::Failure, json};
use base64::Engine;

/// What stands under `data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data<'a> {
    /// A string, as it is spelt inside its quotes: base64, if all is well.
    Text(&'a [u8]),
    /// Nothing: the key is absent.
    Absent,
    /// `null`
    Null,
    /// A number, a boolean, an array or an object.
    NotText,
}

impl Data<'_> {
    /// Replaces what `bytes` holds by the decoded data.
    pub(crate) fn decode_into(self, bytes: &mut Vec<u8>) -> Result<(), Failure> {
        bytes.clear();
        match self {
            Self::Text(text) => decode_base64(text, bytes),
            Self::Absent => Err(Failure::new("no_data", "the record has no \"data\"")),
            Self::Null => Err(Failure::new("no_data", "\"data\" is null")),
            Self::NotText => Err(Failure::new("no_data", "\"data\" is not a string")),
        }
    }
}

fn decode_base64(text: &[u8], bytes: &mut Vec<u8>) -> Result<(), Failure> {
    // `decode_append` reserves exactly what it needs, which would grow the buffer with every record.
    bytes.reserve(text.len() / 4 * 3 + 3);
    if base64_simd::STANDARD.decode_append(text, bytes).is_ok() {
        return Ok(());
    }
    bytes.clear();
    decode_escaped_base64(text, bytes)
}

/// The slow way: JSON may spell `/` as `\/`, and a failure needs its position.
#[cold]
fn decode_escaped_base64(text: &[u8], bytes: &mut Vec<u8>) -> Result<(), Failure> {
    let mut unescaped = Vec::new();
    json::unescape_into(text, &mut unescaped);
    let failure = Failure::new("not_base64", "data is not base64");
    base64::engine::general_purpose::STANDARD.decode_vec(&unescaped, bytes).map_err(|error| match error {
        base64::DecodeError::InvalidByte(byte, _)
        | base64::DecodeError::InvalidLastSymbol { offset: byte, .. } => failure.at_byte(byte),
        _ => failure.at_byte(unescaped.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn decodes(text: &str, expected: Result<&str, &str>) {
        let mut bytes = Vec::new();
        let result = decode_base64(text.as_bytes(), &mut bytes).map_err(|failure| failure.to_string());
        let result = result.map(|()| String::from_utf8(bytes).unwrap());
        assert_eq!(result, expected.map(str::to_owned).map_err(str::to_owned), "{text}");
    }

    #[test]
    fn base64_is_strict_and_says_where_it_breaks() {
        decodes("", Ok(""));
        decodes("aGVsbG8=", Ok("hello"));
        decodes(r"Pz8\/", Ok("???"));
        decodes(r"aGVsbG8\u003d", Ok("hello"));
        decodes("aGVsbG8", Err("not_base64: data is not base64 (byte 7)"));
        decodes("aGVs bG8=", Err("not_base64: data is not base64 (byte 4)"));
        decodes("aGVs_-8=", Err("not_base64: data is not base64 (byte 4)"));
        decodes("aGVsbG9=", Err("not_base64: data is not base64 (byte 6)"));
    }
}
