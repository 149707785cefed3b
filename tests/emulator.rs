//! Functions under the official Lambda Runtime Interface Emulator, which `tests/tools.sh` installs.

use crate::{
    project,
    server::{Server, free_port},
    strict_reader,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::{fs, path::PathBuf, process::Command, time::Duration};
use tempfile::NamedTempFile;

/// Lambda's limit for a response, in bytes.
const RESPONSE_LIMIT: usize = 6_291_556;

/// One function behind the emulator. It takes one invocation at a time.
struct Emulator(Server);

impl Emulator {
    fn start(function: &str) -> Self {
        let program = project::path("target/tools/aws-lambda-rie");
        assert!(program.exists(), "target/tools/aws-lambda-rie is missing\nfix: run tests/tools.sh");
        let (port, runtime_api_port) = (free_port(), free_port());
        let mut emulator = Command::new(program);
        emulator
            .args([
                "--log-level",
                "error",
                "--runtime-interface-emulator-address",
                &format!("127.0.0.1:{port}"),
            ])
            .args(["--runtime-api-address", &format!("127.0.0.1:{runtime_api_port}")])
            .arg(project::function(function))
            .env("AWS_LAMBDA_FUNCTION_TIMEOUT", "60")
            .env("AWS_LAMBDA_FUNCTION_NAME", function)
            .env("AWS_ACCESS_KEY_ID", "local")
            .env("AWS_SECRET_ACCESS_KEY", "local");
        if let Some(configuration) = configuration(function) {
            emulator.env("NOZZLE_CONFIG_FILE", configuration);
        }
        Self(Server::start(&mut emulator, port))
    }

    fn invoke(&self, event: &Value) -> (u16, Vec<u8>) {
        nozzle_local::tls::choose_provider();
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(120)).build().unwrap();
        let url = format!("{}/2015-03-31/functions/function/invocations", self.0.url());
        let response = client.post(url).body(event.to_string()).send().expect("an answer");
        (response.status().as_u16(), response.bytes().expect("a body").to_vec())
    }
}

fn configuration(function: &str) -> Option<PathBuf> {
    let file = project::path(format!("config/nozzle/{function}.yaml"));
    file.is_file().then_some(file)
}

fn event(ids_and_data: &[(&str, &[u8])]) -> Value {
    let record = |(number, (id, data)): (usize, &(&str, &[u8]))| {
        let arrival = 1_772_611_200_123_u64 + number as u64;
        json!({ "recordId": id, "approximateArrivalTimestamp": arrival, "data": STANDARD.encode(data) })
    };
    let records: Vec<Value> = ids_and_data.iter().enumerate().map(record).collect();
    json!({
        "invocationId": "00000000-0000-4000-8000-000000000000",
        "deliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/logs",
        "region": "us-east-1",
        "records": records,
    })
}

/// `nozzle invoke FUNCTION --event`, without what only the function's log tells.
fn outcomes_by_nozzle(function: &str, event: &Value) -> Vec<Value> {
    let file = NamedTempFile::new().unwrap();
    fs::write(&file, event.to_string()).unwrap();
    let mut nozzle = project::nozzle();
    nozzle.args(["invoke", function, "--event"]).arg(file.path());
    if let Some(configuration) = configuration(function) {
        nozzle.arg("--config").arg(configuration);
    }
    let output = nozzle.output().unwrap();
    let outcome = |line: &str| {
        let mut outcome: Value = serde_json::from_str(line).expect("JSON");
        outcome.as_object_mut().unwrap().remove("error");
        outcome
    };
    String::from_utf8(output.stdout).unwrap().lines().map(outcome).collect()
}

/// The response, strictly read, in the form that `nozzle invoke` prints.
fn outcomes_of(response: &[u8]) -> Vec<Value> {
    let outcome = |answered: strict_reader::Answered| {
        let mut outcome = json!({ "recordId": answered.record_id, "result": answered.result });
        match String::from_utf8(answered.data) {
            Ok(text) => outcome["data"] = text.into(),
            Err(error) => outcome["dataBase64"] = STANDARD.encode(error.as_bytes()).into(),
        }
        if let Some(metadata) = answered.metadata {
            outcome["metadata"] = metadata;
        }
        outcome
    };
    strict_reader::read(response).into_iter().map(outcome).collect()
}

#[test]
fn every_function_answers_there_as_it_does_here() {
    let lines: [(&str, &[u8]); 6] = [
        ("1", b"<34>1 2026-03-01T09:12:44.003Z gate sshd 812 ID47 - session opened\n"),
        ("2", b"203.0.113.7 - - [01/Mar/2026:09:12:44 +0000] \"GET / HTTP/1.1\" 200 12 \"-\" \"curl/8\"\n"),
        ("3", b"{\"level\":\"error\",\"message\":\"disk full\",\"time\":\"2026-03-01T09:12:44Z\"}\n"),
        ("4", b"\xff\xfe not text\n"),
        ("5", b"panic"),
        ("6", b"key=value"),
    ];
    let mut event = event(&lines);
    event["records"][3]["data"] = "a*b=".into();
    let mut functions = project::functions_of("firehose");
    functions.push("poisonable".to_owned());
    for function in functions {
        let (status, response) = Emulator::start(&function).invoke(&event);
        assert_eq!(status, 200, "{function}: {}", String::from_utf8_lossy(&response));
        let here = outcomes_by_nozzle(&function, &event);
        assert_eq!(outcomes_of(&response), here, "{function}");
        let results: Vec<_> = here.iter().map(|outcome| outcome["result"].as_str().unwrap()).collect();
        assert_eq!((results.len(), results[3]), (lines.len(), "ProcessingFailed"), "{function}");
        assert!(results.contains(&"Ok"), "{function}: {here:?}");
    }
}

#[test]
fn an_event_that_is_refused_is_an_error_there() {
    let emulator = Emulator::start("poisonable");
    let (status, answer) = emulator.invoke(&json!({ "records": [{ "data": "" }] }));
    let answer: Value = serde_json::from_slice(&answer).expect("JSON");
    assert_eq!((status, &answer["errorType"]), (200, &json!("Nozzle.EventRefused")));
    assert_eq!(
        answer["errorMessage"],
        "record 1 has no recordId that is a string (byte 12): it could not be answered"
    );
    // And it goes on.
    let (_, response) = emulator.invoke(&event(&[("1", b"next")]));
    assert_eq!(outcomes_of(&response), [json!({ "recordId": "1", "result": "Ok", "data": "next\n" })]);
}

#[test]
fn a_response_of_exactly_the_limit_is_accepted() {
    let emulator = Emulator::start("poisonable");
    // The second record of two is the one that grows: its entry is counted with all that stands around it.
    let grow = |id: &str, bytes: usize| {
        let data = format!("grow={bytes}");
        let (status, response) = emulator.invoke(&event(&[("first", b"x"), (id, data.as_bytes())]));
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&response));
        response
    };
    // Two bytes and a newline are four characters of base64; all else stands around them.
    let envelope = grow("", 2).len() - 4;
    let groups = (RESPONSE_LIMIT - envelope) / 4;
    let id = "1".repeat(RESPONSE_LIMIT - envelope - groups * 4);
    let response = grow(&id, groups * 3 - 1);
    assert_eq!(response.len(), RESPONSE_LIMIT);
    assert_eq!(outcomes_of(&response)[1]["result"], "Ok");
    // A byte more is never sent: the record fails instead.
    let longer = format!("{id}1");
    let response = grow(&longer, groups * 3 - 1);
    assert_eq!(
        outcomes_of(&response),
        [
            json!({ "recordId": "first", "result": "Ok", "data": "x\n" }),
            json!({ "recordId": longer, "result": "ProcessingFailed", "data": "" }),
        ]
    );
}
