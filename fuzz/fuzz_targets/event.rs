//! Any bytes as an event: what we read is what `serde_json` and `base64` read, and what we answer is a response.

#![no_main]

use base64::{Engine, engine::general_purpose::STANDARD};
use libfuzzer_sys::fuzz_target;
use nozzle::{Item, Origin, Output, firehose::Processor};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

fuzz_target!(|event: &[u8]| {
    let identity = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| out.emit(item, from);
    let Ok(answer) = Processor::new(identity).newline(false).process(event) else {
        assert!(!is_answerable(event), "refused what could be answered");
        return;
    };
    serde_json::from_slice::<IgnoredAny>(&answer.response).expect("the response is JSON");
    // serde_json refuses numbers that are only too large and surrogates without their other half, which an id may
    // hold and take along; there is nothing to compare with then.
    let Ok(event) = serde_json::from_slice::<Value>(event).and_then(|value| once(event).map(|()| value))
    else {
        return;
    };
    let response: Value = serde_json::from_slice(&answer.response).expect("the response can be read");
    let answered = response["records"].as_array().expect("records");
    let records = event["records"].as_array().expect("we found records");
    assert_eq!(records.len(), answered.len());
    for (record, answered) in records.iter().zip(answered) {
        let data = record["data"].as_str().and_then(|text| STANDARD.decode(text).ok());
        assert_eq!(record["recordId"], answered["recordId"]);
        match data {
            Some(data) => {
                assert!(answered["result"] == "Ok" || answered["result"] == "Dropped");
                let written = answered["data"].as_str().and_then(|text| STANDARD.decode(text).ok());
                assert_eq!(written.expect("base64"), data);
            }
            None => assert_eq!(answered["result"], "ProcessingFailed"),
        }
    }
});

fn is_answerable(event: &[u8]) -> bool {
    let Ok(value) = serde_json::from_slice::<Value>(event) else { return false };
    let records = value["records"].as_array();
    once(event).is_ok()
        && records.is_some_and(|records| records.iter().all(|record| record["recordId"].is_string()))
}

/// An error where a key that counts stands there twice: every reader makes something else of that.
fn once(event: &[u8]) -> serde_json::Result<()> {
    #[derive(Deserialize)]
    struct Event {
        #[serde(rename = "records")]
        _records: Vec<Record>,
    }
    #[derive(Deserialize)]
    struct Record {
        #[serde(rename = "recordId")]
        _record_id: IgnoredAny,
        #[serde(rename = "data")]
        _data: Option<IgnoredAny>,
    }
    serde_json::from_slice::<Event>(event).map(|_| ())
}
