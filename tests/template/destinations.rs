//! What each destination expects of the pipeline's output, on the bytes that would be sent there.

use crate::project;
use serde_json::Value;
use std::{fs, path::Path};
use tempfile::TempDir;

const LINES: &str = "events/logs/syslog-rfc5424.log";

/// The data of records that the pipeline makes of log lines, with the configuration of a destination.
#[track_caller]
fn delivered(configuration: &str) -> Vec<String> {
    let output = project::nozzle()
        .args(["invoke", "pipeline", "--lines", LINES, "--config"])
        .arg(Path::new("config/nozzle").join(configuration))
        .output()
        .expect("nozzle starts");
    assert!(output.status.success(), "{configuration}: {}", String::from_utf8_lossy(&output.stderr));
    let outcomes = String::from_utf8(output.stdout).expect("UTF-8");
    let records: Vec<String> = outcomes
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).expect("JSON")["data"].as_str().expect("UTF-8").to_owned()
        })
        .collect();
    let lines = fs::read(project::path(LINES)).expect("a log file").split(|byte| *byte == b'\n').count() - 1;
    assert_eq!(records.len(), lines, "{configuration}");
    records
}

/// The one JSON object that a record is; several, or an array, would be refused.
#[track_caller]
fn object(record: &str) -> Value {
    assert!(record.ends_with('\n'), "{record:?} would run into the next one");
    assert_eq!(record.trim_end().lines().count(), 1, "{record:?} is more than a line");
    let value: Value = serde_json::from_str(record).expect("JSON");
    assert!(value.is_object(), "{record:?}");
    value
}

/// Objects in S3, COPY of Redshift with JSON 'auto', and Iceberg take one object a line, with the names of columns.
#[test]
fn rows_are_objects_of_columns() {
    for configuration in ["pipeline.yaml", "pipeline-partitioned.yaml"] {
        for record in delivered(configuration) {
            let row = object(&record);
            for column in row.as_object().expect("an object").keys() {
                let known = nozzle::log::flat::COLUMNS.iter().any(|it| it.name == column);
                assert!(known, "{configuration}: there is no column {column}");
            }
        }
    }
}

#[test]
fn opensearch_gets_one_document_a_record() {
    for record in delivered("pipeline-opensearch.yaml") {
        assert!(object(&record)["@timestamp"].is_string(), "{record}");
    }
}

#[test]
fn splunk_gets_events() {
    for record in delivered("pipeline-splunk.yaml") {
        let event = object(&record);
        // Of a log without a text, its attributes are the event.
        let says = event["event"].is_string() || event["event"].is_object();
        assert!(says && event["time"].is_number() && event["sourcetype"].is_string(), "{record}");
        let known = ["time", "host", "source", "sourcetype", "index", "event", "fields"];
        let unknown = event.as_object().expect("an object").keys().find(|key| !known.contains(&key.as_str()));
        assert_eq!(unknown, None, "{record}");
    }
}

#[test]
fn http_endpoints_get_the_log_data_model() {
    for record in delivered("pipeline-http.yaml") {
        let log = object(&record);
        assert!(log["attributes"].is_object() && log["severity_number"].is_number(), "{record}");
    }
}

/// Prefix, partition keys and configuration agree, or the local stream would set every record aside.
#[test]
fn partitions_are_those_of_the_logs() {
    let out = TempDir::new().expect("a folder");
    let output = project::nozzle()
        .args(["replay", LINES, "--stream", "PipelinePartitionedStream"])
        .args([
            "--parameter",
            "WithPipeline=yes",
            "--parameter",
            "PipelineDestination=s3-partitioned",
            "--out",
        ])
        .arg(out.path())
        .output()
        .expect("nozzle starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let services = fs::read_dir(out.path().join("DeliveredBucket/partitioned")).expect("partitions");
    let services: Vec<_> =
        services.map(|entry| entry.expect("a folder").file_name().into_string().expect("UTF-8")).collect();
    assert!(services.len() > 3, "{services:?}");
    for service in &services {
        assert!(service.starts_with("service="), "{service}");
        let days = fs::read_dir(out.path().join("DeliveredBucket/partitioned").join(service)).expect("days");
        let days: Vec<_> = days.map(|entry| entry.expect("a folder").file_name()).collect();
        assert_eq!(days, ["date=2026-03-04"], "{service}: not the day on which it was logged");
    }
}
