//! A line of JSON that stands for a record: its data as text or base64, and what else is to be said of it.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) data: Vec<u8>,
    pub(crate) record_id: Option<String>,
    /// `approximateArrivalTimestamp`
    pub(crate) arrived_ms: Option<i64>,
    pub(crate) partition_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line {
    data: Option<String>,
    data_base64: Option<String>,
    record_id: Option<String>,
    approximate_arrival_timestamp: Option<i64>,
    partition_key: Option<String>,
}

impl Given {
    /// Reads a line. An error is what is wrong and what to do; `form` says how a line is written.
    pub(crate) fn read(line: &[u8], form: &'static str) -> Result<Self, (String, &'static str)> {
        let line: Line =
            serde_json::from_slice(line.trim_ascii_end()).map_err(|error| (sentence(&error), form))?;
        let data = match (line.data, line.data_base64) {
            (Some(text), None) => text.into_bytes(),
            (None, Some(encoded)) => BASE64_STANDARD.decode(encoded).map_err(|_| {
                (
                    "dataBase64 is not padded base64 of the standard alphabet".to_owned(),
                    "encode it so, or give text as \"data\"",
                )
            })?,
            _ => return Err(("a record has either data or dataBase64".to_owned(), form)),
        };
        Ok(Self {
            data,
            record_id: line.record_id,
            arrived_ms: line.approximate_arrival_timestamp,
            partition_key: line.partition_key,
        })
    }
}

/// What is wrong with a line of JSON, and where; serde_json would name its own line, which is always 1.
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    format!("{what} (column {})", error.column())
}
