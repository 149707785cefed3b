//! Any bytes as the log of one format, whose name is the first line: no parser panics, and what comes out is JSON.

#![no_main]

use libfuzzer_sys::fuzz_target;
use normalize::{Configuration, Normalize, configuration::FormatName, format::FORMATS};
use nozzle::{
    firehose::{Processor, RecordResult},
    log::Shape,
    testing,
};

fuzz_target!(|input: &[u8]| {
    let Some(line_end) = input.iter().position(|byte| *byte == b'\n') else { return };
    let (name, record) = (&input[..line_end], &input[line_end + 1..]);
    let Some(format) = FORMATS.iter().find(|format| format.name.as_bytes() == name) else { return };
    let configuration = Configuration { format: FormatName::Named(format), ..Configuration::default() };
    let mut processor = Processor::new(Normalize::new(&configuration)).shape(Shape::Flat);
    let outcomes = testing::run_processor(&mut processor, [record]);
    for outcome in outcomes.iter() {
        assert_ne!(outcome.result, RecordResult::ProcessingFailed);
        for line in outcome.data.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            serde_json::from_slice::<serde::de::IgnoredAny>(line).expect("every line is JSON");
        }
    }
});
