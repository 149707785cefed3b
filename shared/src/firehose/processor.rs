//! Runs a transform over the records of an event, one at a time.

use super::{
    event::{Data, Event, EventError, Record},
    metadata::{Metadata, OnPartitionKeyConflict},
    output::{Emitted, NO_ROOM, RecordOutput, Settings},
    reingest::{Envelope, GoingBack, Overflow, Reingest},
    response::{DoesNotFit, OkData, Response},
};
use crate::{
    batch::{Batch, Records},
    deadline::Invocation,
    failure::Failure,
    isolate,
    log::Shape,
    origin::Origin,
    rendering::Rendering,
    timestamp::Timestamp,
    transform::{Item, Transform},
};
use sha2::{Digest, Sha256};

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
    transform: T,
    settings: Settings,
    /// What does not fit fails where there is none.
    reingest: Option<Reingest>,
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

/// What an event is answered with, and what is to be said about it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// The response JSON.
    pub response: Vec<u8>,
    /// How many records went which way.
    pub counts: Counts,
    /// The records that failed, in order.
    pub failed: Vec<FailedRecord>,
    /// What the transform counted: see [`Transform::take_counts`].
    pub transform_counts: Vec<(&'static str, u64)>,
}

/// How many records went which way: `records = ok + dropped + failed`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Records in the event.
    pub records: usize,
    /// Records answered `Ok`.
    pub ok: usize,
    /// Records answered `Dropped`.
    pub dropped: usize,
    /// Those of them that went back to the stream.
    pub reingested: usize,
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

/// Why an event of Firehose got no answer.
pub type ProcessError = crate::ProcessError<EventError>;

/// The outcome of one record.
enum Outcome {
    /// Answered already; so many bytes go out.
    Ok(usize),
    Dropped,
    Failed(Failure),
    /// It fails unless these pieces of it can be put back.
    GoesBack(Vec<Vec<u8>>),
    Undecodable(Failure),
}

impl<T: Transform> Processor<T> {
    /// A processor with the defaults: logs are written [`Shape::Flat`], documents end with a newline,
    /// what does not fit fails.
    pub fn new(transform: T) -> Self {
        let settings = Settings {
            rendering: Rendering::default(),
            on_partition_key_conflict: OnPartitionKeyConflict::default(),
        };
        Self { transform, settings, reingest: None, scratch: Scratch::default(), growth: 1.25 }
    }

    /// Sets what logs look like when they leave.
    #[must_use]
    pub fn shape(mut self, shape: Shape) -> Self {
        self.settings.rendering.shape = shape;
        self
    }

    /// Sets whether every emitted document ends with a newline (the default). S3 destinations join records
    /// without a separator.
    #[must_use]
    pub fn newline(mut self, newline: bool) -> Self {
        self.settings.rendering.newline = newline;
        self
    }

    /// Sets what happens when lines of one record disagree about a partition key.
    #[must_use]
    pub fn on_partition_key_conflict(mut self, policy: OnPartitionKeyConflict) -> Self {
        self.settings.on_partition_key_conflict = policy;
        self
    }

    /// Has records that do not fit the response any more go back to their stream.
    #[must_use]
    pub fn reingest(mut self, reingest: Reingest) -> Self {
        self.reingest = Some(reingest);
        self
    }

    /// Reads an event and answers every record, without a clock, without preparation, and without sending anything
    /// back: for tests and benches.
    ///
    /// # Errors
    /// The event as a whole cannot be answered.
    pub fn process(&mut self, event: &[u8]) -> Result<Answer, EventError> {
        let event_bytes = event.len();
        let event = Event::read(event)?;
        let reingest = self.reingest.take();
        let answering = self.answer(&event, &batch_origin(&event, None), event_bytes);
        self.reingest = reingest;
        Ok(self.finish(answering?, event_bytes))
    }

    /// Reads an event, has the transform prepared, and answers every record. The invocation's start stands in for
    /// absent arrival times; its deadline bounds what is sent back.
    ///
    /// # Errors
    /// The event as a whole cannot be answered, or the preparation failed.
    pub async fn prepare_and_process(
        &mut self,
        event: &[u8],
        invocation: Invocation<'_>,
    ) -> Result<Answer, ProcessError> {
        let event_bytes = event.len();
        let event = Event::read(event)?;
        let batch = batch_origin(&event, invocation.invoked_at);
        if let Some(preparation) = self.transform.prepare(Batch::new(&EventRecords { event: &event, batch }))
        {
            preparation.await.map_err(ProcessError::Prepare)?;
        }
        let mut answering = self.answer(&event, &batch, event_bytes)?;
        if let Some(reingest) = self.reingest.as_mut().filter(|_| !answering.going_back.is_empty()) {
            let went_back = reingest.send(&answering.going_back, &batch, invocation.deadline).await;
            let is_back = |index: &usize| {
                let place = went_back.binary_search_by_key(index, |record| record.index);
                place.is_ok_and(|place| went_back[place].result.is_ok())
            };
            answering.failed.retain(|(index, _)| !is_back(index));
            for (index, failed) in &mut answering.failed {
                if let Ok(place) = went_back.binary_search_by_key(index, |record| record.index)
                    && let Err(failure) = went_back[place].result
                {
                    failed.failure = failure;
                }
            }
            let put = went_back.iter().filter(|record| record.result.is_ok());
            answering.counts.reingested = put.clone().count();
            answering.counts.dropped += answering.counts.reingested;
            answering.response.drop_failed(put.map(|record| record.entry));
        }
        Ok(self.finish(answering, event_bytes))
    }

    fn answer(
        &mut self,
        event: &Event<'_>,
        batch: &Origin<'_>,
        event_bytes: usize,
    ) -> Result<Answering, EventError> {
        let capacity = (event_bytes as f64 * self.growth * 1.1) as usize;
        let buffer = Vec::with_capacity(capacity.min(super::limits::MAX_RESPONSE_BYTES));
        let mut response = Response::new(&event.records, buffer)?;
        let mut counts = Counts { records: event.records.len(), ..Counts::default() };
        let (mut failed, mut going_back) = (Vec::new(), GoingBack::default());
        for (index, record) in event.records.iter().enumerate() {
            match self.answer_record(record, batch, &mut response) {
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
                    failed.push((index, FailedRecord::new(record, failure, &self.scratch.input)));
                }
                Outcome::GoesBack(pieces) => {
                    let entry = response.failed(record);
                    failed.push((index, FailedRecord::new(record, NO_ROOM, &self.scratch.input)));
                    going_back.push(index, entry, record, batch, pieces);
                }
                Outcome::Undecodable(failure) => {
                    response.failed(record);
                    let text = if let Data::Text(text) = record.data() { text } else { &[] };
                    failed.push((index, FailedRecord::new(record, failure, text)));
                }
            }
            counts.bytes_in += self.scratch.input.len();
        }
        Ok(Answering { response, counts, failed, going_back })
    }

    fn finish(&mut self, answering: Answering, event_bytes: usize) -> Answer {
        let Answering { response, mut counts, failed, .. } = answering;
        counts.failed = failed.len();
        let response = response.finish();
        self.growth = response.len() as f64 / event_bytes.max(1) as f64;
        let failed = failed.into_iter().map(|(_, failed)| failed).collect();
        Answer { response, counts, failed, transform_counts: isolate::take_counts(&mut self.transform) }
    }

    /// One record: decoded, transformed, answered if it is `Ok`.
    fn answer_record(&mut self, record: &Record<'_>, batch: &Origin<'_>, response: &mut Response) -> Outcome {
        let Scratch { input, documents, metadata, metadata_json } = &mut self.scratch;
        if let Err(failure) = record.decode_into(input) {
            input.clear();
            return Outcome::Undecodable(failure);
        }
        let (envelope, data) = Envelope::open(input);
        documents.clear();
        metadata.clear();
        let room = response.room(record);
        let mut output = RecordOutput {
            input: data,
            documents,
            metadata,
            settings: self.settings,
            // Whether it can go back is known by what it becomes.
            room: if self.reingest.is_some() { Response::room_alone(record).max(room) } else { room },
            emitted: Emitted::Nothing,
            count: 0,
            failure: None,
        };
        let item = Item::Bytes(data);
        let result = with_origin(record, envelope, batch, |origin| {
            isolate::transform(&mut self.transform, item, origin, &mut output)
        });
        let overflow = |why| match &self.reingest {
            None => Outcome::Failed(NO_ROOM),
            Some(reingest) => match reingest.pieces(record, batch, envelope, data, why) {
                Ok(pieces) => Outcome::GoesBack(pieces),
                Err(failure) => Outcome::Failed(failure),
            },
        };
        match output.failure.or(result.err()) {
            Some(NO_ROOM) => return overflow(Overflow::TooLargeAlone),
            Some(failure) => return Outcome::Failed(failure),
            None if self.reingest.as_ref().is_some_and(|reingest| reingest.is_too_many(output.count)) => {
                return overflow(Overflow::SeveralDocuments);
            }
            None => {}
        }
        let emitted = output.emitted;
        metadata.write(metadata_json);
        let (data, bytes) = match (emitted, record.data()) {
            (Emitted::Nothing, _) => return Outcome::Dropped,
            // Escapes in the text would have to be valid JSON as well as lead to base64: encode those anew. So is what
            // stood in an envelope.
            (Emitted::Unchanged, Data::Text(text))
                if text.len() == input.len().div_ceil(3) * 4 && data.len() == input.len() =>
            {
                (OkData::Base64(text), data.len())
            }
            (Emitted::Unchanged, _) => (OkData::Bytes(data), data.len()),
            (Emitted::Documents, _) => (OkData::Bytes(documents), documents.len()),
        };
        match response.ok(record, data, metadata_json) {
            Ok(()) => Outcome::Ok(bytes),
            Err(DoesNotFit { fits_alone: true }) => overflow(Overflow::FitsAlone),
            Err(DoesNotFit { fits_alone: false }) => overflow(Overflow::TooLargeAlone),
        }
    }
}

/// An event of which every record has its answer, but those on their way back.
struct Answering {
    response: Response,
    counts: Counts,
    /// With their places in the event, in order.
    failed: Vec<(usize, FailedRecord)>,
    going_back: GoingBack,
}

impl FailedRecord {
    fn new(record: &Record<'_>, failure: Failure, data: &[u8]) -> Self {
        Self { record_id: record.record_id().to_string(), failure, data_sha256: Sha256::digest(data).into() }
    }
}

/// What is known of the origin of all records of an event.
fn batch_origin<'a>(event: &'a Event<'_>, invoked_at: Option<Timestamp>) -> Origin<'a> {
    Origin {
        invoked_at,
        delivery_stream_arn: event.delivery_stream_arn.as_deref(),
        source_kinesis_stream_arn: event.source_kinesis_stream_arn.as_deref(),
        ..Origin::default()
    }
}

/// Calls `run` with the record's origin.
fn with_origin<R>(
    record: &Record<'_>,
    envelope: Envelope,
    batch: &Origin<'_>,
    run: impl FnOnce(&Origin<'_>) -> R,
) -> R {
    let mut origin = Origin {
        record_id: record.record_id(),
        approximate_arrival_timestamp: envelope.arrival.or_else(|| record.approximate_arrival_timestamp()),
        ..*batch
    };
    let Some(kinesis) = record.kinesis_record_metadata() else { return run(&origin) };
    origin.shard_id = kinesis.shard_id.as_deref();
    origin.partition_key = kinesis.partition_key.as_deref();
    origin.sequence_number = kinesis.sequence_number.as_deref();
    origin.subsequence_number = kinesis.subsequence_number;
    run(&origin)
}

/// An event as those see it who look something up before the first record.
struct EventRecords<'a> {
    event: &'a Event<'a>,
    batch: Origin<'a>,
}

impl Records for EventRecords<'_> {
    fn len(&self) -> usize {
        self.event.records.len()
    }

    fn for_each(&self, visit: &mut dyn FnMut(&[u8], &Origin<'_>)) {
        let mut bytes = Vec::new();
        for record in &self.event.records {
            if record.decode_into(&mut bytes).is_ok() {
                let (envelope, data) = Envelope::open(&bytes);
                with_origin(record, envelope, &self.batch, |origin| visit(data, origin));
            }
        }
    }
}
