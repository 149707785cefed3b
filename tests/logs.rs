//! What a function logs, through the real binary: enough to find a failed record, and nothing of what it holds.

mod embedded_metrics;

use crate::project;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, fs};
use tempfile::TempDir;

const SECRET: &str = "correct-horse-battery-staple";

/// What `nozzle invoke poisonable` told: outcomes, its own errors, and the function's log.
struct Told {
    outcomes: Vec<Value>,
    errors: String,
    log: Vec<Value>,
}

/// Invokes the function with input of this kind.
fn invoke(kind: &str, input: &str) -> Told {
    let folder = TempDir::new().unwrap();
    let (file, log) = (folder.path().join("input"), folder.path().join("log"));
    fs::write(&file, input).unwrap();
    let mut nozzle = project::nozzle();
    nozzle.args(["invoke", "poisonable", kind]).arg(&file).arg("--function-log").arg(&log);
    let output = nozzle.output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    let log = fs::read_to_string(log).unwrap();
    assert!(!log.contains(SECRET), "{log}");
    assert!(!errors.contains(SECRET), "{errors}");
    let json = |text: &str| text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    Told { outcomes: json(&String::from_utf8(output.stdout).unwrap()), errors, log: json(&log) }
}

/// The failures that are logged are these, by record id: its reason, and the data whose SHA-256 is told.
#[track_caller]
fn are_logged(told: &Told, expected: &[(&str, &str, Vec<u8>)]) {
    let failures: HashMap<_, _> = told
        .log
        .iter()
        .filter(|line| line["message"] == "record failed")
        .map(|line| (line["record_id"].as_str().unwrap(), line))
        .collect();
    assert_eq!(failures.len(), expected.len(), "{:?}", told.log);
    for (id, reason, data) in expected {
        let line = failures[id];
        assert_eq!((line["level"].as_str(), &line["reason"]), (Some("WARN"), &json!(reason)));
        let sha256: String = Sha256::digest(data).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(line["data_sha256"], sha256, "{line}");
        let outcome = told.outcomes.iter().find(|outcome| outcome["recordId"] == *id).unwrap();
        assert_eq!(outcome["result"], "ProcessingFailed");
        let error = outcome["error"].as_str().unwrap();
        assert!(error.starts_with(&format!("{reason}: ")) && !error.contains(SECRET), "{error}");
    }
    let failed = told.outcomes.iter().filter(|outcome| outcome["result"] == "ProcessingFailed").count();
    assert_eq!(failed, expected.len());
    assert_eq!(told.errors, format!("{failed} of {} records failed\n", told.outcomes.len()));
}

#[test]
fn a_failure_is_logged_without_its_payload() {
    let payload = |what: &str| format!("{what}={SECRET}");
    let records = ["panic", "error", "half", "drop", "key", "fine"];
    let input: String = records
        .iter()
        .map(|what| json!({ "recordId": what, "data": payload(what) }).to_string() + "\n")
        .collect();
    let told = invoke("--records", &input);
    are_logged(
        &told,
        &[
            ("panic", "panic", payload("panic").into()),
            ("error", "asked_for", payload("error").into()),
            ("half", "asked_for", payload("half").into()),
        ],
    );
    // What a panic says may quote the payload: where it was is told instead.
    assert!(
        told.log.iter().any(|line| line["location"].as_str().is_some_and(|at| at.contains("tests/lib.rs:")))
    );
    let results: Vec<_> = told.outcomes.iter().map(|outcome| outcome["result"].as_str().unwrap()).collect();
    assert_eq!(results, ["ProcessingFailed", "ProcessingFailed", "ProcessingFailed", "Dropped", "Ok", "Ok"]);

    let [metrics] = &embedded_metrics::read(&told.log)[..] else { panic!("one invocation, one line") };
    let counted = |name: &str| metrics.get(name).copied();
    assert_eq!(counted("RecordsIn"), Some(6.0));
    assert_eq!(counted("RecordsOk"), Some(2.0));
    assert_eq!(counted("RecordsDropped"), Some(1.0));
    assert_eq!(counted("RecordsFailed"), Some(3.0));
    assert_eq!((counted("RecordsFailed.panic"), counted("RecordsFailed.asked_for")), (Some(1.0), Some(2.0)));
    assert_eq!(
        counted("BytesIn"),
        Some(records.iter().map(|what| payload(what).len()).sum::<usize>() as f64)
    );
}

#[test]
fn a_record_that_is_no_base64_is_logged_without_its_text() {
    let fine = STANDARD.encode(SECRET);
    let event = json!({ "invocationId": "i", "deliveryStreamArn": "a", "region": "r", "records": [
        { "recordId": "fine", "approximateArrivalTimestamp": 1, "data": fine },
        { "recordId": "bad", "approximateArrivalTimestamp": 1, "data": format!("{SECRET}*") },
        { "recordId": "none", "approximateArrivalTimestamp": 1, "data": null },
    ]});
    let told = invoke("--event", &event.to_string());
    let text = format!("{SECRET}*");
    are_logged(&told, &[("bad", "not_base64", text.into()), ("none", "no_data", Vec::new())]);
    assert_eq!(embedded_metrics::read(&told.log).len(), 1);
}

#[test]
fn each_invocation_has_its_line_of_metrics_and_the_first_is_a_cold_start() {
    // A quarter of a megabyte goes into one event.
    let input = format!("{}\n", "x".repeat(100_000)).repeat(5) + "error\n";
    let told = invoke("--lines", &input);
    let metrics = embedded_metrics::read(&told.log);
    let of = |name: &str| -> Vec<_> { metrics.iter().map(|metrics| metrics.get(name).copied()).collect() };
    assert_eq!(of("RecordsIn"), [Some(2.0), Some(2.0), Some(2.0)]);
    assert_eq!(of("RecordsFailed.asked_for"), [None, None, Some(1.0)]);
    assert_eq!(of("ColdStart"), [Some(1.0), None, None]);
}

#[test]
fn what_a_window_counts_are_metrics_that_cloudwatch_takes() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log");
    let sample = |ending: &str| project::path(format!("events/aggregate/last-of-a-window.{ending}"));
    let mut nozzle = project::nozzle();
    nozzle.args(["invoke", "aggregate", "--event"]).arg(sample("event.json"));
    nozzle.arg("--config").arg(sample("config.yaml")).arg("--function-log").arg(&log);
    assert_eq!(nozzle.output().unwrap().status.code(), Some(0));
    let log = fs::read_to_string(log).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let [counted, invocation] = &embedded_metrics::read(&lines)[..] else { panic!("{log}") };
    assert_eq!((counted["bytes.count"], counted["bytes.sum"], counted["bytes.p99"]), (3.0, 3584.0, 2048.0));
    assert_eq!((invocation["RecordsOk"], invocation["Results"]), (1.0, 4.0));
}

#[test]
fn a_wrong_key_in_the_configuration_stops_the_start() {
    let folder = TempDir::new().unwrap();
    let (config, lines) = (folder.path().join("normalize.yaml"), folder.path().join("lines"));
    fs::write(&config, "version: 1\nformt: json\n").unwrap();
    fs::write(&lines, "one\n").unwrap();
    let mut nozzle = project::nozzle();
    let output =
        nozzle.args(["invoke", "normalize", "--lines"]).arg(&lines).arg("--config").arg(&config).output();
    let output = output.unwrap();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "error: function normalize did not start: Nozzle.ConfigurationError: {} line 2 column 1: unknown field \
             `formt`, expected one of version, format, routes, output, time_zone, on_unparsed, \
             keep_original, resource, vpc_flow_fields, log_formats\nfix: write `format`\n",
            config.display()
        )
    );
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
}
