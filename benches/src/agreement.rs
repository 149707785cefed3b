//! Both sides of a bench do the same work: their responses say the same.

use chrono::{DateTime, TimeDelta};
use serde_json::{Map, Value};

/// The documents in a response, in their order.
///
/// # Panics
///
/// If the response is none, or a record failed.
pub fn documents(response: &[u8]) -> Vec<Map<String, Value>> {
    data(response).iter().map(|data| serde_json::from_slice(data).expect("an object")).collect()
}

/// The decoded data of a response, in their order.
fn data(response: &[u8]) -> Vec<Vec<u8>> {
    let response: Value = serde_json::from_slice(response).expect("a response");
    let records = response["records"].as_array().expect("records");
    let data = |record: &Value| {
        assert_eq!(record["result"], "Ok", "{record}");
        let data = record["data"].as_str().expect("data");
        base64_simd::STANDARD.decode_to_vec(data).expect("base64")
    };
    records.iter().map(data).collect()
}

/// Compares two responses to an event with these records, field by field. Which attributes have a column of their own
/// is no difference.
///
/// # Panics
///
/// If they differ, or if ours took a record for another format.
#[track_caller]
pub fn assert_same(format: &str, records: &[Vec<u8>], ours: &[u8], theirs: &[u8]) {
    let (ours, theirs) = (documents(ours), documents(theirs));
    assert_eq!((ours.len(), theirs.len()), (records.len(), records.len()));
    for ((record, ours), theirs) in records.iter().zip(&ours).zip(&theirs) {
        let record = String::from_utf8_lossy(record);
        assert_eq!(ours["source_format"], format, "{record}");
        let difference = difference(ours, theirs);
        assert!(difference.is_empty(), "{record}\n{difference}");
    }
}

/// Compares the data of two responses: objects by what they say, anything else byte by byte.
///
/// # Panics
///
/// If they differ, or a record failed.
#[track_caller]
pub fn assert_same_data(ours: &[u8], theirs: &[u8]) {
    let (ours, theirs) = (data(ours), data(theirs));
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(&theirs) {
        let value = |data: &[u8]| serde_json::from_slice::<Value>(data).ok();
        let (ours, theirs) = (ours.as_slice(), theirs.as_slice());
        if value(ours).is_none() || value(ours) != value(theirs) {
            assert_eq!(String::from_utf8_lossy(ours), String::from_utf8_lossy(theirs));
        }
    }
}

/// What tells one document from the other, a line for each field.
fn difference(ours: &Map<String, Value>, theirs: &Map<String, Value>) -> String {
    let (ours, theirs) = (fields(ours), fields(theirs));
    let mut names: Vec<&String> = ours.keys().chain(theirs.keys()).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| !same(name, ours.get(*name), theirs.get(*name)));
    let tell = |name: &String| format!("{name}: ours {:?}, theirs {:?}", ours.get(name), theirs.get(name));
    names.into_iter().map(tell).collect::<Vec<_>>().join("\n")
}

/// Columns and attributes, as text, by the names of columns.
fn fields(document: &Map<String, Value>) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in document {
        match value {
            Value::Object(attributes) => {
                let renamed = attributes.iter().map(|(name, value)| (name.replace('.', "_"), value.clone()));
                fields.extend(renamed);
            }
            Value::String(_) => _ = fields.insert(name.clone(), value.clone()),
            _ => _ = fields.insert(name.clone(), value.to_string().into()),
        }
    }
    fields
}

/// Times are the same however many digits their fractions have. `aws_lambda_events` loses a millisecond of some times
/// of arrival.
fn same(name: &str, ours: Option<&Value>, theirs: Option<&Value>) -> bool {
    let allowed = match name {
        "time" => TimeDelta::zero(),
        "observed_time" => TimeDelta::milliseconds(1),
        _ => return ours == theirs,
    };
    let time = |value: Option<&Value>| DateTime::parse_from_rfc3339(value?.as_str()?).ok();
    match (time(ours), time(theirs)) {
        (Some(ours), Some(theirs)) => (ours - theirs).abs() <= allowed,
        (ours, theirs) => ours == theirs,
    }
}
