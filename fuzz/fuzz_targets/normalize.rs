//! Any bytes as a record of logs, in every format: what comes out is JSON, line by line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use normalize::{Configuration, Normalize, configuration::FormatName, format::FORMATS};
use nozzle::{
    firehose::{Processor, RecordResult},
    log::Shape,
    testing,
};

fuzz_target!(|record: &[u8]| {
    let formats = std::iter::once(FormatName::Auto).chain(FORMATS.iter().map(FormatName::Named));
    for format in formats {
        for shape in [Shape::Flat, Shape::Otel] {
            let configuration = Configuration { format, ..Configuration::default() };
            let mut processor = Processor::new(Normalize::new(&configuration)).shape(shape);
            let outcomes = testing::run_processor(&mut processor, [record]);
            for outcome in outcomes.iter() {
                assert_ne!(outcome.result, RecordResult::ProcessingFailed);
                for line in outcome.data.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                    serde_json::from_slice::<serde::de::IgnoredAny>(line).expect("every line is JSON");
                }
            }
        }
    }
});
