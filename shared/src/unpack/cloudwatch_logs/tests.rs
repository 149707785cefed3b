use super::*;
use crate::testing;
use flate2::{
    Compression,
    write::{GzEncoder, ZlibEncoder},
};
use std::io::Write;

const DATA: &str = r#"{"messageType":"DATA_MESSAGE","owner":"210987654321","logGroup":"/aws/lambda/checkout","logStream":"2026/03/04/[$LATEST]9c1f","subscriptionFilters":["all"],"policyLevel":"ACCOUNT_LEVEL_POLICY","logEvents":[{"id":"38","timestamp":1772611200123,"message":"{\"level\":\"warn\"}\n","extractedFields":{"a":"b"}},{"id":"39","timestamp":1772611200124,"message":"plain \u00e4"}]}"#;
const CONTROL: &str = r#"{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1772611200000,"message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}"#;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn envelopes_are_opened_however_they_are_wrapped() {
    let lines = "{\"level\":\"warn\"}\nplain ä\n";
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(DATA.as_bytes()).unwrap();
    let records = [
        gzip(DATA),
        zlib.finish().unwrap(),
        DATA.into(),
        [gzip(DATA), gzip(CONTROL), gzip(DATA)].concat(),
        gzip(&format!("{DATA}{DATA}")),
        format!("{CONTROL}\n{DATA}").into(),
    ];
    testing::run(CloudWatchLogs::new(), records).assert_ok([
        lines,
        lines,
        lines,
        &lines.repeat(2),
        &lines.repeat(2),
        lines,
    ]);
}

#[test]
fn control_messages_and_empty_records_are_dropped() {
    let records = [gzip(CONTROL), CONTROL.into(), Vec::new()];
    testing::run(CloudWatchLogs::new(), records).assert_text("0  Dropped\n1  Dropped\n2  Dropped\n");
}

#[test]
fn anything_else_fails_with_its_reason() {
    let other = r#"{"messageType":"OTHER","logEvents":[]}"#;
    let no_events = r#"{"messageType":"DATA_MESSAGE"}"#;
    let no_message = r#"{"messageType":"DATA_MESSAGE","logEvents":[{"id":"1","message":7}]}"#;
    let records = [
        "plain text".into(),
        gzip("plain text"),
        "{\"a\":1}".into(),
        gzip(other),
        gzip(no_events),
        gzip(no_message),
        DATA[..200].into(),
        gzip(DATA)[..40].into(),
        format!("{DATA} x").into(),
    ];
    testing::run(CloudWatchLogs::new(), records).assert_text(
        "0  ProcessingFailed  not_cloudwatch_logs: the record is not a CloudWatch Logs envelope, compressed or not\n\
         1  ProcessingFailed  not_cloudwatch_logs: the record is not a CloudWatch Logs envelope, compressed or not\n\
         2  ProcessingFailed  not_cloudwatch_logs: the record is not a CloudWatch Logs envelope, compressed or not\n\
         3  ProcessingFailed  unknown_message_type: messageType is neither DATA_MESSAGE nor CONTROL_MESSAGE\n\
         4  ProcessingFailed  not_cloudwatch_logs: logEvents is not an array\n\
         5  ProcessingFailed  not_cloudwatch_logs: a log event has no message that is a string\n\
         6  ProcessingFailed  not_json: the document ends inside a string (byte 200)\n\
         7  ProcessingFailed  not_decompressible: the compressed data is cut short (byte 40)\n\
         8  ProcessingFailed  not_cloudwatch_logs: the record is not a CloudWatch Logs envelope, compressed or not\n",
    );
}

#[test]
fn a_bomb_fails_alone() {
    let bomb = gzip(&"0".repeat(100_000));
    let unpacker = CloudWatchLogs::new().max_decompressed_bytes(10_000);
    testing::run(unpacker, [bomb, gzip(DATA)]).assert_text(
        "0  ProcessingFailed  decompressed_size_limit: the record decompresses to more than the limit\n\
         1  Ok  {\"level\":\"warn\"}\\nplain ä\\n\n",
    );
}

#[test]
fn what_is_compressed_twice_is_opened_and_three_times_is_not() {
    let compress = |bytes: Vec<u8>| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&bytes).unwrap();
        encoder.finish().unwrap()
    };
    let twice = compress(gzip(CONTROL));
    testing::run(CloudWatchLogs::new(), [twice.clone(), compress(twice), compress(gzip("x^2"))]).assert_text(
        "0  Dropped\n\
         1  ProcessingFailed  not_decompressible: the record is compressed more than twice\n\
         2  ProcessingFailed  not_cloudwatch_logs: the record is not a CloudWatch Logs envelope, compressed or not\n",
    );
}

#[test]
fn others_pass_on_if_asked() {
    let unpacker = CloudWatchLogs::new().or_pass_on();
    testing::run(
        unpacker,
        ["plain".into(), gzip("plain"), "{\"a\":1}".into(), "{\"a\":".into(), DATA.into()],
    )
    .assert_ok(["plain\n", "plain\n", "{\"a\":1}\n", "{\"a\":\n", "{\"level\":\"warn\"}\nplain ä\n"]);
}

#[test]
fn applications_may_write_message_types_too() {
    let records = [
        r#"{"messageType":"order.created"}"#,
        r#"{"messageType":7}"#,
        r#"{"messageType":"DATA_MESSAGE","text":"ours"}"#,
        r#"{"messageType":"CONTROL_MESSAGE","id":9}"#,
        r#"{"messageType":"CONTROL_MESSAGE","logEvents":[]}"#,
    ];
    let expected = records.map(|record| format!("{record}\n"));
    testing::run(CloudWatchLogs::new().or_pass_on(), records).assert_ok(expected);
}

#[test]
fn a_bomb_of_zlib_is_a_bomb_and_no_text() {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(&[b'0'; 100_000]).unwrap();
    let unpacker = CloudWatchLogs::new().or_pass_on().max_decompressed_bytes(10_000);
    testing::run(unpacker, [zlib.finish().unwrap()]).assert_text(
        "0  ProcessingFailed  decompressed_size_limit: the record decompresses to more than the limit\n",
    );
}

#[test]
fn log_events_carry_where_they_come_from() {
    let origin = |_: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| {
        let words = [from.log_owner, from.log_group, from.log_stream, from.log_event_id]
            .map(Option::unwrap_or_default);
        let time = from.event_time.map_or_else(String::new, |time| time.to_string());
        out.emit(Item::Bytes(format!("{} {} {time}", from.record_id, words.join(" ")).as_bytes()), from)
    };
    testing::run(CloudWatchLogs::new().then(origin), [DATA]).assert_ok([concat!(
        "0 210987654321 /aws/lambda/checkout 2026/03/04/[$LATEST]9c1f 38 2026-03-04T08:00:00.123Z\n",
        "0 210987654321 /aws/lambda/checkout 2026/03/04/[$LATEST]9c1f 39 2026-03-04T08:00:00.124Z\n"
    )]);
}
