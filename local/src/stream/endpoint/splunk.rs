//! Requests to Splunk's HTTP Event Collector: records one behind the other, as they are.
//! <https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html>

use super::{
    Form, Request,
    document::{Document, Refusal},
};
use crate::delivery_stream::{HecEndpointType, Splunk};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// Splunk, and what stands between records.
pub(super) struct Joined {
    pub(super) splunk: Splunk,
    pub(super) delimiter: &'static [u8],
}

impl Form for Joined {
    fn name(&self) -> &'static str {
        "Splunk"
    }

    fn error_output_type(&self) -> &'static str {
        "splunk-failed"
    }

    fn check(&self, document: &Document) -> Result<(), Refusal> {
        let what = match self.splunk.endpoint_type {
            HecEndpointType::Raw => std::str::from_utf8(&document.data).err().map(|_| "it is not UTF-8"),
            HecEndpointType::Event => why_no_events(&document.data),
        };
        match what {
            Some(what) => {
                let message = format!("The data is not what the HEC endpoint takes: {what}.");
                Err(Refusal::new("Splunk.InvalidDataFormat", message))
            }
            None => Ok(()),
        }
    }

    fn requests(&self, documents: &[Document], _: Timestamp) -> Vec<Request> {
        let data: Vec<_> = documents.iter().map(|document| &document.data[..]).collect();
        let place = match self.splunk.endpoint_type {
            HecEndpointType::Raw => "services/collector/raw",
            HecEndpointType::Event => "services/collector/event",
        };
        vec![Request::new(place, data.join(self.delimiter), documents.len())]
    }

    fn identify(&self, document: &Document) -> Vec<(&'static str, Value)> {
        vec![("EventId", document.data_id().into())]
    }
}

/// A record may hold several events: HEC reads JSON objects one behind the other.
fn why_no_events(data: &[u8]) -> Option<&'static str> {
    let mut count = 0;
    for event in serde_json::Deserializer::from_slice(data).into_iter::<Map<String, Value>>() {
        match event.as_ref().map(|event| event.get("event")) {
            Err(_) => return Some("it is not a row of JSON objects"),
            Ok(None) => return Some("an object has no event"),
            Ok(Some(Value::Null)) => return Some("an event is null"),
            Ok(Some(Value::String(text))) if text.is_empty() => return Some("an event is empty"),
            Ok(Some(_)) => count += 1,
        }
    }
    (count == 0).then_some("it holds no event")
}
