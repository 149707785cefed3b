//! The books of a mapping: what came in, what is settled, and where each shard stands.

use super::{
    cause::Cause,
    checkpoint::{CheckpointFile, Checkpoints, ShardCheckpoint},
    data_stream::shard_id,
    on_failure::Condition,
    record::{Queued, Record},
    summary::{Example, MappingSummary, OnFailureObject},
    window::OpenWindow,
};
use crate::error::Error;
use nozzle::kinesis::SequenceNumber;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Semaphore;

/// Records that wait to be settled take up so much memory at most, in KiB. A shard that is blocked for long holds up
/// the others only then.
const MAX_WAITING_KIB: u32 = 256 * 1024;

/// What all lanes write to.
#[derive(Debug)]
pub(super) struct Ledger {
    books: Mutex<Books>,
    room: Semaphore,
}

#[derive(Debug)]
struct Books {
    shards: Vec<Shard>,
    /// As the file has them.
    checkpoints: BTreeMap<usize, ShardCheckpoint>,
    started_us: u64,
    file: Option<CheckpointFile>,
    summary: MappingSummary,
}

/// The records of a shard that are not settled, or wait for one before them.
#[derive(Debug, Default)]
struct Shard {
    /// Where an earlier run stopped.
    done_before: Option<String>,
    first_place: u64,
    /// Each with whether it is settled.
    unsettled: VecDeque<(String, bool)>,
}

impl Ledger {
    pub(super) fn new(
        shards: usize,
        checkpoints: Checkpoints,
        file: Option<CheckpointFile>,
        summary: MappingSummary,
    ) -> Self {
        let done_before = |shard| checkpoints.shards.get(&shard)?.sequence_number.clone();
        let books = Books {
            shards: (0..shards)
                .map(|shard| Shard { done_before: done_before(shard), ..Shard::default() })
                .collect(),
            checkpoints: checkpoints.shards,
            started_us: checkpoints.started_us,
            file,
            summary,
        };
        Self { books: Mutex::new(books), room: Semaphore::new(MAX_WAITING_KIB as usize) }
    }

    /// The window that an earlier run left open.
    pub(super) fn window(&self, shard: usize) -> Option<OpenWindow> {
        self.books().checkpoints.get(&shard)?.window.clone()
    }

    /// Takes a record; none where an earlier run was done with it.
    pub(super) async fn accept(&self, shard: usize, record: Record) -> Option<Queued> {
        {
            let mut books = self.books();
            books.summary.records_in += 1;
            books.summary.bytes_in += record.data.len() as u64;
            let number = SequenceNumber::new(&record.sequence_number);
            let done_before = books.shards[shard].done_before.as_deref().and_then(SequenceNumber::new);
            if done_before.is_some_and(|done| number.is_some_and(|number| number <= done)) {
                books.summary.done_before += 1;
                return None;
            }
        }
        // Never closed.
        if let Ok(room) = self.room.acquire_many(kib(&record)).await {
            room.forget();
        }
        let mut books = self.books();
        let shard = &mut books.shards[shard];
        let place = shard.first_place + shard.unsettled.len() as u64;
        shard.unsettled.push_back((record.sequence_number.clone(), false));
        Some(Queued { record, place })
    }

    /// The function is not asked about this record.
    pub(super) fn filter_out(&self, shard: usize, queued: &Queued) -> Result<(), Error> {
        self.books().summary.filtered += 1;
        self.settle(shard, std::slice::from_ref(queued), None)
    }

    /// These are done.
    pub(super) fn done(
        &self,
        shard: usize,
        records: &[Queued],
        window: Option<&OpenWindow>,
    ) -> Result<(), Error> {
        self.books().summary.done += records.len() as u64;
        self.settle(shard, records, window)
    }

    /// These were given up, and what is to be said about it was written.
    pub(super) fn given_up(
        &self,
        shard: usize,
        records: &[Queued],
        condition: Condition,
        cause: &Cause,
        object: Option<(String, String)>,
        window: Option<&OpenWindow>,
    ) -> Result<(), Error> {
        {
            let count = records.len() as u64;
            let Cause { reason, message } = cause;
            let number = |queued: Option<&Queued>| {
                queued.map_or_else(String::new, |queued| queued.record.sequence_number.clone())
            };
            let mut books = self.books();
            let summary = &mut books.summary;
            summary.failed += count;
            *summary.failed_by_condition.entry(condition).or_default() += count;
            *summary.failed_by_reason.entry(reason.clone()).or_default() += count;
            summary.examples.entry(reason.clone()).or_insert_with(|| Example {
                sequence_number: number(records.first()),
                message: message.clone(),
            });
            summary.on_failure.push(OnFailureObject {
                object,
                condition,
                shard_id: shard_id(shard),
                start_sequence_number: number(records.first()),
                end_sequence_number: number(records.last()),
                records: count,
            });
        }
        self.settle(shard, records, window)
    }

    /// A window of the shard goes on so, or has ended.
    pub(super) fn set_window(&self, shard: usize, window: Option<&OpenWindow>) -> Result<(), Error> {
        self.settle(shard, &[], window)
    }

    /// The end: nothing is left to go on with, so the file goes.
    pub(super) fn close(&self) -> Result<(), Error> {
        self.books().file.as_ref().map_or(Ok(()), CheckpointFile::remove)
    }

    /// Changes the counts, or looks at them.
    pub(super) fn count(&self, change: impl FnOnce(&mut MappingSummary)) {
        change(&mut self.books().summary);
    }

    fn settle(&self, shard: usize, records: &[Queued], window: Option<&OpenWindow>) -> Result<(), Error> {
        let mut books = self.books();
        let Books { shards, checkpoints, started_us, file, .. } = &mut *books;
        let (progress, checkpoint) = (&mut shards[shard], checkpoints.entry(shard).or_default());
        for queued in records {
            let index = usize::try_from(queued.place - progress.first_place);
            if let Some((_, settled)) = index.ok().and_then(|index| progress.unsettled.get_mut(index)) {
                *settled = true;
            }
            self.room.add_permits(kib(&queued.record) as usize);
        }
        let mut moved = checkpoint.window.as_ref() != window;
        while let Some((sequence_number, _)) = progress.unsettled.pop_front_if(|(_, settled)| *settled) {
            progress.first_place += 1;
            checkpoint.sequence_number = Some(sequence_number);
            moved = true;
        }
        if checkpoint.window.as_ref() != window {
            checkpoint.window = window.cloned();
        }
        match file {
            Some(file) if moved => file.write(*started_us, checkpoints),
            _ => Ok(()),
        }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The counts at the end.
    pub(super) fn into_summary(self) -> MappingSummary {
        self.books.into_inner().unwrap_or_else(PoisonError::into_inner).summary
    }
}

/// Memory that a record takes up, about.
fn kib(record: &Record) -> u32 {
    u32::try_from(record.data.len() / 1024 + 1).unwrap_or(MAX_WAITING_KIB).min(MAX_WAITING_KIB)
}
