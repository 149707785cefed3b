//! A record of a data stream.

use bytes::Bytes;

/// A record as it stands in its shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// `sequenceNumber`
    pub sequence_number: String,
    /// `partitionKey`
    pub partition_key: String,
    /// Its bytes.
    pub data: Bytes,
    /// `approximateArrivalTimestamp`, in milliseconds since 1970.
    pub arrived_ms: i64,
    /// When the stream took it, by the mapping's own clock: from then on it grows old. Another time than `arrived_ms`
    /// where the input says when a record arrived.
    pub accepted_ms: i64,
}

/// A record on its way to the mapping, and the number of its shard.
pub type ShardRecord = (usize, Record);

/// A record in a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Queued {
    pub(super) record: Record,
    /// How many records its shard took before it.
    pub(super) place: u64,
}
