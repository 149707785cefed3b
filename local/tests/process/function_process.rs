//! What becomes of a function's process.

use crate::functions;
use bytes::Bytes;
use nozzle_local::{
    delivery_stream::Function,
    function::{FunctionError, Invocation, Invoke, RecordFailure},
    function_process::{FunctionLog, FunctionProcess},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path, time::Duration};
use tempfile::TempDir;

const ARN: &str = "arn:aws:lambda:eu-central-1:123456789012:function:puppet:$LATEST";

struct Running {
    process: FunctionProcess,
    /// Holds the binary and its log.
    folder: TempDir,
}

impl Running {
    async fn start(name: &str, timeout: Duration) -> Self {
        let folder = functions(&[name]);
        let log = FunctionLog::open(&folder.path().join("log")).unwrap();
        let process = FunctionProcess::start(&function(name, timeout), ARN, &folder.path().join(name), log)
            .await
            .unwrap();
        Self { process, folder }
    }

    async fn puppet() -> Self {
        Self::start("puppet", Duration::from_secs(60)).await
    }

    async fn invoke(&self, event: Value) -> Invocation {
        self.process.invoke(Bytes::from(event.to_string())).await
    }

    async fn answer(&self, event: Value) -> Value {
        serde_json::from_slice(&self.invoke(event).await.answer.unwrap()).unwrap()
    }

    async fn error(&self, event: Value) -> FunctionError {
        self.invoke(event).await.answer.unwrap_err()
    }
}

fn function(name: &str, timeout: Duration) -> Function {
    Function {
        logical_id: "Puppet".to_owned(),
        name: name.to_owned(),
        binary: name.to_owned(),
        timeout,
        memory_mb: 256,
        environment: BTreeMap::from([("OWN".to_owned(), "variable".to_owned())]),
    }
}

fn record(id: &str, base64: &str) -> Value {
    json!({"recordId": id, "approximateArrivalTimestamp": 0, "data": base64})
}

fn is_running(process_id: &Value) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process_id}/stat")).unwrap_or_default();
    !stat.is_empty() && !stat.contains(") Z ")
}

#[tokio::test]
async fn one_process_answers_one_invocation_after_another() {
    let running = Running::puppet().await;
    let first = running.answer(json!({"do": "process"})).await;
    let answer = running.answer(json!({"records": [record("a", "aGk=")]})).await;
    assert_eq!(answer, json!({"records": [{"recordId": "a", "result": "Ok", "data": "SEk="}]}));
    assert_eq!(running.answer(json!({"do": "process"})).await, first);
}

#[tokio::test]
async fn invocations_at_the_same_time_wait_for_each_other() {
    let running = Running::puppet().await;
    let event = |id| json!({"records": [record(id, "")]});
    let (a, b, c) =
        tokio::join!(running.answer(event("a")), running.answer(event("b")), running.answer(event("c")));
    for (answer, id) in [(a, "a"), (b, "b"), (c, "c")] {
        assert_eq!(answer["records"][0]["recordId"], id);
    }
}

#[tokio::test]
async fn the_environment_is_lambdas() {
    let running = Running::puppet().await;
    let environment = running.answer(json!({"do": "environment"})).await;
    assert_eq!(environment["AWS_LAMBDA_FUNCTION_NAME"], "puppet");
    assert_eq!(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"], "256");
    assert_eq!(environment["AWS_REGION"], "eu-central-1");
    assert_eq!(environment["AWS_ENDPOINT_URL"], "http://127.0.0.1:9");
    assert_eq!(environment["OWN"], "variable");
    assert_eq!(environment["CARGO_MANIFEST_DIR"], Value::Null);
    assert_eq!(environment["LAMBDA_TASK_ROOT"], running.folder.path().to_str().unwrap());
    let headers = running.answer(json!({"do": "headers"})).await;
    assert_eq!(headers["lambda-runtime-invoked-function-arn"], ARN);
}

#[tokio::test]
async fn failures_are_told_from_the_log_of_their_invocation() {
    let running = Running::puppet().await;
    let records: Vec<_> =
        (0..1_000).map(|n| record(&n.to_string(), if n % 2 == 0 { "YmFk" } else { "" })).collect();
    let invocation = running.invoke(json!({ "records": records })).await;
    assert_eq!(invocation.record_failures.len(), 500);
    assert_eq!(
        invocation.record_failures["998"],
        RecordFailure { reason: "not_json".to_owned(), message: "not JSON (byte 3)".to_owned() }
    );
    let invocation = running.invoke(json!({"records": [record("998", "")]})).await;
    assert!(invocation.record_failures.is_empty());
}

#[tokio::test]
async fn failures_are_told_without_a_line_that_ends_the_invocation() {
    let running = Running::start("quiet", Duration::from_secs(60)).await;
    let invocation = running.invoke(json!({"records": [record("a", "YmFk")]})).await;
    assert_eq!(invocation.record_failures["a"].reason, "not_json");
}

#[tokio::test]
async fn a_refused_event_does_not_hide_the_failures_of_the_next() {
    let running = Running::start("late", Duration::from_secs(60)).await;
    // Its error comes without the line that ends an invocation.
    running.error(json!({"do": "error"})).await;
    for _ in 0..3 {
        let invocation = running.invoke(json!({"records": [record("a", "YmFk")]})).await;
        assert_eq!(invocation.record_failures["a"].reason, "too_late");
    }
}

#[tokio::test]
async fn a_crash_is_reported_and_the_next_invocation_gets_a_new_process() {
    let running = Running::puppet().await;
    let first = running.answer(json!({"do": "process"})).await;
    assert_eq!(running.error(json!({"do": "crash"})).await, FunctionError::Crashed("exit code 7".to_owned()));
    let second = running.answer(json!({"do": "process"})).await;
    assert_ne!(first, second);
    assert_eq!(running.error(json!({"do": "kill"})).await, FunctionError::Crashed("signal 9".to_owned()));
    assert_ne!(running.answer(json!({"do": "process"})).await, second);
}

#[tokio::test]
async fn a_process_that_overruns_its_timeout_is_ended() {
    let running = Running::start("puppet", Duration::from_millis(300)).await;
    assert_eq!(running.error(json!({"do": "sleep"})).await, FunctionError::TimedOut(300));
    let log = fs::read_to_string(running.folder.path().join("log")).unwrap();
    let process: Value = log.trim_end().strip_prefix("process ").unwrap().parse().unwrap();
    assert!(!is_running(&process));
}

#[tokio::test]
async fn an_abandoned_invocation_takes_its_process_with_it() {
    let running = Running::puppet().await;
    let first = running.answer(json!({"do": "process"})).await;
    let abandoned = running.invoke(json!({"do": "sleep"}));
    assert!(tokio::time::timeout(Duration::from_millis(100), abandoned).await.is_err());
    assert_ne!(running.answer(json!({"do": "process"})).await, first);
}

#[tokio::test]
async fn an_error_of_the_function_leaves_its_process_running() {
    let running = Running::puppet().await;
    let first = running.answer(json!({"do": "process"})).await;
    assert_eq!(
        running.error(json!({"do": "error"})).await,
        FunctionError::Returned { error_type: "Batch".to_owned(), message: "no records".to_owned() }
    );
    assert_eq!(running.answer(json!({"do": "process"})).await, first);
}

#[tokio::test]
async fn an_oversized_response_leaves_the_process_running() {
    let running = Running::puppet().await;
    let first = running.answer(json!({"do": "process"})).await;
    assert_eq!(
        running.error(json!({"do": "oversize", "bytes": 10_000_000})).await,
        FunctionError::ResponseTooLarge(10_000_000)
    );
    assert_eq!(running.answer(json!({"do": "process"})).await, first);
}

#[tokio::test]
async fn the_first_of_two_responses_counts() {
    let running = Running::puppet().await;
    assert_eq!(running.answer(json!({"do": "twice"})).await, json!("first"));
    running.process.stop().await;
    let log = fs::read_to_string(running.folder.path().join("log")).unwrap();
    assert!(log.contains("[202, 403]\n"), "{log}");
}

#[tokio::test]
async fn the_last_words_of_a_process_are_heard() {
    let running = Running::puppet().await;
    assert_eq!(running.answer(json!({"do": "last_words"})).await, json!("last words"));
    assert_eq!(running.answer(json!({"records": []})).await, json!({"records": []}));
}

#[tokio::test]
async fn stop_ends_the_process() {
    let running = Running::puppet().await;
    let process = running.answer(json!({"do": "process"})).await;
    assert!(is_running(&process));
    running.process.stop().await;
    assert!(!is_running(&process));
}

async fn start_error(binary: &Path) -> String {
    let function = function("puppet", Duration::from_secs(60));
    FunctionProcess::start(&function, ARN, binary, FunctionLog::hidden()).await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_function_that_ends_at_its_start_shows_what_it_said() {
    let folder = functions(&["misconfigured"]);
    assert_eq!(
        start_error(&folder.path().join("misconfigured")).await,
        "function puppet did not start: its process ended (exit code 1)\n    \
         error: filter.yaml: line 2: unknown key `pattern`\n    \
         fix: did you mean `patterns`?"
    );
}

#[tokio::test]
async fn a_function_that_reports_its_start_failed_is_quoted() {
    let folder = functions(&["reporting"]);
    assert_eq!(
        start_error(&folder.path().join("reporting")).await,
        "function puppet did not start: Configuration: no such format"
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_run_is_named() {
    let folder = functions(&[]);
    let binary = folder.path().join("text");
    fs::write(&binary, "no program").unwrap();
    let error = start_error(&binary).await;
    assert_eq!(
        error,
        format!(
            "function puppet did not start: cannot run {}: Permission denied (os error 13)",
            binary.display()
        )
    );
}
