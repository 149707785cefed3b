//! An event source mapping on a Kinesis data stream, as Lambda runs it: records → batches → function → checkpoint.
//!
//! Where AWS does not say what happens, what happens here is the harder on the function. A batch whose answer names its
//! first record is tried again whole, though the mapping bisects. A halved batch is tried at once; each half has all of
//! its attempts. A window ends when a record behind it comes, the input ends, or nothing came for a second and its time
//! is over; its last invocation has no records.

mod answer;
mod cause;
mod checkpoint;
mod data_stream;
mod event;
mod filter;
mod intake;
mod lane;
mod ledger;
mod on_failure;
mod record;
mod settings;
mod stop;
mod summary;
mod window;

pub(crate) use filter::asks_about_data;

pub use checkpoint::{CheckpointFile, Checkpoints};
pub use data_stream::{DataStream, shard_id, shard_of};
pub use on_failure::Condition;
pub use record::{Record, ShardRecord};
pub use settings::{EventSourceMapping, OnFailure, OnFailureKind};
pub use summary::{Example, MappingSummary, OnFailureObject};

use crate::{clock::Clock, error::Error, function::Invoke, storage::Storage};
use data_stream::lane_of;
use event::Envelope;
use filter::Filter;
use futures::future::try_join_all;
use intake::Intake;
use lane::{Lane, Shared};
use ledger::Ledger;
use record::Queued;
use std::{convert::Infallible, future::Future, pin::pin};
use stop::Stop;
use tokio::sync::mpsc;

/// Records as they come from the shards, some at a time; an error ends them.
pub type ShardRecords = mpsc::Receiver<Result<Vec<ShardRecord>, Error>>;

/// A mapping, ready to run.
pub struct Mapping<'a> {
    /// What the template says.
    pub settings: &'a EventSourceMapping,
    /// Shards of the stream.
    pub shards: usize,
    /// Where on-failure records go.
    pub storage: &'a Storage,
    /// Where each shard begins.
    pub checkpoints: Checkpoints,
    /// Keeps checkpoints; without it a run that is ended begins again at the first record.
    pub checkpoint_file: Option<CheckpointFile>,
    /// Tells the time.
    pub clock: Clock,
    /// Tells a person what they should know before the end.
    pub tell: &'a (dyn Fn(&Error) + Sync),
}

/// What a run came to.
#[derive(Debug)]
pub struct Ran {
    /// The counts.
    pub summary: MappingSummary,
    /// Whether it was told to stop.
    pub stopped: bool,
    /// What ended it early.
    pub error: Option<Error>,
}

impl Mapping<'_> {
    /// How many invocations of the function run at once, at most.
    pub fn lanes(&self) -> usize {
        self.shards * self.settings.parallelization_factor
    }

    /// Runs until all records are done or given up, an object or the checkpoints cannot be written, or `stop` says so:
    /// then invocations that have begun are waited for, and nothing else is. The lanes share `functions`.
    ///
    /// # Panics
    /// There is no function.
    pub async fn run<I: Invoke>(
        self,
        functions: &[I],
        records: ShardRecords,
        stop: impl Future<Output = ()>,
        look: impl Fn(&MappingSummary),
    ) -> Ran {
        assert!(!functions.is_empty(), "a mapping needs a function");
        let summary = MappingSummary { mapping: self.settings.name.clone(), ..MappingSummary::default() };
        let ledger = Ledger::new(self.shards, self.checkpoints, self.checkpoint_file, summary);
        let stopping = Stop::new();
        let shared = Shared {
            mapping: self.settings,
            envelope: Envelope::new(&self.settings.stream_arn, &self.settings.region),
            ledger: &ledger,
            storage: self.storage,
            clock: self.clock,
            stop: &stopping,
            tell: self.tell,
        };
        let factor = self.settings.parallelization_factor;
        let (senders, lanes): (Vec<_>, Vec<_>) = (0..self.shards * factor)
            .map(|lane| {
                let (sender, records) = mpsc::unbounded_channel();
                let function = &functions[lane % functions.len()];
                (sender, Lane::new(&shared, function, lane / factor, Intake::new(records)).run())
            })
            .unzip();
        let feed = Feed { mapping: self.settings, ledger: &ledger, stop: &stopping, senders, look };
        let mut input_error = None;
        let mut stop = pin!(stop);
        let feed = async {
            let fed = tokio::select! {
                biased;
                () = &mut stop => None,
                fed = feed.run(records) => Some(fed),
            };
            match fed {
                Some(Ok(())) => {}
                Some(Err(error)) => input_error = Some(error),
                None => stopping.set(),
            }
            if !stopping.is_set() {
                stop.await;
                stopping.set();
            }
            std::future::pending::<Infallible>().await
        };
        let ran = tokio::select! {
            ran = try_join_all(lanes) => ran.map(drop),
            never = feed => match never {},
        };
        let stopped = stopping.is_set();
        let mut error = ran.err().or(input_error);
        drop(shared);
        if error.is_none() && !stopped {
            error = ledger.close().err();
        }
        let mut summary = ledger.into_summary();
        summary.elapsed_ms = self.clock.elapsed_ms();
        Ran { summary, stopped, error }
    }
}

/// The way from the input to the lanes.
struct Feed<'a, L> {
    mapping: &'a EventSourceMapping,
    ledger: &'a Ledger,
    stop: &'a Stop,
    senders: Vec<mpsc::UnboundedSender<Queued>>,
    look: L,
}

impl<L: Fn(&MappingSummary)> Feed<'_, L> {
    /// Hands records to their lanes until they end; then the lanes know that no more will come.
    async fn run(self, mut records: ShardRecords) -> Result<(), Error> {
        let mut filter = Filter::new(&self.mapping.filters);
        let factor = self.mapping.parallelization_factor;
        while let Some(chunk) = records.recv().await {
            for (shard, record) in chunk? {
                let Some(queued) = self.ledger.accept(shard, record).await else { continue };
                if self.stop.is_set() {
                    return Ok(());
                }
                if !filter.passes(&queued.record) {
                    self.ledger.filter_out(shard, &queued)?;
                    continue;
                }
                let lane = shard * factor + lane_of(&queued.record.partition_key, factor);
                // A lane that has ended has nothing to do.
                _ = self.senders[lane].send(queued);
            }
            self.ledger.count(|summary| (self.look)(summary));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
