//! Requests of the bulk API: each record is one document.
//! <https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html>

use super::{
    Form, Request,
    document::{Document, Refusal},
    json_object,
};
use crate::delivery_stream::{IndexRotationPeriod, OpenSearch};
use jiff::{Timestamp, civil::ISOWeekDate, tz::TimeZone};
use serde_json::{Value, json};

/// What AWS writes of records that are no documents.
const MALFORMED: &str = "OS.MalformedData";

impl Form for OpenSearch {
    fn name(&self) -> &'static str {
        "OpenSearch"
    }

    fn error_output_type(&self) -> &'static str {
        "AmazonOpenSearchService-failed"
    }

    fn check(&self, document: &Document) -> Result<(), Refusal> {
        let what = json_object::why_not(&document.data);
        let has_newline = || document_text(document).contains(&b'\n').then_some("it is more than one line");
        match what.or_else(has_newline) {
            Some(what) => {
                let message =
                    format!("Each record must be one JSON object on one line, encoded as UTF-8; {what}.");
                Err(Refusal::new(MALFORMED, message))
            }
            None => Ok(()),
        }
    }

    fn requests(&self, documents: &[Document], _: Timestamp) -> Vec<Request> {
        let mut body = Vec::new();
        for document in documents {
            let index = self.index(document);
            let action = match self.gives_document_ids {
                true => json!({ "index": { "_index": index, "_id": document.data_id() } }),
                false => json!({ "index": { "_index": index } }),
            };
            body.extend_from_slice(action.to_string().as_bytes());
            body.push(b'\n');
            body.extend_from_slice(document_text(document));
            body.push(b'\n');
        }
        vec![Request::new("_bulk", body, documents.len())]
    }

    fn identify(&self, document: &Document) -> Vec<(&'static str, Value)> {
        let id = match self.gives_document_ids {
            true => document.data_id().into(),
            false => Value::Null,
        };
        match self.serverless {
            true => vec![("osDocumentId", id), ("osIndexName", self.index(document).into())],
            false => vec![
                ("esDocumentId", id),
                ("esIndexName", self.index(document).into()),
                ("esTypeName", "".into()),
            ],
        }
    }
}

impl OpenSearch {
    /// The index of a document: the name, and the time of its arrival in UTC.
    fn index(&self, document: &Document) -> String {
        let arrived = Timestamp::from_millisecond(document.arrived_ms).unwrap_or_default();
        let arrived = arrived.to_zoned(TimeZone::UTC);
        let name = &self.index_name;
        match self.index_rotation_period {
            IndexRotationPeriod::None => name.clone(),
            IndexRotationPeriod::OneHour => format!("{name}-{}", arrived.strftime("%Y-%m-%d-%H")),
            IndexRotationPeriod::OneDay => format!("{name}-{}", arrived.strftime("%Y-%m-%d")),
            IndexRotationPeriod::OneWeek => {
                let week: ISOWeekDate = arrived.date().iso_week_date();
                format!("{name}-{}-w{:02}", week.year(), week.week())
            }
            IndexRotationPeriod::OneMonth => format!("{name}-{}", arrived.strftime("%Y-%m")),
        }
    }
}

/// A document without the newline that transforms end it with: the bulk API has its own.
fn document_text(document: &Document) -> &[u8] {
    document.data.trim_ascii_end()
}
