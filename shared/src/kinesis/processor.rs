//! Runs a transform over the records of an event, one at a time and in order, and delivers what it emits.

mod run;

use super::{
    aggregate::Aggregate,
    answer::{Answer, Counts, ProcessError, StopCause, Stopped},
    event::Event,
    pending::{self, Pending, Position},
    progress::Progress,
    response,
    set_aside::SetAside,
    sink::Sink,
};
use crate::{
    batch::{Batch, Records},
    deadline::Invocation,
    isolate,
    log::Shape,
    origin::Origin,
    rendering::Rendering,
    timestamp::Timestamp,
    transform::Transform,
};
use run::Run;
use std::{fmt, time::Duration};

/// Answers events: records in order, what they emit delivered, and exactly the first record named that is not done.
///
/// ```
/// use nozzle::{Failure, Invocation, Item, Origin, Output, testing};
/// use nozzle::kinesis::{MemorySetAside, MemorySink, OnPoison, Processor};
///
/// let checked = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| match item {
///     Item::Bytes(b"poison") => Err(Failure::new("poison", "the record is poison")),
///     item => out.emit(item, from),
/// };
/// let event = testing::kinesis::event(["good", "poison", "good too"]);
///
/// // Reported, it comes again with all that stands behind it, until Lambda gives it up.
/// let mut processor = Processor::new(checked, MemorySink::default());
/// let answer = testing::block_on(processor.process(&event, Invocation::default()))?;
/// assert_eq!(answer.response, br#"{"batchItemFailures":[{"itemIdentifier":"4955000001"}]}"#);
///
/// // Set aside, it blocks nothing.
/// let (sink, poison) = (MemorySink::default(), MemorySetAside::default());
/// let mut processor = Processor::new(checked, sink.clone()).on_poison(OnPoison::set_aside(poison.clone()));
/// let answer = testing::block_on(processor.process(&event, Invocation::default()))?;
/// assert_eq!(answer.response, br#"{"batchItemFailures":[]}"#);
/// assert_eq!(sink.texts(), ["good\n", "good too\n"]);
/// assert_eq!(poison.records()[0].data, b"poison");
/// # Ok::<(), nozzle::kinesis::ProcessError>(())
/// ```
pub struct Processor<T> {
    transform: T,
    sink: Box<dyn Sink>,
    on_poison: OnPoison,
    rendering: Rendering,
    reserve: Duration,
    input: Vec<u8>,
    pending: Pending,
    progress: Progress,
}

/// What happens to a record that can never be delivered: its data is not base64, the transform fails, or the sink
/// refuses what it emits.
#[derive(Default)]
pub enum OnPoison {
    /// It is reported. Lambda tries it and all behind it again, as often and as long as the mapping says, and hands
    /// it to the on-failure destination. With the mapping's defaults, it blocks its shard until it expires.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html>
    #[default]
    Report,
    /// It is kept somewhere, with the reason, and counts as done.
    SetAside(Box<dyn SetAside>),
}

impl OnPoison {
    /// Poison is kept by `destination`.
    pub fn set_aside(destination: impl SetAside + 'static) -> Self {
        Self::SetAside(Box::new(destination))
    }
}

impl fmt::Debug for OnPoison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if let Self::Report = self { "Report" } else { "SetAside" })
    }
}

/// Time kept for the last delivery.
pub(super) const RESERVE: Duration = Duration::from_secs(1);

impl<T: Transform> Processor<T> {
    /// A processor with the defaults: poison is reported, logs are written [`Shape::Flat`], documents end with a
    /// newline, and a second is kept for the last delivery.
    pub fn new(transform: T, sink: impl Sink + 'static) -> Self {
        Self {
            transform,
            sink: Box::new(sink),
            on_poison: OnPoison::default(),
            rendering: Rendering::default(),
            reserve: RESERVE,
            input: Vec::new(),
            pending: Pending::default(),
            progress: Progress::default(),
        }
    }

    /// Sets what happens to records that can never be delivered.
    #[must_use]
    pub fn on_poison(mut self, policy: OnPoison) -> Self {
        self.on_poison = policy;
        self
    }

    /// Sets what logs look like when they leave.
    #[must_use]
    pub fn shape(mut self, shape: Shape) -> Self {
        self.rendering.shape = shape;
        self
    }

    /// Sets whether every emitted document ends with a newline (the default): a delivery stream joins documents
    /// without a separator.
    #[must_use]
    pub fn newline(mut self, newline: bool) -> Self {
        self.rendering.newline = newline;
        self
    }

    /// Sets how much time is kept for the last delivery: with less than that left, no further record is begun. It is
    /// never more than half of what an invocation has, so that every attempt gets somewhere.
    #[must_use]
    pub fn reserve(mut self, reserve: Duration) -> Self {
        self.reserve = reserve;
        self
    }

    /// Reads an event, has the transform prepared, transforms and delivers in order, and answers. A tumbling window's
    /// state is answered as it came.
    ///
    /// # Errors
    /// The event as a whole cannot be answered, or the preparation failed: Lambda sends the batch again.
    pub async fn process(
        &mut self,
        event: &[u8],
        invocation: Invocation<'_>,
    ) -> Result<Answer, ProcessError> {
        let event = Event::read(event)?;
        let batch = batch_origin(&event, invocation.invoked_at);
        let records = EventRecords { event: &event, batch };
        if let Some(preparation) = self.transform.prepare(Batch::new(&records)) {
            preparation.await.map_err(ProcessError::Prepare)?;
        }
        // An attempt that was cut off may have left something behind.
        self.pending.clear();
        let mut run = Run {
            event: &event,
            batch,
            deadline: invocation.deadline,
            reserve: self.reserve.min(invocation.deadline.remaining() / 2),
            transform: &mut self.transform,
            rendering: self.rendering,
            room: self.sink.room(),
            sink: &mut *self.sink,
            on_poison: &mut self.on_poison,
            pending: &mut self.pending,
            progress: &mut self.progress,
            counts: Counts { records: event.records.len(), ..Counts::default() },
            failed: Vec::new(),
        };
        let stop = run.all(&mut self.input).await;
        let (mut counts, failed) = (run.counts, run.failed);
        let left = stop.map_or(&[][..], |stop| event.records.get(stop.at.record..).unwrap_or_default());
        counts.left = left.len();
        // Records of a shard come in order; those of an event that does not know order must not be lost either.
        let first_left = left.iter().map(|record| record.sequence_number()).min();
        let state = event.state.or(event.window.map(|_| "{}"));
        Ok(Answer {
            response: response::write(first_left, state),
            counts,
            failed,
            stopped: stop.and_then(|stop| stop.named(&event)),
            transform_counts: isolate::take_counts(&mut self.transform),
            log_lines: Vec::new(),
        })
    }
}

/// The first record that is not done.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop {
    pub(super) at: Position,
    pub(super) cause: StopCause,
}

impl Stop {
    pub(super) fn named(self, event: &Event<'_>) -> Option<Stopped> {
        let sequence_number = event.records.get(self.at.record)?.sequence_number().to_string();
        Some(Stopped { sequence_number, subsequence_number: self.at.subsequence_number, cause: self.cause })
    }
}

/// What is known of the origin of all records of an event.
pub(super) fn batch_origin<'a>(event: &'a Event<'_>, invoked_at: Option<Timestamp>) -> Origin<'a> {
    Origin {
        invoked_at,
        source_kinesis_stream_arn: event.stream_arn(),
        shard_id: event.shard_id.as_deref(),
        ..Origin::default()
    }
}

/// An event as those see it who look something up before the first record.
pub(super) struct EventRecords<'a> {
    pub(super) event: &'a Event<'a>,
    pub(super) batch: Origin<'a>,
}

impl Records for EventRecords<'_> {
    fn len(&self) -> usize {
        let mut bytes = Vec::new();
        let in_record = |record: &super::Record<'_>| match record.decode_into(&mut bytes) {
            Ok(()) => Aggregate::read(&bytes).map_or(1, |aggregate| aggregate.records().count()),
            Err(_) => 1,
        };
        self.event.records.iter().map(in_record).sum()
    }

    fn for_each(&self, visit: &mut dyn FnMut(&[u8], &Origin<'_>)) {
        let mut bytes = Vec::new();
        for record in &self.event.records {
            if record.decode_into(&mut bytes).is_err() {
                continue;
            }
            let partition_key = record.partition_key();
            let origin = pending::origin(record, partition_key.as_deref(), &self.batch);
            match Aggregate::read(&bytes) {
                None => visit(&bytes, &origin),
                Some(aggregate) => {
                    for (number, record) in (0..).zip(aggregate.records()) {
                        visit(record.data, &record.origin(number, &origin));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
