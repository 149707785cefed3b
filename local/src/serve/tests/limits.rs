//! What AWS refuses, in its words.

use super::*;
use base64::{Engine as _, engine::general_purpose::STANDARD};

fn data(bytes: usize) -> Value {
    json!({ "Data": STANDARD.encode(vec![b'x'; bytes]) })
}

fn batch(records: Vec<Value>) -> Value {
    json!({ "DeliveryStreamName": "logs", "Records": records })
}

const INVALID: &str = "ValidationException";

#[tokio::test]
async fn streams_that_are_not_there() {
    let (api, _records) = api(&[stream("logs")]);
    let expected =
        (400, "ResourceNotFoundException", "Firehose other under account 123456789012 not found.".to_owned());
    for (operation, request) in [
        ("PutRecord", json!({"DeliveryStreamName": "other", "Record": {"Data": ""}})),
        ("PutRecordBatch", json!({"DeliveryStreamName": "other", "Records": [{"Data": ""}]})),
        ("DescribeDeliveryStream", json!({"DeliveryStreamName": "other"})),
    ] {
        assert_eq!(refused(&api, operation, request).await, expected, "{operation}");
    }
}

#[tokio::test]
async fn records_and_batches_at_their_limits_and_above() {
    let (api, mut records) = api(&[stream("logs")]);
    let taken = call(&api, "PutRecordBatch", batch(vec![data(1_024_000); 4])).await.expect("taken");
    assert_eq!(taken["FailedPutCount"], 0);
    let exact = [vec![data(1_024_000); 4], vec![data(4_194_304 - 4 * 1_024_000)]].concat();
    call(&api, "PutRecordBatch", batch(exact.clone())).await.expect("4 MiB are taken");
    assert_eq!(
        refused(&api, "PutRecordBatch", batch([exact, vec![data(1)]].concat())).await,
        (400, "InvalidArgumentException", "Records size exceeds 4 MB limit".to_owned())
    );
    let too_large = "failed to satisfy constraint: Member must have length less than or equal to 1024000";
    assert_eq!(
        refused(&api, "PutRecordBatch", batch(vec![data(0), data(1_024_001)])).await,
        (400, INVALID, format!("1 validation error detected: Value at 'records.2.member.data' {too_large}"))
    );
    assert_eq!(
        refused(&api, "PutRecord", json!({"DeliveryStreamName": "logs", "Record": data(1_024_001)})).await,
        (400, INVALID, format!("1 validation error detected: Value at 'record.data' {too_large}"))
    );
    call(&api, "PutRecordBatch", batch(vec![data(1); 500])).await.expect("500 are taken");
    assert_eq!(
        refused(&api, "PutRecordBatch", batch(vec![data(1); 501])).await,
        (
            400,
            INVALID,
            "1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length \
             less than or equal to 500"
                .to_owned()
        )
    );
    api.close();
    let mut taken = 0;
    while let Some(chunk) = records[0].recv().await {
        taken += chunk.expect("no error").len();
    }
    assert_eq!(taken, 4 + 5 + 500, "of what was refused nothing was taken");
}

#[tokio::test]
async fn requests_of_another_shape() {
    let (api, _records) = api(&[stream("logs")]);
    assert_eq!(
        refused(&api, "PutRecordBatch", json!({"DeliveryStreamName": "no spaces", "Records": []})).await,
        (
            400,
            INVALID,
            "2 validation errors detected: Value 'no spaces' at 'deliveryStreamName' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value '[]' at 'records' failed to \
             satisfy constraint: Member must have length greater than or equal to 1"
                .to_owned()
        )
    );
    assert_eq!(
        refused(&api, "PutRecord", json!({"Record": {}})).await,
        (
            400,
            INVALID,
            "2 validation errors detected: Value null at 'deliveryStreamName' failed to satisfy constraint: Member \
             must not be null; Value null at 'record.data' failed to satisfy constraint: Member must not be null"
                .to_owned()
        )
    );
    assert_eq!(
        refused(&api, "ListDeliveryStreams", json!({"Limit": 0, "DeliveryStreamType": "Direct"})).await,
        (
            400,
            INVALID,
            "2 validation errors detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value \
             greater than or equal to 1; Value 'Direct' at 'deliveryStreamType' failed to satisfy constraint: Member \
             must satisfy enum value set: [DirectPut, KinesisStreamAsSource, MSKAsSource, DatabaseAsSource]"
                .to_owned()
        )
    );
    for data in ["secret!", "c2VjcmV0IQ", "c2VjcmV0IQ=\n"] {
        assert_eq!(
            refused(&api, "PutRecord", json!({"DeliveryStreamName": "logs", "Record": {"Data": data}})).await,
            (
                400,
                "SerializationException",
                "record.data is not padded base64 of the standard alphabet".to_owned()
            )
        );
    }
}

#[tokio::test]
async fn what_is_no_request_of_the_api() {
    let (api, _records) = api(&[]);
    let refusal = api.call("Firehose_20150804.PutRecord", b"{\"secret\"").await.expect_err("refused");
    assert_eq!(
        (refusal.kind, refusal.message.as_str()),
        ("SerializationException", "the body is not what the operation takes (line 1, column 9)")
    );
    for target in ["Firehose_20150804.CreateDeliveryStream", "PutRecord", ""] {
        let refusal = api.call(target, b"{}").await.expect_err("refused");
        assert_eq!(
            (refusal.status.as_u16(), refusal.kind, refusal.message),
            (
                400,
                "UnknownOperationException",
                format!(
                    "\"{target}\" is not served here; PutRecord, PutRecordBatch, DescribeDeliveryStream and \
                     ListDeliveryStreams are"
                )
            )
        );
    }
}
