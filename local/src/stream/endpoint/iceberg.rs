//! Rows of Apache Iceberg tables: each record is one row. The service writes Parquet; here rows stay JSON, a line each,
//! in a folder for each table and operation.
//! <https://docs.aws.amazon.com/firehose/latest/dev/apache-iceberg-destination.html>

use super::{
    Form, Request,
    document::{Document, Refusal, TableRoute},
    json_object,
};
use crate::delivery_stream::Iceberg;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

impl Form for Iceberg {
    fn name(&self) -> &'static str {
        "Iceberg"
    }

    fn error_output_type(&self) -> &'static str {
        "iceberg-failed"
    }

    fn check(&self, document: &Document) -> Result<(), Refusal> {
        if let Some(what) = json_object::why_not(&document.data) {
            // AWS lists no code for it; this one says what its text says.
            let message = format!("A record must hold exactly one JSON object; {what}.");
            return Err(Refusal::new("Iceberg.InvalidRecord", message));
        }
        match self.route(document) {
            Some(_) => Ok(()),
            None => Err(Refusal::new(
                "Iceberg.NoSuchTable",
                "The record names no table, or one that the stream does not list.",
            )),
        }
    }

    fn requests(&self, documents: &[Document], _: Timestamp) -> Vec<Request> {
        let mut places: BTreeMap<String, Request> = BTreeMap::new();
        for document in documents {
            // What has no place was refused.
            let Some(place) = self.route(document) else { continue };
            let request = places.entry(place.clone()).or_insert_with(|| Request::new(place, Vec::new(), 0));
            request.body.extend_from_slice(document.data.trim_ascii());
            request.body.push(b'\n');
            request.documents += 1;
        }
        places.into_values().collect()
    }

    fn identify(&self, document: &Document) -> Vec<(&'static str, Value)> {
        vec![("EventId", document.data_id().into())]
    }
}

impl Iceberg {
    /// Database, table and operation: what the function said, else the only table there is.
    fn route(&self, document: &Document) -> Option<String> {
        match &document.table {
            Some(TableRoute { database, table, operation }) => {
                let is_listed = self.tables.is_empty()
                    || self.tables.iter().any(|it| (&it.0, &it.1) == (database, table));
                is_listed.then(|| format!("{database}/{table}/{operation}"))
            }
            None => match &self.tables[..] {
                [(database, table)] => Some(format!("{database}/{table}/insert")),
                _ => None,
            },
        }
    }
}
