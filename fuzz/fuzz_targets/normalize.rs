//! Any bytes as a record of logs whose formats are detected: what comes out is JSON, line by line, in every shape.

#![no_main]

use libfuzzer_sys::fuzz_target;
use normalize::{Configuration, Normalize};
use nozzle::{
    firehose::{Processor, RecordResult},
    log::Shape,
    testing,
};

fuzz_target!(|record: &[u8]| {
    for shape in [Shape::Flat, Shape::Otel, Shape::Ss4o, Shape::Ecs, Shape::Hec] {
        let mut processor = Processor::new(Normalize::new(&Configuration::default())).shape(shape);
        let outcomes = testing::run_processor(&mut processor, [record]);
        for outcome in outcomes.iter() {
            assert_ne!(outcome.result, RecordResult::ProcessingFailed);
            for line in outcome.data.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                serde_json::from_slice::<serde::de::IgnoredAny>(line).expect("every line is JSON");
            }
        }
    }
});
