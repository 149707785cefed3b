//! Event bytes → records.
//!
//! Lenient in what it takes: real services, old samples and emulators differ in what they send. The event
//! as a whole is refused only where nothing could be answered; whatever is wrong with one record stays
//! with that record.

mod read;
mod record;

pub use crate::data::Data;
pub use record::{KinesisRecordMetadata, Record};

use crate::json::JsonError;
use std::{borrow::Cow, fmt};

/// A batch of records as Firehose hands it to a function. Borrows from the event's bytes.
///
/// ```
/// use nozzle::firehose::Event;
///
/// let event = Event::read(br#"{"region":"eu-west-1","records":[{"recordId":"49","data":"aGVsbG8="}]}"#)?;
/// assert_eq!(event.region.as_deref(), Some("eu-west-1"));
/// assert_eq!(event.records[0].decode()?, b"hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Event<'a> {
    /// New for every attempt at a batch: no key for idempotency.
    pub invocation_id: Option<Cow<'a, str>>,
    /// ARN of the delivery stream.
    pub delivery_stream_arn: Option<Cow<'a, str>>,
    /// ARN of the Kinesis stream that feeds it; absent for direct put.
    pub source_kinesis_stream_arn: Option<Cow<'a, str>>,
    /// AWS region.
    pub region: Option<Cow<'a, str>>,
    /// The records, in the order of the event.
    pub records: Vec<Record<'a>>,
}

impl<'a> Event<'a> {
    /// Reads an event.
    ///
    /// # Errors
    /// Nothing could be answered: the bytes are not JSON, there are no `records`, or a record has no `recordId`.
    pub fn read(bytes: &'a [u8]) -> Result<Self, EventError> {
        read::event(bytes)
    }
}

/// Why an event as a whole cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventError {
    /// The bytes are not JSON.
    NotJson(JsonError),
    /// There is no array `records`.
    NoRecords,
    /// A record is not an object with a `recordId` that is a string.
    NoRecordId {
        /// Which one, counted from 1.
        record: usize,
        /// How many bytes into the event it begins.
        byte: usize,
    },
    /// Even if every record failed, the answers would not fit the response.
    TooManyRecords {
        /// Records in the event.
        records: usize,
        /// Bytes of the shortest response that answers all of them.
        bytes: usize,
    },
}

impl From<JsonError> for EventError {
    fn from(error: JsonError) -> Self {
        Self::NotJson(error)
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(error) => write!(f, "the event is not JSON: {error}"),
            Self::NoRecords => f.write_str(
                "the event has no array \"records\": is the function behind something other than a Firehose delivery stream?",
            ),
            Self::NoRecordId { record, byte } => {
                write!(f, "record {record} has no recordId that is a string (byte {byte}): it could not be answered")
            }
            Self::TooManyRecords { records, bytes } => write!(
                f,
                "{records} records need a response of {bytes} bytes even if all fail, above the limit of {} bytes: lower BufferSizeInMBs",
                super::limits::MAX_RESPONSE_BYTES
            ),
        }
    }
}

impl std::error::Error for EventError {}
