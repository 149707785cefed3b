//! A transformed record on its way to an endpoint, and what becomes of it where it does not arrive.

use super::Form;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// A transformed record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The id of the record that it was.
    pub record_id: String,
    /// Place in an aggregate of the Kinesis Producer Library.
    pub subsequence_number: u64,
    /// Arrival, in milliseconds since 1970.
    pub arrived_ms: i64,
    /// Its bytes.
    pub data: Vec<u8>,
    /// Where in a lake it goes, if the function says so.
    pub table: Option<TableRoute>,
}

/// `metadata.otfMetadata`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRoute {
    /// `destinationDatabaseName`
    pub database: String,
    /// `destinationTableName`
    pub table: String,
    /// `operation`
    pub operation: String,
}

impl Document {
    /// Firehose's own id of it: sequence number, and place in it.
    pub fn data_id(&self) -> String {
        let digits = crate::stream::record::SEQUENCE_NUMBER_DIGITS;
        let sequence_number = self.record_id.get(..digits).unwrap_or(&self.record_id);
        format!("{sequence_number}.{}", self.subsequence_number)
    }
}

/// Why a document does not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `errorCode`
    pub code: &'static str,
    /// `errorMessage`, as it is set aside; it may hold what an endpoint answered.
    pub message: String,
    /// The sentence for a person, free of payload.
    pub told: String,
}

impl Refusal {
    /// A refusal whose sentence is the same for everybody.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, told: message.clone(), message }
    }
}

/// A document that did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// What it is.
    pub document: Document,
    /// Why.
    pub refusal: Refusal,
    /// Requests that it was in.
    pub attempts_made: u32,
    /// Whether it is set aside; what an endpoint calls too large is not.
    pub is_set_aside: bool,
}

impl Undelivered {
    /// Its line of the object: the fields of AWS's example for this service, in its order.
    pub fn line(&self, form: &dyn Form, ended_ms: i64) -> Vec<u8> {
        let Self { document, refusal, .. } = self;
        let fields = [
            ("attemptsMade", json!(self.attempts_made)),
            ("arrivalTimestamp", json!(document.arrived_ms)),
            ("errorCode", json!(refusal.code)),
            ("errorMessage", json!(refusal.message)),
            ("attemptEndingTimestamp", json!(ended_ms)),
        ];
        let raw_data = [("rawData", Value::String(STANDARD.encode(&document.data)))];
        let fields = fields.into_iter().chain(raw_data).chain(form.identify(document));
        let mut line = String::from("{");
        for (index, (name, value)) in fields.enumerate() {
            let separator = if index == 0 { "" } else { "," };
            line += &format!("{separator}\"{name}\":{value}");
        }
        line += "}\n";
        line.into_bytes()
    }
}
