//! Records that travel in one event.

use super::outcome::Outcome;
use crate::{
    error::Error,
    stream::{event::Envelope, record::Record},
};
use bytes::Bytes;
use nozzle::firehose::limits::MAX_REQUEST_BYTES;
use serde::Deserialize;
use std::iter::Peekable;
use uuid::Uuid;

/// Data in one event before base64; far below Firehose's 3 MiB, so that an output many times as large
/// still fits the response.
const MAX_DATA_BYTES: usize = 256 * 1024;
/// Records in one event.
const MAX_RECORDS: usize = 10_000;
/// The pretended region, and the Kinesis stream of an event from one.
const REGION: &str = "us-east-1";
const KINESIS_STREAM_ARN: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/local";

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
    records: Peekable<Records>,
    direct_put: Envelope,
    from_kinesis: Envelope,
    count: u128,
}

impl<Records: Iterator<Item = Result<Record, Error>>> Batches<Records> {
    pub(super) fn new(function: &str, records: Records) -> Self {
        let stream_arn = format!("arn:aws:firehose:{REGION}:123456789012:deliverystream/{function}");
        Self {
            records: records.peekable(),
            direct_put: Envelope::new(&stream_arn, REGION, None),
            from_kinesis: Envelope::new(&stream_arn, REGION, Some(KINESIS_STREAM_ARN)),
            count: 0,
        }
    }

    /// A partition key says that the stream has a Kinesis source.
    fn batch(&mut self, records: &[Record]) -> Batch {
        let from_kinesis = records.iter().any(|record| record.partition_key.is_some());
        let envelope = if from_kinesis { &self.from_kinesis } else { &self.direct_put };
        self.count += 1;
        // Version 4 in looks, and the same each time.
        let invocation_id = Uuid::from_u128(0x4000_8000_0000_0000_0000 | self.count);
        Batch {
            event: envelope.event(invocation_id, records),
            record_ids: Some(records.iter().map(|record| record.id.clone()).collect()),
        }
    }
}

impl<Records: Iterator<Item = Result<Record, Error>>> Iterator for Batches<Records> {
    type Item = Result<Batch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.records.peek()?;
        // Records from Kinesis take more room.
        let envelope = &self.from_kinesis;
        let (mut records, mut data_bytes, mut event_bytes) = (Vec::new(), 0, envelope.empty_event_bytes());
        while let Some(record) = self.records.next_if(|record| {
            let Ok(record) = record else { return true };
            records.is_empty()
                || records.len() < MAX_RECORDS
                    && data_bytes + record.data.len() <= MAX_DATA_BYTES
                    && event_bytes + envelope.record_bytes(record) <= MAX_REQUEST_BYTES
        }) {
            let record = match record {
                Ok(record) => record,
                Err(error) => return Some(Err(error)),
            };
            data_bytes += record.data.len();
            event_bytes += envelope.record_bytes(&record);
            records.push(record);
        }
        Some(Ok(self.batch(&records)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn record(number: usize, bytes: usize) -> Record {
        Record {
            id: number.to_string(),
            arrived_ms: 7,
            partition_key: None,
            subsequence_number: 0,
            data: vec![b'x'; bytes].into(),
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
        assert_eq!(event["records"][1]["kinesisRecordMetadata"]["partitionKey"], "2");
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
                id: format!("{number:0160}"),
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
