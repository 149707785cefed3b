//! A measure, ready to look at logs.

use crate::{
    configuration::{Key, Measure},
    number,
    tally::Value,
};
use nozzle::{Failure, Origin, Timestamp, event_pattern::Patterns, field, json, log::Log};
use std::borrow::Cow;

/// Bytes that a value of a key may have; what is longer is cut off there. As many as a dimension of a metric may have.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html>
const MAX_VALUE_BYTES: usize = 1024;

const NOT_JSON: Failure = Failure::new(
    "not_json",
    "what is counted is neither a log nor a JSON object; `normalize` among the steps makes logs of text",
);

/// What is looked at: what the last step emits.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'a> {
    Log(&'a Log<'a>),
    Document(&'a [u8]),
}

impl<'a> Subject<'a> {
    fn field(self, path: &str) -> Option<Cow<'a, [u8]>> {
        match self {
            Self::Log(log) => field::of_log(log, path),
            Self::Document(document) => field::of_document(document, path).map(Cow::Borrowed),
        }
    }
}

/// A measure, ready to look at logs.
#[derive(Debug)]
pub(crate) struct Looking {
    condition: Option<Patterns>,
    by: Vec<Key>,
    field: Option<String>,
}

impl Looking {
    pub(crate) fn new(measure: &Measure) -> Self {
        Self {
            condition: measure.condition.as_ref().map(|pattern| Patterns::new([[pattern.0.clone()]])),
            by: measure.by.values().cloned().collect(),
            field: measure.field.clone(),
        }
    }

    /// What a log adds, if anything, with its key appended to `keys`.
    pub(crate) fn observe(
        &mut self,
        subject: Subject<'_>,
        from: &Origin<'_>,
        keys: &mut Vec<u8>,
    ) -> Result<Option<Value>, Failure> {
        if let Subject::Document(document) = subject
            && document.first() != Some(&b'{')
        {
            return Err(NOT_JSON);
        }
        if let Some(patterns) = &mut self.condition {
            let matched = match subject {
                Subject::Log(log) => patterns.first_group_of_log(log),
                Subject::Document(document) => patterns.first_group(document)?,
            };
            if matched.is_none() {
                return Ok(None);
            }
        }
        keys.push(b'[');
        for (at, key) in self.by.iter().enumerate() {
            if at > 0 {
                keys.push(b',');
            }
            write_value(key, subject, from, keys);
        }
        keys.push(b']');
        let Some(path) = &self.field else { return Ok(Some(Value::Counted)) };
        let number = subject.field(path).and_then(|json| number::of_json(&json));
        Ok(Some(number.map_or(Value::Without, Value::Number)))
    }
}

/// Appends one value of a key as JSON: a scalar.
fn write_value(key: &Key, subject: Subject<'_>, from: &Origin<'_>, keys: &mut Vec<u8>) {
    let json = subject.field(&key.field);
    if let Some(period) = key.period {
        let text = json.as_deref().and_then(json::decode_string);
        let time = text.and_then(|text| Timestamp::parse(text.as_bytes())).or_else(|| from.observed_time());
        match time.and_then(|time| period.start(time)) {
            Some(start) => write_time(start, keys),
            None => keys.extend_from_slice(b"null"),
        }
        return;
    }
    match json.as_deref() {
        None => keys.extend_from_slice(b"null"),
        Some(text @ [b'"', ..]) => {
            let text = json::decode_string(text).unwrap_or_default();
            json::write_string(cut(&text).as_bytes(), keys);
        }
        // What is no scalar is counted by its text, and so is what is too long to be a number.
        Some(json) if matches!(json[0], b'{' | b'[') || json.len() > MAX_VALUE_BYTES => {
            json::write_string(cut(&json::decode(json)).as_bytes(), keys);
        }
        Some(json) => keys.extend_from_slice(json),
    }
}

/// Appends a time as a JSON string.
pub(crate) fn write_time(time: Timestamp, out: &mut Vec<u8>) {
    out.push(b'"');
    time.write_rfc3339(out);
    out.push(b'"');
}

/// As much of a text as a value may have.
fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_VALUE_BYTES)]
}
