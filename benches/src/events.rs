//! Events as Firehose sends them, made up to a size.

use std::fmt::Write;

/// Records of one length that fill an event up to `event_bytes` of data before base64.
pub fn records(record_bytes: usize, event_bytes: usize) -> Vec<Vec<u8>> {
    (0..event_bytes / record_bytes).map(|number| record(number, record_bytes)).collect()
}

/// Printable text that differs from record to record, without a newline at its end.
fn record(number: usize, bytes: usize) -> Vec<u8> {
    let mut state = number as u64 + 1;
    (0..bytes)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            b' ' + ((state >> 33) % 95) as u8
        })
        .collect()
}

/// The event that hands `records` to a function, in the order of keys that Firehose uses.
pub fn event(records: &[Vec<u8>]) -> Vec<u8> {
    let mut json = String::from(
        r#"{"invocationId":"7c8a41b7-23d7-4a8b-9d1f-2d41b3c5a6f0","deliveryStreamArn":"arn:aws:firehose:eu-west-1:123456789012:deliverystream/bench","region":"eu-west-1","records":["#,
    );
    for (number, record) in records.iter().enumerate() {
        let separator = if number == 0 { "" } else { "," };
        let data = base64_simd::STANDARD.encode_to_string(record);
        write!(
            json,
            r#"{separator}{{"recordId":"{:048}{number:08}000000","approximateArrivalTimestamp":{},"data":"{data}"}}"#,
            49_640_912_821_178_817_833_517_986_466_168_u128,
            1_772_611_200_000 + number,
        )
        .expect("writing to a string");
    }
    json.push_str("]}");
    json.into_bytes()
}
