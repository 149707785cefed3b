//! One line of CloudWatch embedded metric format an invocation.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use crate::{
    firehose::{Counts, FailedRecord, limits::MAX_RESPONSE_BYTES},
    timestamp::Timestamp,
};
use serde::Serialize;
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

#[derive(Serialize)]
struct Metric {
    #[serde(rename = "Name")]
    name: String,
    #[serde(rename = "Unit")]
    unit: &'static str,
}

impl Metrics {
    pub(super) fn new() -> Self {
        Self {
            function_name: env::var("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default(),
            cold: AtomicBool::new(true),
        }
    }

    /// Prints the metrics of one invocation.
    pub(super) fn invocation(
        &self,
        request_id: &str,
        counts: &Counts,
        failed: &[FailedRecord],
        response_bytes: usize,
        duration: Duration,
    ) {
        let cold_start = self.cold.swap(false, Ordering::Relaxed);
        let now = Timestamp::now().map_or(0, Timestamp::unix_milliseconds);
        let line =
            line(&self.function_name, request_id, counts, failed, response_bytes, duration, cold_start, now);
        // A closed standard output must not cost an answer.
        let _ = writeln!(io::stdout().lock(), "{line}");
    }
}

#[allow(clippy::too_many_arguments, reason = "one for each thing the line says")]
fn line(
    function_name: &str,
    request_id: &str,
    counts: &Counts,
    failed: &[FailedRecord],
    response_bytes: usize,
    duration: Duration,
    cold_start: bool,
    now_milliseconds: i64,
) -> Value {
    let mut values = Map::new();
    let mut metrics = Vec::new();
    let mut add = |name: String, unit: &'static str, value: Value| {
        values.insert(name.clone(), value);
        metrics.push(Metric { name, unit });
    };
    add("RecordsIn".into(), "Count", counts.records.into());
    add("RecordsOk".into(), "Count", counts.ok.into());
    add("RecordsDropped".into(), "Count", counts.dropped.into());
    add("RecordsFailed".into(), "Count", counts.failed.into());
    for (reason, count) in by_reason(failed) {
        add(format!("RecordsFailed.{reason}"), "Count", count.into());
    }
    add("BytesIn".into(), "Bytes", counts.bytes_in.into());
    add("BytesOut".into(), "Bytes", counts.bytes_out.into());
    add(
        "ResponseLimitUse".into(),
        "Percent",
        (response_bytes as f64 * 100.0 / MAX_RESPONSE_BYTES as f64).into(),
    );
    add("Duration".into(), "Milliseconds", (duration.as_secs_f64() * 1000.0).into());
    if cold_start {
        add("ColdStart".into(), "Count", 1.into());
    }
    let mut line = json!({
        "_aws": {
            "Timestamp": now_milliseconds,
            "CloudWatchMetrics": [{ "Namespace": "Nozzle", "Dimensions": [["FunctionName"]], "Metrics": metrics }]
        },
        "FunctionName": function_name,
        "request_id": request_id
    });
    if let Value::Object(members) = &mut line {
        members.append(&mut values);
    }
    line
}

/// How many records failed for each reason, most recent reason last.
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
    use crate::Failure;

    #[test]
    fn says_everything_on_one_line() {
        let counts = Counts { records: 10, ok: 6, dropped: 1, failed: 3, bytes_in: 2000, bytes_out: 1500 };
        let failed = |reason| FailedRecord {
            record_id: "1".into(),
            failure: Failure::new(reason, "message"),
            data_sha256: [0; 32],
        };
        let failed = [failed("not_json"), failed("panic"), failed("not_json")];
        let line = line(
            "normalize",
            "id-1",
            &counts,
            &failed,
            6_291_556 / 4,
            Duration::from_micros(2500),
            true,
            1_772_611_200_000,
        );
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
