//! One line of CloudWatch embedded metric format an invocation.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use crate::{
    firehose::{Answer, FailedRecord, limits::MAX_RESPONSE_BYTES},
    timestamp::Timestamp,
};
use serde_json::{Map, Value, json};
use std::{
    env,
    io::{self, Write},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// Metrics of one execution environment.
pub(super) struct Metrics {
    function_name: String,
    cold: AtomicBool,
}

impl Metrics {
    pub(super) fn new() -> Self {
        Self {
            function_name: env::var("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default(),
            cold: AtomicBool::new(true),
        }
    }

    /// Prints the metrics of one invocation.
    pub(super) fn print(&self, invocation: &Invocation<'_>) {
        let cold_start = self.cold.swap(false, Ordering::Relaxed);
        let now = Timestamp::now().map_or(0, Timestamp::unix_milliseconds);
        let line = invocation.line(&self.function_name, cold_start, now);
        // A closed standard output must not cost an answer.
        let _ = writeln!(io::stdout().lock(), "{line}");
    }
}

/// What one invocation did.
pub(super) struct Invocation<'a> {
    pub(super) request_id: &'a str,
    pub(super) answer: &'a Answer,
    pub(super) duration: Duration,
}

impl Invocation<'_> {
    fn line(&self, function_name: &str, cold_start: bool, now_milliseconds: i64) -> Value {
        let Answer { response, counts, failed } = self.answer;
        let mut values = Map::new();
        let mut metrics = Vec::new();
        let mut add = |name: &str, unit: &'static str, value: Value| {
            values.insert(name.to_owned(), value);
            metrics.push(json!({ "Name": name, "Unit": unit }));
        };
        add("RecordsIn", "Count", counts.records.into());
        add("RecordsOk", "Count", counts.ok.into());
        add("RecordsDropped", "Count", counts.dropped.into());
        add("RecordsFailed", "Count", counts.failed.into());
        for (reason, count) in by_reason(failed) {
            add(&format!("RecordsFailed.{reason}"), "Count", count.into());
        }
        add("BytesIn", "Bytes", counts.bytes_in.into());
        add("BytesOut", "Bytes", counts.bytes_out.into());
        add(
            "ResponseLimitUse",
            "Percent",
            (response.len() as f64 * 100.0 / MAX_RESPONSE_BYTES as f64).into(),
        );
        add("Duration", "Milliseconds", (self.duration.as_secs_f64() * 1000.0).into());
        if cold_start {
            add("ColdStart", "Count", 1.into());
        }
        let directive =
            json!({ "Namespace": "Nozzle", "Dimensions": [["FunctionName"]], "Metrics": metrics });
        values.insert(
            "_aws".into(),
            json!({ "Timestamp": now_milliseconds, "CloudWatchMetrics": [directive] }),
        );
        values.insert("FunctionName".into(), function_name.into());
        values.insert("request_id".into(), self.request_id.into());
        Value::Object(values)
    }
}

/// How many records failed for each reason, in the order they first occurred.
fn by_reason(failed: &[FailedRecord]) -> Vec<(&'static str, usize)> {
    let mut reasons: Vec<(&'static str, usize)> = Vec::new();
    for record in failed {
        let reason = record.failure.reason();
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => reasons.push((reason, 1)),
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Failure, firehose::Counts};

    #[test]
    fn says_everything_on_one_line() {
        let counts = Counts { records: 10, ok: 6, dropped: 1, failed: 3, bytes_in: 2000, bytes_out: 1500 };
        let failed = |reason| FailedRecord {
            record_id: "1".into(),
            failure: Failure::new(reason, "message"),
            data_sha256: [0; 32],
        };
        let answer = Answer {
            response: vec![0; 6_291_556 / 4],
            counts,
            failed: vec![failed("not_json"), failed("panic"), failed("not_json")],
        };
        let invocation =
            Invocation { request_id: "id-1", answer: &answer, duration: Duration::from_micros(2500) };
        let line = invocation.line("normalize", true, 1_772_611_200_000);
        let names: Vec<_> = line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|metric| {
                format!(
                    "{} {} {}",
                    metric["Name"].as_str().unwrap(),
                    line[metric["Name"].as_str().unwrap()],
                    metric["Unit"].as_str().unwrap()
                )
            })
            .collect();
        assert_eq!(
            names,
            [
                "RecordsIn 10 Count",
                "RecordsOk 6 Count",
                "RecordsDropped 1 Count",
                "RecordsFailed 3 Count",
                "RecordsFailed.not_json 2 Count",
                "RecordsFailed.panic 1 Count",
                "BytesIn 2000 Bytes",
                "BytesOut 1500 Bytes",
                "ResponseLimitUse 25.0 Percent",
                "Duration 2.5 Milliseconds",
                "ColdStart 1 Count"
            ]
        );
        assert_eq!(line["FunctionName"], "normalize");
        assert_eq!(line["_aws"]["Timestamp"], 1_772_611_200_000_i64);
        assert!(!line.to_string().contains('\n'));
    }
}
