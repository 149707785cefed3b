//! `cargo lambda`, the tool people know: `watch` in the place of `nozzle`'s own Runtime API, and `invoke` to ask it. What
//! `build` makes is tried by way of SAM, which calls it.

use crate::{
    project,
    server::{Server, free_port},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// `cargo lambda` with the arguments behind it.
fn cargo_lambda(command: &str) -> Command {
    let tools = project::path("target/tools");
    assert!(
        tools.join("cargo-lambda").exists(),
        "target/tools/cargo-lambda is missing\nfix: run tests/tools.sh"
    );
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([tools.clone()].into_iter().chain(env::split_paths(&path))).unwrap();
    let mut cargo_lambda = project::program(tools.join("cargo-lambda"));
    cargo_lambda.args(["lambda", command]).current_dir(project::root()).env("PATH", path);
    cargo_lambda
}

/// Serves the functions of the project, each built when it is first invoked.
fn watch() -> Server {
    let port = free_port();
    let mut watch = cargo_lambda("watch");
    watch
        .args(["--ignore-changes", "--invoke-address", "127.0.0.1", "--invoke-port"])
        .arg(port.to_string())
        .env("CARGO_LAMBDA_COMPILER", "cargo")
        // Where all is built already.
        .env("CARGO_TARGET_DIR", project::target());
    Server::start(&mut watch, port)
}

/// Outcomes of `nozzle invoke`, without what the function's log tells.
fn outcomes(arguments: &[&str]) -> Vec<Value> {
    let Output { status, stdout, stderr } = project::nozzle().arg("invoke").args(arguments).output().unwrap();
    // Some records of samples fail.
    assert!(matches!(status.code(), Some(0 | 2)), "{}", String::from_utf8_lossy(&stderr));
    let outcome = |line: &str| {
        let mut outcome: Value = serde_json::from_str(line).expect("JSON");
        outcome.as_object_mut().unwrap().remove("error");
        outcome
    };
    String::from_utf8(stdout).unwrap().lines().map(outcome).collect()
}

#[test]
fn a_function_answers_there_as_it_does_here() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("records.ndjson");
    let lines = [
        r#"{"data":"<34>1 2026-03-01T09:12:44.003Z gate sshd 812 ID47 - session opened\n"}"#,
        r#"{"data":"203.0.113.7 - - [01/Mar/2026:09:12:44 +0000] \"GET / HTTP/1.1\" 200 12 \"-\" \"curl/8\"\n"}"#,
        r#"{"data":"{\"level\":\"error\",\"message\":\"disk full\"}\n"}"#,
        r#"{"dataBase64":"//4="}"#,
    ];
    // With times of their own, so that the two runs send the same.
    let timed = |line: &str| line.replacen('{', r#"{"approximateArrivalTimestamp":1772611200123,"#, 1) + "\n";
    fs::write(&file, lines.map(timed).concat()).unwrap();
    let file = file.to_str().unwrap();

    let here = outcomes(&["normalize", "--records", file]);
    let watch = watch();
    let there = outcomes(&["normalize", "--records", file, "--endpoint", &watch.url()]);
    assert_eq!(here.len(), lines.len());
    assert_eq!(here, there);
}

/// A sample event of Firehose for a function, if it has one.
fn sample(function: &str) -> Option<PathBuf> {
    let files = fs::read_dir(project::path("events").join(function)).expect("samples");
    let mut files: Vec<_> = files.map(|file| file.expect("an entry").path()).collect();
    files.sort();
    files.into_iter().find(|file| {
        let is_event = file.to_str().is_some_and(|file| file.ends_with(".event.json"));
        is_event && is_of_firehose(file)
    })
}

fn is_of_firehose(event: &Path) -> bool {
    let event: Value = serde_json::from_slice(&fs::read(event).expect("an event")).expect("JSON");
    event["records"].is_array()
}

/// What a response says of each record: id, result, data.
fn told(response: &Value) -> Vec<(String, String, Vec<u8>)> {
    let text = |record: &Value, name: &str| record[name].as_str().expect("text").to_owned();
    let records = response["records"].as_array().expect("records").iter();
    records
        .map(|record| {
            let data = STANDARD.decode(text(record, "data")).expect("base64");
            (text(record, "recordId"), text(record, "result"), data)
        })
        .collect()
}

#[test]
fn every_function_answers_cargo_lambda_invoke() {
    let watch = watch();
    let mut asked = 0;
    for function in project::functions() {
        let Some(event) = sample(&function) else { continue };
        let event = event.to_str().expect("UTF-8");
        let Output { status, stdout, stderr } = cargo_lambda("invoke")
            .args([
                &function,
                "--invoke-address",
                "127.0.0.1",
                "--output-format",
                "json",
                "--data-file",
                event,
            ])
            .args(["--invoke-port", &watch.port.to_string()])
            .output()
            .expect("cargo-lambda starts");
        assert!(status.success(), "{function}: {}", String::from_utf8_lossy(&stderr));
        let response: Value = serde_json::from_slice(&stdout).expect("JSON");
        let expected = outcomes(&[&function, "--event", event]);
        let expected: Vec<_> = expected
            .iter()
            .map(|outcome| {
                let text = |name: &str| outcome[name].as_str().map(str::to_owned);
                let encoded = text("dataBase64").map(|data| STANDARD.decode(data).expect("base64"));
                let data = encoded.or_else(|| text("data").map(String::into_bytes)).expect("data");
                (text("recordId").expect("an id"), text("result").expect("a result"), data)
            })
            .collect();
        assert_eq!(told(&response), expected, "{function}");
        asked += 1;
    }
    assert!(asked >= 4, "only {asked} functions have samples of Firehose");
}
