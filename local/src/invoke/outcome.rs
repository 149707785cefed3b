//! What became of each record.

use crate::{
    function::RecordFailure,
    stream::{
        check::{self, Checked, Defect, check},
        error_code::ErrorCode,
    },
};
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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

/// A response, read as the delivery stream reads it: an outcome for each id, in their order, and what Firehose would
/// reject. `failures` is what the function's log says of records that failed.
pub(super) fn read_response(
    response: &[u8],
    record_ids: &[String],
    failures: &HashMap<String, RecordFailure>,
) -> (Vec<Outcome>, Vec<Defect>) {
    let ids: Vec<&str> = record_ids.iter().map(String::as_str).collect();
    let Checked { outcomes, defects } = check(response, &ids, None);
    let mut metadata = metadata(response);
    let outcomes = record_ids.iter().zip(outcomes).map(|(record_id, outcome)| {
        let (result, data, metadata, error) = match outcome {
            check::Outcome::Ok { data, .. } => (ResultWord::Ok, data, metadata.remove(record_id), None),
            check::Outcome::Dropped => (ResultWord::Dropped, Vec::new(), None, None),
            check::Outcome::Failed(code) => {
                let logged = failures.get(record_id).filter(|_| code == ErrorCode::ProcessingFailedStatus);
                let error = match logged {
                    Some(failure) => Some(format!("{}: {}", failure.reason, failure.message)),
                    // The function's own verdict, and where it logs to is not known.
                    None if code == ErrorCode::ProcessingFailedStatus => None,
                    None => Some(format!("{code}: {}", code.message())),
                };
                (ResultWord::ProcessingFailed, Vec::new(), None, error)
            }
        };
        Outcome::Record(RecordOutcome {
            record_id: record_id.clone(),
            result,
            data: match String::from_utf8(data) {
                Ok(text) => Data::Text(text),
                Err(error) => Data::Base64(BASE64_STANDARD.encode(error.as_bytes())),
            },
            metadata,
            error,
        })
    });
    (outcomes.collect(), defects)
}

/// `metadata` by record id, as the function wrote it: of it, the check keeps what a stream's prefix asks for.
fn metadata(response: &[u8]) -> HashMap<String, Value> {
    #[derive(Deserialize)]
    struct Response {
        records: Vec<Entry>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Entry {
        record_id: String,
        metadata: Option<Value>,
    }
    let records = serde_json::from_slice(response).map_or(Vec::new(), |response: Response| response.records);
    records.into_iter().filter_map(|entry| Some((entry.record_id, entry.metadata?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that are printed, and the sentences about what Firehose would reject.
    fn read(response: &str, ids: &[&str]) -> (Vec<String>, Vec<String>) {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        let failure =
            RecordFailure { reason: "not_json".to_owned(), message: "not JSON (byte 3)".to_owned() };
        let failures = HashMap::from([("a".to_owned(), failure)]);
        let (outcomes, defects) = read_response(response.as_bytes(), &ids, &failures);
        let line = |outcome: &Outcome| {
            let mut line = Vec::new();
            outcome.write(&mut line).unwrap();
            String::from_utf8(line).unwrap()
        };
        (outcomes.iter().map(line).collect(), defects.iter().map(|defect| defect.message.clone()).collect())
    }

    #[test]
    fn outcomes_come_decoded_and_in_the_order_of_the_event() {
        let response = r#"{"records":[
            {"recordId":"c","result":"Ok","data":"/w=="},
            {"recordId":"a","result":"ProcessingFailed","data":""},
            {"recordId":"d","result":"Dropped"},
            {"recordId":"b","result":"Ok","data":"aGkK","metadata":{"partitionKeys":{"day":"1"}}}]}"#;
        let (lines, defects) = read(response, &["a", "b", "c", "d"]);
        assert_eq!(
            lines,
            [
                "{\"recordId\":\"a\",\"result\":\"ProcessingFailed\",\"data\":\"\",\"error\":\"not_json: not JSON (byte 3)\"}\n",
                "{\"recordId\":\"b\",\"result\":\"Ok\",\"data\":\"hi\\n\",\"metadata\":{\"partitionKeys\":{\"day\":\"1\"}}}\n",
                "{\"recordId\":\"c\",\"result\":\"Ok\",\"dataBase64\":\"/w==\"}\n",
                "{\"recordId\":\"d\",\"result\":\"Dropped\",\"data\":\"\"}\n",
            ]
        );
        assert_eq!(defects, [""; 0]);
    }

    #[test]
    fn what_firehose_would_reject_fails_under_its_error_code() {
        let (lines, defects) = read(
            r#"{"records":[{"recordId":"a","result":"Ok"},{"recordId":"b","result":"Dropped"}]}"#,
            &["a", "b"],
        );
        let error = format!(
            "{{\"recordId\":\"a\",\"result\":\"ProcessingFailed\",\"data\":\"\",\"error\":\"Lambda.InvalidReturnFormat: {}\"}}\n",
            ErrorCode::InvalidReturnFormat.message()
        );
        assert_eq!(lines, [error.as_str(), "{\"recordId\":\"b\",\"result\":\"Dropped\",\"data\":\"\"}\n"]);
        assert_eq!(
            defects,
            ["record 1 of 2 of the response (\"…\"): result is Ok, but data is null or absent"]
        );
    }

    #[test]
    fn a_response_that_cannot_be_read_fails_every_record() {
        let (lines, defects) = read("null", &["a", "b"]);
        assert!(
            lines.iter().all(|line| line.contains("\"error\":\"Lambda.JsonProcessingException: ")),
            "{lines:?}"
        );
        assert_eq!((lines.len(), defects.len()), (2, 1));
    }
}
