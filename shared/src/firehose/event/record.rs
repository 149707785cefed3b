//! One record of an event.

use crate::{
    arrival::{from_milliseconds, timestamp, unquoted},
    data::Data,
    failure::Failure,
    json,
    json::Cursor,
    origin::RecordId,
    timestamp::Timestamp,
};
use std::borrow::Cow;

/// One record. Only its id is certain to be there and valid; the rest is looked at when asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    pub(super) record_id: RecordId<'a>,
    pub(super) data: Data<'a>,
    pub(super) arrival: Arrival<'a>,
    /// JSON text of `kinesisRecordMetadata`; empty where absent.
    pub(super) kinesis: &'a [u8],
}

/// `approximateArrivalTimestamp`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival<'a> {
    /// As Firehose writes it.
    Milliseconds(i64),
    /// Any other JSON text; empty where absent.
    Json(&'a [u8]),
}

impl<'a> Record<'a> {
    /// `recordId`
    pub fn record_id(&self) -> RecordId<'a> {
        self.record_id
    }

    /// What stands under `data`, not decoded.
    pub fn data(&self) -> Data<'a> {
        self.data
    }

    /// The record's bytes.
    ///
    /// # Errors
    /// There is no `data`, or it is not base64.
    pub fn decode(&self) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        self.decode_into(&mut bytes)?;
        Ok(bytes)
    }

    /// Replaces what `bytes` holds by the record's bytes, so that one buffer serves all records.
    ///
    /// # Errors
    /// There is no `data`, or it is not base64.
    pub fn decode_into(&self, bytes: &mut Vec<u8>) -> Result<(), Failure> {
        self.data.decode_into(bytes)
    }

    /// When Firehose received the record. Milliseconds since the epoch on the wire; fractions, seconds, numbers
    /// in a string and ISO 8601 are understood too. `None` where there is nothing of the kind.
    pub fn approximate_arrival_timestamp(&self) -> Option<Timestamp> {
        match self.arrival {
            Arrival::Milliseconds(milliseconds) => from_milliseconds(milliseconds),
            Arrival::Json(json) => timestamp(json),
        }
    }

    /// Where the record comes from, if a Kinesis stream feeds the delivery stream.
    pub fn kinesis_record_metadata(&self) -> Option<KinesisRecordMetadata<'a>> {
        if self.kinesis.is_empty() { None } else { KinesisRecordMetadata::read(self.kinesis) }
    }
}

/// `kinesisRecordMetadata`: absent or odd members are `None`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KinesisRecordMetadata<'a> {
    /// `shardId`
    pub shard_id: Option<Cow<'a, str>>,
    /// `partitionKey`
    pub partition_key: Option<Cow<'a, str>>,
    /// `sequenceNumber`: up to 129 decimal digits.
    pub sequence_number: Option<Cow<'a, str>>,
    /// `subsequenceNumber`: position in a KPL aggregate. A number on the wire; in some samples a string, or empty.
    pub subsequence_number: Option<u64>,
    /// `approximateArrivalTimestamp` at the Kinesis stream.
    pub approximate_arrival_timestamp: Option<Timestamp>,
}

impl<'a> KinesisRecordMetadata<'a> {
    /// Reads the JSON object that the event's reader has already passed as valid.
    fn read(json: &'a [u8]) -> Option<Self> {
        let mut metadata = Self::default();
        let mut cursor = Cursor::new(json);
        cursor.open(b'{').ok()?;
        let mut first = true;
        while let Some(key) = cursor.next_key(first).ok()? {
            let value = cursor.value().ok()?;
            if json::is(key, "shardId") {
                metadata.shard_id = json::decode_string(value);
            } else if json::is(key, "partitionKey") {
                metadata.partition_key = json::decode_string(value);
            } else if json::is(key, "sequenceNumber") {
                metadata.sequence_number = json::decode_string(value);
            } else if json::is(key, "subsequenceNumber") {
                metadata.subsequence_number = integer(value);
            } else if json::is(key, "approximateArrivalTimestamp") {
                metadata.approximate_arrival_timestamp = timestamp(value);
            }
            first = false;
        }
        Some(metadata)
    }
}

fn integer(json: &[u8]) -> Option<u64> {
    std::str::from_utf8(unquoted(json)).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_may_be_odd() {
        let json = br#"{"shard\u0049d":"shardId-000","partitionKey":"a\"b","subsequenceNumber":"","sequenceNumber":7,"x":[1]}"#;
        let metadata = KinesisRecordMetadata::read(json).unwrap();
        assert_eq!(metadata.shard_id.as_deref(), Some("shardId-000"));
        assert_eq!(metadata.partition_key.as_deref(), Some("a\"b"));
        assert_eq!(metadata.sequence_number, None);
        assert_eq!(metadata.subsequence_number, None);
        for (json, number) in [(r#"{"subsequenceNumber":3}"#, 3), (r#"{"subsequenceNumber":"4"}"#, 4)] {
            assert_eq!(
                KinesisRecordMetadata::read(json.as_bytes()).unwrap().subsequence_number,
                Some(number)
            );
        }
        assert_eq!(KinesisRecordMetadata::read(b"null"), None);
    }
}
