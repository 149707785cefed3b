//! Firehose's API in AWS's JSON 1.1: `POST /` with the operation in a header.
//! <https://docs.aws.amazon.com/firehose/latest/APIReference/API_Operations.html>

use super::{describe, put, refusal::Refusal, served::Served};
use crate::{delivery_stream::DeliveryStream, source::Records};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::post,
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const JSON_1_1: &str = "application/x-amz-json-1.1";
const SERVICE: &str = "Firehose_20150804.";

/// Far above the 4 MiB of a batch in base64, so that a batch too large is told from nonsense.
const MAX_BODY_BYTES: usize = 32 << 20;

/// The delivery streams of one account.
#[derive(Debug)]
pub(super) struct Api {
    streams: Vec<Served>,
    created: Timestamp,
}

impl Api {
    /// The API, and the records of each stream that takes some, in order.
    pub(super) fn new(streams: &[DeliveryStream], created: Timestamp) -> (Self, Vec<Records>) {
        let mut all_records = Vec::new();
        let serve = |stream: &DeliveryStream| match stream.source_kinesis_stream_arn {
            Some(_) => Served::without_records(stream),
            None => {
                let (served, records) = Served::open(stream);
                all_records.push(records);
                served
            }
        };
        let streams = streams.iter().map(serve).collect();
        (Self { streams, created }, all_records)
    }

    /// No stream takes records any more.
    pub(super) fn close(&self) {
        self.streams.iter().for_each(Served::close);
    }

    /// Does what one request asks for.
    pub(super) async fn call(&self, target: &str, body: &[u8]) -> Result<Value, Refusal> {
        match target.strip_prefix(SERVICE) {
            Some("PutRecord") => put::record(self, parse(body)?).await,
            Some("PutRecordBatch") => put::batch(self, parse(body)?).await,
            Some("DescribeDeliveryStream") => describe::stream(self, &parse(body)?),
            Some("ListDeliveryStreams") => describe::list(self, &parse(body)?),
            _ => Err(Refusal::unknown_operation(target)),
        }
    }

    pub(super) fn streams(&self) -> impl Iterator<Item = &DeliveryStream> {
        self.streams.iter().map(|served| &served.stream)
    }

    /// The stream with this `DeliveryStreamName`.
    pub(super) fn served(&self, name: &str) -> Result<&Served, Refusal> {
        self.streams.iter().find(|served| served.stream.name == name).ok_or_else(|| {
            // All streams are of one account.
            let account = self.streams.first().and_then(|served| served.stream.arn.split(':').nth(4));
            Refusal::not_found(name, account.unwrap_or_default())
        })
    }

    /// When the streams came to be.
    pub(super) fn created(&self) -> Timestamp {
        self.created
    }
}

fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Refusal::serialization(format!(
            "the body is not what the operation takes (line {line}, column {column})"
        ))
    })
}

pub(super) fn routes(api: Arc<Api>) -> Router {
    Router::new().route("/", post(answer)).with_state(api)
}

async fn answer(State(api): State<Arc<Api>>, headers: HeaderMap, body: Body) -> Response {
    let target = headers.get(TARGET).and_then(|target| target.to_str().ok()).unwrap_or_default();
    let answered = match read(body).await {
        Ok(body) => api.call(target, &body).await,
        Err(refusal) => Err(refusal),
    };
    let (status, body) = match answered {
        Ok(result) => (StatusCode::OK, result),
        Err(Refusal { status, kind, message }) => (status, json!({ "__type": kind, "message": message })),
    };
    let headers = [(CONTENT_TYPE, JSON_1_1.to_owned()), (REQUEST_ID, Uuid::new_v4().to_string())];
    (status, headers, body.to_string()).into_response()
}

async fn read(body: Body) -> Result<Bytes, Refusal> {
    to_bytes(body, MAX_BODY_BYTES).await.map_err(|_| {
        Refusal::invalid_argument(format!("the body is cut short, or above {MAX_BODY_BYTES} bytes"))
    })
}
