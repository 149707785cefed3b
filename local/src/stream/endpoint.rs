//! Records on their way to a service that is not S3: gathered, put into requests, and sent or written down.
//!
//! A request goes to an HTTP endpoint where the user names one. Otherwise it is written as an object, byte for byte as
//! the service would get it, in a folder that bears the service's name: the local stream reaches no account.

pub mod answer;
pub mod document;
mod http;
mod iceberg;
mod json_object;
mod open_search;
pub mod sender;
mod snowflake;
mod splunk;
pub mod transport;

use crate::delivery_stream::{Endpoint, Service};
use document::{Document, Refusal};
use jiff::Timestamp;
use uuid::Uuid;

/// What a service gets of a batch at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The same in every attempt.
    pub id: Uuid,
    /// Where in the service it goes, as a path without slashes around it; empty where there is one place only.
    pub place: String,
    /// Its bytes.
    pub body: Vec<u8>,
    /// Documents in it.
    pub documents: u64,
}

impl Request {
    fn new(place: impl Into<String>, body: Vec<u8>, documents: usize) -> Self {
        Self { id: Uuid::now_v7(), place: place.into(), body, documents: documents as u64 }
    }
}

/// How a service takes records.
pub trait Form: Send {
    /// What its folder is called.
    fn name(&self) -> &'static str;

    /// Where what it does not take is set aside: `!{firehose:error-output-type}`.
    fn error_output_type(&self) -> &'static str;

    /// Whether it takes this document.
    fn check(&self, _document: &Document) -> Result<(), Refusal> {
        Ok(())
    }

    /// The requests that a batch makes.
    fn requests(&self, documents: &[Document], generated: Timestamp) -> Vec<Request>;

    /// Most documents in one request.
    fn max_documents(&self) -> usize {
        usize::MAX
    }

    /// What AWS writes of a document that was set aside, beside what it writes of all.
    fn identify(&self, document: &Document) -> Vec<(&'static str, serde_json::Value)>;
}

/// The form of the endpoint's service; `delimiter` stands between records where they are joined.
pub fn form(endpoint: &Endpoint, delimiter: &'static [u8]) -> Box<dyn Form> {
    match &endpoint.service {
        Service::HttpEndpoint(_) => Box::new(http::Http),
        Service::OpenSearch(open_search) => Box::new(open_search.clone()),
        Service::Splunk(splunk) => Box::new(splunk::Joined { splunk: splunk.clone(), delimiter }),
        Service::Iceberg(iceberg) => Box::new(iceberg.clone()),
        Service::Snowflake(snowflake) => Box::new(snowflake.clone()),
    }
}

#[cfg(test)]
mod tests;
