//! A delivery stream.

use super::{
    account::Account,
    delivery::{Delivering, Operation},
    pauses::Pauses,
    service::{Service, Words},
};
use crate::{
    deadline::Deadline,
    failure::Failure,
    firehose::limits::{MAX_PUT_BYTES, MAX_PUT_RECORDS, MAX_RECORD_BYTES},
    function::ConfigurationError,
    json,
    kinesis::{Delivery, Document, Documents, Room, Sink, Undelivered},
};
use std::time::Duration;

/// Puts documents into a delivery stream with `PutRecordBatch`, each as a record of its own.
///
/// The function's role needs `firehose:PutRecordBatch` on the stream.
///
/// Source: <https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html>
#[derive(Debug)]
pub struct FirehoseSink {
    service: Service,
    /// Absent where each document goes back to the stream that its origin names.
    delivery_stream: Option<String>,
}

static WORDS: Words = Words {
    name: "firehose",
    target: "Firehose_20150804.PutRecordBatch",
    not_found: Failure::new(
        "delivery_stream_not_found",
        "the delivery stream is not there or not active: check its name, the region and the account",
    ),
    access_denied: Failure::new(
        "access_denied",
        "the function may not put records into the delivery stream: allow its role firehose:PutRecordBatch on it",
    ),
    refused: Failure::new(
        "request_refused",
        "the delivery stream refuses what is put: only one whose source is direct put, without decompression, takes it",
    ),
};

const TOO_LARGE: Failure = Failure::new(
    "record_too_large",
    "the document has more than 1,000 KiB, which Firehose takes as one record",
);

pub(super) const NO_STREAM: Failure =
    Failure::new("no_stream", "the event does not name the stream that the document would go back to");

impl FirehoseSink {
    /// A sink into the delivery stream of that name.
    ///
    /// # Errors
    /// No stream can have that name, or a variable of the environment is not UTF-8.
    pub fn new(account: &Account, delivery_stream: &str) -> Result<Self, ConfigurationError> {
        if !is_name(delivery_stream) {
            return Err(ConfigurationError::new(
                format!("`{delivery_stream}` is no name of a delivery stream"),
                "write its name, not its ARN: up to 64 letters, digits, `_`, `-` and `.`",
            ));
        }
        Ok(Self { delivery_stream: Some(delivery_stream.to_owned()), ..Self::to_origin(account)? })
    }

    /// A sink into the delivery stream that sent the event.
    ///
    /// # Errors
    /// A variable of the environment is not UTF-8.
    pub fn to_origin(account: &Account) -> Result<Self, ConfigurationError> {
        Ok(Self { service: Service::new(account, &WORDS)?, delivery_stream: None })
    }

    /// Sets the pauses between attempts.
    #[must_use]
    pub fn pauses(mut self, pauses: Pauses) -> Self {
        self.service.pauses = pauses;
        self
    }

    /// Sets how long the service may take to answer a call; 15 seconds unless set.
    #[must_use]
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.service.call_timeout = timeout;
        self
    }
}

/// Source: <https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html> (`[a-zA-Z0-9_.-]+`, 64)
fn is_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    (1..=64).contains(&name.len()) && name.bytes().all(is_part)
}

impl Sink for FirehoseSink {
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, deadline: &'a dyn Deadline) -> Delivery<'a> {
        let of_origin = || {
            let arn = documents.get(0)?.origin.delivery_stream_arn?;
            arn.rsplit_once("deliverystream/").map(|(_, name)| name)
        };
        let Some(delivery_stream) = self.delivery_stream.as_deref().or_else(of_origin) else {
            return Box::pin(async move { all(documents, NO_STREAM) });
        };
        let operation = PutRecordBatch { delivery_stream };
        Box::pin(Delivering { service: &self.service, operation, documents, deadline }.run())
    }

    /// What one call takes, a record's length below it: what comes in one piece is handed over in one piece.
    fn room(&self) -> Room {
        Room { documents: MAX_PUT_RECORDS, bytes: MAX_PUT_BYTES - MAX_RECORD_BYTES }
    }
}

/// None of the documents was delivered.
pub(super) fn all(documents: Documents<'_>, failure: Failure) -> Vec<Undelivered> {
    (0..documents.len()).map(|document| Undelivered::Unavailable { document, failure }).collect()
}

struct PutRecordBatch<'a> {
    delivery_stream: &'a str,
}

impl Operation for PutRecordBatch<'_> {
    const MAX_RECORDS: usize = MAX_PUT_RECORDS;

    fn max_bytes(&self) -> usize {
        MAX_PUT_BYTES
    }

    fn bytes(&self, document: &Document<'_>) -> usize {
        document.data.len()
    }

    fn refusal(&self, document: &Document<'_>) -> Option<Failure> {
        (document.data.len() > MAX_RECORD_BYTES).then_some(TOO_LARGE)
    }

    /// A delivery stream keeps no order.
    fn key<'a>(&self, _document: &Document<'a>) -> Option<&'a str> {
        None
    }

    fn request(&self, documents: &[Document<'_>]) -> Vec<u8> {
        let data: usize = documents.iter().map(|document| document.data.len().div_ceil(3) * 4 + 12).sum();
        let mut body = Vec::with_capacity(data + 128);
        body.extend_from_slice(b"{\"DeliveryStreamName\":");
        json::write_string(self.delivery_stream.as_bytes(), &mut body);
        let mut separator: &[u8] = b",\"Records\":[";
        for document in documents {
            body.extend_from_slice(separator);
            body.extend_from_slice(b"{\"Data\":\"");
            base64_simd::STANDARD.encode_append(document.data, &mut body);
            body.extend_from_slice(b"\"}");
            separator = b",";
        }
        body.extend_from_slice(b"]}");
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_none_can_have_is_refused() {
        let account = Account::at("http://127.0.0.1:9").unwrap();
        let refused = FirehoseSink::new(&account, "arn:aws:firehose:us-east-1:1:deliverystream/logs");
        assert_eq!(
            refused.unwrap_err().to_string(),
            "configuration: `arn:aws:firehose:us-east-1:1:deliverystream/logs` is no name of a delivery stream\n\
             fix: write its name, not its ARN: up to 64 letters, digits, `_`, `-` and `.`"
        );
        assert!(FirehoseSink::new(&account, &"n".repeat(65)).is_err());
        assert!(FirehoseSink::new(&account, "logs-1_a.b").is_ok());
    }
}
