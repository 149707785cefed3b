//! A record as a person writes it down: one JSON object a line.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde::Deserialize;

const FORM: &str = "write {\"data\": \"text\"} or {\"dataBase64\": \"…\"}, one object a line";

/// `{"data": "text"}` or `{"dataBase64": "…"}`, and if wanted what else is known of the record.
#[derive(Debug)]
pub struct GivenRecord {
    /// Its bytes.
    pub data: Bytes,
    /// `recordId`
    pub record_id: Option<String>,
    /// `approximateArrivalTimestamp`, in milliseconds since 1970.
    pub arrived_ms: Option<i64>,
    /// `partitionKey`
    pub partition_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Given {
    data: Option<String>,
    data_base64: Option<String>,
    record_id: Option<String>,
    approximate_arrival_timestamp: Option<i64>,
    partition_key: Option<String>,
}

impl GivenRecord {
    /// Reads a line. The error is what is wrong with it, and what to do.
    pub fn read(line: &[u8]) -> Result<Self, (String, &'static str)> {
        let given: Given =
            serde_json::from_slice(line.trim_ascii_end()).map_err(|error| (sentence(&error), FORM))?;
        let data = match (given.data, given.data_base64) {
            (Some(text), None) => text.into_bytes(),
            (None, Some(encoded)) => BASE64_STANDARD.decode(encoded).map_err(|_| {
                let what = "dataBase64 is not padded base64 of the standard alphabet";
                (what.to_owned(), "encode it so, or give text as \"data\"")
            })?,
            _ => return Err(("a record has either data or dataBase64".to_owned(), FORM)),
        };
        Ok(Self {
            data: data.into(),
            record_id: given.record_id,
            arrived_ms: given.approximate_arrival_timestamp,
            partition_key: given.partition_key,
        })
    }
}

/// What is wrong with a line of JSON, and where; serde_json would name its own line, which is always 1.
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    format!("{what} (column {})", error.column())
}
