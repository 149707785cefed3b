//! How much of an aggregate is done, for the case that it comes back.

use crate::origin::Origin;
use std::collections::VecDeque;

/// Aggregates that are remembered. A shard has one unfinished record; an execution environment may be given batches of
/// several shards in turn.
const MAX_AGGREGATES: usize = 64;

/// Aggregates that an answer named, and how many of their records are done.
///
/// A sequence number belongs to one record of a shard for ever, so what is remembered can only leave out what has been
/// delivered.
#[derive(Debug, Default)]
pub(super) struct Progress(VecDeque<Unfinished>);

#[derive(Debug)]
struct Unfinished {
    key: String,
    done: u64,
}

impl Progress {
    /// How many records of an aggregate are done. `shard` says where the aggregate comes from.
    pub(super) fn done(&self, shard: &Origin<'_>, sequence_number: &str) -> u64 {
        if self.0.is_empty() {
            return 0;
        }
        let key = key(shard, sequence_number);
        self.0.iter().find(|unfinished| unfinished.key == key).map_or(0, |unfinished| unfinished.done)
    }

    pub(super) fn remember(&mut self, shard: &Origin<'_>, sequence_number: &str, done: u64) {
        self.forget(shard, sequence_number);
        if self.0.len() == MAX_AGGREGATES {
            self.0.pop_front();
        }
        self.0.push_back(Unfinished { key: key(shard, sequence_number), done });
    }

    pub(super) fn forget(&mut self, shard: &Origin<'_>, sequence_number: &str) {
        let key = key(shard, sequence_number);
        self.0.retain(|unfinished| unfinished.key != key);
    }
}

fn key(shard: &Origin<'_>, sequence_number: &str) -> String {
    let stream = shard.source_kinesis_stream_arn.unwrap_or_default();
    [stream, shard.shard_id.unwrap_or_default(), sequence_number].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(shard_id: &str) -> Origin<'_> {
        Origin { shard_id: Some(shard_id), source_kinesis_stream_arn: Some("stream"), ..Origin::default() }
    }

    #[test]
    fn what_is_remembered_is_told_to_its_shard_alone() {
        let mut progress = Progress::default();
        progress.remember(&shard("1"), "49", 3);
        progress.remember(&shard("1"), "49", 4);
        assert_eq!(progress.done(&shard("2"), "49"), 0);
        assert_eq!(progress.done(&shard("1"), "49"), 4);
        progress.forget(&shard("1"), "49");
        assert_eq!(progress.done(&shard("1"), "49"), 0);
    }

    #[test]
    fn memory_has_an_end() {
        let mut progress = Progress::default();
        for number in 0..=MAX_AGGREGATES {
            progress.remember(&shard("1"), &number.to_string(), 1);
        }
        assert_eq!(progress.0.len(), MAX_AGGREGATES);
        assert_eq!(progress.done(&shard("1"), "0"), 0);
        assert_eq!(progress.done(&shard("1"), "1"), 1);
    }
}
