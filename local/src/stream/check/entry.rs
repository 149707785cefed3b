//! One entry of the response: its id, its verdict, its data and its partition keys.

use super::{
    Outcome, STATUS_MODEL,
    defect::{Defect, Place},
};
use crate::stream::{endpoint::document::TableRoute, error_code::ErrorCode};
use base64::{DecodeError, Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap};

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

/// One entry, read.
pub(super) struct ReadEntry<'a> {
    pub(super) id: Cow<'a, str>,
    pub(super) outcome: Outcome,
    pub(super) defect: Option<Defect>,
}

/// The error is one that fails the whole batch.
pub(super) fn read_entry<'a>(
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
            Ok(partition_keys) => {
                let table = entry.metadata.and_then(read_table);
                (Outcome::Ok { data, partition_keys, table }, None)
            }
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OtfMetadata {
    destination_database_name: String,
    destination_table_name: String,
    operation: Option<String>,
}

/// Where an Iceberg destination puts the record. Empty names, which some libraries always write, are none.
fn read_table(metadata: &RawValue) -> Option<TableRoute> {
    #[derive(Deserialize)]
    struct Metadata {
        #[serde(rename = "otfMetadata")]
        otf_metadata: OtfMetadata,
    }
    let Metadata { otf_metadata } = serde_json::from_str(metadata.get()).ok()?;
    let table = TableRoute {
        database: otf_metadata.destination_database_name,
        table: otf_metadata.destination_table_name,
        operation: otf_metadata.operation.filter(|it| !it.is_empty()).unwrap_or_else(|| "insert".to_owned()),
    };
    (!table.database.is_empty() && !table.table.is_empty()).then_some(table)
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
