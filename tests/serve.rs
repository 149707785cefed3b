//! `nozzle serve` with AWS's own clients.

use crate::{
    function_process::{FunctionProcess, has_ended},
    project,
    replayed::set_aside,
    served::{Served, command, printed},
    server::wait_until,
};
use serde_json::{Value, json};
use std::{net::TcpListener, process::Command};
use tempfile::TempDir;

const TEMPLATE: &str = "tests/templates/poisonable.yaml";

/// `nozzle serve` with a stream whose function does what records ask for.
fn serve(folder: &TempDir) -> Served {
    let mut nozzle = command(TEMPLATE, &folder.path().join("out"));
    Served::start(nozzle.args(["--stream", "PoisonableStream"]))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("no JSON: {text}"))
}

/// After the interrupt: the three records that every client puts are there, and the one that fails is set aside.
#[track_caller]
fn all_is_delivered(served: Served, folder: &TempDir) {
    served.interrupt();
    let (code, summaries) = served.finish();
    let (out, replayed) = (folder.path().join("out"), &summaries[0]);
    assert_eq!((code, summaries.len(), replayed.errors.as_str()), (Some(2), 1, ""));
    assert_eq!(replayed.text(&out, "delivered"), "first\nsecond\nthird\n");
    assert_eq!(replayed.text(&out, "backup"), "first\nsecond\nerror\nthird\n");
    let failed = set_aside(&replayed.text(&out, "failed"));
    assert_eq!(failed, [("error\n".to_owned(), "Lambda.ProcessingFailedStatus".to_owned())]);
    assert_eq!(replayed.summary["failed_by_reason"], json!({"asked_for": 1}));
}

const BOTO3: &str = r#"
import boto3, json
from botocore.config import Config
# What the client would refuse by itself reaches the endpoint.
firehose = boto3.client("firehose", config=Config(parameter_validation=False))
name = firehose.list_delivery_streams()["DeliveryStreamNames"][0]
one = firehose.put_record(DeliveryStreamName=name, Record={"Data": b"first\n"})
texts = [b"second\n", b"error\n", b"third\n"]
more = firehose.put_record_batch(DeliveryStreamName=name, Records=[{"Data": text} for text in texts])
described = firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]
def refused(**records):
    try:
        firehose.put_record_batch(**records)
    except Exception as error:
        return [type(error).__name__, error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
print(json.dumps({
    "name": name,
    "ids": len({one["RecordId"], *(it["RecordId"] for it in more["RequestResponses"])}),
    "failed": more["FailedPutCount"],
    "status": described["DeliveryStreamStatus"],
    "year": described["CreateTimestamp"].year > 2024,
    "prefix": described["Destinations"][0]["ExtendedS3DestinationDescription"]["Prefix"],
    "unknown": refused(DeliveryStreamName="other", Records=[{"Data": b""}]),
    "none": refused(DeliveryStreamName=name, Records=[]),
    "many": refused(DeliveryStreamName=name, Records=[{"Data": b"x"}] * 501),
    "large": refused(DeliveryStreamName=name, Records=[{"Data": b"x" * 1024001}]),
    "heavy": refused(DeliveryStreamName=name, Records=[{"Data": b"x" * 1024000}] * 5),
}))
"#;

#[test]
fn boto3_puts_lists_and_describes() {
    let folder = TempDir::new().unwrap();
    let served = serve(&folder);
    let seen = parsed(&printed(served.client("python/bin/python").args(["-c", BOTO3])));
    let invalid = json!(["ClientError", "ValidationException", 400]);
    assert_eq!(
        seen,
        json!({
            "name": "PoisonableStream",
            "ids": 4,
            "failed": 0,
            "status": "ACTIVE",
            "year": true,
            "prefix": "delivered/",
            "unknown": ["ResourceNotFoundException", "ResourceNotFoundException", 400],
            "none": invalid,
            "many": invalid,
            "large": invalid,
            "heavy": ["InvalidArgumentException", "InvalidArgumentException", 400],
        })
    );
    all_is_delivered(served, &folder);
}

#[test]
fn the_aws_command_line_puts_lists_and_describes() {
    let folder = TempDir::new().unwrap();
    let served = serve(&folder);
    let aws = |arguments: &[&str]| -> Command {
        let mut aws = served.client("aws/bin/aws");
        aws.args(["firehose", "--output", "json"]).args(arguments);
        aws
    };
    let stream = ["--delivery-stream-name", "PoisonableStream"];
    let listed = parsed(&printed(&mut aws(&["list-delivery-streams"])));
    assert_eq!(listed, json!({"DeliveryStreamNames": ["PoisonableStream"], "HasMoreDeliveryStreams": false}));
    printed(aws(&["put-record", "--record", &json!({"Data": "first\n"}).to_string()]).args(stream));
    let records = json!([{"Data": "second\n"}, {"Data": "error\n"}, {"Data": "third\n"}]).to_string();
    let put = parsed(&printed(aws(&["put-record-batch", "--records", &records]).args(stream)));
    assert_eq!(
        (&put["FailedPutCount"], put["RequestResponses"].as_array().map(Vec::len)),
        (&json!(0), Some(3))
    );
    let described = parsed(&printed(aws(&["describe-delivery-stream"]).args(stream)));
    let destination = &described["DeliveryStreamDescription"]["Destinations"][0];
    let processors =
        &destination["ExtendedS3DestinationDescription"]["ProcessingConfiguration"]["Processors"];
    assert_eq!(processors[0]["Type"], "Lambda");
    let refused =
        aws(&["put-record", "--record", "Data=x", "--delivery-stream-name", "other"]).output().unwrap();
    let error = String::from_utf8(refused.stderr).unwrap();
    assert!(
        error.contains(
            "An error occurred (ResourceNotFoundException) when calling the PutRecord operation: Firehose other under \
             account 123456789012 not found."
        ),
        "{error}"
    );
    all_is_delivered(served, &folder);
}

const JAVASCRIPT: &str = r#"
const { createRequire } = require("node:module");
const sdk = createRequire(process.cwd() + "/javascript/")("@aws-sdk/client-firehose");
(async () => {
  const client = new sdk.FirehoseClient({});
  const bytes = (text) => ({ Data: new TextEncoder().encode(text) });
  const listed = await client.send(new sdk.ListDeliveryStreamsCommand({}));
  const stream = { DeliveryStreamName: listed.DeliveryStreamNames[0] };
  await client.send(new sdk.PutRecordCommand({ ...stream, Record: bytes("first\n") }));
  const Records = ["second\n", "error\n", "third\n"].map(bytes);
  const put = await client.send(new sdk.PutRecordBatchCommand({ ...stream, Records }));
  const described = await client.send(new sdk.DescribeDeliveryStreamCommand(stream));
  const refused = async (request) => {
    try {
      await client.send(new sdk.PutRecordCommand(request));
    } catch (error) {
      return [error.name, error.$metadata.httpStatusCode, error instanceof sdk.FirehoseServiceException];
    }
  };
  console.log(JSON.stringify({
    ...stream,
    failed: put.FailedPutCount,
    ids: new Set(put.RequestResponses.map((it) => it.RecordId)).size,
    type: described.DeliveryStreamDescription.DeliveryStreamType,
    created: described.DeliveryStreamDescription.CreateTimestamp instanceof Date,
    unknown: await refused({ DeliveryStreamName: "other", Record: bytes("x") }),
    large: await refused({ ...stream, Record: { Data: new Uint8Array(1024001) } }),
  }));
})();
"#;

#[test]
fn the_javascript_sdk_puts_lists_and_describes() {
    let folder = TempDir::new().unwrap();
    let served = serve(&folder);
    let sdk = project::path("target/tools/javascript/node_modules/@aws-sdk/client-firehose");
    assert!(sdk.exists(), "{} is missing\nfix: run tests/tools.sh", sdk.display());
    let seen = parsed(&printed(served.client("node").args(["-e", JAVASCRIPT])));
    assert_eq!(
        seen,
        json!({
            "DeliveryStreamName": "PoisonableStream",
            "failed": 0,
            "ids": 3,
            "type": "DirectPut",
            "created": true,
            "unknown": ["ResourceNotFoundException", 400, true],
            "large": ["ValidationException", 400, true],
        })
    );
    all_is_delivered(served, &folder);
}

const PUT_HELD: &str = r#"
import boto3, sys
firehose = boto3.client("firehose")
records = [{"Data": b"x" * 300 + b"\n"}] * 499
for last in [b"first", sys.argv[1].encode(), b"last"]:
    firehose.put_record_batch(DeliveryStreamName="PoisonableStream", Records=records + [{"Data": last + b"\n"}])
"#;

/// Puts 1,500 records, of which one keeps the function waiting, and waits until it does.
fn put_held(served: &Served, folder: &TempDir) -> FunctionProcess {
    let held = folder.path().join("held");
    let hold = format!("hold={}", held.display());
    printed(served.client("python/bin/python").args(["-c", PUT_HELD, &hold]));
    // The smallest buffer of a processor holds some 700 of them: the second batch is full once the third is there.
    wait_until("the record is in the function", || held.exists());
    FunctionProcess::child_of(served.nozzle.id())
}

#[test]
fn an_interrupt_flushes_what_was_taken() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    let served = serve(&folder);
    let function = put_held(&served, &folder);
    served.interrupt();
    // Still there, and then killed, so that another attempt delivers the batch.
    function.kill();
    let (code, summaries) = served.finish();
    let replayed = &summaries[0];
    assert_eq!((code, replayed.errors.as_str()), (Some(0), ""), "{}", replayed.summary);
    assert_eq!(
        (replayed.count("records_in"), replayed.count("ok"), replayed.count("retries")),
        (1500, 1500, 1)
    );
    assert_eq!(replayed.text(&out, "delivered"), replayed.text(&out, "backup"));
}

#[test]
fn the_second_interrupt_ends_streams_and_functions_at_once() {
    let folder = TempDir::new().unwrap();
    let served = serve(&folder);
    let function = put_held(&served, &folder);
    // Two that come together are one.
    wait_until("it has ended", || {
        served.interrupt();
        has_ended(served.nozzle.id())
    });
    assert_eq!(served.finish().0, Some(130));
    wait_until("the function has ended", || has_ended(function.id()));
}

/// The command ends with exit code 1 and says this.
#[track_caller]
fn refused(arguments: &[&str], expected: &str) {
    let output = project::nozzle().arg("serve").args(arguments).output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), format!("{expected}\n"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_cannot_be_served_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    let out = ["--template", TEMPLATE, "--out", out.to_str().unwrap()];
    refused(
        &[&out[..], &["--stream", "PoisonableStream", "--port", &address.port().to_string()]].concat(),
        &format!(
            "error: {address} cannot be listened on: Address already in use (os error 98)\n\
             fix: name another port with --port, or 0 for any that is free"
        ),
    );
    refused(
        &[&out[..], &["--stream", "PoisonableStream", "Other"]].concat(),
        "error: tests/templates/poisonable.yaml: the template has no delivery stream Other\n\
         fix: name one of PoisonableStream, ImportingStream: --stream NAME",
    );
    // All that the template creates, and one of these is of an account.
    refused(
        &out,
        "error: tests/templates/poisonable.yaml line 55: !ImportValue shared-bucket-arn cannot be resolved without an account\n\
         fix: pass the value as a parameter: !Ref sharedbucketarn in the template and --parameter sharedbucketarn=VALUE",
    );
}
