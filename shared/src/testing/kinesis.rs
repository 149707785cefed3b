//! Tests behind a data stream: records in, deliveries out, through the whole contract.
//!
//! ```
//! use nozzle::{testing, unpack::Lines};
//!
//! let run = testing::kinesis::run(Lines, ["a\nb", ""]);
//! run.assert_delivered(["a\n", "b\n"]);
//! assert_eq!(run.answer.response, br#"{"batchItemFailures":[]}"#);
//! ```

use super::{ARRIVAL_MILLISECONDS, block_on, readable};
use crate::{
    deadline::{Deadline, Invocation},
    kinesis::{Answer, MemorySink, Processor},
    transform::Transform,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use md5::{Digest, Md5};
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Runs `records` through `transform` into a sink in memory.
///
/// # Panics
/// The transform could not be prepared.
pub fn run(transform: impl Transform, records: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Run {
    let sink = MemorySink::default();
    let mut processor = Processor::new(transform, sink.clone());
    match block_on(processor.process(&event(records), Invocation::default())) {
        Ok(answer) => Run { answer, delivered: sink.documents() },
        Err(error) => panic!("{error}"),
    }
}

/// What became of the records of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The answer.
    pub answer: Answer,
    /// The documents that the sink took, in order.
    pub delivered: Vec<Vec<u8>>,
}

impl Run {
    /// The sink took these documents, in this order.
    ///
    /// # Panics
    /// It did not.
    #[track_caller]
    pub fn assert_delivered(&self, expected: impl IntoIterator<Item = impl AsRef<[u8]>>) {
        let expected: Vec<_> = expected.into_iter().map(|document| readable(document.as_ref())).collect();
        let delivered: Vec<_> = self.delivered.iter().map(|document| readable(document)).collect();
        assert_eq!(delivered, expected, "deliveries differ");
    }
}

/// An event that hands `records` to a function, as an event source mapping does. Their sequence numbers are
/// `4955000000` and up, their partition keys `key-0` and up.
pub fn event(records: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<u8> {
    let mut event = br#"{"Records":["#.to_vec();
    for (number, record) in records.into_iter().enumerate() {
        let separator = if number == 0 { "" } else { "," };
        let data = STANDARD.encode(record);
        let sequence_number = sequence_number(number);
        let seconds = ARRIVAL_MILLISECONDS / 1000;
        let record = format!(
            r#"{separator}{{"kinesis":{{"kinesisSchemaVersion":"1.0","partitionKey":"key-{number}","sequenceNumber":"{sequence_number}","data":"{data}","approximateArrivalTimestamp":{seconds}.000}},"eventSource":"aws:kinesis","eventVersion":"1.0","eventID":"shardId-000000000000:{sequence_number}","eventName":"aws:kinesis:record","invokeIdentityArn":"arn:aws:iam::123456789012:role/test","awsRegion":"us-east-1","eventSourceARN":"arn:aws:kinesis:us-east-1:123456789012:stream/test"}}"#
        );
        event.extend_from_slice(record.as_bytes());
    }
    event.extend_from_slice(b"]}");
    event
}

/// An [`event`] of a tumbling window, from 08:00 to 08:01 on the day of all tests, with its state and whether it is the
/// window's last.
pub fn window_event(
    records: impl IntoIterator<Item = impl AsRef<[u8]>>,
    state: Option<&str>,
    is_final: bool,
) -> Vec<u8> {
    let mut event = event(records);
    event.pop();
    let about = format!(
        r#","window":{{"start":"2026-03-04T08:00:00Z","end":"2026-03-04T08:01:00Z"}},"state":{},"shardId":"shardId-000000000000","eventSourceARN":"arn:aws:kinesis:us-east-1:123456789012:stream/test","isFinalInvokeForWindow":{is_final},"isWindowTerminatedEarly":false}}"#,
        state.unwrap_or("{}")
    );
    event.extend_from_slice(about.as_bytes());
    event
}

/// The sequence number of a record of [`event`], counted from zero.
pub fn sequence_number(record: usize) -> String {
    (4_955_000_000 + record).to_string()
}

/// A record of the stream that holds `records`, each a partition key and its bytes, as the Kinesis Producer Library
/// packs them.
pub fn aggregate(records: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<[u8]>)>) -> Vec<u8> {
    let mut keys: Vec<String> = Vec::new();
    let mut messages = Vec::new();
    for (key, data) in records {
        let key = key.as_ref();
        let index = keys.iter().position(|known| known == key).unwrap_or_else(|| {
            keys.push(key.to_owned());
            keys.len() - 1
        });
        let mut record = vec![0x08];
        varint(index, &mut record);
        bytes(0x1a, data.as_ref(), &mut record);
        bytes(0x1a, &record, &mut messages);
    }
    let mut message = Vec::new();
    for key in keys {
        bytes(0x0a, key.as_bytes(), &mut message);
    }
    message.extend_from_slice(&messages);
    signed(&message)
}

/// A record of the stream that holds `message`, whatever that is, as the message of an aggregate.
pub fn signed(message: &[u8]) -> Vec<u8> {
    let mut record = vec![0xf3, 0x89, 0x9a, 0xc2];
    record.extend_from_slice(message);
    record.extend_from_slice(&Md5::digest(message));
    record
}

fn bytes(tag: u8, bytes: &[u8], message: &mut Vec<u8>) {
    message.push(tag);
    varint(bytes.len(), message);
    message.extend_from_slice(bytes);
}

fn varint(mut number: usize, message: &mut Vec<u8>) {
    while number > 0x7f {
        message.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    message.push(number as u8);
}

/// Time that passes by being looked at: each look takes a second.
#[derive(Debug)]
pub struct Countdown(AtomicU64);

impl Countdown {
    /// So many looks, and then no time is left.
    pub const fn new(looks: u64) -> Self {
        Self(AtomicU64::new(looks))
    }
}

impl Deadline for Countdown {
    fn remaining(&self) -> Duration {
        let left = self.0.load(Ordering::Relaxed);
        self.0.store(left.saturating_sub(1), Ordering::Relaxed);
        Duration::from_secs(left)
    }
}
