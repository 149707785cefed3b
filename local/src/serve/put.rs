//! `PutRecord` and `PutRecordBatch`.

use super::{
    api::Api,
    refusal::{Refusal, Violations, check_name},
    served::Served,
};
use crate::source::SourceRecord;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use nozzle::firehose::limits::MAX_RECORD_BYTES;
use serde::Deserialize;
use serde_json::{Value, json};
use std::borrow::Cow;
use uuid::Uuid;

/// <https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html>
const MAX_BATCH_RECORDS: usize = 500;
const MAX_BATCH_BYTES: usize = 4 << 20;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PutRecord<'a> {
    delivery_stream_name: Option<String>,
    #[serde(borrow)]
    record: Option<Record<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PutRecordBatch<'a> {
    delivery_stream_name: Option<String>,
    #[serde(borrow)]
    records: Option<Vec<Record<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Record<'a> {
    #[serde(borrow)]
    data: Option<Cow<'a, str>>,
}

pub(super) async fn record(api: &Api, request: PutRecord<'_>) -> Result<Value, Refusal> {
    let mut violations = Violations::default();
    let name = name(request.delivery_stream_name, &mut violations);
    let data = match &request.record {
        Some(record) => read(record, "record", &mut violations)?,
        None => {
            violations.add_null("record");
            Vec::new()
        }
    };
    violations.check()?;
    let served = served(api, &name)?;
    served.put(vec![source_record(data)]).await?;
    Ok(json!({ "RecordId": record_id(), "Encrypted": false }))
}

/// All of a batch is taken, or none of it: the entries of an answer fail together.
pub(super) async fn batch(api: &Api, request: PutRecordBatch<'_>) -> Result<Value, Refusal> {
    let mut violations = Violations::default();
    let name = name(request.delivery_stream_name, &mut violations);
    let records = request.records.as_deref();
    match records.map(<[_]>::len) {
        None => violations.add_null("records"),
        Some(0) => violations.add(Some(&"[]"), "records", "have length greater than or equal to 1"),
        Some(1..=MAX_BATCH_RECORDS) => {}
        Some(_) => violations.add(None, "records", "have length less than or equal to 500"),
    }
    let records: Result<Vec<_>, Refusal> = records
        .unwrap_or_default()
        .iter()
        .enumerate()
        .map(|(index, record)| read(record, &format!("records.{}.member", index + 1), &mut violations))
        .collect();
    let records = records?;
    violations.check()?;
    if records.iter().map(Vec::len).sum::<usize>() > MAX_BATCH_BYTES {
        return Err(Refusal::invalid_argument("Records size exceeds 4 MB limit"));
    }
    let served = served(api, &name)?;
    let ids: Vec<_> = records.iter().map(|_| json!({ "RecordId": record_id() })).collect();
    served.put(records.into_iter().map(source_record).collect()).await?;
    Ok(json!({ "FailedPutCount": 0, "Encrypted": false, "RequestResponses": ids }))
}

/// The stream, if records may be put to it.
fn served<'a>(api: &'a Api, name: &str) -> Result<&'a Served, Refusal> {
    let served = api.served(name)?;
    match served.stream.source_kinesis_stream_arn {
        None => Ok(served),
        Some(_) => Err(Refusal::invalid_argument(
            "This operation is not permitted on KinesisStreamAsSource delivery stream type.",
        )),
    }
}

fn name(given: Option<String>, violations: &mut Violations) -> String {
    match &given {
        Some(name) => check_name(name, "deliveryStreamName", violations),
        None => violations.add_null("deliveryStreamName"),
    }
    given.unwrap_or_default()
}

/// The bytes of a record.
fn read(record: &Record<'_>, member: &str, violations: &mut Violations) -> Result<Vec<u8>, Refusal> {
    let Some(encoded) = &record.data else {
        violations.add_null(&format!("{member}.data"));
        return Ok(Vec::new());
    };
    let data = STANDARD.decode(encoded.as_bytes()).map_err(|_| {
        Refusal::serialization(format!("{member}.data is not padded base64 of the standard alphabet"))
    })?;
    if data.len() > MAX_RECORD_BYTES {
        let constraint = format!("have length less than or equal to {MAX_RECORD_BYTES}");
        violations.add(None, &format!("{member}.data"), &constraint);
    }
    Ok(data)
}

fn source_record(data: Vec<u8>) -> SourceRecord {
    SourceRecord::from(bytes::Bytes::from(data))
}

/// Not the id by which the function sees the record: Firehose's are no more the same.
fn record_id() -> String {
    STANDARD.encode([Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat())
}
