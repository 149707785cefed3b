//! Reads a function's response as Firehose does, and says what is wrong with it.
//!
//! Written independently of the framework's own writer. Where AWS is vague this is the stricter reading: what might
//! fail in AWS fails here.

mod defect;
mod entry;

use super::{endpoint::document::TableRoute, error_code::ErrorCode};
pub use defect::Defect;
use defect::Place;
use entry::read_entry;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

/// What becomes of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Deliver these bytes.
    Ok {
        /// The record's new bytes.
        data: Vec<u8>,
        /// `metadata.partitionKeys`; empty where the stream does not ask for them.
        partition_keys: BTreeMap<String, String>,
        /// `metadata.otfMetadata`, if it is there.
        table: Option<TableRoute>,
    },
    /// Deliver nothing.
    Dropped,
    /// Set the original aside.
    Failed(ErrorCode),
}

/// A response, read: one outcome for each record of the batch, in the order of the batch.
#[derive(Debug, PartialEq, Eq)]
pub struct Checked {
    /// In the order of the ids asked for.
    pub outcomes: Vec<Outcome>,
    /// What Firehose would reject or ignore.
    pub defects: Vec<Defect>,
}

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    records: Vec<&'a RawValue>,
}

const STATUS_MODEL: &str = "answer {\"records\": [{\"recordId\": …, \"result\": \"Ok\" | \"Dropped\" | \"ProcessingFailed\", \"data\": base64}]}";
const ANSWER_EACH_ID_ONCE: &str = "answer every recordId of the event exactly once";

/// Reads the response to an event with these record ids. `partition_keys` names those that the stream's prefix
/// needs; none where dynamic partitioning is off.
pub fn check(response: &[u8], ids: &[&str], partition_keys: Option<&[String]>) -> Checked {
    let mut defects = Vec::new();
    let outcomes = match read_outcomes(response, ids, partition_keys, &mut defects) {
        Ok(outcomes) => outcomes,
        Err(whole_batch) => vec![Outcome::Failed(whole_batch); ids.len()],
    };
    Checked { outcomes, defects }
}

/// The error is one that fails the whole batch.
fn read_outcomes(
    response: &[u8],
    ids: &[&str],
    partition_keys: Option<&[String]>,
    defects: &mut Vec<Defect>,
) -> Result<Vec<Outcome>, ErrorCode> {
    let entries = read_entries(response).inspect_err(|defect| defects.push(defect.clone()));
    let entries = entries.map_err(|_| ErrorCode::JsonProcessingException)?;
    let positions: HashMap<&str, usize> =
        ids.iter().enumerate().map(|(position, id)| (*id, position)).collect();
    let mut outcomes: Vec<Option<Outcome>> = vec![None; ids.len()];
    let mut whole_batch = None;
    for (index, entry) in entries.iter().enumerate() {
        let place = Place { number: index + 1, of: entries.len() };
        let read = match read_entry(entry, place, partition_keys) {
            Ok(read) => read,
            Err(defect) => {
                whole_batch = whole_batch.max(severity(defect.error_code));
                defects.push(defect);
                continue;
            }
        };
        match positions.get(read.id.as_ref()) {
            None => defects.push(place.defect(
                None,
                "the recordId is not one of the event; Firehose ignores the record",
                ANSWER_EACH_ID_ONCE,
            )),
            Some(&position) if outcomes[position].is_some() => {
                let code = Some(ErrorCode::DuplicatedRecordId);
                whole_batch = whole_batch.max(severity(code));
                let what = "the recordId was answered before; Firehose fails the batch";
                defects.push(place.defect(
                    code,
                    what,
                    "to make many of one, put them into one record's data",
                ));
            }
            Some(&position) => {
                defects.extend(read.defect);
                outcomes[position] = Some(read.outcome);
            }
        }
    }
    if let Some((_, code)) = whole_batch {
        return Err(code);
    }
    let missing = |position: usize| {
        let place = Place { number: position + 1, of: ids.len() };
        let what = format!("({:?}) of the event: no answer", ids[position]);
        Defect {
            error_code: Some(ErrorCode::MissingRecordId),
            message: format!("record {place} {what}"),
            fix: ANSWER_EACH_ID_ONCE,
        }
    };
    let answered = outcomes.into_iter().enumerate().map(|(position, outcome)| {
        outcome.unwrap_or_else(|| {
            defects.push(missing(position));
            Outcome::Failed(ErrorCode::MissingRecordId)
        })
    });
    Ok(answered.collect())
}

/// Of several defects that each fail the batch, the one that Firehose meets first.
fn severity(code: Option<ErrorCode>) -> Option<(u8, ErrorCode)> {
    let rank = match code? {
        ErrorCode::JsonProcessingException => 3,
        ErrorCode::OutputFormat => 2,
        _ => 1,
    };
    code.map(|code| (rank, code))
}

fn read_entries(response: &[u8]) -> Result<Vec<&RawValue>, Defect> {
    let whole = |message: String| Defect {
        error_code: Some(ErrorCode::JsonProcessingException),
        message: format!("response: {message}"),
        fix: STATUS_MODEL,
    };
    let error = match serde_json::from_slice::<Response<'_>>(response) {
        Ok(response) => return Ok(response.records),
        Err(error) => error,
    };
    // The library's own sentence may quote the payload: only its position is told.
    let (line, column) = (error.line(), error.column());
    Err(match serde_json::from_slice::<BTreeMap<Cow<'_, str>, &RawValue>>(response) {
        _ if std::str::from_utf8(response).is_err() => whole("it is not UTF-8".into()),
        _ if !error.is_data() => whole(format!("it is not JSON (line {line}, column {column})")),
        Err(_) => whole("it is not a JSON object".into()),
        Ok(fields) if !fields.contains_key("records") => whole("it has no \"records\"".into()),
        Ok(_) => whole("\"records\" is not an array, or is there twice".into()),
    })
}

#[cfg(test)]
mod tests;
