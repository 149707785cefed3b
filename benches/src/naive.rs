//! The code everybody writes: `aws_lambda_events` through `serde_json`, as `lambda_runtime` calls it.

use aws_lambda_events::event::firehose::{
    KinesisFirehoseEvent, KinesisFirehoseEventRecord, KinesisFirehoseResponse, KinesisFirehoseResponseRecord,
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

/// Event in, response out; `transform` turns one record's bytes into new ones.
pub fn process(event: &[u8], transform: impl FnMut(&KinesisFirehoseEventRecord) -> Vec<u8>) -> Vec<u8> {
    let mut deserializer = serde_json::Deserializer::from_slice(event);
    let event: KinesisFirehoseEvent =
        serde_path_to_error::deserialize(&mut deserializer).expect("a good event");
    serde_json::to_vec(&respond(event, transform)).expect("a response")
}

/// The handler by itself, between `lambda_runtime`'s reading and writing.
pub fn respond(
    event: KinesisFirehoseEvent,
    mut transform: impl FnMut(&KinesisFirehoseEventRecord) -> Vec<u8>,
) -> KinesisFirehoseResponse {
    let mut response = KinesisFirehoseResponse::default();
    for record in event.records {
        let mut answer = KinesisFirehoseResponseRecord::default();
        *answer.data = transform(&record);
        answer.record_id = record.record_id;
        answer.result = Some("Ok".to_owned());
        response.records.push(answer);
    }
    response
}

/// A record with a newline behind it.
pub fn newline(record: &KinesisFirehoseEventRecord) -> Vec<u8> {
    let mut line = Vec::with_capacity(record.data.len() + 1);
    line.extend_from_slice(&record.data);
    line.push(b'\n');
    line
}

/// Reads one log into a row: false where it is of another format.
pub type Read = Box<dyn FnMut(&[u8], &mut Row) -> bool>;

/// A log as a line of `flat` JSON, by `read`.
pub fn flat(mut read: Read) -> impl FnMut(&KinesisFirehoseEventRecord) -> Vec<u8> {
    move |record| {
        let mut row = Row::default();
        if !read(&record.data, &mut row) {
            row = Row::default();
            row.column("body", String::from_utf8_lossy(&record.data));
            row.column("severity_number", 0);
            row.column("source_format", "text");
        }
        row.time("observed_time", *record.approximate_arrival_timestamp);
        row.into_line()
    }
}

/// The columns of one log.
#[derive(Default)]
pub struct Row {
    columns: Map<String, Value>,
    attributes: Map<String, Value>,
}

impl Row {
    /// Sets a column.
    pub fn column(&mut self, name: &str, value: impl Into<Value>) {
        self.columns.insert(name.to_owned(), value.into());
    }

    /// Sets a column to a number, if the text is one.
    pub fn number(&mut self, name: &str, digits: &str) {
        if let Ok(number) = digits.parse::<i64>() {
            self.column(name, number);
        }
    }

    /// Sets a column to a time.
    pub fn time(&mut self, name: &str, time: DateTime<Utc>) {
        self.column(name, time.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    }

    /// Sets what has no column of its own.
    pub fn attribute(&mut self, name: &str, value: impl Into<String>) {
        self.attributes.insert(name.to_owned(), Value::String(value.into()));
    }

    fn into_line(mut self) -> Vec<u8> {
        if !self.attributes.is_empty() {
            self.columns.insert("attributes".to_owned(), json!(self.attributes));
        }
        let mut line = serde_json::to_vec(&self.columns).expect("a row");
        line.push(b'\n');
        line
    }
}
