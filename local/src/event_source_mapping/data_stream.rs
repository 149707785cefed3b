//! A Kinesis data stream as far as a replay needs one: which shard a record goes to, and its sequence number.

use super::record::{Record, ShardRecord};
use bytes::Bytes;
use md5::{Digest, Md5};

/// Takes records and puts them into shards, each of which has an equal part of the hash keys.
#[derive(Debug)]
pub struct DataStream {
    shards: usize,
    started_us: u64,
    next: u64,
}

impl DataStream {
    /// A stream of so many shards. The same records put into a stream with the same start have the same numbers.
    pub fn new(shards: usize, started_us: u64) -> Self {
        Self { shards, started_us, next: 0 }
    }

    /// Puts a record into the shard of its partition key. A record without one has a key of its own.
    pub fn put(
        &mut self,
        data: Bytes,
        partition_key: Option<String>,
        arrived_ms: Option<i64>,
        now_ms: i64,
    ) -> ShardRecord {
        self.next += 1;
        let partition_key = partition_key.unwrap_or_else(|| self.next.to_string());
        let shard = shard_of(&partition_key, self.shards);
        // 56 digits, as AWS's are: they grow within a shard, and the last ones tell the shard.
        let sequence_number = format!("4964{:020}{:028}{:04}", self.started_us, self.next, shard);
        let arrived_ms = arrived_ms.unwrap_or(now_ms);
        (shard, Record { sequence_number, partition_key, data, arrived_ms, accepted_ms: now_ms })
    }
}

/// The shard whose part of the hash keys holds the MD5 of this partition key.
///
/// Source: <https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html> ("partition key")
pub fn shard_of(partition_key: &str, shards: usize) -> usize {
    part(hash_key(partition_key), shards)
}

/// `shardId-000000000000`
pub fn shard_id(shard: usize) -> String {
    format!("shardId-{shard:012}")
}

/// One of the lanes that a shard is processed in: those of a partition key are always in the same.
pub(super) fn lane_of(partition_key: &str, lanes: usize) -> usize {
    // All keys of a shard share the first bits of their hash: take the last.
    part(hash_key(partition_key).reverse_bits(), lanes)
}

fn hash_key(partition_key: &str) -> u128 {
    u128::from_be_bytes(Md5::digest(partition_key).into())
}

fn part(hash: u128, parts: usize) -> usize {
    (((hash >> 64) * parts as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use nozzle::kinesis::SequenceNumber;

    #[test]
    fn keys_go_to_shards_by_their_md5() {
        // md5: c4ca4238… eccbc87e… 8f14e45f… 0cc175b9…
        for (key, of_two, of_four) in [("1", 1, 3), ("3", 1, 3), ("7", 1, 2), ("a", 0, 0)] {
            assert_eq!((shard_of(key, 1), shard_of(key, 2), shard_of(key, 4)), (0, of_two, of_four), "{key}");
        }
    }

    #[test]
    fn sequence_numbers_are_56_digits_that_grow_within_a_shard() {
        let mut stream = DataStream::new(3, 1_772_684_829_000_000);
        let mut last: [Option<String>; 3] = Default::default();
        for _ in 0..1000 {
            let (shard, record) = stream.put(Bytes::new(), None, None, 7);
            assert_eq!(record.sequence_number.len(), 56);
            let number = SequenceNumber::new(&record.sequence_number).expect("digits");
            let before = last[shard].as_deref().and_then(SequenceNumber::new);
            assert!(before.is_none_or(|before| before < number));
            last[shard] = Some(record.sequence_number);
        }
        assert!(last.iter().all(Option::is_some), "1000 keys are in every shard");
    }

    #[test]
    fn the_keys_of_one_shard_spread_over_its_lanes() {
        let keys = (0..1000).map(|key| key.to_string()).filter(|key| shard_of(key, 4) == 0);
        let mut lanes = [0; 10];
        keys.for_each(|key| lanes[lane_of(&key, 10)] += 1);
        assert!(lanes.iter().all(|keys| *keys > 0), "{lanes:?}");
    }
}
