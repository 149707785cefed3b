mod delivery;
mod kinesis;
mod misbehaviour;

use super::*;
use crate::{
    delivery_stream::{Compression, Function, LambdaProcessor, S3Destination},
    function::{FunctionError, Invocation, RecordFailure},
    source::SourceRecord,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Mutex, time::Duration};
use tokio::sync::mpsc;

/// A stream named `logs` with small buffers and a backup.
fn stream() -> DeliveryStream {
    DeliveryStream {
        logical_id: "Logs".into(),
        name: "logs".into(),
        arn: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs".into(),
        region: "eu-west-1".into(),
        source_kinesis_stream_arn: None,
        processor: Some(LambdaProcessor {
            function: Function {
                logical_id: "Normalize".into(),
                name: "normalize".into(),
                binary: "normalize".into(),
                timeout: Duration::from_secs(60),
                memory_mb: 128,
                environment: Default::default(),
            },
            lambda_arn: "arn:aws:lambda:eu-west-1:123456789012:function:normalize:$LATEST".into(),
            buffer_size_bytes: 100,
            buffer_interval: Duration::from_secs(60),
            number_of_retries: 3,
        }),
        append_delimiter: false,
        dynamic_partitioning: false,
        destination: bucket("Delivered"),
        backup: Some(bucket("Backup")),
    }
}

fn bucket(name: &str) -> S3Destination {
    S3Destination {
        bucket: name.into(),
        prefix: None,
        error_output_prefix: None,
        buffer_size_bytes: 500,
        buffer_interval: Duration::from_secs(300),
        compression: Compression::Uncompressed,
        file_extension: None,
        time_zone: "UTC".into(),
    }
}

/// The time at which every test starts: 2026-03-05T04:07:09Z.
fn clock() -> Clock {
    Clock::starting_at("2026-03-05T04:07:09Z".parse().expect("a time"))
}

/// A function that answers with what the closure makes of the records and of the number of the invocation.
struct Fake<F> {
    answer: F,
    events: Mutex<Vec<Value>>,
}

impl<F: Fn(usize, Vec<Value>) -> Result<Value, FunctionError> + Send + Sync> Fake<F> {
    fn new(answer: F) -> Self {
        Self { answer, events: Mutex::default() }
    }

    fn events(&self) -> Vec<Value> {
        self.events.lock().expect("lock").clone()
    }
}

impl<F: Fn(usize, Vec<Value>) -> Result<Value, FunctionError> + Send + Sync> Invoke for Fake<F> {
    async fn invoke(&self, event: Bytes) -> Invocation {
        let event: Value = serde_json::from_slice(&event).expect("JSON");
        let number = {
            let mut events = self.events.lock().expect("lock");
            events.push(event.clone());
            events.len() - 1
        };
        let records = event["records"].as_array().expect("records").clone();
        // A failed record's reason is its own text here.
        let failures = records.iter().filter(|record| text_of(record).starts_with("fail")).map(|record| {
            let failure = RecordFailure { reason: "told_to".into(), message: "it says so".into() };
            (record["recordId"].as_str().expect("text").to_owned(), failure)
        });
        let record_failures: HashMap<_, _> = failures.collect();
        let answer = (self.answer)(number, records).map(|answer| match answer {
            Value::String(raw) => Bytes::from(raw),
            answer => Bytes::from(answer.to_string()),
        });
        Invocation { answer, record_failures }
    }
}

fn text_of(record: &Value) -> String {
    let data = STANDARD.decode(record["data"].as_str().expect("text")).expect("base64");
    String::from_utf8(data).expect("UTF-8")
}

/// Does what the record says: `fail…`, `drop…`, else it comes back as it is.
fn obey(record: &Value) -> Value {
    let text = text_of(record);
    let result = match text.get(..4) {
        Some("fail") => "ProcessingFailed",
        Some("drop") => "Dropped",
        _ => "Ok",
    };
    let mut answer = json!({"recordId": record["recordId"], "result": result, "data": record["data"]});
    if let Some((host, _)) = text.split_once(' ') {
        answer["metadata"] = json!({"partitionKeys": {"host": host, "unused": "x"}});
    }
    answer
}

#[allow(clippy::unnecessary_wraps)]
fn obey_all(_: usize, records: Vec<Value>) -> Result<Value, FunctionError> {
    Ok(json!({"records": records.iter().map(obey).collect::<Vec<_>>()}))
}

fn send(chunks: Vec<Result<Vec<Bytes>, Error>>) -> Records {
    let (sender, records) = mpsc::channel(chunks.len().max(1));
    for chunk in chunks {
        let chunk = chunk.map(|chunk| chunk.into_iter().map(SourceRecord::from).collect());
        sender.try_send(chunk).expect("room");
    }
    records
}

fn lines(lines: &[&str]) -> Records {
    send(vec![Ok(lines.iter().map(|line| Bytes::from((*line).to_owned())).collect())])
}

fn delivery_to(storage: &Storage, stream: &DeliveryStream) -> Delivery {
    Delivery::new(stream, storage.clone()).expect("accepted")
}

async fn replay_to<I: Invoke>(
    storage: &Storage,
    stream: &DeliveryStream,
    function: Option<&I>,
    records: Records,
) -> Replayed {
    let stream = Stream::new(stream, function, delivery_to(storage, stream), clock()).expect("a function");
    replay(stream, records, &ProgressBar::hidden(), pending()).await
}

/// Objects as text by path, with the UUID of the name replaced.
async fn layout(storage: &Storage) -> Vec<(String, String)> {
    let objects = storage.all().await.into_iter();
    objects
        .map(|(path, body)| (without_uuid(&path), String::from_utf8(body.to_vec()).expect("UTF-8")))
        .collect()
}

fn without_uuid(path: &str) -> String {
    let after = path.find("2026-03-05-04-07-09-").expect("the name's time") + "2026-03-05-04-07-09-".len();
    let uuid = &path[after..after + 36];
    assert!(uuid.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'), "{path}");
    path.replacen(uuid, "UUID", 1)
}
