//! Any bytes as a CloudWatch Logs record: compressed or not, whole or broken.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nozzle::{testing, unpack::CloudWatchLogs};

fuzz_target!(|record: &[u8]| {
    let outcomes = testing::run(CloudWatchLogs::new().max_decompressed_bytes(100_000), [record]);
    for outcome in outcomes.iter() {
        assert!(outcome.data.len() <= 200_000);
    }
    let passing = testing::run(CloudWatchLogs::new().or_pass_on().max_decompressed_bytes(100_000), [record]);
    assert_eq!(passing.iter().len(), 1);
});
