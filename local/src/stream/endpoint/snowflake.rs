//! Rows of a Snowflake table: each record is one JSON object.

use super::{
    Form, Request,
    document::{Document, Refusal},
    json_object,
};
use crate::delivery_stream::Snowflake;
use jiff::Timestamp;
use serde_json::Value;

impl Form for Snowflake {
    fn name(&self) -> &'static str {
        "Snowflake"
    }

    fn error_output_type(&self) -> &'static str {
        "snowflake-failed"
    }

    fn check(&self, document: &Document) -> Result<(), Refusal> {
        match json_object::why_not(&document.data) {
            Some(what) => {
                let message = format!("A record must hold one JSON object; {what}.");
                Err(Refusal::new("Snowflake.InvalidRecord", message))
            }
            None => Ok(()),
        }
    }

    fn requests(&self, documents: &[Document], _: Timestamp) -> Vec<Request> {
        let rows = documents.iter().flat_map(|document| [document.data.trim_ascii(), b"\n"]);
        let body = rows.collect::<Vec<_>>().concat();
        vec![Request::new(self.table.join("/"), body, documents.len())]
    }

    fn identify(&self, _: &Document) -> Vec<(&'static str, Value)> {
        Vec::new()
    }
}
