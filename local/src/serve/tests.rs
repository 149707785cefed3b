//! The API without its socket, and the streams behind it on a clock that tests hold.

mod limits;

use super::*;
use crate::{
    delivery_stream::{Compression, S3Destination},
    function::Invocation,
    serve::refusal::Refusal,
};
use bytes::Bytes;
use serde_json::{Value, json};

/// Never called: the streams here have no processor.
struct NoFunction;

impl Invoke for NoFunction {
    async fn invoke(&self, _: Bytes) -> Invocation {
        unreachable!("there is no processor")
    }
}

const KINESIS: &str = "arn:aws:kinesis:eu-west-1:123456789012:stream/source";

/// A stream of the name, whose objects are sealed at 1 KiB or after five minutes.
fn stream(name: &str) -> DeliveryStream {
    DeliveryStream {
        logical_id: name.into(),
        name: name.into(),
        arn: format!("arn:aws:firehose:eu-west-1:123456789012:deliverystream/{name}"),
        region: "eu-west-1".into(),
        source_kinesis_stream_arn: None,
        processor: None,
        append_delimiter: true,
        dynamic_partitioning: false,
        destination: S3Destination {
            bucket: name.into(),
            prefix: Some("logs/".into()),
            error_output_prefix: None,
            buffer_size_bytes: 1 << 20,
            buffer_interval: Duration::from_secs(300),
            compression: Compression::Gzip,
            file_extension: None,
            time_zone: "UTC".into(),
        },
        backup: None,
    }
}

fn kinesis_stream(name: &str) -> DeliveryStream {
    DeliveryStream { source_kinesis_stream_arn: Some(KINESIS.into()), ..stream(name) }
}

fn start() -> Timestamp {
    "2026-03-05T04:07:09.5Z".parse().expect("a time")
}

/// An API whose streams take records and do nothing with them.
fn api(streams: &[DeliveryStream]) -> (Api, Vec<Records>) {
    Api::new(streams, start())
}

async fn call(api: &Api, operation: &str, request: Value) -> Result<Value, Refusal> {
    api.call(&format!("Firehose_20150804.{operation}"), request.to_string().as_bytes()).await
}

/// Name and sentence of the error that a request ends with.
async fn refused(api: &Api, operation: &str, request: Value) -> (u16, &'static str, String) {
    let Refusal { status, kind, message } = call(api, operation, request).await.expect_err("refused");
    (status.as_u16(), kind, message)
}

#[tokio::test]
async fn what_is_put_is_handed_on_in_order() {
    let (api, mut records) = api(&[stream("one"), stream("two")]);
    let put = call(&api, "PutRecord", json!({"DeliveryStreamName": "two", "Record": {"Data": "YQo="}})).await;
    let put = put.expect("taken");
    assert_eq!(put["Encrypted"], false);
    assert_eq!(put["RecordId"].as_str().map(str::len), Some(44));
    let batch = json!({"DeliveryStreamName": "two", "Records": [{"Data": "Yg=="}, {"Data": ""}]});
    let batch = call(&api, "PutRecordBatch", batch).await.expect("taken");
    assert_eq!((&batch["FailedPutCount"], &batch["Encrypted"]), (&json!(0), &json!(false)));
    let ids: Vec<_> = batch["RequestResponses"].as_array().expect("an array").iter().collect();
    assert_eq!(ids.len(), 2);
    assert!(ids[0]["RecordId"].is_string() && ids[0] != ids[1], "{ids:?}");
    api.close();
    let mut taken = Vec::new();
    while let Some(chunk) = records[1].recv().await {
        taken.extend(chunk.expect("no error").into_iter().map(|record| record.data));
    }
    assert_eq!(taken, ["a\n", "b", ""]);
    assert!(records[0].recv().await.is_none(), "nothing was put to the other stream");
}

#[tokio::test(start_paused = true)]
async fn buffers_are_flushed_by_the_clock_and_by_size() {
    let storage = Storage::in_memory();
    let streams = [stream("logs")];
    let (api, mut records) = api(&streams);
    let delivery = Delivery::new(&streams[0], storage.clone()).expect("accepted");
    let running = Stream::<NoFunction>::new(&streams[0], None, delivery, Clock::starting_at(start()))
        .expect("a stream");
    let stop = Notify::new();
    let feeding = feed_all([(running, records.remove(0))].into_iter(), &stop);
    let put = |data: Vec<u8>| {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        json!({"DeliveryStreamName": "logs", "Record": {"Data": STANDARD.encode(data)}})
    };
    let clients = async {
        call(&api, "PutRecord", put(b"first".to_vec())).await.expect("taken");
        tokio::time::sleep(Duration::from_secs(299)).await;
        call(&api, "PutRecord", put(b"second".to_vec())).await.expect("taken");
        assert_eq!(storage.all().await.len(), 0);
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(storage.all().await.len(), 1, "the first record is 300 s old");
        for _ in 0..2 {
            call(&api, "PutRecord", put(vec![b'x'; 600 << 10])).await.expect("taken");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(storage.all().await.len(), 2, "more than 1 MiB waits");
        api.close();
    };
    let (served, ()) = tokio::join!(feeding, clients);
    assert_eq!(storage.all().await.len(), 3, "the end flushes");
    assert_eq!((served[0].summary.ok, served[0].summary.elapsed_ms), (4, 302_000));
    assert_eq!(served[0].exit_code(), ExitCode::Success);
}

#[tokio::test]
async fn a_closed_stream_is_unavailable() {
    let (api, records) = api(&[stream("closed"), stream("ended")]);
    drop(records);
    api.streams().for_each(drop);
    let unavailable = (
        503,
        "ServiceUnavailableException",
        "Service is unavailable: the stream takes no more records.".into(),
    );
    let put = |name: &str| json!({"DeliveryStreamName": name, "Record": {"Data": ""}});
    assert_eq!(refused(&api, "PutRecord", put("ended")).await, unavailable);
    api.close();
    assert_eq!(refused(&api, "PutRecord", put("closed")).await, unavailable);
}

#[tokio::test]
async fn streams_are_listed_by_name() {
    let (api, _records) = api(&[stream("b"), kinesis_stream("a"), stream("c")]);
    let list = async |request| {
        let listed = call(&api, "ListDeliveryStreams", request).await.expect("a list");
        let names: Vec<_> = listed["DeliveryStreamNames"]
            .as_array()
            .expect("names")
            .iter()
            .map(|name| name.as_str().expect("text").to_owned())
            .collect();
        (names.concat(), listed["HasMoreDeliveryStreams"].as_bool().expect("a boolean"))
    };
    assert_eq!(list(json!({})).await, ("abc".into(), false));
    assert_eq!(list(json!({"Limit": 2})).await, ("ab".into(), true));
    assert_eq!(list(json!({"ExclusiveStartDeliveryStreamName": "b"})).await, ("c".into(), false));
    assert_eq!(list(json!({"DeliveryStreamType": "KinesisStreamAsSource"})).await, ("a".into(), false));
    assert_eq!(list(json!({"DeliveryStreamType": "MSKAsSource"})).await, (String::new(), false));
}

#[tokio::test]
async fn a_stream_is_described() {
    let (api, _records) = api(&[stream("logs")]);
    let described = call(&api, "DescribeDeliveryStream", json!({"DeliveryStreamName": "logs"})).await;
    let s3 = json!({
        "RoleARN": "arn:aws:iam::123456789012:role/logs",
        "BucketARN": "arn:aws:s3:::logs",
        "Prefix": "logs/",
        "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 300},
        "CompressionFormat": "GZIP",
        "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"},
        "CloudWatchLoggingOptions": {"Enabled": false},
    });
    let mut extended = s3.clone();
    extended["ProcessingConfiguration"] =
        json!({"Enabled": true, "Processors": [{"Type": "AppendDelimiterToRecord", "Parameters": []}]});
    extended["S3BackupMode"] = "Disabled".into();
    extended["CustomTimeZone"] = "UTC".into();
    assert_eq!(
        described.expect("described")["DeliveryStreamDescription"],
        json!({
            "DeliveryStreamName": "logs",
            "DeliveryStreamARN": "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs",
            "DeliveryStreamStatus": "ACTIVE",
            "DeliveryStreamEncryptionConfiguration": {"Status": "DISABLED"},
            "DeliveryStreamType": "DirectPut",
            "VersionId": "1",
            "CreateTimestamp": 1_772_683_629.5,
            "Destinations": [{
                "DestinationId": "destinationId-000000000001",
                "S3DestinationDescription": s3,
                "ExtendedS3DestinationDescription": extended,
            }],
            "HasMoreDestinations": false,
        })
    );
}

#[tokio::test]
async fn a_stream_that_reads_kinesis_is_described_and_takes_nothing() {
    let (api, records) = api(&[kinesis_stream("logs")]);
    assert_eq!(records.len(), 0);
    let described = call(&api, "DescribeDeliveryStream", json!({"DeliveryStreamName": "logs"})).await;
    let described = described.expect("described")["DeliveryStreamDescription"].clone();
    assert_eq!(described["DeliveryStreamType"], "KinesisStreamAsSource");
    assert_eq!(described["Source"]["KinesisStreamSourceDescription"]["KinesisStreamARN"], KINESIS);
    let not_permitted = (
        400,
        "InvalidArgumentException",
        "This operation is not permitted on KinesisStreamAsSource delivery stream type.".to_owned(),
    );
    let put = json!({"DeliveryStreamName": "logs", "Record": {"Data": ""}});
    assert_eq!(refused(&api, "PutRecord", put).await, not_permitted);
    let batch = json!({"DeliveryStreamName": "logs", "Records": [{"Data": ""}]});
    assert_eq!(refused(&api, "PutRecordBatch", batch).await, not_permitted);
}
