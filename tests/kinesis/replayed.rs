//! `nozzle replay --source kinesis` with a consumer that does what records ask for.

use crate::{
    function_process::FunctionProcess,
    project,
    replayed::{finish, start},
    server::wait_until,
};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};
use tempfile::TempDir;

const TEMPLATE: &str = "tests/templates/consumer.yaml";

/// `nozzle replay --source kinesis` of these lines into the folder `out`.
fn command(folder: &TempDir, lines: &[String]) -> Command {
    let file = folder.path().join("input.log");
    if !file.exists() {
        fs::write(&file, lines.concat()).unwrap();
    }
    let mut nozzle = project::nozzle();
    nozzle.args(["replay", "--source", "kinesis", "--json", "--template", TEMPLATE]);
    nozzle.arg(file).arg("--out").arg(folder.path().join("out"));
    nozzle
}

fn lines(count: usize, instead: impl Fn(usize) -> Option<String>) -> Vec<String> {
    (0..count).map(|number| instead(number).unwrap_or_else(|| format!("{number:099}")) + "\n").collect()
}

fn on_failure_record(out: &Path, given_up: &Value) -> Value {
    let [bucket, key] = [0, 1].map(|part| given_up["object"][part].as_str().expect("text"));
    serde_json::from_slice(&fs::read(out.join(bucket).join(key)).unwrap()).unwrap()
}

#[test]
fn poison_is_given_up_with_its_reason_and_the_rest_is_done() {
    let folder = TempDir::new().unwrap();
    let lines = lines(950, |number| match number {
        205 => Some("panic".to_owned()),
        410 => Some("drop".to_owned()),
        949 => Some("error".to_owned()),
        _ => None,
    });
    let replayed = finish(start(&mut command(&folder, &lines)));
    assert_eq!((replayed.code, replayed.errors.as_str()), (Some(2), ""), "{}", replayed.summary);
    let count = |name| replayed.count(name);
    assert_eq!((count("records_in"), count("done") + count("failed")), (950, 950));
    // What stands behind poison in its batch is given up with it: 95 and one.
    assert_eq!(replayed.summary["failed_by_reason"], json!({"panic": 95, "asked_for": 1}));
    assert_eq!(replayed.summary["failed_by_condition"], json!({"RetryAttemptsExhausted": 96}));
    let given_up = replayed.summary["on_failure"].as_array().unwrap();
    let record = on_failure_record(&folder.path().join("out"), &given_up[0]);
    assert_eq!(record["KinesisBatchInfo"]["startSequenceNumber"], given_up[0]["start_sequence_number"]);
    assert_eq!(record["requestContext"]["approximateInvokeCount"], 2);
    assert_eq!(record["payload"]["Records"].as_array().map(Vec::len), Some(95));
    assert!(!folder.path().join("out/ConsumerStream.checkpoint.json").exists());
}

#[test]
fn a_killed_function_costs_an_attempt_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let held = folder.path().join("held");
    let lines = lines(500, |number| (number == 250).then(|| format!("hold={}", held.display())));
    let running = start(&mut command(&folder, &lines));
    wait_until("the record is in the function", || held.exists());
    FunctionProcess::child_of(running.id()).kill();
    let replayed = finish(running);
    assert_eq!((replayed.code, replayed.errors.as_str()), (Some(0), ""), "{}", replayed.summary);
    assert_eq!((replayed.count("done"), replayed.count("bisects")), (500, 1));
}

#[test]
fn a_killed_replay_goes_on_after_its_last_checkpoint() {
    let folder = TempDir::new().unwrap();
    let held = folder.path().join("held");
    let lines = lines(500, |number| (number == 250).then(|| format!("hold={}", held.display())));
    let mut running = start(&mut command(&folder, &lines));
    wait_until("the record is in the function", || held.exists());
    let function = FunctionProcess::child_of(running.id());
    running.kill().unwrap();
    running.wait().unwrap();
    function.kill();
    assert!(folder.path().join("out/ConsumerStream.checkpoint.json").exists());
    let replayed = finish(start(&mut command(&folder, &lines)));
    assert_eq!((replayed.code, replayed.errors.as_str()), (Some(0), ""), "{}", replayed.summary);
    assert_eq!((replayed.count("done_before"), replayed.count("done")), (200, 300));
    // Once it came to its end, the same command is another replay.
    let replayed = finish(start(&mut command(&folder, &lines)));
    assert_eq!((replayed.count("done_before"), replayed.count("done")), (0, 500));
}

#[test]
fn an_interrupted_replay_waits_for_the_invocation_and_goes_on_later() {
    let folder = TempDir::new().unwrap();
    let held = folder.path().join("held");
    let lines = lines(500, |number| (number == 250).then(|| format!("hold={}", held.display())));
    let running = start(&mut command(&folder, &lines));
    wait_until("the record is in the function", || held.exists());
    let function = FunctionProcess::child_of(running.id());
    kill(Pid::from_raw(i32::try_from(running.id()).unwrap()), Signal::SIGINT).unwrap();
    // The function is still waited for; its end is the end of the invocation.
    function.kill();
    let replayed = finish(running);
    assert_eq!(
        (replayed.code, replayed.errors.as_str()),
        (
            Some(1),
            "error: the replay was interrupted; some records may be left\n\
             fix: the same command goes on after the last checkpoint\n"
        )
    );
    assert_eq!(replayed.count("done"), 200);
    let replayed = finish(start(&mut command(&folder, &lines)));
    assert_eq!((replayed.code, replayed.count("done_before"), replayed.count("done")), (Some(0), 200, 300));
}

#[test]
fn keys_of_a_field_decide_about_shards() {
    let folder = TempDir::new().unwrap();
    let lines: Vec<String> =
        (0..300).map(|number| format!("{{\"user\":{{\"id\":{}}}}}\n", number % 3)).collect();
    let mut nozzle = command(&folder, &lines);
    nozzle.args(["--shards", "4", "--partition-key", "user.id", "--function", "Consumer"]);
    let replayed = finish(start(&mut nozzle));
    assert_eq!((replayed.code, replayed.count("done")), (Some(0), 300), "{}", replayed.errors);
    // MD5 sends 0 and 1 to the last shard and 2 to another: 200 and 100 records, in batches of 100.
    assert_eq!(replayed.count("invocations"), 3);
}

#[test]
fn options_of_one_source_are_refused_with_the_other() {
    let refused = |arguments: &[&str], expected: &str| {
        let output = project::nozzle().args(["replay", "Cargo.toml"]).args(arguments).output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), expected);
        assert_eq!(output.status.code(), Some(1));
    };
    refused(
        &["--shards", "2"],
        "error: --shards goes with --source kinesis only\nfix: add --source kinesis, or leave --shards out\n",
    );
    refused(
        &["--source", "kinesis", "--stream", "Logs"],
        "error: --stream goes with --source firehose only\nfix: add --source firehose, or leave --stream out\n",
    );
    refused(
        &["--source", "kinesis", "--firehose-endpoint-url", "https://firehose.us-east-1.amazonaws.com"],
        "error: invalid value 'https://firehose.us-east-1.amazonaws.com' for '--firehose-endpoint-url <URL>': \
         write what `nozzle serve` says, such as http://127.0.0.1:4573\n\nFor more information, try '--help'.\n",
    );
}
