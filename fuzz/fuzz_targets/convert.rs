//! Any bytes in any input format, by the number in the first byte: no reader panics or runs for ever, what comes out is
//! lines of JSON, and those come out again as they are.

#![no_main]

use convert::{Configuration, Convert, configuration::Files};
use libfuzzer_sys::fuzz_target;
use nozzle::{firehose::Processor, testing};
use serde::de::IgnoredAny;
use std::cell::RefCell;

/// What stands before each: a schema that loses nothing, rules that change rows, or nothing.
const RULES: &str = "
open: [a]
flatten: {separator: _, max_depth: 3}
explode: list
rename: {b: c}
drop: [d]
on_mismatch: null
other_fields: keep
schema: [{name: a, type: bigint}, {name: c, type: 'array<struct<x:double,y:decimal(9,2)>>'}, {name: e, type: timestamp},
  {name: f, type: 'map<string,date>'}, {name: g, type: binary}]
";

const FORMATS: [&str; 14] = [
    "{format: json}",
    "{format: ndjson}",
    "{format: csv}",
    "{format: csv, header: fields_line, delimiter: ' ', quote: none, null_text: '-'}",
    "{format: tsv, header: [a, b, c], flexible: true, comment: '#'}",
    "{format: psv, header: [a, list], quote: single, encoding: latin1}",
    "{format: logfmt}",
    "{format: key_value, delimiter: ',', assignment: ':'}",
    "{format: ltsv}",
    "{format: xml, record_element: r}",
    "{format: avro, framing: single_object, schemas: {row: row.avsc}}",
    "{format: avro, framing: none, schemas: {row: row.avsc}}",
    "{format: avro, framing: container}",
    "{format: protobuf, framing: delimited, descriptor_set: descriptor_set, message: google.protobuf.FileDescriptorProto}",
];

const SCHEMA: &str = r#"{"type":"record","name":"Row","fields":[
    {"name":"a","type":["null","long","string"]},
    {"name":"b","type":{"type":"array","items":{"type":"map","values":"double"}}},
    {"name":"c","type":{"type":"bytes","logicalType":"decimal","precision":20,"scale":2}},
    {"name":"d","type":{"type":"long","logicalType":"timestamp-micros"}},
    {"name":"e","type":{"type":"enum","name":"E","symbols":["x","y"]}},
    {"name":"f","type":{"type":"fixed","name":"F","size":2}},
    {"name":"list","type":{"type":"array","items":"null"}}]}"#;

fn processor(from: &str, rules: &str) -> Processor<Convert> {
    let yaml = format!("from: {from}\n{rules}");
    let configuration: Configuration = serde_saphyr::from_str(&yaml).expect("a configuration");
    let files = Files::from([
        ("row.avsc", SCHEMA.as_bytes().to_vec()),
        // Descriptors that describe themselves.
        ("descriptor_set", include_bytes!("../seeds/convert/descriptor.desc").to_vec()),
    ]);
    Processor::new(Convert::new(&configuration, &files).expect("a configuration"))
}

thread_local! {
    static PROCESSORS: RefCell<Vec<[Processor<Convert>; 2]>> =
        RefCell::new(FORMATS.map(|from| ["", RULES].map(|rules| processor(from, rules))).into());
    static AGAIN: RefCell<Processor<Convert>> =
        RefCell::new(processor("{format: ndjson}", ""));
}

fuzz_target!(|input: &[u8]| {
    let Some((format, record)) = input.split_first() else { return };
    PROCESSORS.with_borrow_mut(|processors| {
        let format = usize::from(*format) % processors.len();
        for processor in &mut processors[format] {
            let outcomes = testing::run_processor(processor, [record]);
            for outcome in outcomes.iter() {
                assert!(outcome.failure.is_none_or(|failure| failure.reason() != "panic"));
                if outcome.data.is_empty() {
                    continue;
                }
                for line in outcome.data.split_inclusive(|byte| *byte == b'\n') {
                    // Not `Value`: it refuses half a surrogate pair, which RFC 8259 allows.
                    serde_json::from_slice::<IgnoredAny>(line).expect("a line is JSON");
                    assert!(line.starts_with(b"{"));
                }
                let again = AGAIN.with_borrow_mut(|again| testing::run_processor(again, [&outcome.data]));
                let again = again.iter().next().expect("an outcome");
                assert!(
                    again.data == outcome.data
                        || again.failure.is_some_and(|failure| failure.reason() != "panic")
                );
            }
        }
    });
});
