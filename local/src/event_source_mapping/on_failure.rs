//! What Lambda writes about records that it gave up.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html>

use super::{
    data_stream::shard_id,
    record::Queued,
    settings::{EventSourceMapping, OnFailure, OnFailureKind},
    window::iso_8601,
};
use bytes::Bytes;
use jiff::{Timestamp, tz::TimeZone};
use md5::{Digest, Md5};
use serde::Serialize;
use serde_json::value::RawValue;
use std::fmt;
use uuid::{Builder, Uuid};

/// Why records were given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Condition {
    /// They were tried as often as the mapping says.
    RetryAttemptsExhausted,
    /// They grew older than the mapping says.
    RecordAgeExceeded,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::RetryAttemptsExhausted => "RetryAttemptsExhausted",
            Self::RecordAgeExceeded => "RecordAgeExceeded",
        })
    }
}

/// Records that are given up together.
#[derive(Debug, Clone, Copy)]
pub(super) struct GivenUp<'a> {
    pub(super) shard: usize,
    pub(super) records: &'a [Queued],
    pub(super) condition: Condition,
    /// How often the function was invoked with them.
    pub(super) invocations: u32,
    /// Whether it ended with an error the last time, instead of an answer that names failures.
    pub(super) threw: bool,
    pub(super) now_ms: i64,
}

/// Key and body of the object that stands for an on-failure record.
pub(super) fn object(
    mapping: &EventSourceMapping,
    destination: &OnFailure,
    given_up: GivenUp<'_>,
    event: &Bytes,
) -> (String, Bytes) {
    let payload = match destination.kind {
        OnFailureKind::S3 => {
            str::from_utf8(event).ok().and_then(|text| RawValue::from_string(text.to_owned()).ok())
        }
        OnFailureKind::Message => None,
    };
    let body = serde_json::to_vec(&record(mapping, given_up, payload)).expect("text and counts are JSON");
    let now = Timestamp::from_millisecond(given_up.now_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let now = now.to_zoned(TimeZone::UTC);
    let (shard, time, id) =
        (shard_id(given_up.shard), now.strftime("%Y-%m-%dT%H.%M.%S"), Uuid::new_v4().hyphenated());
    let key = match destination.kind {
        OnFailureKind::S3 => {
            format!(
                "aws/lambda/{}/{shard}/{}/{time}-{id}",
                mapping_id(mapping).hyphenated(),
                now.strftime("%Y/%m/%d")
            )
        }
        OnFailureKind::Message => format!("{shard}/{time}-{id}.json"),
    };
    (key, body.into())
}

/// The mapping's `UUID`: the same for the same mapping, so that its objects stay together.
fn mapping_id(mapping: &EventSourceMapping) -> Uuid {
    let digest = Md5::digest([&mapping.name, "\n", &mapping.stream_arn].concat());
    Builder::from_md5_bytes(digest.into()).into_uuid()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OnFailureRecord<'a> {
    request_context: RequestContext<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_context: Option<ResponseContext>,
    version: &'static str,
    timestamp: String,
    #[serde(rename = "KinesisBatchInfo")]
    kinesis_batch_info: KinesisBatchInfo<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<Box<RawValue>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    request_id: String,
    function_arn: &'a str,
    condition: Condition,
    approximate_invoke_count: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResponseContext {
    status_code: u16,
    executed_version: &'static str,
    function_error: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KinesisBatchInfo<'a> {
    shard_id: String,
    start_sequence_number: &'a str,
    end_sequence_number: &'a str,
    approximate_arrival_of_first_record: String,
    approximate_arrival_of_last_record: String,
    batch_size: usize,
    stream_arn: &'a str,
}

fn record<'a>(
    mapping: &'a EventSourceMapping,
    given_up: GivenUp<'a>,
    payload: Option<Box<RawValue>>,
) -> OnFailureRecord<'a> {
    let GivenUp { shard, records, condition, invocations, threw, now_ms } = given_up;
    let number =
        |queued: Option<&'a Queued>| queued.map_or("", |queued| queued.record.sequence_number.as_str());
    let arrived = |queued: Option<&Queued>| iso_8601(queued.map_or(0, |queued| queued.record.arrived_ms));
    OnFailureRecord {
        request_context: RequestContext {
            request_id: Uuid::new_v4().hyphenated().to_string(),
            function_arn: &mapping.function_arn,
            condition,
            approximate_invoke_count: invocations,
        },
        // Records that grew old were not answered about.
        response_context: (condition == Condition::RetryAttemptsExhausted).then_some(ResponseContext {
            status_code: 200,
            executed_version: "$LATEST",
            function_error: threw.then_some("Unhandled"),
        }),
        version: "1.0",
        timestamp: iso_8601(now_ms),
        kinesis_batch_info: KinesisBatchInfo {
            shard_id: shard_id(shard),
            start_sequence_number: number(records.first()),
            end_sequence_number: number(records.last()),
            approximate_arrival_of_first_record: arrived(records.first()),
            approximate_arrival_of_last_record: arrived(records.last()),
            batch_size: records.len(),
            stream_arn: &mapping.stream_arn,
        },
        payload,
    }
}
