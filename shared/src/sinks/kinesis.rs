//! A data stream.

use super::{
    account::Account,
    delivery::{Delivering, Operation},
    firehose::{NO_STREAM, all},
    pauses::Pauses,
    service::{Service, Words},
};
use crate::{
    deadline::Deadline,
    failure::Failure,
    function::ConfigurationError,
    json,
    kinesis::{
        Delivery, Document, Documents, Room, Sink,
        limits::{MAX_PARTITION_KEY_CHARACTERS, MAX_PUT_BYTES, MAX_PUT_RECORDS, MAX_RECORD_BYTES},
    },
};
use std::time::Duration;

/// Puts documents into a data stream with `PutRecords`, each as a record with the partition key it came with.
///
/// Documents of one key arrive in their order: a call holds a key once, because a service that takes one of two may
/// take the second. A stream with few keys is faster [`unordered`](Self::unordered).
///
/// The function's role needs `kinesis:PutRecords` on the stream.
///
/// Source: <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html>
#[derive(Debug)]
pub struct KinesisSink {
    service: Service,
    /// Absent where each document goes back to the stream that its origin names.
    stream: Option<String>,
    max_record_bytes: usize,
    is_ordered: bool,
}

static WORDS: Words = Words {
    name: "kinesis",
    target: "Kinesis_20131202.PutRecords",
    not_found: Failure::new(
        "stream_not_found",
        "the data stream is not there or not active: check its name, the region and the account",
    ),
    access_denied: Failure::new(
        "access_denied",
        "the function may not put records into the data stream: allow its role kinesis:PutRecords on it",
    ),
    refused: Failure::new(
        "request_refused",
        "the data stream refuses what is put: check its name and its limits",
    ),
};

const TOO_LARGE: Failure = Failure::new(
    "record_too_large",
    "the document and its partition key have more than the 1 MiB that the stream takes as one record",
);
const NO_KEY: Failure = Failure::new("no_partition_key", "the document has no partition key to be put with");
const LONG_KEY: Failure =
    Failure::new("partition_key_limit", "the document's partition key has more than 256 characters");

impl KinesisSink {
    /// A sink into the data stream of that name or ARN.
    ///
    /// # Errors
    /// A variable of the environment is not UTF-8.
    pub fn new(account: &Account, stream: &str) -> Result<Self, ConfigurationError> {
        Ok(Self { stream: Some(stream.to_owned()), ..Self::to_origin(account)? })
    }

    /// A sink into the data stream that the event's records come from.
    ///
    /// # Errors
    /// A variable of the environment is not UTF-8.
    pub fn to_origin(account: &Account) -> Result<Self, ConfigurationError> {
        Ok(Self {
            service: Service::new(account, &WORDS)?,
            stream: None,
            max_record_bytes: MAX_RECORD_BYTES,
            is_ordered: true,
        })
    }

    /// Puts documents of one key into the same call: faster, and where the service takes only some of them, out of
    /// order.
    #[must_use]
    pub fn unordered(mut self) -> Self {
        self.is_ordered = false;
        self
    }

    /// Sets how many bytes a record may have, its partition key included: as many as the stream is set to.
    #[must_use]
    pub fn max_record_bytes(mut self, bytes: usize) -> Self {
        self.max_record_bytes = bytes;
        self
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

impl Sink for KinesisSink {
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, deadline: &'a dyn Deadline) -> Delivery<'a> {
        let of_origin = || documents.get(0)?.origin.source_kinesis_stream_arn;
        let Some(stream) = self.stream.as_deref().or_else(of_origin) else {
            return Box::pin(async move { all(documents, NO_STREAM) });
        };
        let operation =
            PutRecords { stream, max_record_bytes: self.max_record_bytes, is_ordered: self.is_ordered };
        Box::pin(Delivering { service: &self.service, operation, documents, deadline }.run())
    }

    fn room(&self) -> Room {
        Room { documents: MAX_PUT_RECORDS, bytes: MAX_PUT_BYTES - MAX_RECORD_BYTES }
    }
}

struct PutRecords<'a> {
    stream: &'a str,
    max_record_bytes: usize,
    is_ordered: bool,
}

fn partition_key<'a>(document: &Document<'a>) -> Option<&'a str> {
    document.origin.partition_key.filter(|key| !key.is_empty())
}

impl Operation for PutRecords<'_> {
    const MAX_RECORDS: usize = MAX_PUT_RECORDS;

    fn max_bytes(&self) -> usize {
        MAX_PUT_BYTES.max(self.max_record_bytes)
    }

    fn bytes(&self, document: &Document<'_>) -> usize {
        document.data.len() + partition_key(document).map_or(0, str::len)
    }

    fn refusal(&self, document: &Document<'_>) -> Option<Failure> {
        let Some(key) = partition_key(document) else { return Some(NO_KEY) };
        if key.chars().count() > MAX_PARTITION_KEY_CHARACTERS {
            return Some(LONG_KEY);
        }
        (self.bytes(document) > self.max_record_bytes).then_some(TOO_LARGE)
    }

    fn key<'a>(&self, document: &Document<'a>) -> Option<&'a str> {
        if self.is_ordered { partition_key(document) } else { None }
    }

    fn request(&self, documents: &[Document<'_>]) -> Vec<u8> {
        let data: usize = documents.iter().map(|document| self.bytes(document).div_ceil(3) * 4 + 64).sum();
        let mut body = Vec::with_capacity(data + 128);
        let name: &[u8] =
            if self.stream.starts_with("arn:") { b"{\"StreamARN\":" } else { b"{\"StreamName\":" };
        body.extend_from_slice(name);
        json::write_string(self.stream.as_bytes(), &mut body);
        let mut separator: &[u8] = b",\"Records\":[";
        for document in documents {
            body.extend_from_slice(separator);
            body.extend_from_slice(b"{\"PartitionKey\":");
            json::write_string(partition_key(document).unwrap_or_default().as_bytes(), &mut body);
            if let Some(hash_key) = document.origin.explicit_hash_key {
                body.extend_from_slice(b",\"ExplicitHashKey\":");
                json::write_string(hash_key.as_bytes(), &mut body);
            }
            body.extend_from_slice(b",\"Data\":\"");
            base64_simd::STANDARD.encode_append(document.data, &mut body);
            body.extend_from_slice(b"\"}");
            separator = b",";
        }
        body.extend_from_slice(b"]}");
        body
    }
}
