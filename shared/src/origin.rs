//! Where an item comes from.

use crate::timestamp::Timestamp;

/// Where an item comes from. It survives expansion: every document unpacked from a record carries
/// the origin of that record, extended by what the envelope said.
///
/// A transform that opens an envelope copies the origin it was given and fills in what it learnt:
///
/// ```
/// use nozzle::Origin;
///
/// let record = Origin { record_id: "4955", ..Origin::default() };
/// let event = Origin { log_group: Some("/aws/lambda/checkout"), ..record };
/// assert_eq!(event.record_id, "4955");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin<'a> {
    /// The record's id as the service spelt it: what logs name.
    pub record_id: &'a str,
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
