//! Runs a transform over the records of an event, one at a time.

use super::{
    event::{Data, Event, EventError, Record},
    metadata::{Metadata, OnPartitionKeyConflict},
    output::{Emitted, RecordOutput, Settings},
    prepare::{Prepare, Prepared},
    response::{OkData, Response},
};
use crate::{
    failure::Failure,
    log::Shape,
    origin::Origin,
    timestamp::Timestamp,
    transform::{Item, Transform},
};
use sha2::{Digest, Sha256};
use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Answers events: every record exactly once, in the order of the event, within the response limit, and
/// without one record harming another.
///
/// ```
/// use nozzle::{Item, Origin, Output, firehose::Processor};
///
/// let mut processor = Processor::new(|item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| out.emit(item, from));
/// let answer = processor.process(br#"{"records":[{"recordId":"1","data":"aGkK"},{"recordId":"2","data":"?"}]}"#)?;
/// assert_eq!(
///     String::from_utf8(answer.response)?,
///     r#"{"records":[{"recordId":"1","result":"Ok","data":"aGkK"},{"recordId":"2","result":"ProcessingFailed","data":""}]}"#
/// );
/// assert_eq!(answer.failed[0].failure.to_string(), "not_base64: data is not base64 (byte 0)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Processor<T> {
    pub(super) transform: T,
    settings: Settings,
    on_response_limit: OnResponseLimit,
    clock: fn() -> Option<Timestamp>,
    scratch: Scratch,
    /// Response bytes per event byte in the last invocation: the next buffer is sized by it.
    growth: f64,
}

/// Buffers that serve every record.
#[derive(Default)]
struct Scratch {
    input: Vec<u8>,
    documents: Vec<u8>,
    metadata: Metadata,
    metadata_json: Vec<u8>,
}

/// What happens to a record that is `Ok` but does not fit the response any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnResponseLimit {
    /// The record fails, with the reason `response_limit`: Firehose keeps it, whole, under `processing-failed/`.
    #[default]
    Fail,
}

/// What an event is answered with, and what is to be said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The response JSON.
    pub response: Vec<u8>,
    /// How many records went which way.
    pub counts: Counts,
    /// The records that failed, in order.
    pub failed: Vec<FailedRecord>,
}

/// How many records went which way: `records = ok + dropped + failed`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records in the event.
    pub records: usize,
    /// Records answered `Ok`.
    pub ok: usize,
    /// Records answered `Dropped`.
    pub dropped: usize,
    /// Records answered `ProcessingFailed`.
    pub failed: usize,
    /// Bytes of all records that could be decoded, before base64.
    pub bytes_in: usize,
    /// Bytes of all records answered `Ok`, before base64.
    pub bytes_out: usize,
}

/// A record answered `ProcessingFailed`. What Firehose keeps of it has neither its id nor the reason: the hash
/// of its data is what both have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRecord {
    /// `recordId`
    pub record_id: String,
    /// Why.
    pub failure: Failure,
    /// SHA-256 of the record's bytes; of the text under `data` where that is not base64.
    pub data_sha256: [u8; 32],
}

/// Why an event got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProcessError {
    /// The event cannot be answered.
    Event(EventError),
    /// [`Prepare::prepare`] failed.
    Prepare(Failure),
}

impl fmt::Display for ProcessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(error) => error.fmt(f),
            Self::Prepare(failure) => write!(f, "the batch could not be prepared: {failure}"),
        }
    }
}

impl std::error::Error for ProcessError {}

impl From<EventError> for ProcessError {
    fn from(error: EventError) -> Self {
        Self::Event(error)
    }
}

/// The outcome of one record.
enum Outcome {
    /// Answered already; so many bytes go out.
    Ok(usize),
    Dropped,
    Failed(Failure),
    Undecodable(Failure),
}

impl<T: Transform> Processor<T> {
    /// A processor with the defaults: logs are written [`Shape::Flat`], documents end with a newline,
    /// what does not fit fails.
    pub fn new(transform: T) -> Self {
        let settings = Settings {
            shape: Shape::default(),
            newline: true,
            on_partition_key_conflict: OnPartitionKeyConflict::default(),
        };
        Self {
            transform,
            settings,
            on_response_limit: OnResponseLimit::default(),
            clock: Timestamp::now,
            scratch: Scratch::default(),
            growth: 1.25,
        }
    }

    /// Sets what logs look like when they leave.
    #[must_use]
    pub fn shape(mut self, shape: Shape) -> Self {
        self.settings.shape = shape;
        self
    }

    /// Sets whether every emitted document ends with a newline (the default). S3 destinations join records
    /// without a separator.
    #[must_use]
    pub fn newline(mut self, newline: bool) -> Self {
        self.settings.newline = newline;
        self
    }

    /// Sets what happens when lines of one record disagree about a partition key.
    #[must_use]
    pub fn on_partition_key_conflict(mut self, policy: OnPartitionKeyConflict) -> Self {
        self.settings.on_partition_key_conflict = policy;
        self
    }

    /// Sets what happens to a record that does not fit the response any more.
    #[must_use]
    pub fn on_response_limit(mut self, policy: OnResponseLimit) -> Self {
        self.on_response_limit = policy;
        self
    }

    /// Sets the clock that stands in for absent arrival times; a test wants one that stands still.
    #[must_use]
    pub fn clock(mut self, clock: fn() -> Option<Timestamp>) -> Self {
        self.clock = clock;
        self
    }

    /// Has the transform prepared before every batch.
    pub fn prepared(self) -> Prepared<T>
    where
        T: Prepare,
    {
        Prepared(self)
    }

    /// Reads an event and answers every record.
    ///
    /// # Errors
    /// The event as a whole cannot be answered.
    pub fn process(&mut self, event: &[u8]) -> Result<Answer, EventError> {
        let event_bytes = event.len();
        self.answer(&Event::read(event)?, event_bytes)
    }

    pub(super) fn answer(&mut self, event: &Event<'_>, event_bytes: usize) -> Result<Answer, EventError> {
        let capacity = (event_bytes as f64 * self.growth * 1.1) as usize;
        let buffer = Vec::with_capacity(capacity.min(super::limits::MAX_RESPONSE_BYTES));
        let mut response = Response::new(&event.records, buffer)?;
        let mut counts = Counts { records: event.records.len(), ..Counts::default() };
        let mut failed = Vec::new();
        let batch = Origin {
            invoked_at: (self.clock)(),
            delivery_stream_arn: event.delivery_stream_arn.as_deref(),
            source_kinesis_stream_arn: event.source_kinesis_stream_arn.as_deref(),
            ..Origin::default()
        };
        for record in &event.records {
            match self.answer_record(record, &batch, &mut response) {
                Outcome::Ok(bytes) => {
                    counts.ok += 1;
                    counts.bytes_out += bytes;
                }
                Outcome::Dropped => {
                    response.dropped(record);
                    counts.dropped += 1;
                }
                Outcome::Failed(failure) => {
                    response.failed(record);
                    failed.push(FailedRecord::new(record, failure, &self.scratch.input));
                }
                Outcome::Undecodable(failure) => {
                    response.failed(record);
                    let text = if let Data::Text(text) = record.data() { text } else { &[] };
                    failed.push(FailedRecord::new(record, failure, text));
                }
            }
            counts.bytes_in += self.scratch.input.len();
        }
        counts.failed = failed.len();
        let response = response.finish();
        self.growth = response.len() as f64 / event_bytes.max(1) as f64;
        Ok(Answer { response, counts, failed })
    }

    /// One record: decoded, transformed, answered if it is `Ok`.
    fn answer_record(&mut self, record: &Record<'_>, batch: &Origin<'_>, response: &mut Response) -> Outcome {
        let Scratch { input, documents, metadata, metadata_json } = &mut self.scratch;
        if let Err(failure) = record.decode_into(input) {
            input.clear();
            return Outcome::Undecodable(failure);
        }
        documents.clear();
        metadata.clear();
        let mut output =
            RecordOutput { input, documents, metadata, settings: self.settings, emitted: Emitted::Nothing };
        if let Err(failure) = run(&mut self.transform, record, batch, &mut output) {
            return Outcome::Failed(failure);
        }
        let emitted = output.emitted;
        metadata.write(metadata_json);
        let (data, bytes) = match (emitted, record.data()) {
            (Emitted::Nothing, _) => return Outcome::Dropped,
            // Escapes in the text would have to be valid JSON as well as lead to base64: encode those anew.
            (Emitted::Unchanged, Data::Text(text)) if text.len() == input.len().div_ceil(3) * 4 => {
                (OkData::Base64(text), input.len())
            }
            (Emitted::Unchanged, _) => (OkData::Bytes(input), input.len()),
            (Emitted::Documents, _) => (OkData::Bytes(documents), documents.len()),
        };
        match (response.ok(record, data, metadata_json), self.on_response_limit) {
            (Ok(()), _) => Outcome::Ok(bytes),
            (Err(_), OnResponseLimit::Fail) => Outcome::Failed(Failure::new(
                "response_limit",
                "the response has no room left for the record",
            )),
        }
    }
}

impl FailedRecord {
    fn new(record: &Record<'_>, failure: Failure, data: &[u8]) -> Self {
        Self { record_id: record.record_id().to_string(), failure, data_sha256: Sha256::digest(data).into() }
    }
}

/// Runs the transform over one record. A panic is a failure like any other.
fn run(
    transform: &mut impl Transform,
    record: &Record<'_>,
    batch: &Origin<'_>,
    output: &mut RecordOutput<'_>,
) -> Result<(), Failure> {
    let kinesis = record.kinesis_record_metadata();
    let mut origin = Origin {
        record_id: record.record_id(),
        approximate_arrival_timestamp: record.approximate_arrival_timestamp(),
        ..*batch
    };
    if let Some(kinesis) = &kinesis {
        origin.shard_id = kinesis.shard_id.as_deref();
        origin.partition_key = kinesis.partition_key.as_deref();
        origin.sequence_number = kinesis.sequence_number.as_deref();
        origin.subsequence_number = kinesis.subsequence_number;
    }
    let input = output.input;
    let attempt = AssertUnwindSafe(|| transform.transform(Item::Bytes(input), &origin, output));
    match catch_unwind(attempt) {
        Ok(result) => result,
        Err(_panic) => {
            transform.recover();
            Err(Failure::new("panic", "the transform panicked"))
        }
    }
}
