//! The Glue table of the template: what the shape `flat` writes loads by its schema, every line of it.
//!
//! DuckDB stands in for Athena and for the conversion to Parquet: like them it reads JSON by a schema that is given.

use crate::{project, samples};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use flate2::{Compression, write::GzEncoder};
use nozzle::log::flat;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{fs, io::Write, path::Path, process::Command};
use tempfile::TempDir;

/// Runs `tests/table.py` and reads what it prints.
#[track_caller]
fn table(arguments: &[&str]) -> Value {
    let python = project::path("target/tools/python/bin/python");
    assert!(python.exists(), "target/tools/python is missing\nfix: run tests/tools.sh");
    let mut script = Command::new(python);
    script.arg("tests/table.py").args(arguments).current_dir(project::root());
    let output = script.output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn the_template_has_the_columns_of_flat() {
    let described = table(&[]);
    let columns = described["table"]["StorageDescriptor"]["Columns"].as_array().expect("columns");
    let text = |column: &'static str, of: &Value| of[column].as_str().expect("text").to_owned();
    let columns: Vec<_> = columns.iter().map(|column| (text("Name", column), text("Type", column))).collect();
    let expected: Vec<_> =
        flat::COLUMNS.iter().map(|column| (column.name.to_owned(), column.glue_type.to_owned())).collect();
    assert_eq!(columns, expected);
}

/// Firehose writes the keys that Athena looks for.
#[test]
fn partitions_are_where_the_stream_puts_them() {
    let described = table(&[]);
    let (table, stream) = (&described["table"], &described["stream"]["ExtendedS3DestinationConfiguration"]);
    assert_eq!(
        stream["Prefix"], "normalized/date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/",
        "the table's location, its partitions and the README's commands follow the prefix"
    );
    assert_eq!(stream["CompressionFormat"], "GZIP");
    let parameters = &table["Parameters"];
    assert_eq!(
        parameters["storage.location.template"],
        json!({"Fn::Sub": "s3://${DeliveredBucket}/normalized/date=${!date}/hour=${!hour}/"})
    );
    assert_eq!(
        table["StorageDescriptor"]["Location"],
        json!({"Fn::Sub": "s3://${DeliveredBucket}/normalized/"})
    );
    assert_eq!(stream["BucketARN"], json!({"Fn::GetAtt": ["DeliveredBucket", "Arn"]}));
    for (parameter, expected) in [
        ("projection.date.format", "yyyy-MM-dd"),
        ("projection.hour.range", "0,23"),
        ("projection.hour.digits", "2"),
        ("compressionType", "gzip"),
    ] {
        assert_eq!(parameters[parameter], expected, "{parameter}");
    }
    let serde = &table["StorageDescriptor"]["SerdeInfo"]["SerializationLibrary"];
    assert_eq!(serde, "org.openx.data.jsonserde.JsonSerDe");
}

#[test]
fn every_line_of_the_samples_loads() {
    let out = TempDir::new().expect("a folder");
    let partition = out.path().join("date=2026-03-04/hour=08");
    let lines = samples::lines_by_default();
    assert!(lines.len() > 50, "the samples give {} lines", lines.len());
    fs::create_dir_all(&partition).expect("a folder");
    let mut object = GzEncoder::new(Vec::new(), Compression::default());
    lines.iter().for_each(|line| object.write_all(line.as_bytes()).expect("memory"));
    fs::write(partition.join("samples.gz"), object.finish().expect("memory")).expect("a file");
    let loaded = table(&[
        out.path().to_str().expect("UTF-8"),
        "SELECT count(*), count(severity_number), count(source_format) FROM normalized",
        "SELECT DISTINCT date, hour FROM normalized",
        "SELECT DISTINCT url_query FROM normalized WHERE url_query LIKE '%floor+lamp%' AND http_response_status_code = 200",
        "SELECT DISTINCT cloud_account_id, aws_log_group_name FROM normalized WHERE aws_log_group_name = '/shop/web'",
    ]);
    assert_eq!(loaded["rows"], lines.len());
    assert_eq!(
        loaded["results"],
        json!([
            [[lines.len(), lines.len(), lines.len()]],
            [["2026-03-04", "08"]],
            [["q=floor+lamp&sort=price"]],
            [["123456789012", "/shop/web"]],
        ])
    );
}

/// From the log files to a query, by the stream of the template.
#[test]
fn what_the_stream_delivers_can_be_queried() {
    let out = TempDir::new().expect("a folder");
    let files = ["nginx-access.log", "syslog-rfc5424.log", "application-json.log"];
    let files = files.map(|file| Path::new("events/logs").join(file));
    let output = project::nozzle()
        .arg("replay")
        .args(&files)
        .arg("--out")
        .arg(out.path())
        .output()
        .expect("nozzle starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let [access, syslog, application] = files
        .map(|file| fs::read(project::path(file)).expect("a log file"))
        .map(|log| String::from_utf8_lossy(&log).into_owned());
    let delivered = out.path().join("DeliveredBucket/normalized");
    let loaded = table(&[
        delivered.to_str().expect("UTF-8"),
        "SELECT count(*), count(*) FILTER (host_name IS NULL AND source_format = 'combined_access') FROM normalized",
        "SELECT count(*) FROM normalized WHERE host_name IS NULL AND http_request_method = 'GET' AND url_path IS NOT NULL",
        "SELECT count(*) FROM normalized WHERE host_name IS NULL AND http_response_status_code BETWEEN 400 AND 499",
        "SELECT count(*) FROM normalized WHERE attributes['syslog.facility.code'] = '3'",
        "SELECT count(*) FROM normalized WHERE time < '2026-03-04 00:00:00' OR time >= '2026-03-05 00:00:00'",
    ]);
    let with = |log: &str, words: fn(&str) -> bool| log.lines().filter(|line| words(line)).count();
    let all = |_: &str| true;
    let is_daemon = |line: &str| {
        let priority = line.strip_prefix('<').and_then(|line| line.split('>').next()).expect("a priority");
        priority.parse::<u32>().expect("a number") / 8 == 3
    };
    let is_refused = |line: &str| line.contains("\" 4");
    assert_eq!(
        loaded["results"],
        json!([
            // nginx writes to syslog too, which names a host.
            [[with(&access, all) + with(&syslog, all) + with(&application, all), with(&access, all)]],
            [[with(&access, |line| line.contains("\"GET "))]],
            [[with(&access, is_refused)]],
            [[with(&syslog, is_daemon)]],
            [[0]],
        ])
    );
}

/// The saved queries of the template, as if this were the day after that of the samples.
fn saved_query(name: &str) -> String {
    let described = table(&[]);
    let query = described["queries"][name].as_str().unwrap_or_else(|| panic!("there is no {name}"));
    assert!(query.contains("current_date"), "{name} reads all there is");
    query.replace("current_date", "DATE '2026-03-05'")
}

/// A partition with these lines as its one object.
fn partition(folder: &Path, object: &[u8]) {
    fs::create_dir_all(folder).expect("a folder");
    let mut file = GzEncoder::new(Vec::new(), Compression::default());
    file.write_all(object).expect("memory");
    fs::write(folder.join("object.gz"), file.finish().expect("memory")).expect("a file");
}

#[test]
fn saved_queries_answer() {
    let out = TempDir::new().expect("a folder");
    let logs = "\
        {\"severity_number\":17,\"service_name\":\"cart\",\"body\":\"no stock\",\"source_format\":\"json\"}\n\
        {\"severity_number\":9,\"service_name\":\"cart\",\"body\":\"sold\",\"source_format\":\"json\"}\n\
        {\"severity_number\":9,\"service_name\":\"mail\",\"body\":\"sent\",\"source_format\":\"json\"}\n\
        {\"severity_number\":9,\"http_request_method\":\"GET\",\"url_path\":\"/a\",\"duration_ms\":3.5,\"http_response_status_code\":200,\"source_format\":\"json\"}\n\
        {\"severity_number\":9,\"http_request_method\":\"GET\",\"url_path\":\"/b\",\"duration_ms\":70.0,\"http_response_status_code\":404,\"source_format\":\"json\"}\n\
        {\"severity_number\":17,\"http_request_method\":\"GET\",\"http_route\":\"/b\",\"url_path\":\"/b/7\",\"duration_ms\":90.0,\"http_response_status_code\":503,\"source_format\":\"json\"}\n";
    partition(&out.path().join("date=2026-03-04/hour=08"), logs.as_bytes());
    // Another day, which no query may read.
    partition(&out.path().join("date=2026-03-01/hour=08"), logs.as_bytes());
    let queries = ["ErrorsPerServiceQuery", "SlowestUrlsQuery", "StatusPerHourQuery"].map(saved_query);
    let folder = out.path().to_str().expect("UTF-8");
    let loaded = table(&[folder, &queries[0], &queries[1], &queries[2]]);
    let [errors, slowest, status] = [0, 1, 2].map(|index| &loaded["results"][index]);
    assert_eq!(errors, &json!([["cart", 2, 1, "no stock"], ["json", 3, 1, null]]));
    assert_eq!(slowest.as_array().expect("rows").len(), 2);
    assert_eq!((&slowest[0][0], &slowest[0][2], &slowest[0][5]), (&json!("/b"), &json!(2), &json!(90.0)));
    assert_eq!(status, &json!([["2026-03-04", "08", 1, 1, 1]]));
}

/// Firehose keeps the data, the function's log the reason: both have the hash.
#[test]
fn what_failed_is_joined_with_its_reason() {
    let out = TempDir::new().expect("a folder");
    let data = b"31 April is no day\n";
    let hash: String = Sha256::digest(data).iter().map(|byte| format!("{byte:02x}")).collect();
    let failed = json!({
        "rawData": BASE64_STANDARD.encode(data),
        "errorCode": "Lambda.ProcessingFailedStatus",
        "errorMessage": "ProcessingFailed status set for record",
        "attemptsMade": 1,
        "arrivalTimestamp": 1_772_611_200_000_u64,
        "attemptEndingTimestamp": 1_772_611_201_000_u64,
        "lambdaARN": "arn:aws:lambda:eu-central-1:123456789012:function:normalize:live",
    });
    let failures = out.path().join("failed");
    partition(&failures.join("stream=normalize/date=2026-03-04/hour=08"), format!("{failed}\n").as_bytes());
    let normalized = out.path().join("normalized");
    partition(&normalized.join("date=2026-03-04/hour=08"), b"{\"source_format\":\"json\"}\n");
    // As `nozzle::lambda` logs it.
    let reasons = format!(
        "(SELECT '{hash}' AS data_sha256, 'not_json' AS reason, 'the record is not JSON' AS detail, 3 AS byte, '2026-03-04' AS date)"
    );
    let failed = format!("failures('{}/*/*/*/*.gz')", failures.display());
    let on_files = |query: String| {
        query
            .replace("FROM failed", &format!("FROM {failed}"))
            .replace("FROM reasons", &format!("FROM {reasons}"))
    };
    let [what, why] = ["WhatFailedQuery", "WhyFailedQuery"].map(|name| on_files(saved_query(name)));
    let loaded = table(&[normalized.to_str().expect("UTF-8"), &what, &why]);
    let arrived = "2026-03-04 08:00:00";
    assert_eq!(
        loaded["results"],
        json!([
            [["normalize", "Lambda.ProcessingFailedStatus", 1, arrived, hash, data.len()]],
            [[
                "normalize",
                "Lambda.ProcessingFailedStatus",
                "not_json",
                "the record is not JSON",
                1,
                arrived,
                hash
            ]],
        ])
    );
}
