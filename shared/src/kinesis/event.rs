//! Event bytes → records.
//!
//! Lenient in what it takes: real services, old samples and emulators differ in what they send. The event as a whole
//! is refused only where a failure could not be reported; whatever is wrong with one record stays with that record.

mod read;
mod record;

pub use record::Record;

use crate::{json::JsonError, timestamp::Timestamp};
use std::{borrow::Cow, fmt};

/// A batch of records as an event source mapping hands it to a function. Borrows from the event's bytes.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html>
///
/// ```
/// use nozzle::kinesis::Event;
///
/// let event = Event::read(br#"{"Records":[{"eventID":"shardId-000000000006:495","eventSource":"aws:kinesis",
///     "kinesis":{"partitionKey":"1","sequenceNumber":"495","data":"aGVsbG8=","approximateArrivalTimestamp":1545084650.987}}]}"#)?;
/// assert_eq!(event.shard_id.as_deref(), Some("shardId-000000000006"));
/// assert_eq!(event.records[0].decode()?, b"hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Event<'a> {
    /// ARN of the stream, or of the consumer under enhanced fan-out: see [`stream_arn`](Self::stream_arn).
    pub event_source_arn: Option<Cow<'a, str>>,
    /// The shard. All records of an event come from one.
    pub shard_id: Option<Cow<'a, str>>,
    /// The tumbling window, where the mapping has one.
    pub window: Option<Window>,
    /// JSON text of the window's state, as the invocation before answered it; absent where it is `null`.
    pub state: Option<&'a str>,
    /// True in the last invocation of a window.
    pub is_final_invoke_for_window: bool,
    /// True where the window ends before its time, because its state grew too large.
    pub is_window_terminated_early: bool,
    /// The records, in the order of the event. There may be none in the last invocation of a window.
    pub records: Vec<Record<'a>>,
}

/// The bounds of a tumbling window; what cannot be read as a time is `None`.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its first moment.
    pub start: Option<Timestamp>,
    /// The moment behind its last.
    pub end: Option<Timestamp>,
}

impl<'a> Event<'a> {
    /// Reads an event.
    ///
    /// # Errors
    /// A failure could not be reported: the bytes are not JSON, there are no `Records`, or one has no sequence number.
    pub fn read(bytes: &'a [u8]) -> Result<Self, EventError> {
        read::event(bytes)
    }

    /// ARN of the stream, also where a consumer with enhanced fan-out reads it.
    pub fn stream_arn(&self) -> Option<&str> {
        let arn = self.event_source_arn.as_deref()?;
        Some(arn.split_once("/consumer/").map_or(arn, |(stream, _)| stream))
    }
}

/// Why an event as a whole cannot be answered. Lambda sends it again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventError {
    /// The bytes are not JSON.
    NotJson(JsonError),
    /// There is no array `Records`.
    NoRecords,
    /// A record is not an object with a sequence number.
    NoSequenceNumber {
        /// Which one, counted from 1.
        record: usize,
        /// How many bytes into the event it begins.
        byte: usize,
    },
    /// It is not about a tumbling window, where one is needed.
    NoWindow,
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
                "the event has no array \"Records\": is the function behind something other than a Kinesis event source mapping?",
            ),
            Self::NoSequenceNumber { record, byte } => write!(
                f,
                "record {record} has no kinesis.sequenceNumber of decimal digits (byte {byte}): its failure could not be reported"
            ),
            Self::NoWindow => f.write_str(
                "the event is not about a tumbling window\nfix: set TumblingWindowInSeconds of the event source mapping, from 1 to 900",
            ),
        }
    }
}

impl std::error::Error for EventError {}
