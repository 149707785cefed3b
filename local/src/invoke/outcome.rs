//! What became of each record.

use crate::function::RecordFailure;
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::HashMap,
    io::{self, Write},
};

/// One line of standard output.
pub(super) enum Outcome {
    Record(RecordOutcome),
    /// The answer to an event that is not one of Firehose.
    Verbatim(Bytes),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RecordOutcome {
    record_id: String,
    result: ResultWord,
    #[serde(flatten)]
    data: Data,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Value>,
    /// `reason: message`, from the function's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum ResultWord {
    Ok,
    Dropped,
    ProcessingFailed,
}

#[derive(Serialize)]
enum Data {
    #[serde(rename = "data")]
    Text(String),
    #[serde(rename = "dataBase64")]
    Base64(String),
}

impl Outcome {
    /// A record whose batch got no answer.
    pub(super) fn failed(record_id: &str, error: &str) -> Self {
        Self::Record(RecordOutcome {
            record_id: record_id.to_owned(),
            result: ResultWord::ProcessingFailed,
            data: Data::Text(String::new()),
            metadata: None,
            error: Some(error.to_owned()),
        })
    }

    pub(super) fn is_failed(&self) -> bool {
        matches!(self, Self::Record(RecordOutcome { result: ResultWord::ProcessingFailed, .. }))
    }

    pub(super) fn write(&self, output: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Record(record) => serde_json::to_writer(&mut *output, record)?,
            Self::Verbatim(bytes) => output.write_all(bytes)?,
        }
        output.write_all(b"\n")
    }
}

#[derive(Deserialize)]
struct Response {
    records: Vec<ResponseRecord>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResponseRecord {
    record_id: String,
    result: String,
    data: Option<String>,
    metadata: Option<Value>,
}

/// The outcomes in the order of the event, or what Firehose would reject. No sentence holds payload.
pub(super) fn read_response(
    response: &[u8],
    record_ids: &[String],
    failures: &HashMap<String, RecordFailure>,
) -> Result<Vec<Outcome>, String> {
    let response: Response = serde_json::from_slice(response).map_err(|error| {
        format!("it has no readable records (byte {} of line {})", error.column(), error.line())
    })?;
    let mut answers = HashMap::with_capacity(record_ids.len());
    for (index, record) in response.records.into_iter().enumerate() {
        let outcome = read_record(&record, failures)
            .map_err(|what| format!("record {} ({:?}): {what}", index + 1, record.record_id))?;
        if let Some(RecordOutcome { record_id, .. }) = answers.insert(record.record_id, outcome) {
            return Err(format!("record {} ({record_id:?}): the id was answered twice", index + 1));
        }
    }
    let outcomes = record_ids
        .iter()
        .map(|id| {
            answers.remove(id).map(Outcome::Record).ok_or_else(|| format!("record {id:?} was not answered"))
        })
        .collect::<Result<_, _>>()?;
    match answers.into_keys().next() {
        None => Ok(outcomes),
        Some(id) => Err(format!("record {id:?} was answered but not asked for")),
    }
}

fn read_record(
    record: &ResponseRecord,
    failures: &HashMap<String, RecordFailure>,
) -> Result<RecordOutcome, &'static str> {
    let result = match record.result.as_str() {
        "Ok" => ResultWord::Ok,
        "Dropped" => ResultWord::Dropped,
        "ProcessingFailed" => ResultWord::ProcessingFailed,
        _ => return Err("result is none of Ok, Dropped and ProcessingFailed"),
    };
    let encoded = match (&record.data, result) {
        (Some(data), _) => data.as_str(),
        (None, ResultWord::Ok) => return Err("result is Ok, but there is no data"),
        (None, _) => "",
    };
    let data = BASE64_STANDARD.decode(encoded).map_err(|_| "data is not base64")?;
    let failure = failures.get(&record.record_id).filter(|_| result == ResultWord::ProcessingFailed);
    Ok(RecordOutcome {
        record_id: record.record_id.clone(),
        result,
        data: match String::from_utf8(data) {
            Ok(text) => Data::Text(text),
            Err(_) => Data::Base64(encoded.to_owned()),
        },
        metadata: record.metadata.clone().filter(|metadata| !metadata.is_null()),
        error: failure.map(|failure| format!("{}: {}", failure.reason, failure.message)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(response: &str, ids: &[&str]) -> Result<Vec<String>, String> {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        let failure =
            RecordFailure { reason: "not_json".to_owned(), message: "not JSON (byte 3)".to_owned() };
        let failures = HashMap::from([("a".to_owned(), failure)]);
        let outcomes = read_response(response.as_bytes(), &ids, &failures)?;
        Ok(outcomes
            .iter()
            .map(|outcome| {
                let mut line = Vec::new();
                outcome.write(&mut line).unwrap();
                String::from_utf8(line).unwrap()
            })
            .collect())
    }

    #[test]
    fn outcomes_come_decoded_and_in_the_order_of_the_event() {
        let response = r#"{"records":[
            {"recordId":"c","result":"Ok","data":"/w=="},
            {"recordId":"a","result":"ProcessingFailed","data":""},
            {"recordId":"d","result":"Dropped"},
            {"recordId":"b","result":"Ok","data":"aGkK","metadata":{"partitionKeys":{"day":"1"}}}]}"#;
        assert_eq!(
            lines(response, &["a", "b", "c", "d"]).unwrap(),
            [
                "{\"recordId\":\"a\",\"result\":\"ProcessingFailed\",\"data\":\"\",\"error\":\"not_json: not JSON (byte 3)\"}\n",
                "{\"recordId\":\"b\",\"result\":\"Ok\",\"data\":\"hi\\n\",\"metadata\":{\"partitionKeys\":{\"day\":\"1\"}}}\n",
                "{\"recordId\":\"c\",\"result\":\"Ok\",\"dataBase64\":\"/w==\"}\n",
                "{\"recordId\":\"d\",\"result\":\"Dropped\",\"data\":\"\"}\n",
            ]
        );
    }

    #[test]
    fn a_response_that_firehose_would_reject_is_rejected() {
        for (records, message) in [
            ("", "record \"a\" was not answered"),
            (
                r#"{"recordId":"a","result":"ok","data":""}"#,
                "record 1 (\"a\"): result is none of Ok, Dropped and ProcessingFailed",
            ),
            (r#"{"recordId":"a","result":"Ok"}"#, "record 1 (\"a\"): result is Ok, but there is no data"),
            (
                r#"{"recordId":"a","result":"Ok","data":null}"#,
                "record 1 (\"a\"): result is Ok, but there is no data",
            ),
            (r#"{"recordId":"a","result":"Ok","data":"aGk"}"#, "record 1 (\"a\"): data is not base64"),
            (
                r#"{"recordId":"a","result":"Dropped"},{"recordId":"a","result":"Dropped"}"#,
                "record 2 (\"a\"): the id was answered twice",
            ),
            (
                r#"{"recordId":"a","result":"Dropped"},{"recordId":"x","result":"Dropped"}"#,
                "record \"x\" was answered but not asked for",
            ),
        ] {
            let response = format!("{{\"records\":[{records}]}}");
            assert_eq!(lines(&response, &["a"]), Err(message.to_owned()));
        }
        for response in ["", "null", "{}", "[1]", r#"{"records":{}}"#] {
            let message = lines(response, &["a"]).unwrap_err();
            assert!(message.starts_with("it has no readable records (byte "), "{response}: {message}");
        }
    }
}
