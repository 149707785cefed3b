//! Firehose's own request format, for HTTP endpoints.
//! <https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html>

use super::{Form, Request, document::Document};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Records in one request.
const MAX_RECORDS: usize = 10_000;

/// An HTTP endpoint.
pub(super) struct Http;

impl Form for Http {
    fn name(&self) -> &'static str {
        "HttpEndpoint"
    }

    fn error_output_type(&self) -> &'static str {
        "http-endpoint-failed"
    }

    fn requests(&self, documents: &[Document], generated: Timestamp) -> Vec<Request> {
        let records: Vec<_> =
            documents.iter().map(|document| json!({ "data": STANDARD.encode(&document.data) })).collect();
        let mut request = Request::new("", Vec::new(), documents.len());
        let body = json!({
            "requestId": request.id.hyphenated().to_string(),
            "timestamp": generated.as_millisecond(),
            "records": records,
        });
        request.body = body.to_string().into_bytes();
        vec![request]
    }

    fn max_documents(&self) -> usize {
        MAX_RECORDS
    }

    fn identify(&self, document: &Document) -> Vec<(&'static str, Value)> {
        vec![("subsequenceNumber", document.subsequence_number.into()), ("dataId", document.data_id().into())]
    }
}
