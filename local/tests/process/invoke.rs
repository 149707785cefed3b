//! `nozzle invoke` as a script sees it.

use crate::{functions, nozzle_in};
use axum::{Router, extract::Path as UrlPath, http::StatusCode, routing::post};
use serde_json::{Value, json};
use std::{
    fs,
    io::Write,
    net::Ipv4Addr,
    path::Path,
    process::{Command, Stdio},
};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpSocket};

struct Run {
    code: i32,
    outcomes: Vec<Value>,
    errors: String,
}

/// Runs `nozzle invoke` in a folder.
fn invoke(folder: &TempDir, arguments: &[&str], input: &str) -> Run {
    let mut nozzle = Command::new(folder.path().join("nozzle"))
        .arg("invoke")
        .args(arguments)
        .current_dir(folder.path())
        .env("AWS_ACCESS_KEY_ID", "AKIAREAL")
        .env("AWS_SESSION_TOKEN", "real")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = nozzle.stdin.take().unwrap();
    let input = input.to_owned();
    // Beside the reading, for neither pipe holds it all. A command that reads nothing may be gone by now.
    std::thread::spawn(move || _ = stdin.write_all(input.as_bytes()));
    let output = nozzle.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        outcomes: String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
        errors: String::from_utf8(output.stderr).unwrap(),
    }
}

fn folder() -> TempDir {
    let folder = functions(&["puppet", "misconfigured"]);
    nozzle_in(folder.path());
    folder
}

fn write(folder: &TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).unwrap();
}

#[test]
fn records_come_out_decoded_and_in_order() {
    let folder = folder();
    write(
        &folder,
        "records.ndjson",
        "{\"data\":\"hello\\n\",\"recordId\":\"a\"}\n{\"data\":\"drop\",\"recordId\":\"b\"}\n\
         {\"data\":\"bad\",\"recordId\":\"c\"}\n{\"dataBase64\":\"/w==\",\"recordId\":\"d\"}\n\
         {\"data\":\"key\",\"recordId\":\"e\"}\n",
    );
    let run = invoke(&folder, &["puppet", "--records", "records.ndjson"], "");
    assert_eq!(
        run.outcomes,
        [
            json!({"recordId": "a", "result": "Ok", "data": "HELLO\n"}),
            json!({"recordId": "b", "result": "Dropped", "data": ""}),
            json!({"recordId": "c", "result": "ProcessingFailed", "data": "", "error": "not_json: not JSON (byte 3)"}),
            json!({"recordId": "d", "result": "Ok", "dataBase64": "/w=="}),
            json!({"recordId": "e", "result": "Ok", "data": "KEY", "metadata": {"partitionKeys": {"day": "1"}}}),
        ]
    );
    assert_eq!((run.code, run.errors.as_str()), (2, "1 of 5 records failed\n"));
}

#[test]
fn lines_of_any_number_are_split_over_invocations() {
    let folder = folder();
    let input: String = (0..25_000).map(|number| format!("line {number}\n")).collect();
    let run = invoke(&folder, &["puppet", "--lines", "-", "--function-log", "log"], &input);
    assert_eq!((run.code, run.errors.as_str()), (0, ""));
    let data: String = run.outcomes.iter().map(|outcome| outcome["data"].as_str().unwrap()).collect();
    assert_eq!(data, input.to_uppercase());
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    assert_eq!(log.lines().filter(|line| line.contains("_aws")).count(), 3);
}

#[test]
fn an_event_is_sent_as_it_is() {
    let folder = folder();
    write(&folder, "event.json", r#"{"records":[{"recordId":"a","data":"aGk="}]}"#);
    let run = invoke(&folder, &["puppet", "--event", "event.json"], "");
    assert_eq!(run.outcomes, [json!({"recordId": "a", "result": "Ok", "data": "HI"})]);
    assert_eq!(run.code, 0);
}

#[test]
fn the_configuration_is_named_by_an_absolute_path_and_credentials_stay_behind() {
    let folder = folder();
    write(&folder, "filter.yaml", "version: 1\n");
    let run =
        invoke(&folder, &["puppet", "--event", "-", "--config", "filter.yaml"], r#"{"do":"environment"}"#);
    let environment = &run.outcomes[0];
    let path = folder.path().join("filter.yaml").canonicalize().unwrap();
    assert_eq!(environment["NOZZLE_CONFIG_FILE"], path.to_str().unwrap());
    assert_eq!(environment["AWS_ACCESS_KEY_ID"], "local");
    assert_eq!(environment["AWS_SESSION_TOKEN"], Value::Null);
}

#[test]
fn a_crash_fails_the_records_of_its_event_and_quotes_nothing() {
    let folder = folder();
    // The second line fills an event by itself.
    let input = format!("one\n{}\ncrash\ntwo\n", "x".repeat(256 * 1024));
    let run = invoke(&folder, &["puppet", "--lines", "-"], &input);
    let results: Vec<_> = run.outcomes.iter().map(|outcome| outcome["result"].as_str().unwrap()).collect();
    assert_eq!(results, ["Ok", "Ok", "ProcessingFailed", "ProcessingFailed"]);
    assert_eq!(run.outcomes[3]["error"], "Lambda.FunctionError: the function's process ended (exit code 7)");
    assert_eq!(run.code, 2);
    assert_eq!(run.errors, "error: the function's process ended (exit code 7)\n2 of 4 records failed\n");
}

#[test]
fn a_response_that_firehose_would_reject_has_an_exit_code_of_its_own() {
    let folder = folder();
    let run = invoke(&folder, &["puppet", "--records", "-"], r#"{"recordId":"a","data":"invalid"}"#);
    assert_eq!(run.code, 3);
    assert_eq!(
        run.errors,
        "error: record 1 of 1 of the response (\"…\"): result is \"ok\"; Firehose fails the batch\n\
         fix: answer Ok, Dropped or ProcessingFailed, spelt so\n1 of 1 records failed\n"
    );
    assert_eq!(run.outcomes[0]["result"], "ProcessingFailed");
}

#[test]
fn what_stops_the_start_is_shown_once_with_exit_code_1() {
    let folder = folder();
    let run = invoke(&folder, &["misconfigured", "--lines", "-"], "one\n");
    assert_eq!(run.code, 1);
    assert_eq!(
        run.errors,
        "error: function misconfigured did not start: its process ended (exit code 1)\n    \
         error: filter.yaml: line 2: unknown key `pattern`\n    fix: did you mean `patterns`?\n"
    );
    assert!(run.outcomes.is_empty());
}

#[test]
fn a_command_line_at_fault_is_exit_code_1() {
    let folder = folder();
    for (arguments, message) in [
        (&["puppet"][..], "error: the following required arguments were not provided:"),
        (
            &["puppet", "--lines", "a", "--event", "b"],
            "error: the argument '--lines <FILE>' cannot be used with",
        ),
        (
            &["puppet", "--lines", "-", "--endpoint", "x", "--config", "y"],
            "error: the argument '--endpoint <URL>'",
        ),
        (&["puppet", "--lines", "none"], "error: none: cannot be read: No such file or directory"),
        (
            &["puppet", "--lines", "-", "--config", "none"],
            "error: none: the configuration cannot be read: No such file or directory",
        ),
        (&["nobody", "--lines", "-"], "error: function nobody is neither built ("),
    ] {
        let run = invoke(&folder, arguments, "");
        assert_eq!(run.code, 1, "{}", run.errors);
        assert!(run.errors.starts_with(message), "{}", run.errors);
    }
}

#[test]
fn the_functions_log_goes_where_it_is_asked_for() {
    let folder = folder();
    let hidden = invoke(&folder, &["puppet", "--event", "-"], r#"{"do":"crash"}"#);
    assert_eq!(hidden.errors, "error: the function's process ended (exit code 7)\n");
    let shown = invoke(&folder, &["puppet", "--event", "-", "--function-log", "-"], r#"{"do":"crash"}"#);
    assert!(shown.errors.contains("a panic that quotes the record: secret\n"), "{}", shown.errors);
}

/// Somebody else's Lambda on a port of its own.
async fn endpoint() -> String {
    let invocations = |UrlPath(function): UrlPath<String>| async move {
        match function.as_str() {
            "well" => (StatusCode::OK, r#"{"records":[{"recordId":"a","result":"Ok","data":"aGk="}]}"#),
            "failing" => {
                (StatusCode::INTERNAL_SERVER_ERROR, r#"{"errorType":"Batch","errorMessage":"no records"}"#)
            }
            "failing_with_200" => (StatusCode::OK, r#"{"errorType":"Batch","errorMessage":"no records"}"#),
            _ => (StatusCode::NOT_FOUND, ""),
        }
    };
    let routes = Router::new().route("/2015-03-31/functions/{function}/invocations", post(invocations));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_takes_the_place_of_the_process() {
    let (folder, url) = (folder(), endpoint().await);
    let invoke = |function: &str| {
        invoke(&folder, &[function, "--records", "-", "--endpoint", &url], r#"{"recordId":"a","data":"hi"}"#)
    };
    let run = invoke("well");
    assert_eq!(run.outcomes, [json!({"recordId": "a", "result": "Ok", "data": "hi"})]);
    assert_eq!(run.code, 0);
    for function in ["failing", "failing_with_200"] {
        let run = invoke(function);
        assert_eq!(run.errors, "error: the function returned Batch: no records\n1 of 1 records failed\n");
        assert_eq!(run.code, 2);
    }
    let run = invoke("unknown");
    assert_eq!(
        run.errors,
        format!(
            "error: {url}/2015-03-31/functions/unknown/invocations answered 404 Not Found\n\
             fix: check the name of the function and the size of the event\n"
        )
    );
    assert_eq!(run.code, 1);
}

#[tokio::test]
async fn an_endpoint_where_nobody_listens_is_named() {
    let folder = folder();
    // Bound, so that nobody else gets it, but not listening.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let address = socket.local_addr().unwrap();
    let run =
        invoke(&folder, &["puppet", "--lines", "-", "--endpoint", &format!("http://{address}")], "one\n");
    assert_eq!(
        run.errors,
        format!(
            "error: cannot invoke http://{address}/2015-03-31/functions/puppet/invocations: \
             Connection refused (os error 111)\n\
             fix: start `cargo lambda watch`, or leave --endpoint out\n"
        )
    );
    assert_eq!(run.code, 1);
}

#[test]
fn the_function_is_built_from_the_project_around_and_again_when_its_source_changes() {
    let folder = folder();
    let debug = folder.path().join("target/debug");
    fs::create_dir_all(&debug).unwrap();
    let nozzle = nozzle_in(&debug);
    let package = "[package]\nname = \"tiny\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n";
    write(&folder, "Cargo.toml", package);
    fs::create_dir(folder.path().join("src")).unwrap();
    for text in ["first", "second"] {
        write(&folder, "src/main.rs", &format!("fn main() {{ eprintln!(\"error: {text}\") }}"));
        let output = Command::new(&nozzle)
            .args(["invoke", "tiny", "--lines", "-"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            format!(
                "error: function tiny did not start: its process ended (exit code 0)\n    error: {text}\n"
            )
        );
    }
    assert!(Path::new(&debug.join("tiny")).is_file());
}
