//! Records that travel in one event.

use super::{outcome::Outcome, records::Record};
use crate::error::Error;
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use nozzle::firehose::limits::MAX_REQUEST_BYTES;
use serde::{Deserialize, Serialize};
use std::{iter::Peekable, time::SystemTime};

/// Data in one event before base64; far below Firehose's 3 MiB, so that an output many times as large
/// still fits the response.
const MAX_DATA_BYTES: usize = 256 * 1024;
/// Records in one event.
const MAX_RECORDS: usize = 10_000;
/// What stands around the records of an event, generously.
const ENVELOPE_BYTES: usize = 1024;
/// Names and numbers of a record from Kinesis, generously.
const FIELDS_BYTES: usize = 320;

/// One event, and the ids of its records if it is one of Firehose.
pub(super) struct Batch {
    pub(super) event: Bytes,
    pub(super) record_ids: Option<Vec<String>>,
}

impl Batch {
    /// An event as somebody else wrote it.
    pub(super) fn from_event(event: Vec<u8>) -> Self {
        #[derive(Deserialize)]
        struct Event {
            records: Vec<Id>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Id {
            record_id: String,
        }
        let record_ids = serde_json::from_slice(&event)
            .ok()
            .map(|event: Event| event.records.into_iter().map(|record| record.record_id).collect());
        Self { event: event.into(), record_ids }
    }

    /// Every record of a batch without an answer.
    pub(super) fn failed(&self, error: &str) -> Vec<Outcome> {
        let record_ids = self.record_ids.as_deref().unwrap_or_default();
        record_ids.iter().map(|record_id| Outcome::failed(record_id, error)).collect()
    }
}

/// Splits records over as many events as the limits ask.
pub(super) struct Batches<Records: Iterator> {
    function: String,
    records: Peekable<Records>,
    now: i64,
    count: u64,
}

impl<Records: Iterator<Item = Result<Record, Error>>> Batches<Records> {
    pub(super) fn new(function: &str, records: Records) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self {
            function: function.to_owned(),
            records: records.peekable(),
            now: now.as_millis() as i64,
            count: 0,
        }
    }
}

impl<Records: Iterator<Item = Result<Record, Error>>> Iterator for Batches<Records> {
    type Item = Result<Batch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.records.peek()?;
        let (mut records, mut data_bytes, mut event_bytes) = (Vec::new(), 0, ENVELOPE_BYTES);
        while let Some(record) = self.records.next_if(|record| {
            let (data, event) = record.as_ref().map_or((0, 0), sizes);
            records.is_empty()
                || records.len() < MAX_RECORDS
                    && data_bytes + data <= MAX_DATA_BYTES
                    && event_bytes + event <= MAX_REQUEST_BYTES
        }) {
            let record = match record {
                Ok(record) => record,
                Err(error) => return Some(Err(error)),
            };
            let (data, event) = sizes(&record);
            data_bytes += data;
            event_bytes += event;
            records.push(record);
        }
        self.count += 1;
        Some(Ok(batch(&self.function, self.count, self.now, records)))
    }
}

/// Bytes of its data, and what it adds to the event at most.
fn sizes(record: &Record) -> (usize, usize) {
    let in_json = |text: &str| serde_json::to_string(text).map_or(usize::MAX / 8, |json| json.len());
    let strings = 2 * in_json(&record.record_id) + record.partition_key.as_deref().map_or(3, in_json);
    (record.data.len(), record.data.len().div_ceil(3) * 4 + strings + FIELDS_BYTES)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FirehoseEvent<'a> {
    invocation_id: String,
    delivery_stream_arn: &'a str,
    region: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_kinesis_stream_arn: Option<&'a str>,
    records: Vec<FirehoseRecord<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FirehoseRecord<'a> {
    record_id: &'a str,
    approximate_arrival_timestamp: i64,
    data: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kinesis_record_metadata: Option<KinesisRecordMetadata<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KinesisRecordMetadata<'a> {
    shard_id: &'a str,
    partition_key: &'a str,
    approximate_arrival_timestamp: i64,
    sequence_number: &'a str,
    subsequence_number: u64,
}

/// A partition key says that the stream has a Kinesis source.
fn batch(function: &str, count: u64, now: i64, records: Vec<Record>) -> Batch {
    let from_kinesis = records.iter().any(|record| record.partition_key.is_some());
    let event = FirehoseEvent {
        invocation_id: format!("00000000-0000-4000-8000-{count:012x}"),
        delivery_stream_arn: &format!("arn:aws:firehose:us-east-1:123456789012:deliverystream/{function}"),
        region: "us-east-1",
        source_kinesis_stream_arn: from_kinesis
            .then_some("arn:aws:kinesis:us-east-1:123456789012:stream/local"),
        records: records
            .iter()
            .map(|record| {
                let timestamp = record.approximate_arrival_timestamp.unwrap_or(now);
                FirehoseRecord {
                    record_id: &record.record_id,
                    approximate_arrival_timestamp: timestamp,
                    data: BASE64_STANDARD.encode(&record.data),
                    kinesis_record_metadata: from_kinesis.then_some(KinesisRecordMetadata {
                        shard_id: "shardId-000000000000",
                        partition_key: record.partition_key.as_deref().unwrap_or("0"),
                        approximate_arrival_timestamp: timestamp,
                        sequence_number: &record.record_id,
                        subsequence_number: 0,
                    }),
                }
            })
            .collect(),
    };
    // Strings and numbers only: nothing that JSON could not say.
    let text = serde_json::to_vec(&event).unwrap_or_default();
    Batch {
        event: text.into(),
        record_ids: Some(records.into_iter().map(|record| record.record_id).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn record(number: usize, bytes: usize) -> Record {
        Record {
            record_id: number.to_string(),
            approximate_arrival_timestamp: Some(7),
            partition_key: None,
            data: vec![b'x'; bytes],
        }
    }

    fn split(records: Vec<Record>) -> Vec<Batch> {
        Batches::new("normalize", records.into_iter().map(Ok)).map(Result::unwrap).collect()
    }

    #[test]
    fn an_event_looks_as_firehose_writes_it() {
        let batches = split(vec![record(1, 2)]);
        assert_eq!(
            serde_json::from_slice::<Value>(&batches[0].event).unwrap(),
            json!({
                "invocationId": "00000000-0000-4000-8000-000000000001",
                "deliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/normalize",
                "region": "us-east-1",
                "records": [{"recordId": "1", "approximateArrivalTimestamp": 7, "data": "eHg="}],
            })
        );
    }

    #[test]
    fn a_partition_key_makes_it_an_event_from_kinesis() {
        let batches =
            split(vec![Record { partition_key: Some("k".to_owned()), ..record(1, 0) }, record(2, 0)]);
        let event: Value = serde_json::from_slice(&batches[0].event).unwrap();
        assert_eq!(event["sourceKinesisStreamArn"], "arn:aws:kinesis:us-east-1:123456789012:stream/local");
        assert_eq!(
            event["records"][0]["kinesisRecordMetadata"],
            json!({
                "shardId": "shardId-000000000000", "partitionKey": "k", "approximateArrivalTimestamp": 7,
                "sequenceNumber": "1", "subsequenceNumber": 0,
            })
        );
        assert_eq!(event["records"][1]["kinesisRecordMetadata"]["partitionKey"], "0");
    }

    #[test]
    fn limits_split_records_over_events_in_order() {
        let mut records: Vec<_> = (0..10_001).map(|number| record(number, 0)).collect();
        records.push(record(10_001, MAX_DATA_BYTES));
        records.push(record(10_002, 1));
        records.push(record(10_003, 1_024_000));
        let batches = split(records);
        let ids: Vec<Vec<String>> = batches.iter().map(|batch| batch.record_ids.clone().unwrap()).collect();
        assert_eq!(ids.iter().map(Vec::len).collect::<Vec<_>>(), [10_000, 2, 1, 1]);
        assert_eq!(ids.concat(), (0..10_004).map(|number| number.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn no_event_is_above_the_limit_of_a_request() {
        let records = (0..30_000)
            .map(|number| Record {
                record_id: format!("{number:0160}"),
                partition_key: Some("\u{1}".repeat(256)),
                ..record(number, 1)
            })
            .collect();
        let batches = split(records);
        assert!(batches.len() > 3);
        for batch in batches {
            assert!(batch.event.len() <= MAX_REQUEST_BYTES, "{}", batch.event.len());
        }
    }

    #[test]
    fn an_event_of_another_service_has_no_record_ids() {
        let ids = |event: &str| Batch::from_event(event.as_bytes().to_vec()).record_ids;
        assert_eq!(
            ids(r#"{"records":[{"recordId":"a"},{"recordId":"b"}]}"#),
            Some(vec!["a".into(), "b".into()])
        );
        assert_eq!(ids(r#"{"Records":[{"eventSource":"aws:kinesis"}]}"#), None);
        assert_eq!(ids("not json"), None);
    }
}
