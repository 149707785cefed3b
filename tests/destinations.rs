//! Delivery to an HTTP endpoint that is really there, and a stream that reads Kinesis.

use crate::{
    http_endpoint::{Answer, HttpEndpoint},
    project,
    replayed::{self, Replayed},
    served::printed,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::{fs, path::Path, process::Command};
use tempfile::TempDir;

/// Replays a file through a stream of `tests/templates/destinations.yaml`.
fn replay(folder: &Path, stream: &str, input: &str, more: &[&str]) -> Replayed {
    let file = folder.join("input");
    fs::write(&file, input).unwrap();
    let mut nozzle = project::nozzle();
    nozzle.arg("replay").arg(&file).args(["--template", "tests/templates/destinations.yaml"]);
    nozzle.args(["--stream", stream, "--json", "--out"]).arg(folder.join("out")).args(more);
    replayed::finish(replayed::start(&mut nozzle))
}

fn to_endpoint(folder: &Path, endpoint: &HttpEndpoint) -> Replayed {
    let input = "first\nerror\ndrop\nsecond\n";
    replay(folder, "HttpStream", input, &["--http-endpoint", &endpoint.url()])
}

/// What was set aside by error code, with the attempts that were made.
fn undelivered(folder: &Path, replayed: &Replayed) -> Vec<(String, String, u64)> {
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let data = STANDARD.decode(line["rawData"].as_str().expect("text")).expect("base64");
        let code = line["errorCode"].as_str().expect("text").to_owned();
        (code, String::from_utf8(data).expect("UTF-8"), line["attemptsMade"].as_u64().expect("a number"))
    };
    replayed.text(&folder.join("out"), "failed").lines().map(line).collect()
}

fn the_functions_own() -> (String, String, u64) {
    ("Lambda.ProcessingFailedStatus".to_owned(), "error\n".to_owned(), 1)
}

#[test]
fn an_http_endpoint_gets_requests_as_firehose_makes_them() {
    let folder = TempDir::new().unwrap();
    let endpoint = HttpEndpoint::start([Answer::Slowly]);
    let replayed = to_endpoint(folder.path(), &endpoint);
    assert_eq!((replayed.code, replayed.errors.as_str()), (Some(2), ""));
    let received = endpoint.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].records, ["first\n", "second\n"]);
    assert_eq!(replayed.summary["endpoint"], serde_json::json!({"requests": 1, "retries": 0}));
    assert_eq!((replayed.count("ok"), replayed.count("dropped"), replayed.count("failed")), (2, 1, 1));
    assert_eq!(replayed.text(&folder.path().join("out"), "backup"), "first\nerror\ndrop\nsecond\n");
    assert_eq!(undelivered(folder.path(), &replayed), [the_functions_own()]);
    assert_eq!(replayed.objects("delivered"), []);
}

#[test]
fn a_request_is_sent_again_until_it_is_acknowledged() {
    for first in [Answer::WrongId, Answer::Status(500), Answer::Text, Answer::HangUp, Answer::Status(302)] {
        let folder = TempDir::new().unwrap();
        let endpoint = HttpEndpoint::start([first]);
        let replayed = to_endpoint(folder.path(), &endpoint);
        let received = endpoint.received();
        assert_eq!(received.len(), 2, "{first:?}");
        assert_eq!(received[0], received[1], "{first:?}: the id stays as well");
        assert_eq!((replayed.count("ok"), replayed.count("failed")), (2, 1), "{first:?}");
        assert_eq!(undelivered(folder.path(), &replayed), [the_functions_own()]);
    }
}

#[test]
fn what_is_never_acknowledged_is_set_aside() {
    for (answer, code) in [
        (Answer::Status(503), "HttpEndpoint.DestinationException"),
        (Answer::WrongId, "HttpEndpoint.InvalidResponseFromDestination"),
        (Answer::HangUp, "HttpEndpoint.ConnectionReset"),
    ] {
        let folder = TempDir::new().unwrap();
        let endpoint = HttpEndpoint::start([answer; 10]);
        let replayed = to_endpoint(folder.path(), &endpoint);
        assert_eq!(endpoint.received().len(), 3, "{answer:?}");
        assert_eq!((replayed.code, replayed.count("ok"), replayed.count("failed")), (Some(2), 0, 3));
        assert_eq!(
            undelivered(folder.path(), &replayed),
            [
                (code.to_owned(), "first\n".to_owned(), 3),
                (code.to_owned(), "second\n".to_owned(), 3),
                the_functions_own(),
            ]
        );
        let keys: Vec<_> = replayed.objects("failed").into_iter().map(|(_, key)| key).collect();
        assert!(keys[0].starts_with("failed/http-endpoint-failed/HttpStream-1-"), "{keys:?}");
        assert!(keys[1].starts_with("failed/processing-failed/HttpStream-1-"), "{keys:?}");
    }
}

#[test]
fn too_large_is_lost_but_for_the_backup() {
    let folder = TempDir::new().unwrap();
    let endpoint = HttpEndpoint::start([Answer::Status(413)]);
    let replayed = to_endpoint(folder.path(), &endpoint);
    assert_eq!((endpoint.received().len(), replayed.count("failed")), (1, 3));
    assert_eq!(undelivered(folder.path(), &replayed), [the_functions_own()]);
    assert_eq!(replayed.text(&folder.path().join("out"), "backup"), "first\nerror\ndrop\nsecond\n");
}

#[test]
fn without_an_endpoint_requests_are_written_down() {
    let folder = TempDir::new().unwrap();
    let replayed = replay(folder.path(), "HttpStream", "first\n", &[]);
    assert_eq!((replayed.code, replayed.count("ok")), (Some(0), 1));
    let request: Value =
        serde_json::from_str(&replayed.text(&folder.path().join("out"), "delivered")).unwrap();
    assert_eq!(request["records"][0]["data"], "Zmlyc3QK");
    assert_eq!(replayed.objects("delivered")[0].0, "HttpEndpoint");
    let refused =
        replay_refused(folder.path(), &["--stream", "KinesisSourceStream", "--http-endpoint", "http://x/"]);
    assert_eq!(
        refused,
        "error: --http-endpoint: stream KinesisSourceStream has no HTTP endpoint\n\
         fix: leave it out, or name streams with an HttpEndpointDestinationConfiguration: --stream NAME\n"
    );
}

fn replay_refused(folder: &Path, arguments: &[&str]) -> String {
    let mut nozzle = project::nozzle();
    nozzle.arg("replay").arg(folder.join("input")).args(["--template", "tests/templates/destinations.yaml"]);
    let output = nozzle.arg("--out").arg(folder.join("out")).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

/// Prints records as the Kinesis Producer Library packs them, one plain record, and a damaged aggregate.
const AGGREGATE: &str = r#"
import base64, json
from aws_kinesis_agg.aggregator import RecordAggregator
aggregator = RecordAggregator()
for key, text in [("a", "first\n"), ("b", "drop\n"), ("a", "error\n"), ("c", "second\n")]:
    aggregator.add_user_record(key, text.encode())
partition_key, _, data = aggregator.clear_and_get().get_contents()
def line(data):
    encoded = base64.b64encode(data).decode()
    print(json.dumps({"dataBase64": encoded, "partitionKey": partition_key, "approximateArrivalTimestamp": 1772683629000}))
line(data)
line(b"third\n")
line(data[:-1])
"#;

#[test]
fn a_stream_that_reads_kinesis_takes_aggregates_apart() {
    let folder = TempDir::new().unwrap();
    let python = project::path("target/tools/python/bin/python");
    let records = printed(Command::new(python).args(["-c", AGGREGATE]));
    let replayed = replay(folder.path(), "KinesisSourceStream", &records, &["--as", "records"]);
    assert_eq!(replayed.errors, "");
    // Four in the aggregate, the plain one, and the damaged one, which stays as it is.
    assert_eq!(replayed.count("records_in"), 6);
    assert_eq!((replayed.count("ok"), replayed.count("dropped"), replayed.count("failed")), (4, 1, 1));
    let (bucket, key) = replayed.objects("delivered")[0];
    assert!(key.starts_with("delivered/2026/03/05/04/KinesisSourceStream-1-2026-03-05-04-07-09-"), "{key}");
    let delivered = fs::read(folder.path().join("out").join(bucket).join(key)).unwrap();
    assert!(delivered.starts_with(b"first\nsecond\nthird\n\xf3\x89\x9a\xc2"), "{delivered:?}");
    let (bucket, key) = replayed.objects("backup")[0];
    let originals = fs::read(folder.path().join("out").join(bucket).join(key)).unwrap();
    assert!(originals.starts_with(b"first\ndrop\nerror\nsecond\nthird\n\xf3\x89\x9a\xc2"), "{originals:?}");
}
