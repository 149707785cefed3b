//! The delivery stream at work: records → batches → function → outcomes → objects.

pub mod attempts;
pub mod buffer;
pub mod check;
pub mod deaggregation;
pub mod delivery;
pub mod destination;
pub mod endpoint;
pub mod error_code;
pub mod event;
pub mod failed;
pub mod object;
pub mod prefix;
pub mod record;
pub mod redshift;
pub mod to_endpoint;
pub mod writer;

use crate::{
    clock::Clock,
    delivery_stream::{DeliveryStream, LambdaProcessor},
    error::Error,
    function::Invoke,
    source::SourceRecord,
    summary::Summary,
};
use attempts::{Attempted, invoke_with_retries};
use buffer::Buffer;
use check::{Checked, Outcome};
use delivery::{Delivery, NotDelivered};
use destination::refused;
use endpoint::document::{Document, Undelivered};
use error_code::ErrorCode;
use event::Envelope;
use nozzle::firehose::limits::MAX_REQUEST_BYTES;
use record::{Record, RecordIds, with_subsequence_number};
use tokio::time::Instant;

/// A stream that takes records.
pub struct Stream<'a, I> {
    processing: Option<Processing<'a, I>>,
    delivery: Delivery,
    dynamic_partitioning: bool,
    from_kinesis: bool,
    ids: RecordIds,
    clock: Clock,
    summary: Summary,
}

/// The way to the function and what waits for it.
struct Processing<'a, I> {
    function: &'a I,
    processor: &'a LambdaProcessor,
    envelope: Envelope,
    batch: Buffer<Vec<Record>>,
    /// Size of the event that the batch would make.
    event_bytes: usize,
}

impl<'a, I: Invoke> Stream<'a, I> {
    /// A stream with a processor needs its function; one without passes records unchanged.
    pub fn new(
        stream: &'a DeliveryStream,
        function: Option<&'a I>,
        delivery: Delivery,
        clock: Clock,
    ) -> Result<Self, Error> {
        if stream.processor.is_some() && function.is_none() {
            let what = "the stream has a Lambda processor, but its function was not started";
            return Err(refused("ProcessingConfiguration", what, "start the function first"));
        }
        let processing = stream.processor.as_ref().zip(function).map(|(processor, function)| {
            let envelope =
                Envelope::new(&stream.arn, &stream.region, stream.source_kinesis_stream_arn.as_deref());
            Processing {
                function,
                processor,
                event_bytes: envelope.empty_event_bytes(),
                envelope,
                batch: Buffer::new(processor.buffer_size_bytes, processor.buffer_interval),
            }
        });
        Ok(Self {
            processing,
            delivery,
            dynamic_partitioning: stream.dynamic_partitioning,
            from_kinesis: stream.source_kinesis_stream_arn.is_some(),
            ids: RecordIds::starting_at(clock.started()),
            clock,
            summary: Summary { stream: stream.name.clone(), ..Summary::default() },
        })
    }

    /// Takes one record of the source.
    pub async fn accept(&mut self, record: SourceRecord) {
        let id = self.ids.next_id();
        if !self.from_kinesis {
            return self.accept_one(id, 0, record).await;
        }
        for (number, record) in (0..).zip(deaggregation::split(record)) {
            self.accept_one(with_subsequence_number(&id, number), number, record).await;
        }
    }

    async fn accept_one(&mut self, id: String, subsequence_number: u64, record: SourceRecord) {
        let SourceRecord { data, arrived_ms, partition_key } = record;
        self.summary.records_in += 1;
        self.summary.bytes_in += data.len() as u64;
        let arrived_ms = arrived_ms.unwrap_or_else(|| self.clock.now_ms());
        self.delivery.back_up(&data, arrived_ms).await;
        let record = Record { id, arrived_ms, data, partition_key, subsequence_number };
        let Some(processing) = &mut self.processing else {
            let data = record.data.to_vec();
            let outcome = Outcome::Ok { data, partition_keys: Default::default(), table: None };
            return self.settle(&record, outcome, &Attempted::none()).await;
        };
        for batch in processing.add(record) {
            self.process(batch).await;
        }
    }

    /// When something must be flushed at the latest.
    pub fn due(&self) -> Option<Instant> {
        let batch = self.processing.as_ref().and_then(|processing| processing.batch.due());
        batch.into_iter().chain(self.delivery.due()).min()
    }

    /// Flushes what is due.
    pub async fn flush_due(&mut self) {
        let now = Instant::now();
        if let Some(batch) = self.processing.as_mut().and_then(|processing| processing.seal_if_due(now)) {
            self.process(batch).await;
        }
        self.delivery.flush_due(now).await;
    }

    /// Waits for an answer of the endpoint; for ever where none is on its way.
    pub async fn endpoint_answered(&mut self) {
        self.delivery.endpoint_answered().await;
    }

    /// Sets aside what did not arrive at the endpoint.
    pub async fn settle_undelivered(&mut self) {
        for undelivered in self.delivery.take_undelivered() {
            // It was counted when it was handed on.
            self.summary.ok -= 1;
            self.set_undelivered_aside(undelivered).await;
        }
    }

    async fn set_undelivered_aside(&mut self, undelivered: Undelivered) {
        if undelivered.is_set_aside {
            self.delivery.set_undelivered_aside(&undelivered, self.clock.now_ms()).await;
        }
        let Undelivered { document, refusal, .. } = undelivered;
        self.summary.count_failed(refusal.code, refusal.code, &document.record_id, &refusal.told);
    }

    /// Whether an object could not be written.
    pub fn has_failed(&self) -> bool {
        self.delivery.has_failed()
    }

    /// The counts so far.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The end of the source: flushes every buffer and waits for the last object.
    pub async fn finish(mut self) -> (Summary, Option<Error>) {
        if let Some(batch) = self.processing.as_mut().and_then(Processing::seal) {
            self.process(batch).await;
        }
        self.delivery.finish_endpoint().await;
        self.settle_undelivered().await;
        self.summary.endpoint = self.delivery.endpoint_counts();
        let (objects, error) = self.delivery.finish().await;
        self.summary.objects = objects;
        self.summary.elapsed_ms = self.clock.elapsed_ms();
        (self.summary, error)
    }

    async fn process(&mut self, batch: Vec<Record>) {
        let Some(processing) = &self.processing else { return };
        let retries = processing.processor.number_of_retries;
        let attempted = invoke_with_retries(processing.function, &processing.envelope, &batch, retries).await;
        self.summary.invocations += u64::from(attempted.attempts_made);
        self.summary.retries += u64::from(attempted.attempts_made - 1);
        let outcomes = match &attempted.answer {
            Err(_) => vec![Outcome::Failed(ErrorCode::FunctionError); batch.len()],
            Ok(response) => {
                let ids: Vec<&str> = batch.iter().map(|record| record.id.as_str()).collect();
                let partition_keys = self.dynamic_partitioning.then(|| self.delivery.partition_keys());
                let Checked { outcomes, defects } = check::check(response, &ids, partition_keys);
                for defect in &defects {
                    self.summary.note_defect(defect);
                }
                outcomes
            }
        };
        for (record, outcome) in batch.iter().zip(outcomes) {
            self.settle(record, outcome, &attempted).await;
        }
    }

    /// Every record that was accepted comes by here once.
    async fn settle(&mut self, record: &Record, outcome: Outcome, attempted: &Attempted) {
        let code = match outcome {
            Outcome::Dropped => return self.summary.dropped += 1,
            Outcome::Failed(code) => code,
            Outcome::Ok { data, partition_keys, table } => {
                let document = Document {
                    record_id: record.id.clone(),
                    subsequence_number: record.subsequence_number,
                    arrived_ms: record.arrived_ms,
                    data,
                    table,
                };
                match self.delivery.deliver(document, partition_keys).await {
                    Ok(()) => return self.summary.ok += 1,
                    Err(NotDelivered::NoPartition(code)) => code,
                    Err(NotDelivered::Refused(undelivered)) => {
                        return self.set_undelivered_aside(*undelivered).await;
                    }
                }
            }
        };
        let attempt = failed::Attempt {
            attempts_made: attempted.attempts_made,
            ended_ms: self.clock.now_ms(),
            lambda_arn: self.processing.as_ref().map(|processing| processing.processor.lambda_arn.as_str()),
        };
        let line = failed::line(&record.data, record.arrived_ms, code, attempt);
        self.delivery.set_aside(&line, record.arrived_ms).await;
        self.count_failed(record, code, attempted);
    }

    /// The function's own reason where it gave one, else the error code.
    fn count_failed(&mut self, record: &Record, code: ErrorCode, attempted: &Attempted) {
        let reported = attempted.record_failures.get(&record.id);
        let (reason, message) = match (code, reported, &attempted.answer) {
            (ErrorCode::ProcessingFailedStatus, Some(failure), _) => {
                (failure.reason.as_str(), failure.message.clone())
            }
            (ErrorCode::ProcessingFailedStatus, None, _) => {
                (code.code(), "the function's log gives no reason".to_owned())
            }
            (ErrorCode::MetadataExtractionFailed | ErrorCode::ActivePartitionsLimitExceeded, ..) => {
                (code.code(), code.message().to_owned())
            }
            (_, _, Err(error)) => (code.code(), error.to_string()),
            _ => (code.code(), "the response is at fault, see below".to_owned()),
        };
        self.summary.count_failed(code.code(), reason, &record.id, &message);
    }
}

impl<I> Processing<'_, I> {
    /// Adds a record and hands back what is full: by the template's size, or by Lambda's limit for the event.
    fn add(&mut self, record: Record) -> impl Iterator<Item = Vec<Record>> + use<I> {
        let record_bytes = self.envelope.record_bytes(&record);
        let event_full = if self.event_bytes + record_bytes > MAX_REQUEST_BYTES { self.seal() } else { None };
        let batch_full = self.batch.add(record.data.len() as u64, |batch| batch.push(record));
        if batch_full.is_some() {
            self.event_bytes = self.envelope.empty_event_bytes();
        }
        self.event_bytes += record_bytes;
        event_full.into_iter().chain(batch_full)
    }

    fn seal(&mut self) -> Option<Vec<Record>> {
        self.event_bytes = self.envelope.empty_event_bytes();
        self.batch.seal()
    }

    fn seal_if_due(&mut self, now: Instant) -> Option<Vec<Record>> {
        if self.batch.due()? <= now { self.seal() } else { None }
    }
}
