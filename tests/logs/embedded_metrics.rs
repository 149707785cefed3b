//! A strict reader of CloudWatch's embedded metric format, written from its specification:
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use serde_json::{Map, Value};
use std::collections::HashMap;

const UNITS: [&str; 27] = [
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];

/// The metrics of each line that has some, by name; what CloudWatch would not take is a panic.
#[track_caller]
pub(super) fn read(log: &[Value]) -> Vec<HashMap<&str, f64>> {
    log.iter().filter_map(Value::as_object).filter(|line| line.contains_key("_aws")).map(read_line).collect()
}

#[track_caller]
fn read_line(line: &Map<String, Value>) -> HashMap<&str, f64> {
    let about = &line["_aws"];
    let timestamp = about["Timestamp"].as_u64().expect("a Timestamp");
    assert!(
        (1_500_000_000_000..9_999_999_999_999).contains(&timestamp),
        "{timestamp} is not in milliseconds"
    );
    let directives = about["CloudWatchMetrics"].as_array().expect("CloudWatchMetrics");
    let mut values = HashMap::new();
    for directive in directives {
        text(&directive["Namespace"], 1024);
        for set in directive["Dimensions"].as_array().filter(|sets| !sets.is_empty()).expect("Dimensions") {
            let set = set.as_array().expect("a DimensionSet");
            assert!(set.len() <= 30, "{} dimensions", set.len());
            for dimension in set {
                text(&line[text(dimension, 250)], 1024);
            }
        }
        let metrics = directive["Metrics"].as_array().expect("Metrics");
        assert!(metrics.len() <= 100, "{} metrics", metrics.len());
        for metric in metrics {
            let name = text(&metric["Name"], 1024);
            assert!(UNITS.contains(&text(&metric["Unit"], 20)), "{metric}");
            let value = line.get(name).unwrap_or_else(|| panic!("{name} has no value")).as_f64();
            let value = value.unwrap_or_else(|| panic!("{name} is not a number"));
            assert_eq!(values.insert(name, value), None, "{name} is there twice");
        }
    }
    values
}

/// A text that is not blank and not too long.
#[track_caller]
fn text(value: &Value, max_bytes: usize) -> &str {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is not text"));
    assert!(!text.trim().is_empty() && text.len() <= max_bytes, "{text:?}");
    text
}
