//! A record on its way through the stream, and the ids that the stream gives to records.

use bytes::Bytes;
use jiff::Timestamp;

/// A record as the stream accepted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// `recordId`
    pub id: String,
    /// `approximateArrivalTimestamp`, in milliseconds since 1970.
    pub arrived_ms: i64,
    /// The bytes of the source, untouched.
    pub data: Bytes,
    /// Partition key on the source Kinesis stream; the record id where none is given.
    pub partition_key: Option<String>,
    /// Place in the record of the Kinesis Producer Library that it was taken out of; 0 where it was in none.
    pub subsequence_number: u64,
}

/// Numbers the records of one run. Ids look like those of Firehose: 62 digits, the last six of them zero.
#[derive(Debug)]
pub struct RecordIds {
    run: u64,
    next: u64,
}

impl RecordIds {
    /// Ids of a run that starts now: another run gives other ids.
    pub fn starting_at(start: Timestamp) -> Self {
        Self { run: start.as_microsecond().unsigned_abs(), next: 0 }
    }

    /// An id that no other record of this run has.
    pub fn next_id(&mut self) -> String {
        self.next += 1;
        format!("4964{:020}{:032}000000", self.run, self.next)
    }
}

/// Digits of a record's id that are the sequence number of the Kinesis record it comes from.
pub const SEQUENCE_NUMBER_DIGITS: usize = 56;

/// The id of a record of a Kinesis stream: the sequence number of the stream's record, which `id` begins with, and the
/// place in it.
pub fn with_subsequence_number(id: &str, subsequence_number: u64) -> String {
    format!("{}{subsequence_number:06}", &id[..SEQUENCE_NUMBER_DIGITS])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_62_digits_and_unique() {
        let mut ids = RecordIds::starting_at(Timestamp::UNIX_EPOCH);
        let mut later = RecordIds::starting_at(Timestamp::from_microsecond(1).expect("in range"));
        let all: HashSet<String> =
            (0..1000).map(|_| ids.next_id()).chain((0..1000).map(|_| later.next_id())).collect();
        assert_eq!(all.len(), 2000);
        assert!(all.iter().all(|id| id.len() == 62 && id.bytes().all(|byte| byte.is_ascii_digit())));
    }
}
