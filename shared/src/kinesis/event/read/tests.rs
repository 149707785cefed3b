use crate::{
    kinesis::{Event, EventError},
    testing,
};
use proptest::prelude::*;

/// An event as Lambda writes it, spread over lines.
const SAMPLE: &str = r#"{
  "Records": [
    {
      "kinesis": {
        "kinesisSchemaVersion": "1.0",
        "partitionKey": "k\u00e4y \"1\"",
        "sequenceNumber": "49590338271490256608559692538361571095921575989136588898",
        "data": "SGVsbG8=",
        "approximateArrivalTimestamp": 1545084650.987
      },
      "eventSource": "aws:kinesis",
      "eventVersion": "1.0",
      "eventID": "shardId-000000000006:49590338271490256608559692538361571095921575989136588898",
      "eventName": "aws:kinesis:record",
      "invokeIdentityArn": "arn:aws:iam::123456789012:role/lambda-role",
      "awsRegion": "us-east-2",
      "eventSourceARN": "arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream/consumer/con1:1540591608"
    }
  ]
}"#;

#[test]
fn a_documented_event_is_read_in_full() {
    let event = Event::read(SAMPLE.as_bytes()).unwrap();
    assert_eq!(event.shard_id.as_deref(), Some("shardId-000000000006"));
    assert_eq!(event.stream_arn(), Some("arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream"));
    let [record] = event.records[..] else { panic!("{} records", event.records.len()) };
    assert_eq!(record.decode().unwrap(), b"Hello");
    assert_eq!(record.partition_key().as_deref(), Some("käy \"1\""));
    assert_eq!(record.sequence_number().as_str(), "49590338271490256608559692538361571095921575989136588898");
    assert_eq!(record.approximate_arrival_timestamp().unwrap().unix_milliseconds(), 1_545_084_650_987);
    assert_eq!(event.window, None);
}

#[test]
fn a_window_is_read() {
    let event = Event::read(
        br#"{"window":{"start":"2020-12-09T07:04:00Z","end":"2020-12-09T07:06:00Z"},"state":{"1":282,"2":715},
            "shardId":"shardId-000000000006","eventSourceARN":"arn:aws:kinesis:us-east-1:123456789012:stream/s",
            "isFinalInvokeForWindow":true,"isWindowTerminatedEarly":false,"Records":null}"#,
    )
    .unwrap();
    let window = event.window.unwrap();
    assert_eq!(window.start.unwrap().to_string(), "2020-12-09T07:04:00Z");
    assert_eq!(window.end.unwrap().unix_seconds() - window.start.unwrap().unix_seconds(), 120);
    assert_eq!(event.state, Some(r#"{"1":282,"2":715}"#));
    assert_eq!(event.shard_id.as_deref(), Some("shardId-000000000006"));
    assert!(event.is_final_invoke_for_window && !event.is_window_terminated_early);
    assert!(event.records.is_empty());
}

#[track_caller]
fn refused(event: &str, expected: &str) {
    assert_eq!(Event::read(event.as_bytes()).unwrap_err().to_string(), expected, "{event}");
}

#[test]
fn an_event_is_refused_where_no_failure_could_be_reported() {
    const NO_RECORDS: &str = "the event has no array \"Records\": is the function behind something other than a Kinesis event source mapping?";
    refused("{}", NO_RECORDS);
    refused("[]", NO_RECORDS);
    refused(r#"{"Records":{}}"#, NO_RECORDS);
    refused(r#"{"records":[]}"#, NO_RECORDS);
    let no_number = |record: usize, byte: usize| {
        format!(
            "record {record} has no kinesis.sequenceNumber of decimal digits (byte {byte}): its failure could not be reported"
        )
    };
    refused(r#"{"Records":[{"messageId":"1"}]}"#, &no_number(1, 12));
    refused(r#"{"Records":[{"kinesis":{"sequenceNumber":"1"}},7]}"#, &no_number(2, 47));
    refused(r#"{"Records":[{"kinesis":{"sequenceNumber":"4 9"}}]}"#, &no_number(1, 12));
    refused(
        r#"{"Records":["#,
        "the event is not JSON: a comma or a closing bracket should stand here (byte 12)",
    );
    refused(r#"{"Records":[{}"#, &no_number(1, 12));
    assert!(matches!(Event::read(b"{\"Records\":[],\"state\":\"\xff\"}"), Err(EventError::NotJson(_))));
}

#[test]
fn whatever_else_is_odd_stays_with_its_record() {
    let event = Event::read(
        br#"{"Records":[{"kinesis":{"sequenceNumber":1,"data":null}},{"kinesis":{"sequenceNumber":"2","data":[]},"x":{}},
            {"eventID":7,"kinesis":{"sequenceNumber":"3","partitionKey":3}},{"kinesis":{"data":"?","sequenceNumber":"4"}}]}"#,
    )
    .unwrap();
    let failures: Vec<_> =
        event.records.iter().map(|record| record.decode().unwrap_err().to_string()).collect();
    assert_eq!(
        failures,
        [
            "no_data: \"data\" is null",
            "no_data: \"data\" is not a string",
            "no_data: the record has no \"data\"",
            "not_base64: data is not base64 (byte 0)"
        ]
    );
    assert_eq!((event.shard_id, event.event_source_arn), (None, None));
}

/// The second record differs from the first where no later one usually does.
#[test]
fn a_record_is_read_whatever_the_one_before_it_was_like() {
    let event = String::from_utf8(testing::kinesis::event(["a", "b", "c"])).unwrap();
    let second = event.find("\"data\":\"Yg==\"").unwrap();
    let (start, rest) = event.split_at(second);
    for (from, to) in [
        ("\"data\":\"Yg==\"", "\"data\": \"Yg==\""),
        (".000}", ".000,\"encryptionType\":\"KMS\"}"),
        ("\"eventVersion\":\"1.0\"", "\"eventVersion\":\"1.1\""),
        ("stream/test", "stream/\\u0074est"),
        ("aws:kinesis:record", "\\\"eventID\\\":\\\""),
    ] {
        let changed = format!("{start}{}", rest.replacen(from, to, 1));
        let event = Event::read(changed.as_bytes()).unwrap();
        let data: Vec<_> = event.records.iter().map(|record| record.decode().unwrap()).collect();
        assert_eq!(data, [b"a", b"b", b"c"], "{to}");
        assert_eq!(event.records[2].sequence_number().as_str(), "4955000002");
    }
}

/// Sequence number, partition key and the text of the data.
type Read = (String, Option<String>, Option<String>);

/// What serde_json reads of an event.
fn expected(event: &[u8]) -> Option<Vec<Read>> {
    let event: serde_json::Value = serde_json::from_slice(event).ok()?;
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let record = |record: &serde_json::Value| {
        let kinesis = &record["kinesis"];
        let number = text(&kinesis["sequenceNumber"])?;
        number.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
        (!number.is_empty()).then(|| (number, text(&kinesis["partitionKey"]), text(&kinesis["data"])))
    };
    event["Records"].as_array()?.iter().map(record).collect()
}

fn found(event: &[u8]) -> Option<Vec<Read>> {
    let event = Event::read(event).ok()?;
    let text = |text: &[u8]| str::from_utf8(text).ok().map(|text| crate::json::unescape(text).into_owned());
    let record = |record: &super::Record<'_>| {
        let data = match record.data {
            super::Data::Text(data) => text(data),
            _ => None,
        };
        let key = record.partition_key().map(std::borrow::Cow::into_owned);
        (record.sequence_number().to_string(), key, data)
    };
    Some(event.records.iter().map(record).collect())
}

proptest! {
    /// One byte changed, or a piece repeated or left out: what is still JSON is read as serde_json reads it.
    #[test]
    fn a_damaged_event_is_read_as_by_the_library(
        at in 0..1000_usize, length in 0..30_usize, byte: u8, kind in 0..4
    ) {
        let mut event = testing::kinesis::event(["a", "b"]);
        let at = at % event.len();
        let end = (at + length).min(event.len());
        match kind {
            0 => event[at] = byte,
            1 => { event.drain(at..end); }
            2 => { let piece = event[at..end].to_vec(); event.splice(at..at, piece); }
            _ => { event.splice(at..at, *b"\\u0030"); }
        }
        // Data that is no JSON string is no base64 either: it is refused when it is decoded.
        if serde_json::from_slice::<serde_json::Value>(&event).is_ok() {
            let expected = expected(&event);
            // A number, or digits spelt with escapes, are judged by the reader alone.
            if expected.is_some() && found(&event).is_some() {
                prop_assert_eq!(found(&event), expected);
            }
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Event::read(&bytes);
        let _ = Event::read(&[b"{\"Records\":[{\"kinesis\":{", &bytes[..]].concat());
    }
}
