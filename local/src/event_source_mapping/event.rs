//! The event that a function is invoked with.

use super::{
    data_stream::shard_id,
    record::Queued,
    window::{OpenWindow, iso_8601},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use nozzle::json;
use std::{fmt::Write as _, io::Write as _};

/// How an invocation ends its window, if it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WindowEnd {
    /// It goes on.
    Open,
    /// Its time is over.
    OnTime,
    /// Its state grew too large.
    Early,
}

/// What all events of one mapping have in common.
#[derive(Debug, Clone)]
pub(super) struct Envelope {
    stream_arn: String,
    /// Behind the `eventID` of a record.
    behind_id: String,
}

impl Envelope {
    pub(super) fn new(stream_arn: &str, region: &str) -> Self {
        // arn:PARTITION:kinesis:REGION:ACCOUNT:stream/NAME
        let account = stream_arn.split(':').nth(4).unwrap_or_default();
        let behind_id = format!(
            "\",\"eventName\":\"aws:kinesis:record\",\"invokeIdentityArn\":{},\"awsRegion\":{},\"eventSourceARN\":{}}}",
            json_text(&format!("arn:aws:iam::{account}:role/nozzle")),
            json_text(region),
            json_text(stream_arn),
        );
        Self { stream_arn: json_text(stream_arn), behind_id }
    }

    /// The most that a record adds to an event, its comma included.
    pub(super) fn record_bytes(&self, queued: &Queued) -> usize {
        // Keys, quotes, a timestamp and a shard's id.
        const CONSTANT: usize = 250;
        let record = &queued.record;
        // A byte of the key takes six at most, as an escape.
        let key_bytes = 6 * record.partition_key.len();
        let data_bytes = record.data.len().div_ceil(3) * 4;
        CONSTANT + key_bytes + data_bytes + 2 * record.sequence_number.len() + self.behind_id.len()
    }

    /// The event for one invocation with records of a shard.
    pub(super) fn event(
        &self,
        shard: usize,
        records: &[Queued],
        window: Option<(&OpenWindow, WindowEnd)>,
    ) -> Bytes {
        let bytes = records.iter().map(|record| self.record_bytes(record)).sum::<usize>()
            + window.map_or(0, |(window, _)| window.state.len() + 300);
        let mut event = Vec::with_capacity(bytes + 20);
        event.extend_from_slice(b"{\"Records\":[");
        for (index, record) in records.iter().enumerate() {
            if index > 0 {
                event.push(b',');
            }
            self.write_record(shard, record, &mut event);
        }
        event.push(b']');
        if let Some((window, end)) = window {
            self.write_window(shard, window, end, &mut event);
        }
        event.push(b'}');
        event.into()
    }

    fn write_record(&self, shard: usize, queued: &Queued, event: &mut Vec<u8>) {
        let record = &queued.record;
        event.extend_from_slice(b"{\"kinesis\":{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":");
        json::write_string(record.partition_key.as_bytes(), event);
        write!(event, ",\"sequenceNumber\":\"{}\",\"data\":\"", record.sequence_number).expect(TAKES_ALL);
        let start = event.len();
        event.resize(start + record.data.len().div_ceil(3) * 4, 0);
        STANDARD.encode_slice(&record.data, &mut event[start..]).expect("the room is exact");
        let (seconds, milliseconds) =
            (record.arrived_ms.div_euclid(1000), record.arrived_ms.rem_euclid(1000));
        write!(
            event,
            "\",\"approximateArrivalTimestamp\":{seconds}.{milliseconds:03}}},\"eventSource\":\"aws:kinesis\",\
             \"eventVersion\":\"1.0\",\"eventID\":\"{}:{}{}",
            shard_id(shard),
            record.sequence_number,
            self.behind_id,
        )
        .expect(TAKES_ALL);
    }

    fn write_window(&self, shard: usize, window: &OpenWindow, end: WindowEnd, event: &mut Vec<u8>) {
        let mut text = String::new();
        write!(
            text,
            ",\"window\":{{\"start\":\"{}\",\"end\":\"{}\"}},\"state\":{},\"shardId\":\"{}\",\
             \"eventSourceARN\":{},\"isFinalInvokeForWindow\":{},\"isWindowTerminatedEarly\":{}",
            iso_8601(window.start_ms),
            iso_8601(window.end_ms),
            window.state,
            shard_id(shard),
            self.stream_arn,
            end != WindowEnd::Open,
            end == WindowEnd::Early,
        )
        .expect("a String takes all");
        event.extend_from_slice(text.as_bytes());
    }
}

const TAKES_ALL: &str = "a Vec takes all";

fn json_text(text: &str) -> String {
    serde_json::to_string(text).expect("text is JSON")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event_source_mapping::record::Record;
    use nozzle::kinesis::Event;
    use proptest::prelude::*;

    const STREAM: &str = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks";

    fn queued(key: &str, data: &[u8], arrived_ms: i64) -> Queued {
        let record = Record {
            sequence_number: "4964".repeat(14),
            partition_key: key.to_owned(),
            data: data.to_vec().into(),
            arrived_ms,
            accepted_ms: 0,
        };
        Queued { record, place: 0 }
    }

    #[test]
    fn an_event_is_spelt_as_lambda_spells_it() {
        let event =
            Envelope::new(STREAM, "eu-west-1").event(6, &[queued("k\"", b"hi", 1_545_084_650_987)], None);
        let number = "4964".repeat(14);
        assert_eq!(
            String::from_utf8(event.to_vec()).expect("text"),
            format!(
                "{{\"Records\":[{{\"kinesis\":{{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":\"k\\\"\",\
                 \"sequenceNumber\":\"{number}\",\"data\":\"aGk=\",\"approximateArrivalTimestamp\":1545084650.987}},\
                 \"eventSource\":\"aws:kinesis\",\"eventVersion\":\"1.0\",\"eventID\":\"shardId-000000000006:{number}\",\
                 \"eventName\":\"aws:kinesis:record\",\"invokeIdentityArn\":\"arn:aws:iam::123456789012:role/nozzle\",\
                 \"awsRegion\":\"eu-west-1\",\"eventSourceARN\":\"{STREAM}\"}}]}}"
            )
        );
    }

    #[test]
    fn an_event_of_a_window_says_which_and_where_it_stands() {
        let window = OpenWindow {
            start_ms: 1_596_128_400_000,
            end_ms: 1_596_128_460_000,
            state: "{\"1\":282}".into(),
        };
        let event = Envelope::new(STREAM, "eu-west-1").event(0, &[], Some((&window, WindowEnd::Early)));
        assert_eq!(
            String::from_utf8(event.to_vec()).expect("text"),
            format!(
                "{{\"Records\":[],\"window\":{{\"start\":\"2020-07-30T17:00:00Z\",\"end\":\"2020-07-30T17:01:00Z\"}},\
                 \"state\":{{\"1\":282}},\"shardId\":\"shardId-000000000000\",\"eventSourceARN\":\"{STREAM}\",\
                 \"isFinalInvokeForWindow\":true,\"isWindowTerminatedEarly\":true}}"
            )
        );
        let read = Event::read(&event).expect("an event");
        assert_eq!((read.state, read.is_window_terminated_early), (Some("{\"1\":282}"), true));
    }

    proptest! {
        #[test]
        fn the_framework_reads_what_is_written_and_no_record_is_larger_than_said(
            key: String,
            data in proptest::collection::vec(any::<u8>(), 0..100),
            arrived_ms in 0..4_000_000_000_000_i64,
        ) {
            let envelope = Envelope::new(STREAM, "eu-west-1");
            let records = [queued(&key, &data, arrived_ms), queued("other", b"x", 0)];
            let event = envelope.event(1, &records, None);
            let bound: usize = records.iter().map(|record| envelope.record_bytes(record)).sum();
            prop_assert!(event.len() <= bound + 14);
            let read = Event::read(&event).expect("an event");
            let record = &read.records[0];
            prop_assert_eq!(record.partition_key().expect("a key"), key);
            prop_assert_eq!(record.decode().expect("data"), data);
            let arrived = record.approximate_arrival_timestamp().expect("a time");
            prop_assert_eq!(arrived.unix_milliseconds(), arrived_ms);
            prop_assert_eq!(read.shard_id.as_deref(), Some("shardId-000000000001"));
        }
    }
}
