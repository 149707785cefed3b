//! Tumbling windows: what a window has gathered travels with Lambda's answer from one invocation to the next.
//!
//! event bytes → state → records → transform → what a [`WindowState`] observes → state, or the window's results
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html>

mod results;
mod run;

pub use results::Results;

use super::{
    answer::{Answer, Counts, ProcessError},
    event::{Event, EventError},
    limits::MAX_STATE_BYTES,
    processor::{EventRecords, OnPoison, RESERVE, batch_origin},
    response,
    sink::Sink,
};
use crate::{
    batch::Batch,
    deadline::Invocation,
    failure::Failure,
    isolate,
    origin::Origin,
    timestamp::Timestamp,
    transform::{Item, Transform},
};
use run::Run;
use std::time::Duration;

/// What a tumbling window gathers: counts, say.
///
/// A record counts wholly or not at all: what the transform emits for it is [observed](Self::observe), and counts when
/// the record is [done](Self::commit). The state that is answered holds the records before the one that the answer
/// names, and no others: those that come again are counted once. That is why an aggregate of a producer's records is
/// one record here.
///
/// ```
/// use nozzle::kinesis::{Results, ShardWindow, WindowProcessor, WindowState};
/// use nozzle::{Failure, Invocation, Item, Origin, testing, unpack::Lines};
///
/// #[derive(Default)]
/// struct CountedLines { counted: u64, observed: usize }
///
/// impl WindowState for CountedLines {
///     fn begin(&mut self, _: &ShardWindow<'_>, state: Option<&str>, _: &mut Results) -> Result<(), Failure> {
///         let unreadable = |_| Failure::new("not_a_count", "the state is no count");
///         (self.counted, self.observed) = (state.unwrap_or("0").parse().map_err(unreadable)?, 0);
///         Ok(())
///     }
///     fn observe(&mut self, _: Item<'_>, _: &Origin<'_>) -> Result<(), Failure> {
///         self.observed += 1;
///         Ok(())
///     }
///     fn observed(&self) -> usize {
///         self.observed
///     }
///     fn undo(&mut self, observed: usize) {
///         self.observed = observed;
///     }
///     fn commit(&mut self, _: &Origin<'_>, _: &mut Results) -> bool {
///         self.counted += std::mem::take(&mut self.observed) as u64;
///         true
///     }
///     fn end(&mut self, results: &mut Results) {
///         results.document(|out| out.extend(self.counted.to_string().bytes()));
///     }
///     fn write(&self, out: &mut Vec<u8>) {
///         out.extend(self.counted.to_string().bytes());
///     }
/// }
///
/// let mut processor = WindowProcessor::new(Lines, CountedLines::default());
/// let event = testing::kinesis::window_event(["a\nb", "c"], Some("40"), false);
/// let answer = testing::block_on(processor.process(&event, Invocation::default()))?;
/// assert_eq!(answer.response, br#"{"state":43,"batchItemFailures":[]}"#);
///
/// let event = testing::kinesis::window_event([""; 0], Some("43"), true);
/// let answer = testing::block_on(processor.process(&event, Invocation::default()))?;
/// assert_eq!(answer.log_lines, b"43\n");
/// # Ok::<(), nozzle::kinesis::ProcessError>(())
/// ```
pub trait WindowState: Send {
    /// Takes up the state that the invocation before answered: JSON, or `None` in a new window. Whatever an earlier
    /// invocation left behind is forgotten.
    ///
    /// # Errors
    /// The state cannot be read. It is reported, or set aside and begun anew with `None`: see [`OnPoison`].
    fn begin(
        &mut self,
        window: &ShardWindow<'_>,
        state: Option<&str>,
        results: &mut Results,
    ) -> Result<(), Failure>;

    /// Takes notice of one item that the transform emits. It does not count yet.
    ///
    /// # Errors
    /// The record is poison.
    fn observe(&mut self, item: Item<'_>, from: &Origin<'_>) -> Result<(), Failure>;

    /// How much has been observed and does not count yet.
    fn observed(&self) -> usize;

    /// Forgets what was observed since [`observed`](Self::observed) said this.
    fn undo(&mut self, observed: usize);

    /// Counts what was observed: the record is done. Where the state would grow above
    /// [`MAX_STATE_BYTES`], it writes what it holds to `results` first.
    ///
    /// False, where it should be called again once the results have been delivered: because there are
    /// [many](Results::is_full).
    fn commit(&mut self, record: &Origin<'_>, results: &mut Results) -> bool;

    /// The window is over: writes what it holds to `results`.
    fn end(&mut self, results: &mut Results);

    /// Appends the state as JSON.
    fn write(&self, out: &mut Vec<u8>);
}

/// A window of a shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShardWindow<'a> {
    /// ARN of the stream.
    pub stream_arn: Option<&'a str>,
    /// The shard.
    pub shard_id: Option<&'a str>,
    /// Its first moment.
    pub start: Option<Timestamp>,
    /// The moment behind its last.
    pub end: Option<Timestamp>,
    /// True where it ends before its time.
    pub is_terminated_early: bool,
}

/// Answers events about tumbling windows: records in order, what they say gathered in the window's state, and the
/// results delivered when the window ends.
///
/// The answer is given when the results have been delivered. Where they cannot be, or where a record of a window's last
/// invocation is not done, the invocation ends in an error: Lambda repeats it, with the same state, until it succeeds.
pub struct WindowProcessor<T, S> {
    transform: T,
    state: S,
    sink: Option<Box<dyn Sink>>,
    on_poison: OnPoison,
    reserve: Duration,
    input: Vec<u8>,
    results: Results,
}

impl<T: Transform, S: WindowState> WindowProcessor<T, S> {
    /// A processor with the defaults: results are lines of the function's log, poison is reported, and a second is kept
    /// for the last delivery.
    pub fn new(transform: T, state: S) -> Self {
        Self {
            transform,
            state,
            sink: None,
            on_poison: OnPoison::default(),
            reserve: RESERVE,
            input: Vec::new(),
            results: Results::default(),
        }
    }

    /// Has results delivered.
    #[must_use]
    pub fn sink(mut self, sink: impl Sink + 'static) -> Self {
        self.sink = Some(Box::new(sink));
        self
    }

    /// Sets what happens to records and states that can never be read. A [`SetAside`](super::SetAside) gets a state as
    /// a record without a sequence number.
    #[must_use]
    pub fn on_poison(mut self, policy: OnPoison) -> Self {
        self.on_poison = policy;
        self
    }

    /// Sets how much time is kept for the last delivery: see [`Processor::reserve`](super::Processor::reserve).
    #[must_use]
    pub fn reserve(mut self, reserve: Duration) -> Self {
        self.reserve = reserve;
        self
    }

    /// Reads an event, takes up its state, counts its records in order, and answers.
    ///
    /// # Errors
    /// The event is not one of a window, the preparation failed, or the window could not be carried on: Lambda sends
    /// the batch again with the same state.
    pub async fn process(
        &mut self,
        event: &[u8],
        invocation: Invocation<'_>,
    ) -> Result<Answer, ProcessError> {
        let event = Event::read(event)?;
        let window = event.window.ok_or(EventError::NoWindow)?;
        let batch = batch_origin(&event, invocation.invoked_at);
        let records = EventRecords { event: &event, batch };
        if let Some(preparation) = self.transform.prepare(Batch::new(&records)) {
            preparation.await.map_err(ProcessError::Prepare)?;
        }
        let window = ShardWindow {
            stream_arn: event.stream_arn(),
            shard_id: event.shard_id.as_deref(),
            start: window.start,
            end: window.end,
            is_terminated_early: event.is_window_terminated_early,
        };
        // An attempt that was cut off may have left something behind.
        self.results.clear();
        let mut run = Run {
            event: &event,
            batch,
            deadline: invocation.deadline,
            reserve: self.reserve.min(invocation.deadline.remaining() / 2),
            transform: &mut self.transform,
            state: &mut self.state,
            sink: self.sink.as_deref_mut(),
            on_poison: &mut self.on_poison,
            results: &mut self.results,
            counts: Counts { records: event.records.len(), ..Counts::default() },
            failed: Vec::new(),
        };
        run.begin(&window).await?;
        let stop = run.records(&mut self.input).await?;
        let is_over = event.is_final_invoke_for_window || event.is_window_terminated_early;
        if is_over {
            run.end(stop).await?;
        }
        let (mut counts, failed) = (run.counts, run.failed);
        let left = stop.map_or(&[][..], |stop| event.records.get(stop.at.record..).unwrap_or_default());
        counts.left = left.len();
        let mut state = Vec::new();
        if is_over {
            state.extend_from_slice(NO_STATE)
        } else {
            self.state.write(&mut state)
        }
        debug_assert!(state.len() <= MAX_STATE_BYTES, "a state of {} bytes", state.len());
        let mut transform_counts = isolate::take_counts(&mut self.transform);
        transform_counts.push(("Results", self.results.delivered() as u64));
        transform_counts.push(("StateBytes", state.len() as u64));
        let first_left = left.iter().map(|record| record.sequence_number()).min();
        Ok(Answer {
            response: response::write(first_left, Some(&String::from_utf8_lossy(&state))),
            counts,
            failed,
            stopped: stop.and_then(|stop| stop.named(&event)),
            transform_counts,
            log_lines: self.results.take_log_lines(),
        })
    }
}

/// The state of a window of which nothing is known yet.
const NO_STATE: &[u8] = b"{}";

#[cfg(test)]
mod tests;
