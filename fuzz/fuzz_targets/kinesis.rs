//! Any bytes as an event of a data stream: what we read is what `serde_json` and `base64` read, and what is answered is
//! what has been delivered. Any bytes as the message of an aggregate.

#![no_main]

use base64::{Engine, engine::general_purpose::STANDARD};
use libfuzzer_sys::fuzz_target;
use nozzle::{
    Invocation, Item, Origin, Output,
    kinesis::{Aggregate, Checkpoint, Event, MemorySink, Processor},
    testing,
};
use serde_json::Value;

fuzz_target!(|input: &[u8]| {
    aggregate(input);
    let Ok(event) = Event::read(input) else { return };
    let sink = MemorySink::default();
    let identity = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| out.emit(item, from);
    let mut processor = Processor::new(identity, sink.clone()).newline(false);
    let answer =
        testing::block_on(processor.process(input, Invocation::default())).expect("it has been read");
    let numbers: Vec<_> = event.records.iter().map(|record| record.sequence_number()).collect();
    let left = match Checkpoint::read(&answer.response, &numbers) {
        Checkpoint::Success => 0,
        Checkpoint::From(number) => {
            assert_eq!(Some(&number), numbers[numbers.len() - answer.counts.left..].iter().min());
            answer.counts.left
        }
        Checkpoint::BatchFailed => panic!("the answer is none"),
    };
    let expected: Option<Vec<Vec<u8>>> =
        event.records[..numbers.len() - left].iter().map(|record| record.decode().ok()).collect();
    let expected = expected.expect("what is done could be decoded");
    if expected.iter().all(|data| Aggregate::read(data).is_none()) {
        assert_eq!(sink.documents(), expected);
    }
    // serde_json refuses more than we do; of keys that stand there twice every reader makes something else.
    let Ok(by_library) = serde_json::from_slice::<Value>(input) else { return };
    if is_ambiguous(input, numbers.len())
        || by_library["Records"].as_array().map(Vec::len) != Some(numbers.len())
    {
        return;
    }
    for (record, found) in by_library["Records"].as_array().into_iter().flatten().zip(&event.records) {
        let kinesis = &record["kinesis"];
        let data = kinesis["data"].as_str().and_then(|text| STANDARD.decode(text).ok());
        assert_eq!(found.decode().ok(), data);
        assert_eq!(found.partition_key().as_deref(), kinesis["partitionKey"].as_str());
    }
});

/// Does a name that counts stand more often in the text than there are records, or could it be spelt with escapes?
fn is_ambiguous(input: &[u8], records: usize) -> bool {
    let count = |name: &[u8]| input.windows(name.len()).filter(|window| *window == name).count();
    input.contains(&b'\\')
        || count(b"\"kinesis\"") != records
        || count(b"\"Records\"") > 1
        || count(b"\"data\"") > records
        || count(b"\"partitionKey\"") > records
        || count(b"\"sequenceNumber\"") != records
}

fn aggregate(message: &[u8]) {
    let record = testing::kinesis::signed(message);
    if let Some(aggregate) = Aggregate::read(&record) {
        let bytes: usize = aggregate.records().map(|record| record.data.len()).sum();
        assert!(bytes <= message.len(), "more comes out than went in");
    }
}
