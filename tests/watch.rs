//! `cargo lambda watch`, the tool people know, in the place of `nozzle`'s own Runtime API.

use crate::{
    project,
    server::{Server, free_port},
};
use serde_json::Value;
use std::{env, fs, process::Command};
use tempfile::TempDir;

/// Serves the functions of the project, each built when it is first invoked.
fn watch() -> Server {
    let tools = project::path("target/tools");
    assert!(
        tools.join("cargo-lambda").exists(),
        "target/tools/cargo-lambda is missing\nfix: run tests/tools.sh"
    );
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([tools.clone()].into_iter().chain(env::split_paths(&path))).unwrap();
    let port = free_port();
    let mut watch = Command::new(tools.join("cargo-lambda"));
    watch
        .args(["lambda", "watch", "--ignore-changes", "--invoke-address", "127.0.0.1", "--invoke-port"])
        .arg(port.to_string())
        .current_dir(project::root())
        .env("PATH", path)
        .env("CARGO_LAMBDA_COMPILER", "cargo")
        // Where all is built already.
        .env("CARGO_TARGET_DIR", project::target());
    Server::start(&mut watch, port)
}

/// Outcomes of `nozzle invoke normalize`, without what the function's log tells.
fn outcomes(arguments: &[&str]) -> Vec<Value> {
    let output = project::nozzle().args(["invoke", "normalize"]).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let outcome = |line: &str| {
        let mut outcome: Value = serde_json::from_str(line).expect("JSON");
        outcome.as_object_mut().unwrap().remove("error");
        outcome
    };
    String::from_utf8(output.stdout).unwrap().lines().map(outcome).collect()
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

    let here = outcomes(&["--records", file]);
    let watch = watch();
    let there = outcomes(&["--records", file, "--endpoint", &watch.url()]);
    assert_eq!(here.len(), lines.len());
    assert_eq!(here, there);
}
