//! A reader of responses that is stricter than Firehose, written from the contract and not from our writer.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

/// One record of a response.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answered {
    pub(crate) record_id: String,
    pub(crate) result: String,
    pub(crate) data: Vec<u8>,
    pub(crate) metadata: Option<Value>,
}

/// Reads a response; anything that Firehose might not take is a panic.
#[track_caller]
pub(crate) fn read(response: &[u8]) -> Vec<Answered> {
    assert!(response.len() <= 6_291_556, "{} bytes are above the limit", response.len());
    let response: Map<String, Value> = serde_json::from_slice(response).expect("an object");
    assert_eq!(response.keys().collect::<Vec<_>>(), ["records"]);
    response["records"].as_array().expect("an array").iter().map(answered).collect()
}

#[track_caller]
fn answered(entry: &Value) -> Answered {
    let entry = entry.as_object().expect("a record is an object");
    for key in entry.keys() {
        assert!(
            ["recordId", "result", "data", "metadata"].contains(&key.as_str()),
            "{key} is not of the contract"
        );
    }
    let text = |key: &str| entry[key].as_str().unwrap_or_else(|| panic!("{key} is not a string")).to_owned();
    let answered = Answered {
        record_id: text("recordId"),
        result: text("result"),
        data: STANDARD.decode(text("data")).expect("data is base64"),
        metadata: entry.get("metadata").cloned(),
    };
    match answered.result.as_str() {
        "Ok" => {}
        "Dropped" | "ProcessingFailed" => assert!(answered.data.is_empty() && answered.metadata.is_none()),
        other => panic!("{other} is not a result"),
    }
    answered
}
