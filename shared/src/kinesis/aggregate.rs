//! What the Kinesis Producer Library packs into one record: `F3 89 9A C2`, a protobuf message, and its MD5.
//!
//! Source: <https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md>

mod protobuf;

use crate::origin::Origin;
use md5::{Digest, Md5};
use protobuf::{Fields, Value};

const MAGIC: [u8; 4] = [0xf3, 0x89, 0x9a, 0xc2];
const DIGEST_BYTES: usize = 16;

/// A record of the stream that holds several records of its producer.
///
/// Lambda does not split them; only what is an aggregate from the first byte to the last is taken for one.
///
/// ```
/// use nozzle::{kinesis::Aggregate, testing};
///
/// let record = testing::kinesis::aggregate([("key", "first"), ("key", "second")]);
/// let aggregate = Aggregate::read(&record).unwrap();
/// let records: Vec<_> = aggregate.records().map(|record| record.data).collect();
/// assert_eq!(records, [b"first".as_slice(), b"second"]);
///
/// assert_eq!(Aggregate::read(b"a plain record"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate<'a> {
    partition_keys: Vec<&'a str>,
    explicit_hash_keys: Vec<&'a str>,
    /// The message, which has been found to be one.
    message: &'a [u8],
}

/// A record as its producer knew it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserRecord<'a> {
    /// The key it was put with.
    pub partition_key: &'a str,
    /// The 128-bit number, in decimal digits, that stands in for the hash of the key.
    pub explicit_hash_key: Option<&'a str>,
    /// Its bytes.
    pub data: &'a [u8],
}

/// A record of the message, its keys by their places in the tables.
struct Indexed<'a> {
    partition_key: u64,
    explicit_hash_key: Option<u64>,
    data: &'a [u8],
}

impl<'a> Aggregate<'a> {
    /// Splits a record; `None` where it is no aggregate or a damaged one, and stands for itself: the first bytes,
    /// the digest or the message are wrong, or a record names a key that no table has.
    pub fn read(record: &'a [u8]) -> Option<Self> {
        let (message, digest) = record.strip_prefix(&MAGIC)?.split_last_chunk::<DIGEST_BYTES>()?;
        if message.is_empty() || Md5::digest(message).as_slice() != digest {
            return None;
        }
        let mut aggregate = Self { partition_keys: Vec::new(), explicit_hash_keys: Vec::new(), message };
        let (mut largest_key, mut largest_hash_key) = (None, None);
        for field in Fields::of(message) {
            match field? {
                (1, Value::Bytes(key)) => aggregate.partition_keys.push(str::from_utf8(key).ok()?),
                (2, Value::Bytes(key)) => aggregate.explicit_hash_keys.push(str::from_utf8(key).ok()?),
                (3, Value::Bytes(record)) => {
                    let record = Indexed::read(record)?;
                    largest_key = largest_key.max(Some(record.partition_key));
                    largest_hash_key = largest_hash_key.max(record.explicit_hash_key);
                }
                (1..=3, _) => return None,
                _ => {}
            }
        }
        let is_in = |index: Option<u64>, table: &[&str]| index.is_none_or(|index| index < table.len() as u64);
        let is_whole = is_in(largest_key, &aggregate.partition_keys)
            && is_in(largest_hash_key, &aggregate.explicit_hash_keys);
        is_whole.then_some(aggregate)
    }

    /// The records, in the order in which they were put.
    pub fn records(&self) -> impl Iterator<Item = UserRecord<'a>> {
        let record = |field| match field {
            Some((3, Value::Bytes(record))) => self.resolve(Indexed::read(record)?),
            _ => None,
        };
        Fields::of(self.message).filter_map(record)
    }

    fn resolve(&self, record: Indexed<'a>) -> Option<UserRecord<'a>> {
        let at = |table: &[&'a str], index: u64| table.get(usize::try_from(index).ok()?).copied();
        Some(UserRecord {
            partition_key: at(&self.partition_keys, record.partition_key)?,
            explicit_hash_key: record.explicit_hash_key.and_then(|index| at(&self.explicit_hash_keys, index)),
            data: record.data,
        })
    }
}

impl<'a> UserRecord<'a> {
    /// Where it comes from: `number` is its place in the aggregate, which comes from `aggregate`.
    pub(super) fn origin(&self, number: u64, aggregate: &Origin<'a>) -> Origin<'a> {
        Origin {
            partition_key: Some(self.partition_key),
            explicit_hash_key: self.explicit_hash_key,
            subsequence_number: Some(number),
            ..*aggregate
        }
    }
}

impl<'a> Indexed<'a> {
    /// The message of one record; its tags are passed over.
    fn read(message: &'a [u8]) -> Option<Self> {
        let (mut partition_key, mut explicit_hash_key, mut data) = (None, None, None);
        for field in Fields::of(message) {
            match field? {
                (1, Value::Varint(index)) => partition_key = Some(index),
                (2, Value::Varint(index)) => explicit_hash_key = Some(index),
                (3, Value::Bytes(bytes)) => data = Some(bytes),
                (1..=3, _) => return None,
                _ => {}
            }
        }
        Some(Self { partition_key: partition_key?, explicit_hash_key, data: data? })
    }
}

#[cfg(test)]
mod tests;
