//! A lane: batches one after another, each until it is settled.
//!
//! Records of a partition key are always in the same lane, which begins nothing before what stands before it is settled:
//! done, or given up.

mod part;

use super::{
    answer::{Understood, Verdict, understand},
    cause::Cause,
    data_stream::shard_id,
    event::{Envelope, WindowEnd},
    intake::{BatchLimits, Intake, Next},
    ledger::Ledger,
    on_failure::{self, Condition, GivenUp},
    record::Queued,
    settings::EventSourceMapping,
    stop::Stop,
    window::OpenWindow,
};
use crate::{
    clock::Clock,
    error::Error,
    function::{FunctionError, Invocation, Invoke},
    storage::Storage,
};
use nozzle::{firehose::limits::MAX_REQUEST_BYTES, kinesis::limits::MAX_STATE_BYTES};
use part::Part;
use std::time::Duration;

/// AWS does not say how long Lambda waits between attempts, only that it waits longer and longer.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Failures in a row after which a person is told that a shard is blocked.
const BLOCKED_AFTER: u32 = 5;

/// What all lanes of a mapping share.
pub(super) struct Shared<'a> {
    pub(super) mapping: &'a EventSourceMapping,
    pub(super) envelope: Envelope,
    pub(super) ledger: &'a Ledger,
    pub(super) storage: &'a Storage,
    pub(super) clock: Clock,
    pub(super) stop: &'a Stop,
    /// Tells a person what they should know before the end.
    pub(super) tell: &'a (dyn Fn(&Error) + Sync),
}

/// One of the lanes of a shard.
pub(super) struct Lane<'a, I> {
    shared: &'a Shared<'a>,
    function: &'a I,
    shard: usize,
    intake: Intake,
    window: Option<OpenWindow>,
}

/// What came of one invocation.
enum Attempt {
    Throttled,
    Failed(FunctionError),
    Answered(Understood, Invocation),
}

impl<'a, I: Invoke> Lane<'a, I> {
    pub(super) fn new(shared: &'a Shared<'a>, function: &'a I, shard: usize, intake: Intake) -> Self {
        let window = shared.mapping.tumbling_window.and_then(|_| shared.ledger.window(shard));
        Self { shared, function, shard, intake, window }
    }

    /// Works until no record will come, or it is told to stop.
    pub(super) async fn run(mut self) -> Result<(), Error> {
        let Shared { mapping, envelope, clock, stop, .. } = self.shared;
        let limits = BatchLimits {
            records: mapping.batch_size,
            bytes: MAX_REQUEST_BYTES - self.window_bytes(),
            batching_window: mapping.maximum_batching_window,
            tumbling_window: mapping.tumbling_window,
        };
        let record_bytes = |queued: &Queued| envelope.record_bytes(queued);
        loop {
            match self.intake.next(&limits, self.window.as_ref(), record_bytes, clock, stop).await {
                Next::Batch(batch) => self.settle(batch).await?,
                Next::WindowOver => self.end_window(WindowEnd::OnTime).await?,
                Next::End => return self.end_window(WindowEnd::OnTime).await,
                Next::Stopped => return Ok(()),
            }
        }
    }

    /// Room in an event for what a window adds to it.
    fn window_bytes(&self) -> usize {
        const EMPTY_EVENT: usize = 20;
        self.shared.mapping.tumbling_window.map_or(EMPTY_EVENT, |_| EMPTY_EVENT + MAX_STATE_BYTES + 500)
    }

    /// Tries a batch until all of it is done or given up; stops earlier where it is told to.
    async fn settle(&mut self, batch: Vec<Queued>) -> Result<(), Error> {
        let Shared { mapping, ledger, stop, .. } = self.shared;
        if let (Some(length), None, Some(first)) = (mapping.tumbling_window, &self.window, batch.first()) {
            self.window = Some(OpenWindow::at(first.record.arrived_ms, length));
        }
        let mut parts = vec![Part::new(batch)];
        let mut is_first = true;
        while let Some(mut part) = parts.pop() {
            if stop.is_set() {
                return Ok(());
            }
            self.give_up_what_is_old(&mut part).await?;
            if part.records.is_empty() {
                continue;
            }
            let attempt = self.invoke(&part.records, WindowEnd::Open).await;
            ledger.count(|summary| {
                summary.retries += u64::from(!is_first);
                summary.records_sent_again += if is_first { 0 } else { part.records.len() as u64 };
            });
            is_first = false;
            let (verdict, state) = match attempt {
                Attempt::Throttled => {
                    part.throttles += 1;
                    self.pause(part.throttles, &part).await;
                    parts.push(part);
                    continue;
                }
                Attempt::Failed(error) => {
                    part.cause = Cause::of_error(&error);
                    part.threw = true;
                    (Verdict::BatchFailed, None)
                }
                Attempt::Answered(understood, invocation) => {
                    part.cause = Cause::of_answer(&understood, &invocation, &part.records);
                    part.threw = false;
                    (understood.verdict, understood.state)
                }
            };
            part.throttles = 0;
            part.invocations += 1;
            let is_too_large = self.take_state(state);
            match verdict {
                Verdict::Done => ledger.done(self.shard, &part.records, self.window.as_ref())?,
                // Something was done: the rest begins to count anew.
                Verdict::From(first @ 1..) => {
                    let rest = part.split_off(first);
                    ledger.done(self.shard, &part.records, self.window.as_ref())?;
                    parts.push(rest);
                }
                // Half of a batch that failed as a whole may go through; this costs no attempt.
                Verdict::BatchFailed if mapping.bisect_batch_on_function_error && part.records.len() > 1 => {
                    ledger.count(|summary| summary.bisects += 1);
                    let later = part.bisect();
                    parts.extend([later, part]);
                }
                Verdict::From(_) | Verdict::BatchFailed => {
                    part.failures += 1;
                    if mapping.maximum_retry_attempts.is_some_and(|most| part.failures > most) {
                        self.give_up(&part, part.records.len(), Condition::RetryAttemptsExhausted).await?;
                    } else {
                        self.tell_if_blocked(&part);
                        self.pause(part.failures, &part).await;
                        parts.push(part);
                    }
                }
            }
            if is_too_large {
                self.end_window(WindowEnd::Early).await?;
            }
        }
        Ok(())
    }

    async fn invoke(&self, records: &[Queued], end: WindowEnd) -> Attempt {
        let Shared { mapping, envelope, ledger, .. } = self.shared;
        let event = envelope.event(self.shard, records, self.window.as_ref().map(|window| (window, end)));
        let invocation = self.function.invoke(event).await;
        ledger.count(|summary| {
            summary.invocations += 1;
            summary.throttles += u64::from(invocation.answer == Err(FunctionError::Throttled));
        });
        let understood = match &invocation.answer {
            Err(FunctionError::Throttled) => return Attempt::Throttled,
            Err(error) => return Attempt::Failed(error.clone()),
            Ok(response) => understand(mapping, records, response),
        };
        if let Some((what, fix)) = &understood.defect {
            ledger.count(|summary| summary.note_defect(what, fix));
        }
        Attempt::Answered(understood, invocation)
    }

    /// The window goes on with this state. True where that is more than a window may carry.
    fn take_state(&mut self, state: Option<String>) -> bool {
        let (Some(window), Some(state)) = (&mut self.window, state) else { return false };
        window.state = state;
        window.state.len() > MAX_STATE_BYTES
    }

    /// The last invocation of a window. It is tried until it succeeds: no record is there to be given up.
    async fn end_window(&mut self, end: WindowEnd) -> Result<(), Error> {
        let Shared { mapping, ledger, stop, .. } = self.shared;
        let mut part = Part::new(Vec::new());
        while self.window.is_some() {
            if stop.is_set() {
                return Ok(());
            }
            ledger.count(|summary| summary.retries += u64::from(part.invocations > 0));
            match self.invoke(&[], end).await {
                Attempt::Answered(Understood { verdict: Verdict::Done, .. }, _) => break,
                Attempt::Throttled => {}
                Attempt::Failed(error) => part.cause = Cause::of_error(&error),
                Attempt::Answered(understood, invocation) => {
                    part.cause = Cause::of_answer(&understood, &invocation, &[]);
                }
            }
            part.invocations += 1;
            part.failures += 1;
            self.tell_if_blocked(&part);
            self.pause(part.failures, &part).await;
        }
        ledger.count(|summary| {
            summary.windows += u64::from(self.window.is_some() && end == WindowEnd::OnTime);
            summary.windows_ended_early += u64::from(end == WindowEnd::Early);
        });
        match (&mut self.window, mapping.tumbling_window) {
            // The same window goes on from nothing.
            (Some(window), Some(_)) if end == WindowEnd::Early => window.forget_state(),
            (window, _) => *window = None,
        }
        ledger.set_window(self.shard, self.window.as_ref())
    }

    /// Gives up the records that are older than the mapping says: they stand in front.
    async fn give_up_what_is_old(&mut self, part: &mut Part) -> Result<(), Error> {
        let Some(most) = self.shared.mapping.maximum_record_age else { return Ok(()) };
        let now_ms = self.shared.clock.now_ms();
        let is_old = |queued: &Queued| age(now_ms, queued) > most;
        let old = part.records.iter().take_while(|queued| is_old(queued)).count();
        if old > 0 {
            if part.cause.is_none() {
                part.cause = Cause::too_old();
            }
            self.give_up(part, old, Condition::RecordAgeExceeded).await?;
            part.records.drain(..old);
        }
        Ok(())
    }

    /// Writes that the first `count` records of a part are given up, and goes on behind them.
    async fn give_up(&self, part: &Part, count: usize, condition: Condition) -> Result<(), Error> {
        let Shared { mapping, envelope, ledger, storage, clock, .. } = self.shared;
        let records = &part.records[..count];
        let object = match &mapping.on_failure {
            None => None,
            Some(destination) => {
                let given_up = GivenUp {
                    shard: self.shard,
                    records,
                    condition,
                    invocations: part.invocations,
                    threw: part.threw,
                    now_ms: clock.now_ms(),
                };
                let window = self.window.as_ref().map(|window| (window, WindowEnd::Open));
                let event = envelope.event(self.shard, records, window);
                let (key, body) = on_failure::object(mapping, destination, given_up, &event);
                let key = storage.put(&destination.name, &key, body, None).await?;
                Some((destination.name.clone(), key))
            }
        };
        ledger.given_up(self.shard, records, condition, &part.cause, object, self.window.as_ref())
    }

    fn tell_if_blocked(&self, part: &Part) {
        let Shared { mapping, tell, .. } = self.shared;
        if part.failures != BLOCKED_AFTER {
            return;
        }
        let shard = shard_id(self.shard);
        let message = &part.cause.message;
        let what = match part.records.first() {
            Some(first) => {
                let count = match part.records.len() {
                    1 => "1 record".to_owned(),
                    count => format!("{count} records"),
                };
                format!(
                    "{shard}: {count} from {} on failed {BLOCKED_AFTER} times: {message}",
                    first.record.sequence_number
                )
            }
            None => format!("{shard}: the end of its window failed {BLOCKED_AFTER} times: {message}"),
        };
        let fix = match (mapping.maximum_retry_attempts, mapping.maximum_record_age) {
            (None, None) => {
                "the shard is blocked until they succeed: set MaximumRetryAttempts or MaximumRecordAgeInSeconds, or try with --maximum-retry-attempts"
            }
            _ => "the shard is blocked until they succeed or are given up",
        };
        tell(&Error::new(what).fix(fix));
    }

    /// Waits before the next attempt, longer after each; no longer than until the first record is too old.
    async fn pause(&self, failures: u32, part: &Part) {
        let Shared { mapping, clock, stop, .. } = self.shared;
        let mut pause = FIRST_PAUSE.saturating_mul(1 << (failures - 1).min(16)).min(LONGEST_PAUSE);
        if let (Some(most), Some(first)) = (mapping.maximum_record_age, part.records.first()) {
            let left = most.saturating_sub(age(clock.now_ms(), first));
            pause = pause.min(left + Duration::from_millis(1));
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.wait() => {}
        }
    }
}

fn age(now_ms: i64, queued: &Queued) -> Duration {
    Duration::from_millis(u64::try_from(now_ms - queued.record.accepted_ms).unwrap_or_default())
}
