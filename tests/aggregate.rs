//! `aggregate` as a process: a Runtime API in front of it, moto behind it as Firehose.

use crate::forward::{Stream, invoke};
use nozzle::testing::kinesis::window_event;
use serde_json::Value;

const CONFIGURATION: &str =
    "{version: 1, steps: [json], measures: [{name: orders, by: {country: c}, field: total}]}";

/// One process counts, another one, which knows the state only, ends the window.
#[test]
fn a_window_ends_in_the_delivery_stream() {
    let stream = Stream::create("windows");
    let answer = |event: Vec<u8>| -> Value {
        let (answer, log) = invoke("aggregate", event, |command| {
            stream.tell(command);
            command.env("NOZZLE_CONFIG", CONFIGURATION);
        });
        serde_json::from_slice(&answer.unwrap_or_else(|error| panic!("{error}\n{log}"))).expect("JSON")
    };
    let first = answer(window_event([r#"{"c":"DE","total":10.5}"#, r#"{"c":"FR","total":7}"#], None, false));
    assert_eq!(first["batchItemFailures"], serde_json::json!([]));
    assert_eq!(stream.delivered().concat(), b"");
    let state = first["state"].to_string();
    let last = answer(window_event([r#"[{"c":"DE","total":2},{"c":"DE"}]"#], Some(&state), true));
    assert_eq!(last, serde_json::json!({ "state": {}, "batchItemFailures": [] }));
    let delivered = String::from_utf8(stream.delivered().concat()).expect("text");
    let told: Vec<_> = delivered.lines().map(|line| line.split_once("\"name\"").expect("a name").1).collect();
    let part = first["state"]["part"].as_str().expect("a part");
    assert_eq!(
        told,
        [
            format!(
                r#":"orders","country":"DE","count":2,"without_value":1,"sum":12.5,"min":2,"max":10.5,"part":"{part}"}}"#
            ),
            format!(r#":"orders","country":"FR","count":1,"sum":7,"min":7,"max":7,"part":"{part}"}}"#),
        ]
    );
}

#[test]
fn results_that_are_not_delivered_fail_the_invocation() {
    let stream = Stream::create("not-for-results");
    let (answer, log) = invoke("aggregate", window_event(["{}"], None, true), |command| {
        stream.tell(command);
        command.env("NOZZLE_CONFIG", CONFIGURATION).env("NOZZLE_DELIVERY_STREAM", "elsewhere");
    });
    let error = answer.expect_err("nothing was delivered").to_string();
    let expected =
        "Nozzle.WindowFailed: results of the window were not delivered: delivery_stream_not_found: ";
    assert!(error.contains(expected), "{error}\n{log}");
}
