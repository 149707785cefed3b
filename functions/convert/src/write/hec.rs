//! Events of the HTTP Event Collector of Splunk.

use super::{Json, Writer};
use crate::row::{Cell, Value};
use nozzle::{Failure, Origin, json::write_integer};

/// Writes events: a row inside of its envelope.
#[derive(Debug)]
pub(crate) struct Hec {
    /// `"host":"a","index":"b",` and so on, as configured.
    envelope: Vec<u8>,
    /// The column that says when it happened.
    time_column: Option<String>,
    json: Json,
}

impl Hec {
    pub(crate) fn new<'a>(
        metadata: impl IntoIterator<Item = (&'a str, &'a Option<String>)>,
        time_column: Option<String>,
        json: Json,
    ) -> Self {
        let mut envelope = Vec::new();
        for (name, text) in metadata {
            let Some(text) = text else { continue };
            nozzle::json::write_string(name.as_bytes(), &mut envelope);
            envelope.push(b':');
            nozzle::json::write_string(text.as_bytes(), &mut envelope);
            envelope.push(b',');
        }
        Self { envelope, time_column, json }
    }
}

impl Writer for Hec {
    fn row(&mut self, cells: &[Cell<'_>], from: &Origin<'_>, out: &mut Vec<u8>) -> Result<(), Failure> {
        let column = self.time_column.as_ref();
        let said = column.and_then(|column| cells.iter().find(|cell| cell.name.text == *column));
        let time = match said.map(|cell| cell.value) {
            Some(Value::Timestamp(time)) => Some(time),
            _ => from.event_time.or_else(|| from.observed_time()),
        };
        out.push(b'{');
        if let Some(time) = time {
            out.extend_from_slice(b"\"time\":");
            // Seconds, with milliseconds behind the point.
            let milliseconds = time.unix_milliseconds();
            if milliseconds < 0 {
                out.push(b'-');
            }
            write_integer((milliseconds.unsigned_abs() / 1000) as i64, out);
            out.push(b'.');
            let fraction = milliseconds.unsigned_abs() % 1000;
            out.extend([fraction / 100, fraction / 10 % 10, fraction % 10].map(|digit| b'0' + digit as u8));
            out.push(b',');
        }
        out.extend_from_slice(&self.envelope);
        out.extend_from_slice(b"\"event\":");
        self.json.object(cells, out);
        out.push(b'}');
        Ok(())
    }
}
