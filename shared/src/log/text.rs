//! Text that was read but not yet copied.

use crate::json;
use std::borrow::Cow;

/// Text in the spelling its source gave it, so that parsing need not copy.
#[derive(Debug, Clone, PartialEq)]
pub enum Text<'a> {
    /// Bytes as they stood in the record. Need not be UTF-8: other bytes are taken for Latin-1.
    Raw(&'a [u8]),
    /// The inside of a valid JSON string, escapes and all: copied verbatim to JSON outputs.
    Json(&'a str),
    /// Text that had to be rewritten.
    Owned(String),
}

impl Text<'_> {
    /// The text itself, decoded.
    pub fn to_str(&self) -> Cow<'_, str> {
        match self {
            Self::Raw(bytes) => json::decode(bytes),
            Self::Json(escaped) => json::unescape(escaped),
            Self::Owned(text) => Cow::Borrowed(text),
        }
    }

    /// True where there is no text.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Raw(bytes) => bytes.is_empty(),
            Self::Json(escaped) => escaped.is_empty(),
            Self::Owned(text) => text.is_empty(),
        }
    }

    /// Appends the text as a JSON string, quotes included.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Self::Raw(bytes) => json::write_string(bytes, out),
            Self::Json(escaped) => {
                out.push(b'"');
                out.extend_from_slice(escaped.as_bytes());
                out.push(b'"');
            }
            Self::Owned(text) => json::write_string(text.as_bytes(), out),
        }
    }
}

/// Appends a member's key, as it is spelt with its comma and colon, and its text, if there is any.
pub(super) fn write_member(key: &[u8], text: Option<&Text<'_>>, out: &mut Vec<u8>) {
    if let Some(text) = text {
        out.extend_from_slice(key);
        text.write_json(out);
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self::Raw(text.as_bytes())
    }
}

impl<'a> From<&'a [u8]> for Text<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Raw(bytes)
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self::Owned(text)
    }
}
