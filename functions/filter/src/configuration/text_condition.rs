//! Conditions on text.

use regex::bytes::{Regex, RegexBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error};

/// A condition on text: one of these.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextCondition {
    /// The text stands anywhere.
    Contains(String),
    /// The text stands at the start.
    Prefix(String),
    /// The regular expression matches anywhere. Anchors are `^` and `$`.
    Regex(TextRegex),
}

impl TextCondition {
    /// Does it hold?
    pub fn holds(&self, text: &[u8]) -> bool {
        match self {
            Self::Contains(wanted) => memchr::memmem::find(text, wanted.as_bytes()).is_some(),
            Self::Prefix(wanted) => text.starts_with(wanted.as_bytes()),
            Self::Regex(wanted) => wanted.regex.is_match(text),
        }
    }
}

/// A regular expression in the syntax of the crate `regex`, which matches in linear time.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(with = "String")]
pub struct TextRegex {
    regex: Regex,
}

/// Bytes that a compiled expression, and what it keeps while it matches, may have.
const MAX_REGEX_BYTES: usize = 1 << 20;

impl PartialEq for TextRegex {
    fn eq(&self, other: &Self) -> bool {
        self.regex.as_str() == other.regex.as_str()
    }
}

impl Eq for TextRegex {}

impl<'de> Deserialize<'de> for TextRegex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let regex =
            RegexBuilder::new(&text).size_limit(MAX_REGEX_BYTES).dfa_size_limit(MAX_REGEX_BYTES).build();
        // The library's errors have several lines, of which the last says what is wrong.
        regex.map(|regex| Self { regex }).map_err(|error| {
            let error = error.to_string();
            let why = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
            D::Error::custom(format_args!("`{text}` is no regular expression: {why}"))
        })
    }
}
