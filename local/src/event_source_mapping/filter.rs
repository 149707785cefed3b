//! `FilterCriteria`: which records a function is asked about at all.
//!
//! Data is decoded and read as JSON before it is matched. Data that is not JSON matches no pattern that asks about
//! data, not even one that asks for a field to be absent. An aggregate of the Kinesis Producer Library is not JSON.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html>

use super::record::Record;
use nozzle::{
    event_pattern::{Pattern, Patterns, Source},
    json,
};
use serde::de::IgnoredAny;

/// The patterns of a mapping.
#[derive(Debug)]
pub(super) struct Filter {
    all: Patterns,
    /// Those that do not ask about data.
    on_metadata: Patterns,
    document: Vec<u8>,
}

impl Filter {
    pub(super) fn new(patterns: &[Pattern]) -> Self {
        let on_metadata = patterns.iter().filter(|pattern| !asks_about_data(pattern));
        Self {
            on_metadata: Patterns::new([on_metadata.cloned().collect::<Vec<_>>()]),
            all: Patterns::new([patterns.to_vec()]),
            document: Vec::new(),
        }
    }

    /// Whether the function is asked about this record.
    pub(super) fn passes(&mut self, record: &Record) -> bool {
        if self.all.is_empty() {
            return true;
        }
        let is_json = serde_json::from_slice::<IgnoredAny>(&record.data).is_ok();
        let patterns = if is_json { &mut self.all } else { &mut self.on_metadata };
        if patterns.is_empty() {
            return false;
        }
        let document = &mut self.document;
        document.clear();
        document.extend_from_slice(b"{\"partitionKey\":");
        json::write_string(record.partition_key.as_bytes(), document);
        document.extend_from_slice(b",\"sequenceNumber\":\"");
        document.extend_from_slice(record.sequence_number.as_bytes());
        document.push(b'"');
        if is_json {
            document.extend_from_slice(b",\"data\":");
            document.extend_from_slice(&record.data);
        }
        document.push(b'}');
        // What serde takes for JSON and the stricter reader does not is no match either.
        matches!(patterns.first_group(document), Ok(Some(_)))
    }
}

/// Whether a pattern has a key `data`, at its top or in an alternative.
pub(crate) fn asks_about_data(pattern: &Pattern) -> bool {
    fn asks(source: &Source) -> bool {
        match source {
            Source::Object(fields) => fields.iter().any(|(name, value)| match name.as_str() {
                "$or" => matches!(value, Source::Array(alternatives) if alternatives.iter().any(asks)),
                name => name == "data" || name.starts_with("data."),
            }),
            _ => false,
        }
    }
    asks(pattern.source())
}
