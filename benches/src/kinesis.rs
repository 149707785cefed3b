//! Events of a Kinesis stream, and the code everybody writes to answer them.

use aws_lambda_events::event::kinesis::KinesisEvent;
use nozzle::{
    Deadline, Invocation, Transform,
    kinesis::{Aggregate, Delivery, Documents, Event, Processor, Sink},
    testing,
};
use serde_json::json;
use std::fmt::Write;

/// The event that hands `records` to a function, in the order of keys that Lambda uses.
pub fn event(records: &[Vec<u8>]) -> Vec<u8> {
    let mut json = String::from(r#"{"Records":["#);
    for (number, record) in records.iter().enumerate() {
        let separator = if number == 0 { "" } else { "," };
        let data = base64_simd::STANDARD.encode_to_string(record);
        let sequence_number = format!("{}{number:024}", 49_590_338_271_490_256_608_559_692_538_361_u128);
        write!(
            json,
            r#"{separator}{{"kinesis":{{"kinesisSchemaVersion":"1.0","partitionKey":"key-{number:08}","sequenceNumber":"{sequence_number}","data":"{data}","approximateArrivalTimestamp":1772611200.{:03}}},"eventSource":"aws:kinesis","eventVersion":"1.0","eventID":"shardId-000000000006:{sequence_number}","eventName":"aws:kinesis:record","invokeIdentityArn":"arn:aws:iam::123456789012:role/lambda-role","awsRegion":"eu-west-1","eventSourceARN":"arn:aws:kinesis:eu-west-1:123456789012:stream/bench"}}"#,
            number % 1000,
        )
        .expect("writing to a string");
    }
    json.push_str("]}");
    json.into_bytes()
}

/// Records, `in_each` of them in an aggregate.
pub fn aggregates(records: &[Vec<u8>], in_each: usize) -> Vec<Vec<u8>> {
    let keyed = |number: usize| format!("key-{}", number % 8);
    records.chunks(in_each).map(|chunk| testing::kinesis::aggregate((0..).map(keyed).zip(chunk))).collect()
}

/// Event in, response out: every record goes, with a newline behind it, to where documents are collected.
pub fn naive(event: &[u8], documents: &mut Vec<Vec<u8>>) -> Vec<u8> {
    let mut deserializer = serde_json::Deserializer::from_slice(event);
    let event: KinesisEvent = serde_path_to_error::deserialize(&mut deserializer).expect("a good event");
    documents.clear();
    let mut failures = Vec::new();
    for record in event.records {
        let mut document = record.kinesis.data.0;
        document.push(b'\n');
        if document.len() > 1 << 20 {
            failures.push(json!({"itemIdentifier": record.kinesis.sequence_number}));
            break;
        }
        documents.push(document);
    }
    serde_json::to_vec(&json!({"batchItemFailures": failures})).expect("a response")
}

/// Counts the bytes that it is given.
pub struct Count;

impl Sink for Count {
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, _deadline: &'a dyn Deadline) -> Delivery<'a> {
        std::hint::black_box(documents.iter().map(|document| document.data.len()).sum::<usize>());
        Box::pin(async { Vec::new() })
    }
}

/// Event in, response out.
pub fn process(processor: &mut Processor<impl Transform>, event: &[u8]) -> Vec<u8> {
    testing::block_on(processor.process(event, Invocation::default())).expect("answered").response
}

/// Splits the aggregates of an event that has been read, as the package in Python does; gives the bytes of all records.
pub fn split(event: &Event<'_>, buffer: &mut Vec<u8>) -> usize {
    let mut bytes = 0;
    for record in &event.records {
        record.decode_into(buffer).expect("base64");
        let aggregate = Aggregate::read(buffer).expect("an aggregate");
        bytes += aggregate.records().map(|record| record.data.len()).sum::<usize>();
    }
    bytes
}

/// The base64 of all records of an event's aggregates.
pub fn data(event: &Event<'_>) -> Vec<String> {
    let mut data = Vec::new();
    for record in &event.records {
        let bytes = record.decode().expect("base64");
        let aggregate = Aggregate::read(&bytes).expect("an aggregate");
        data.extend(aggregate.records().map(|record| base64_simd::STANDARD.encode_to_string(record.data)));
    }
    data
}
