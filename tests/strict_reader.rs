//! A reader of responses that is stricter than Firehose, written from the contract and not from our writer.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

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
    let Keyed(response) = serde_json::from_slice(response).expect("JSON without repeated keys");
    let response = response.as_object().expect("an object");
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

/// Any JSON, in which no object repeats a key: a `serde_json::Map` would silently take the last one.
struct Keyed(Value);

impl<'de> Deserialize<'de> for Keyed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeyedVisitor).map(Self)
    }
}

struct KeyedVisitor;

impl<'de> Visitor<'de> for KeyedVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(Keyed(element)) = array.next_element()? {
            elements.push(element);
        }
        Ok(elements.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some((key, Keyed(value))) = object.next_entry::<String, _>()? {
            if members.contains_key(&key) {
                return Err(A::Error::custom(format_args!("{key} stands there twice")));
            }
            members.insert(key, value);
        }
        Ok(members.into())
    }
}

#[test]
#[should_panic(expected = "data stands there twice")]
fn a_record_says_nothing_twice() {
    read(br#"{"records":[{"recordId":"1","result":"Ok","data":"YQ==","data":"Yg=="}]}"#);
}

#[test]
#[should_panic(expected = "records stands there twice")]
fn records_stand_there_once() {
    read(br#"{"records":[],"records":[]}"#);
}

#[test]
#[should_panic(expected = "key stands there twice")]
fn a_partition_key_has_one_value() {
    read(
        br#"{"records":[{"recordId":"1","result":"Ok","data":"YQ==","metadata":{"partitionKeys":{"key":"a","key":"b"}}}]}"#,
    );
}
