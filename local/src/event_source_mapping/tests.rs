//! The mapping with functions in this process: what they are invoked with, and what becomes of records.

mod answers;
mod batches;
mod checkpoints;
mod failures;
mod filters;
mod windows;

use super::*;
use crate::function::{FunctionError, Invocation};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::{Value, json};
use std::{collections::HashMap, future::pending, sync::Mutex};

const STREAM: &str = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks";
const FUNCTION: &str = "arn:aws:lambda:eu-west-1:123456789012:function:clicks:$LATEST";
/// The time at which every test starts.
const NOW: &str = "2026-03-05T04:07:09.5Z";

/// A mapping that reports failures, with AWS's defaults else.
fn settings() -> EventSourceMapping {
    EventSourceMapping {
        report_batch_item_failures: true,
        ..EventSourceMapping::new("Clicks", FUNCTION, STREAM, "eu-west-1")
    }
}

/// An event as a function sees it.
#[derive(Debug, Clone)]
struct Seen {
    event: Value,
    /// Data of the records.
    data: Vec<String>,
    numbers: Vec<String>,
}

/// A function in this process: what it answers, and what it was invoked with.
struct InProcess<F> {
    answer: F,
    seen: Mutex<Vec<Seen>>,
}

impl<F: Fn(&Seen, usize) -> Result<String, FunctionError>> InProcess<F> {
    fn new(answer: F) -> Self {
        Self { answer, seen: Mutex::default() }
    }
}

impl<F: Fn(&Seen, usize) -> Result<String, FunctionError> + Send + Sync> Invoke for InProcess<F> {
    async fn invoke(&self, event: Bytes) -> Invocation {
        let event: Value = serde_json::from_slice(&event).expect("JSON");
        let records = event["Records"].as_array().expect("records").clone();
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let data = |record: &Value| STANDARD.decode(text(&record["kinesis"]["data"])).expect("base64");
        let seen = Seen {
            data: records.iter().map(|it| String::from_utf8(data(it)).expect("UTF-8")).collect(),
            numbers: records.iter().map(|it| text(&it["kinesis"]["sequenceNumber"])).collect(),
            event,
        };
        let before = self.seen.lock().expect("lock").len();
        let answer = (self.answer)(&seen, before).map(Bytes::from);
        self.seen.lock().expect("lock").push(seen);
        Invocation { answer, record_failures: HashMap::new() }
    }
}

/// What a run came to.
struct Outcome {
    /// Data of the records of each invocation.
    invoked_with: Vec<String>,
    seen: Vec<Seen>,
    summary: MappingSummary,
    error: Option<Error>,
    told: Vec<String>,
    objects: Vec<(String, Value)>,
    /// By the mapping's clock.
    elapsed_ms: u64,
}

fn clock() -> Clock {
    Clock::starting_at(NOW.parse().expect("a time"))
}

/// Puts records into one shard, each with the key before its colon if it has one.
fn put(records: &[&str]) -> Vec<ShardRecord> {
    put_into(1, records)
}

fn put_into(shards: usize, records: &[&str]) -> Vec<ShardRecord> {
    let (mut stream, now_ms) = (DataStream::new(shards, 7), clock().now_ms());
    let put = |record: &&str| {
        let key = record.split_once(':').map_or("key", |(key, _)| key);
        stream.put(Bytes::from((*record).to_owned()), Some(key.to_owned()), None, now_ms)
    };
    records.iter().map(put).collect()
}

fn send(chunks: Vec<Result<Vec<ShardRecord>, Error>>) -> ShardRecords {
    let (sender, records) = mpsc::channel(chunks.len().max(1));
    for chunk in chunks {
        sender.try_send(chunk).expect("room");
    }
    records
}

async fn run(
    settings: &EventSourceMapping,
    records: &[&str],
    answer: impl Fn(&Seen, usize) -> Result<String, FunctionError> + Send + Sync,
) -> Outcome {
    run_with(settings, 1, None, send(vec![Ok(put(records))]), answer, pending()).await
}

async fn run_with(
    settings: &EventSourceMapping,
    shards: usize,
    checkpoint_file: Option<CheckpointFile>,
    records: ShardRecords,
    answer: impl Fn(&Seen, usize) -> Result<String, FunctionError> + Send + Sync,
    stop: impl Future<Output = ()>,
) -> Outcome {
    let (function, storage, told) = (InProcess::new(answer), Storage::in_memory(), Mutex::new(Vec::new()));
    let clock = clock();
    let checkpoints = checkpoint_file.as_ref().and_then(CheckpointFile::read);
    let mapping = Mapping {
        settings,
        shards,
        storage: &storage,
        checkpoints: checkpoints.unwrap_or_else(|| Checkpoints::at_start(7)),
        checkpoint_file,
        clock,
        tell: &|error| told.lock().expect("lock").push(error.to_string()),
    };
    let ran = mapping.run(std::slice::from_ref(&function), records, stop, |_| ()).await;
    let seen = function.seen.into_inner().expect("lock");
    let objects = storage.all().await;
    Outcome {
        invoked_with: seen.iter().map(|seen| seen.data.join(" ")).collect(),
        seen,
        summary: ran.summary,
        error: ran.error,
        told: told.into_inner().expect("lock"),
        objects: objects
            .into_iter()
            .map(|(path, body)| (path, serde_json::from_slice(&body).expect("JSON")))
            .collect(),
        elapsed_ms: clock.elapsed_ms(),
    }
}

#[allow(clippy::unnecessary_wraps)]
fn done() -> Result<String, FunctionError> {
    Ok("{}".to_owned())
}

/// The answer that names the record of this data, if the event has it.
#[allow(clippy::unnecessary_wraps)]
fn failed_at(seen: &Seen, data: &str) -> Result<String, FunctionError> {
    let number = seen.data.iter().position(|it| it == data).map(|index| &seen.numbers[index]);
    let failures: Vec<Value> = number.into_iter().map(|it| json!({"itemIdentifier": it})).collect();
    Ok(json!({"batchItemFailures": failures}).to_string())
}

fn thrown() -> Result<String, FunctionError> {
    Err(FunctionError::Returned { error_type: "Boom".to_owned(), message: "it broke".to_owned() })
}

/// Throws where the event has the record of this data.
fn throws_at(seen: &Seen, data: &str) -> Result<String, FunctionError> {
    if seen.data.iter().any(|it| it == data) { thrown() } else { done() }
}
