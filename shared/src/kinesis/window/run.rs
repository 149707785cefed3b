//! One event of a window on its way into the state.

use super::{NO_STATE, Results, ShardWindow, WindowState};
use crate::{
    deadline::Deadline,
    failure::Failure,
    isolate,
    kinesis::{
        aggregate::Aggregate,
        answer::{Counts, FailedRecord, ProcessError, StopCause},
        event::{Event, Record},
        output::NO_RESPONSE,
        pending::{self, Position},
        processor::{OnPoison, Stop},
        set_aside::SetAsideRecord,
        sink::{Documents, Sink},
    },
    origin::Origin,
    transform::{Item, Output, TableRoute, Transform},
};
use std::time::Duration;

pub(super) struct Run<'a, T, S> {
    pub(super) event: &'a Event<'a>,
    pub(super) batch: Origin<'a>,
    pub(super) deadline: &'a dyn Deadline,
    pub(super) reserve: Duration,
    pub(super) transform: &'a mut T,
    pub(super) state: &'a mut S,
    pub(super) sink: Option<&'a mut (dyn Sink + 'static)>,
    pub(super) on_poison: &'a mut OnPoison,
    pub(super) results: &'a mut Results,
    pub(super) counts: Counts,
    pub(super) failed: Vec<FailedRecord>,
}

/// What a record of the stream comes to, before it counts.
#[derive(Default)]
struct Tally<'r> {
    ok: usize,
    dropped: usize,
    bytes_in: usize,
    poison: Vec<SetAsideRecord<'r>>,
}

const LOG_FULL: Failure =
    Failure::new("log_limit", "the results of this invocation have 16 MiB already, which is much for a log");

impl<T: Transform, S: WindowState> Run<'_, T, S> {
    /// Takes up the state.
    pub(super) async fn begin(&mut self, window: &ShardWindow<'_>) -> Result<(), ProcessError> {
        let is_new = |state: &str| {
            state.bytes().filter(|byte| !byte.is_ascii_whitespace()).eq(NO_STATE.iter().copied())
        };
        let state = self.event.state.filter(|state| !is_new(state));
        if let Err(failure) = self.state.begin(window, state, self.results) {
            self.unreadable(state.unwrap_or_default(), failure).await?;
            self.state.begin(window, None, self.results).map_err(|failure| unreadable(failure, ""))?;
        }
        self.deliver().await
    }

    async fn unreadable(&mut self, state: &str, failure: Failure) -> Result<(), ProcessError> {
        let OnPoison::SetAside(destination) = &mut *self.on_poison else {
            return Err(unreadable(
                failure,
                "deploy the version of the function that wrote it until the window is over, or have poison set aside: \
                 then the state is kept there and the window goes on",
            ));
        };
        let record = SetAsideRecord { origin: self.batch, data: state.as_bytes(), failure };
        destination.set_aside(&[record], self.deadline).await.map_err(|failure| {
            ProcessError::Window(format!(
                "a state that cannot be read could not be set aside: {failure}\n\
                 fix: nothing is lost, Lambda tries again; see to what keeps it"
            ))
        })?;
        self.failed.push(FailedRecord::new(&self.batch, failure, state.as_bytes(), true));
        Ok(())
    }

    /// Counts all records, or up to the one that it gives.
    pub(super) async fn records(&mut self, input: &mut Vec<u8>) -> Result<Option<Stop>, ProcessError> {
        let event = self.event;
        let mut stop = None;
        for (index, record) in event.records.iter().enumerate() {
            let partition_key = record.partition_key();
            let origin = pending::origin(record, partition_key.as_deref(), &self.batch);
            if let Err(cause) = self.record(record, &origin, input).await {
                self.state.undo(0);
                let at = Position { record: index, subsequence_number: None };
                stop = Some(Stop { at, cause });
                break;
            }
            while !self.state.commit(&origin, self.results) {
                self.deliver().await?;
            }
            if self.results.is_full() {
                self.deliver().await?;
            }
        }
        self.deliver().await?;
        Ok(stop)
    }

    /// Observes one record of the stream, all of it: with what cannot be read set aside.
    async fn record(
        &mut self,
        record: &Record<'_>,
        origin: &Origin<'_>,
        input: &mut Vec<u8>,
    ) -> Result<(), StopCause> {
        if self.deadline.remaining() < self.reserve {
            return Err(StopCause::Deadline);
        }
        if self.results.is_log_full() {
            return Err(StopCause::Sink(LOG_FULL));
        }
        let mut tally = Tally::default();
        match record.decode_into(input) {
            Err(failure) => self.poison(&mut tally, *origin, failure, record.data_text())?,
            Ok(()) => match Aggregate::read(input) {
                None => self.user_record(&mut tally, *origin, input)?,
                Some(aggregate) => {
                    for (number, record) in (0..).zip(aggregate.records()) {
                        self.user_record(&mut tally, record.origin(number, origin), record.data)?;
                    }
                }
            },
        }
        if let OnPoison::SetAside(destination) = &mut *self.on_poison
            && !tally.poison.is_empty()
        {
            destination.set_aside(&tally.poison, self.deadline).await.map_err(StopCause::SetAside)?;
            self.counts.set_aside += tally.poison.len();
            let failed = |SetAsideRecord { origin, data, failure }: &SetAsideRecord<'_>| {
                FailedRecord::new(origin, *failure, data, true)
            };
            self.failed.extend(tally.poison.iter().map(failed));
        }
        self.counts.ok += tally.ok;
        self.counts.dropped += tally.dropped;
        self.counts.bytes_in += tally.bytes_in;
        Ok(())
    }

    /// One record as its producer knew it.
    fn user_record<'r>(
        &mut self,
        tally: &mut Tally<'r>,
        from: Origin<'r>,
        data: &'r [u8],
    ) -> Result<(), StopCause> {
        let before = self.state.observed();
        let mut output = Observing { state: self.state, failure: None };
        let result = isolate::transform(self.transform, Item::Bytes(data), &from, &mut output);
        if let Some(failure) = output.failure.or(result.err()) {
            self.state.undo(before);
            return self.poison(tally, from, failure, data);
        }
        *(if self.state.observed() > before { &mut tally.ok } else { &mut tally.dropped }) += 1;
        tally.bytes_in += data.len();
        Ok(())
    }

    /// Keeps a record to be set aside, or stops.
    fn poison<'r>(
        &mut self,
        tally: &mut Tally<'r>,
        origin: Origin<'r>,
        failure: Failure,
        data: &'r [u8],
    ) -> Result<(), StopCause> {
        match self.on_poison {
            OnPoison::SetAside(_) => {
                tally.bytes_in += data.len();
                tally.poison.push(SetAsideRecord { origin, data, failure });
                Ok(())
            }
            OnPoison::Report => {
                self.failed.push(FailedRecord::new(&origin, failure, data, false));
                Err(StopCause::Poison(failure))
            }
        }
    }

    /// Ends the window, if all its records are done.
    pub(super) async fn end(&mut self, stop: Option<Stop>) -> Result<(), ProcessError> {
        if let Some(stopped) = stop.and_then(|stop| stop.named(self.event)) {
            return Err(ProcessError::Window(format!(
                "the window cannot end before record {} is done: {}\n\
                 fix: nothing is lost, Lambda tries again; see to the record, have poison set aside, or give the function \
                 more time or smaller batches",
                stopped.sequence_number, stopped.cause
            )));
        }
        self.state.end(self.results);
        self.deliver().await
    }

    /// Delivers the results so far.
    async fn deliver(&mut self) -> Result<(), ProcessError> {
        let Some(sink) = self.sink.as_deref_mut() else {
            self.counts.bytes_out += self.results.bytes();
            self.results.deliver_to_log();
            return Ok(());
        };
        let mut next = 0;
        while next < self.results.len() {
            let documents = self.results.documents(next, sink.room(), self.batch);
            let undelivered = sink.deliver(Documents::new(&documents), self.deadline).await;
            if let Some(undelivered) = undelivered.first() {
                return Err(ProcessError::Window(format!(
                    "results of the window were not delivered: {}\n\
                     fix: nothing is lost, Lambda tries again; see to where they go",
                    undelivered.failure()
                )));
            }
            next += documents.len();
        }
        self.counts.bytes_out += self.results.bytes();
        self.results.forget_delivered();
        Ok(())
    }
}

fn unreadable(failure: Failure, fix: &str) -> ProcessError {
    ProcessError::Window(format!("the state of the window cannot be read: {failure}\nfix: {fix}"))
}

/// What stands behind the last transform: the state.
struct Observing<'a, S> {
    state: &'a mut S,
    failure: Option<Failure>,
}

impl<S: WindowState> Observing<'_, S> {
    /// The first failure stands, whether or not the transform takes notice of it.
    fn remember(&mut self, result: Result<(), Failure>) -> Result<(), Failure> {
        result.inspect_err(|failure| {
            self.failure.get_or_insert(*failure);
        })
    }
}

impl<S: WindowState> Output for Observing<'_, S> {
    fn emit(&mut self, item: Item<'_>, from: &Origin<'_>) -> Result<(), Failure> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let result = self.state.observe(item, from);
        self.remember(result)
    }

    fn partition_key(&mut self, _name: &str, _value: &str) -> Result<(), Failure> {
        self.remember(Err(NO_RESPONSE))
    }

    fn route_to_table(&mut self, _route: TableRoute<'_>) -> Result<(), Failure> {
        self.remember(Err(NO_RESPONSE))
    }
}
