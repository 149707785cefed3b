//! Where an item comes from.

use crate::{json, timestamp::Timestamp};
use std::{borrow::Cow, fmt};

/// Where an item comes from. It survives expansion: every document unpacked from a record carries
/// the origin of that record, extended by what the envelope said.
///
/// A transform that opens an envelope copies the origin it was given and fills in what it learnt:
///
/// ```
/// use nozzle::Origin;
///
/// let record = Origin { record_id: "4955".into(), ..Origin::default() };
/// let event = Origin { log_group: Some("/aws/lambda/checkout"), ..record };
/// assert_eq!(event.record_id.to_string(), "4955");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin<'a> {
    /// The record's id: what logs name.
    pub record_id: RecordId<'a>,
    /// When the service received the record, to the millisecond.
    pub approximate_arrival_timestamp: Option<Timestamp>,
    /// When this invocation began: stands in for an absent arrival time.
    pub invoked_at: Option<Timestamp>,
    /// ARN of the delivery stream.
    pub delivery_stream_arn: Option<&'a str>,
    /// ARN of the Kinesis stream that feeds the delivery stream.
    pub source_kinesis_stream_arn: Option<&'a str>,
    /// Kinesis shard.
    pub shard_id: Option<&'a str>,
    /// Kinesis partition key.
    pub partition_key: Option<&'a str>,
    /// Kinesis sequence number: up to 129 decimal digits.
    pub sequence_number: Option<&'a str>,
    /// The number that stands in for the hash of the partition key, in decimal digits.
    pub explicit_hash_key: Option<&'a str>,
    /// Position inside a KPL aggregate, counted from zero.
    pub subsequence_number: Option<u64>,
    /// Account that owns the log group, from a CloudWatch Logs envelope.
    pub log_owner: Option<&'a str>,
    /// CloudWatch log group.
    pub log_group: Option<&'a str>,
    /// CloudWatch log stream.
    pub log_stream: Option<&'a str>,
    /// CloudWatch log event id.
    pub log_event_id: Option<&'a str>,
    /// When the log event happened, as CloudWatch Logs recorded it, to the millisecond.
    pub event_time: Option<Timestamp>,
}

impl Origin<'_> {
    /// When this item was first seen: its arrival at the service, else the start of the invocation.
    pub fn observed_time(&self) -> Option<Timestamp> {
        self.approximate_arrival_timestamp.or(self.invoked_at)
    }
}

/// `recordId` of Firehose, as it is spelt inside its quotes in JSON. Decoded when it is displayed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RecordId<'a>(&'a [u8]);

impl<'a> RecordId<'a> {
    /// An id from the inside of a valid JSON string.
    pub(crate) const fn from_json(spelt: &'a [u8]) -> Self {
        Self(spelt)
    }

    /// The id as it is spelt: valid inside a JSON string as it stands.
    pub(crate) const fn as_json(self) -> &'a [u8] {
        self.0
    }

    /// The id, decoded.
    pub fn to_str(self) -> Cow<'a, str> {
        match String::from_utf8_lossy(self.0) {
            Cow::Borrowed(spelt) => json::unescape(spelt),
            Cow::Owned(spelt) => Cow::Owned(json::unescape(&spelt).into_owned()),
        }
    }
}

impl<'a> From<&'a str> for RecordId<'a> {
    /// An id without quotes and backslashes, as all services make them.
    fn from(id: &'a str) -> Self {
        Self(id.as_bytes())
    }
}

impl fmt::Display for RecordId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_str())
    }
}
