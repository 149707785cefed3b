//! The event that a function is invoked with.

use super::record::{Record, SEQUENCE_NUMBER_DIGITS};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use std::io::Write as _;
use uuid::Uuid;

const UUID_BYTES: usize = 36;
const SHARD_ID: &str = "shardId-000000000000";

/// What all events of one stream have in common.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// Between the invocation id and the first record.
    after_invocation_id: String,
    from_kinesis: bool,
}

const BEFORE_INVOCATION_ID: &str = "{\"invocationId\":\"";
const AFTER_RECORDS: &str = "]}";

impl Envelope {
    /// Without a source Kinesis stream its key is absent, and so is the metadata of the records.
    pub fn new(delivery_stream_arn: &str, region: &str, source_kinesis_stream_arn: Option<&str>) -> Self {
        let mut after_invocation_id = format!("\",\"deliveryStreamArn\":{}", json_text(delivery_stream_arn));
        if let Some(arn) = source_kinesis_stream_arn {
            after_invocation_id += &format!(",\"sourceKinesisStreamArn\":{}", json_text(arn));
        }
        after_invocation_id += &format!(",\"region\":{},\"records\":[", json_text(region));
        Self { after_invocation_id, from_kinesis: source_kinesis_stream_arn.is_some() }
    }

    /// Bytes of an event without records.
    pub fn empty_event_bytes(&self) -> usize {
        BEFORE_INVOCATION_ID.len() + UUID_BYTES + self.after_invocation_id.len() + AFTER_RECORDS.len()
    }

    /// The most that a record adds to an event, its comma included.
    pub fn record_bytes(&self, record: &Record) -> usize {
        // Room for keys, quotes and numbers of twenty digits each.
        const DIRECT_PUT: usize = 80;
        const FROM_KINESIS: usize = 200;
        let data_bytes = record.data.len().div_ceil(3) * 4;
        let id_bytes = json_text(&record.id).len();
        let partition_key_bytes =
            record.partition_key.as_deref().map_or(id_bytes, |key| json_text(key).len());
        let kinesis_bytes = if self.from_kinesis { FROM_KINESIS + id_bytes + partition_key_bytes } else { 0 };
        DIRECT_PUT + id_bytes + data_bytes + kinesis_bytes
    }

    /// The event for one attempt with a batch. Each attempt has an invocation id of its own.
    pub fn event(&self, invocation_id: Uuid, records: &[Record]) -> Bytes {
        let records_bytes: usize = records.iter().map(|record| self.record_bytes(record)).sum();
        let mut event = Vec::with_capacity(self.empty_event_bytes() + records_bytes);
        event.extend_from_slice(BEFORE_INVOCATION_ID.as_bytes());
        event.extend_from_slice(invocation_id.hyphenated().to_string().as_bytes());
        event.extend_from_slice(self.after_invocation_id.as_bytes());
        for (index, record) in records.iter().enumerate() {
            if index > 0 {
                event.push(b',');
            }
            self.write_record(record, &mut event);
        }
        event.extend_from_slice(AFTER_RECORDS.as_bytes());
        Bytes::from(event)
    }

    fn write_record(&self, record: &Record, event: &mut Vec<u8>) {
        event.extend_from_slice(b"{\"recordId\":");
        write_json_text(&record.id, event);
        let arrived = record.arrived_ms;
        write!(event, ",\"approximateArrivalTimestamp\":{arrived},\"data\":\"").expect("a Vec takes all");
        let start = event.len();
        event.resize(start + record.data.len().div_ceil(3) * 4, 0);
        STANDARD.encode_slice(&record.data, &mut event[start..]).expect("the room is exact");
        event.push(b'"');
        if self.from_kinesis {
            let sequence_number = json_text(record.id.get(..SEQUENCE_NUMBER_DIGITS).unwrap_or(&record.id));
            let subsequence_number = record.subsequence_number;
            let partition_key = json_text(record.partition_key.as_deref().unwrap_or(&record.id));
            write!(
                event,
                ",\"kinesisRecordMetadata\":{{\"sequenceNumber\":{sequence_number},\"subsequenceNumber\":{subsequence_number},\
                 \"partitionKey\":{partition_key},\"shardId\":\"{SHARD_ID}\",\
                 \"approximateArrivalTimestamp\":{arrived}}}"
            )
            .expect("a Vec takes all");
        }
        event.push(b'}');
    }
}

fn json_text(text: &str) -> String {
    serde_json::to_string(text).expect("text is JSON")
}

fn write_json_text(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a Vec takes all");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const STREAM: &str = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs";
    const KINESIS: &str = "arn:aws:kinesis:eu-west-1:123456789012:stream/source";

    fn record(id: &str, data: &'static [u8]) -> Record {
        Record {
            id: id.into(),
            arrived_ms: 1_753_600_000_007,
            data: Bytes::from(data),
            partition_key: None,
            subsequence_number: 0,
        }
    }

    fn parse(event: &Bytes) -> Value {
        serde_json::from_slice(event).expect("an event is JSON")
    }

    #[test]
    fn direct_put_has_no_kinesis_keys() {
        let envelope = Envelope::new(STREAM, "eu-west-1", None);
        let event = envelope.event(Uuid::nil(), &[record("1", b"a\n"), record("2", b"")]);
        assert_eq!(
            parse(&event),
            json!({
                "invocationId": "00000000-0000-0000-0000-000000000000",
                "deliveryStreamArn": STREAM,
                "region": "eu-west-1",
                "records": [
                    {"recordId": "1", "approximateArrivalTimestamp": 1_753_600_000_007_i64, "data": "YQo="},
                    {"recordId": "2", "approximateArrivalTimestamp": 1_753_600_000_007_i64, "data": ""},
                ],
            })
        );
    }

    #[test]
    fn a_kinesis_source_adds_its_arn_and_metadata() {
        let envelope = Envelope::new(STREAM, "eu-west-1", Some(KINESIS));
        let event = parse(&envelope.event(Uuid::nil(), &[record(&"7".repeat(62), b"a")]));
        assert_eq!(event["sourceKinesisStreamArn"], KINESIS);
        assert_eq!(
            event["records"][0]["kinesisRecordMetadata"],
            json!({
                "sequenceNumber": "7".repeat(56),
                "subsequenceNumber": 0,
                "partitionKey": "7".repeat(62),
                "shardId": "shardId-000000000000",
                "approximateArrivalTimestamp": 1_753_600_000_007_i64,
            })
        );
    }

    proptest! {
        #[test]
        fn an_event_is_never_larger_than_announced(
            data in proptest::collection::vec(any::<u8>(), 0..300),
            id in ".{1,80}",
            partition_key in proptest::option::of(".{0,40}"),
            arrived_ms in any::<i64>(),
            subsequence_number: u64,
            from_kinesis: bool,
            count in 0..4_usize,
        ) {
            let envelope = Envelope::new(STREAM, "eu-west-1", from_kinesis.then_some(KINESIS));
            let record = Record { id, arrived_ms, data: data.into(), partition_key, subsequence_number };
            let announced = envelope.empty_event_bytes() + count * envelope.record_bytes(&record);
            let event = envelope.event(Uuid::nil(), &vec![record.clone(); count]);
            prop_assert!(event.len() <= announced, "{} > {announced}", event.len());
            let event = parse(&event);
            for written in event["records"].as_array().expect("an array") {
                prop_assert_eq!(&written["recordId"], &record.id);
                let data = STANDARD.decode(written["data"].as_str().expect("text")).expect("base64");
                prop_assert_eq!(data, record.data.to_vec());
            }
        }
    }
}
