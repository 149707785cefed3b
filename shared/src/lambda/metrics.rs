//! One line of CloudWatch embedded metric format an invocation.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use super::{Answer, clock};
use crate::{
    failure::Failure,
    firehose::{self, limits::MAX_RESPONSE_BYTES},
    kinesis,
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

    /// Prints the line of an invocation that was answered.
    pub(super) fn answered(&self, request_id: &str, answer: &Answer, duration: Duration) {
        let mut line = Line::default();
        match answer {
            Answer::Firehose(answer) => line.firehose(answer),
            Answer::Kinesis(answer) => line.kinesis(answer),
        }
        self.print(line, request_id, duration);
    }

    /// Prints the line of an invocation that ended in an error.
    pub(super) fn refused(&self, request_id: &str, duration: Duration) {
        let mut line = Line::default();
        line.add("EventsRefused", "Count", 1);
        self.print(line, request_id, duration);
    }

    fn print(&self, mut line: Line, request_id: &str, duration: Duration) {
        line.add("Duration", "Milliseconds", duration.as_secs_f64() * 1000.0);
        if self.cold.swap(false, Ordering::Relaxed) {
            line.add("ColdStart", "Count", 1);
        }
        let now = clock::now().map_or(0, Timestamp::unix_milliseconds);
        let line = line.finish(&self.function_name, request_id, now);
        // A closed standard output must not cost an answer.
        let _ = writeln!(io::stdout().lock(), "{line}");
    }
}

/// Metrics and their values.
#[derive(Default)]
struct Line {
    values: Map<String, Value>,
    metrics: Vec<Value>,
}

/// Reasons that get a metric of their own.
const MAX_REASONS: usize = 60;

/// A line may have 100 metrics; two are those of the invocation itself.
const MAX_METRICS: usize = 98;

impl Line {
    fn add(&mut self, name: &str, unit: &'static str, value: impl Into<Value>) {
        self.values.insert(name.to_owned(), value.into());
        self.metrics.push(json!({ "Name": name, "Unit": unit }));
    }

    fn firehose(&mut self, answer: &firehose::Answer) {
        let firehose::Answer { response, counts, failed, transform_counts } = answer;
        self.add("RecordsIn", "Count", counts.records);
        self.add("RecordsOk", "Count", counts.ok);
        self.add("RecordsDropped", "Count", counts.dropped);
        if counts.reingested > 0 {
            self.add("RecordsReingested", "Count", counts.reingested);
        }
        self.add("RecordsFailed", "Count", counts.failed);
        self.reasons(failed.iter().map(|record| record.failure));
        self.add("BytesIn", "Bytes", counts.bytes_in);
        self.add("BytesOut", "Bytes", counts.bytes_out);
        self.add("ResponseLimitUse", "Percent", response.len() as f64 * 100.0 / MAX_RESPONSE_BYTES as f64);
        self.transform_counts(transform_counts);
    }

    fn kinesis(&mut self, answer: &kinesis::Answer) {
        let kinesis::Answer { counts, failed, stopped, transform_counts, .. } = answer;
        self.add("RecordsIn", "Count", counts.records);
        self.add("RecordsOk", "Count", counts.ok);
        self.add("RecordsDropped", "Count", counts.dropped);
        self.add("RecordsFailed", "Count", failed.len());
        self.reasons(failed.iter().map(|record| record.failure));
        self.add("RecordsSetAside", "Count", counts.set_aside);
        self.add("RecordsAlreadyDone", "Count", counts.already_done);
        self.add("RecordsLeft", "Count", counts.left);
        if let Some(stopped) = stopped {
            self.add(&format!("Stopped.{}", stopped.cause.name()), "Count", 1);
        }
        self.add("BytesIn", "Bytes", counts.bytes_in);
        self.add("BytesOut", "Bytes", counts.bytes_out);
        self.transform_counts(transform_counts);
    }

    fn reasons(&mut self, failures: impl Iterator<Item = Failure>) {
        for (reason, count) in by_reason(failures).into_iter().take(MAX_REASONS) {
            self.add(&format!("RecordsFailed.{reason}"), "Count", count);
        }
    }

    fn transform_counts(&mut self, counts: &[(&'static str, u64)]) {
        let left = MAX_METRICS.saturating_sub(self.metrics.len());
        for (name, count) in counts.iter().take(left) {
            self.add(name, "Count", *count);
        }
    }

    fn finish(mut self, function_name: &str, request_id: &str, now_milliseconds: i64) -> Value {
        let directive =
            json!({ "Namespace": "Nozzle", "Dimensions": [["FunctionName"]], "Metrics": self.metrics });
        let about = json!({ "Timestamp": now_milliseconds, "CloudWatchMetrics": [directive] });
        self.values.insert("_aws".into(), about);
        self.values.insert("FunctionName".into(), function_name.into());
        self.values.insert("request_id".into(), request_id.into());
        Value::Object(self.values)
    }
}

/// How many records failed for each reason, in the order they first occurred.
fn by_reason(failures: impl Iterator<Item = Failure>) -> Vec<(&'static str, usize)> {
    let mut reasons: Vec<(&'static str, usize)> = Vec::new();
    for failure in failures {
        let reason = failure.reason();
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
    use crate::firehose::{Answer, Counts, FailedRecord};

    /// Each metric with its value and its unit, in order.
    fn names(line: &Value) -> Vec<String> {
        line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
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
            .collect()
    }

    #[test]
    fn says_everything_on_one_line() {
        let counts = Counts {
            records: 10,
            ok: 6,
            dropped: 1,
            failed: 3,
            bytes_in: 2000,
            bytes_out: 1500,
            ..Counts::default()
        };
        let failed = |reason| FailedRecord {
            record_id: "1".into(),
            failure: Failure::new(reason, "message"),
            data_sha256: [0; 32],
        };
        let answer = Answer {
            response: vec![0; 6_291_556 / 4],
            counts,
            failed: vec![failed("not_json"), failed("panic"), failed("not_json")],
            transform_counts: vec![("Redacted.email", 7)],
        };
        let mut line = Line::default();
        line.firehose(&answer);
        line.add("Duration", "Milliseconds", 2.5);
        let line = line.finish("normalize", "id-1", 1_772_611_200_000);
        let names = names(&line);
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
                "Redacted.email 7 Count",
                "Duration 2.5 Milliseconds"
            ]
        );
        assert_eq!(line["FunctionName"], "normalize");
        assert_eq!(line["_aws"]["Timestamp"], 1_772_611_200_000_i64);
        assert!(!line.to_string().contains('\n'));
    }

    #[test]
    fn says_what_became_of_a_batch() {
        let event = crate::testing::kinesis::event(["a", "b"]);
        let refuse = |_: crate::Item<'_>, _: &crate::Origin<'_>, _: &mut dyn crate::Output| {
            Err(Failure::new("not_json", "message"))
        };
        let mut processor = kinesis::Processor::new(refuse, kinesis::MemorySink::default());
        let answer =
            crate::testing::block_on(processor.process(&event, crate::Invocation::default())).unwrap();
        let mut line = Line::default();
        line.kinesis(&answer);
        assert_eq!(
            names(&line.finish("forward", "id-1", 1_772_611_200_000)),
            [
                "RecordsIn 2 Count",
                "RecordsOk 0 Count",
                "RecordsDropped 0 Count",
                "RecordsFailed 1 Count",
                "RecordsFailed.not_json 1 Count",
                "RecordsSetAside 0 Count",
                "RecordsAlreadyDone 0 Count",
                "RecordsLeft 2 Count",
                "Stopped.poison 1 Count",
                "BytesIn 0 Bytes",
                "BytesOut 0 Bytes"
            ]
        );
    }
}
