//! Reads a function's response as Firehose does, and says what is wrong with it.
//!
//! Written independently of the framework's own writer. Where AWS is vague this is the stricter reading: what might
//! fail in AWS fails here.

use super::error_code::ErrorCode;
use base64::{DecodeError, Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    fmt,
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

/// One thing wrong with a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The code under which records fail; none for an unknown id, which Firehose ignores.
    pub error_code: Option<ErrorCode>,
    /// Where and what. Holds no payload.
    pub message: String,
    /// What to do.
    pub fix: &'static str,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nfix: {}", self.message, self.fix)
    }
}

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    records: Vec<&'a RawValue>,
}

/// Every field may be of the wrong type: what it is, is said of the record it stands in.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(borrow)]
    record_id: Option<&'a RawValue>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
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

#[derive(Clone, Copy)]
struct Place {
    number: usize,
    of: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.number, self.of)
    }
}

impl Place {
    fn defect(self, error_code: Option<ErrorCode>, what: &str, fix: &'static str) -> Defect {
        Defect { error_code, message: format!("record {self} of the response: {what}"), fix }
    }

    /// For a record whose id is one of ours to be: ids of other shapes are not repeated.
    fn defect_of(self, id: &str, code: ErrorCode, what: &str, fix: &'static str) -> Defect {
        let id: String = id.chars().take(4).collect();
        let message = format!("record {self} of the response (\"{id}…\"): {what}");
        Defect { error_code: Some(code), message, fix }
    }
}

struct ReadEntry<'a> {
    id: Cow<'a, str>,
    outcome: Outcome,
    defect: Option<Defect>,
}

fn read_entry<'a>(
    entry: &'a RawValue,
    place: Place,
    partition_keys: Option<&[String]>,
) -> Result<ReadEntry<'a>, Defect> {
    let shape = |what: &str| place.defect(Some(ErrorCode::JsonProcessingException), what, STATUS_MODEL);
    let entry: Entry<'a> = serde_json::from_str(entry.get())
        .map_err(|_| shape("it is not an object, or has a key twice; Firehose fails the batch"))?;
    let id = entry.record_id.and_then(text);
    let id = id.ok_or_else(|| shape("recordId is missing or not a string; Firehose fails the batch"))?;
    let result = read_result(entry.result, &id, place)?;
    let data = entry.data.map(|data| read_data(data, &id, place)).transpose()?;
    let failed = |code, what: &str, fix| (Outcome::Failed(code), Some(place.defect_of(&id, code, what, fix)));
    let (outcome, defect) = match (result, data) {
        (ResultWord::Dropped, _) => (Outcome::Dropped, None),
        (ResultWord::ProcessingFailed, _) => (Outcome::Failed(ErrorCode::ProcessingFailedStatus), None),
        (ResultWord::Ok, None) => failed(
            ErrorCode::InvalidReturnFormat,
            "result is Ok, but data is null or absent",
            "answer Dropped for a record without output",
        ),
        (ResultWord::Ok, Some(data)) => match read_partition_keys(entry.metadata, partition_keys) {
            Ok(partition_keys) => (Outcome::Ok { data, partition_keys }, None),
            Err(what) => failed(
                ErrorCode::MetadataExtractionFailed,
                &what,
                "give every Ok record each partition key of the prefix, as a string that is not empty",
            ),
        },
    };
    Ok(ReadEntry { id, outcome, defect })
}

enum ResultWord {
    Ok,
    Dropped,
    ProcessingFailed,
}

fn read_result(result: Option<&RawValue>, id: &str, place: Place) -> Result<ResultWord, Defect> {
    let word = result.map(text);
    let what = match word.as_ref().map(Option::as_deref) {
        Some(Some("Ok")) => return Ok(ResultWord::Ok),
        Some(Some("Dropped")) => return Ok(ResultWord::Dropped),
        Some(Some("ProcessingFailed")) => return Ok(ResultWord::ProcessingFailed),
        // Anything but a short word might be payload that went astray.
        Some(Some(word))
            if word.len() <= 32 && word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_') =>
        {
            format!("result is {word:?}; Firehose fails the batch")
        }
        Some(_) => "result is not one of the three words; Firehose fails the batch".to_owned(),
        None => "result is missing; Firehose fails the batch".to_owned(),
    };
    let fix = "answer Ok, Dropped or ProcessingFailed, spelt so";
    Err(place.defect_of(id, ErrorCode::OutputFormat, &what, fix))
}

/// Base64 of whatever verdict: Firehose decodes it before it looks at the result.
fn read_data(data: &RawValue, id: &str, place: Place) -> Result<Vec<u8>, Defect> {
    let Some(encoded) = text(data) else {
        let what = "data is not a string; Firehose fails the batch";
        return Err(place.defect_of(id, ErrorCode::JsonProcessingException, what, STATUS_MODEL));
    };
    STANDARD.decode(encoded.as_bytes()).map_err(|error| {
        let position = match error {
            DecodeError::InvalidByte(offset, _) | DecodeError::InvalidLastSymbol { offset, .. } => {
                format!("byte {offset}")
            }
            DecodeError::InvalidLength(_) | DecodeError::InvalidPadding => {
                format!("{} bytes, wrongly padded", encoded.len())
            }
        };
        let what = format!("data is not base64 ({position}); Firehose fails the batch");
        let fix = "encode with the standard alphabet, padded";
        place.defect_of(id, ErrorCode::OutputFormat, &what, fix)
    })
}

#[derive(Deserialize)]
struct Metadata<'a> {
    #[serde(borrow, rename = "partitionKeys")]
    partition_keys: Option<BTreeMap<Cow<'a, str>, &'a RawValue>>,
}

fn read_partition_keys(
    metadata: Option<&RawValue>,
    needed: Option<&[String]>,
) -> Result<BTreeMap<String, String>, String> {
    let Some(needed) = needed else { return Ok(BTreeMap::new()) };
    let metadata: Option<Metadata<'_>> = match metadata {
        None => None,
        Some(metadata) => serde_json::from_str(metadata.get())
            .map_err(|_| "metadata.partitionKeys is not an object of strings".to_owned())?,
    };
    let given = metadata.and_then(|metadata| metadata.partition_keys).unwrap_or_default();
    let mut partition_keys = BTreeMap::new();
    for (key, value) in &given {
        let value = text(value).filter(|value| !value.is_empty()).ok_or_else(|| {
            if needed.iter().any(|needed| needed == key) {
                format!("partition key {key:?} is empty or not a string")
            } else {
                "a partition key that the prefix does not name is empty or not a string".to_owned()
            }
        })?;
        partition_keys.insert(key.clone().into_owned(), value.into_owned());
    }
    match needed.iter().find(|key| !partition_keys.contains_key(*key)) {
        Some(key) => Err(format!("partition key {key:?} of the prefix is missing")),
        None => Ok(partition_keys),
    }
}

/// The text of a JSON string; none for any other value.
fn text(value: &RawValue) -> Option<Cow<'_, str>> {
    let inner = value.get().strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        serde_json::from_str(value.get()).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

#[cfg(test)]
mod tests;
