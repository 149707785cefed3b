//! `forward` as a process: a Runtime API in front of it, moto behind it as Firehose and S3.

use crate::{kinesis::Consumer, moto::Moto, project};
use base64::{Engine, engine::general_purpose::STANDARD};
use nozzle::testing::{self, readable};
use nozzle_local::runtime_api::{Answer, RuntimeApi};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::Command,
    sync::LazyLock,
    time::{Duration, SystemTime},
};

pub(crate) static MOTO: LazyLock<Moto> = LazyLock::new(Moto::start);

/// A delivery stream into a bucket of its name, and one for what is set aside.
pub(crate) struct Stream(String);

impl Stream {
    pub(crate) fn create(name: &str) -> Self {
        let stream = Self(name.to_owned());
        MOTO.create_bucket(name);
        MOTO.create_bucket(&stream.aside());
        MOTO.python(&format!(
            "boto3.client('firehose').create_delivery_stream(DeliveryStreamName='{name}', \
             ExtendedS3DestinationConfiguration={{'BucketARN': 'arn:aws:s3:::{name}', \
             'RoleARN': 'arn:aws:iam::123456789012:role/delivery'}})"
        ));
        stream
    }

    fn aside(&self) -> String {
        format!("{}-aside", self.0)
    }

    /// What the template says to the function.
    pub(crate) fn tell(&self, command: &mut Command) {
        MOTO.account(command);
        command.env("NOZZLE_DELIVERY_STREAM", &self.0);
        command.env("NOZZLE_SET_ASIDE_URL", format!("s3://{}/forward", self.aside()));
    }

    pub(crate) fn delivered(&self) -> Vec<Vec<u8>> {
        MOTO.objects(&self.0).into_values().collect()
    }

    /// The lines of what was set aside.
    fn set_aside(&self) -> Vec<Value> {
        let objects = MOTO.objects(&self.aside());
        assert!(objects.keys().all(|key| key.starts_with("forward/20")), "{:?}", objects.keys());
        let text: String = objects.into_values().map(|body| String::from_utf8(body).unwrap()).collect();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn forward(event: Vec<u8>, environment: impl FnOnce(&mut Command)) -> (Answer, String) {
    invoke("forward", event, environment)
}

/// Sends one event to a new process of a function; gives its answer and its log.
pub(crate) fn invoke(
    function: &str,
    event: Vec<u8>,
    environment: impl FnOnce(&mut Command),
) -> (Answer, String) {
    let program = project::function(function);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let api = RuntimeApi::start("arn:aws:lambda:us-east-1:123456789012:function:forward")
            .await
            .expect("a port");
        let consumer = Consumer::start(&api, program, environment);
        if let Err(error) = api.initialized().await {
            return (Err(error), consumer.into_log());
        }
        let deadline = SystemTime::now() + Duration::from_secs(3600);
        let answer = api.invoke(event.into(), deadline).answer.await.expect("an answer");
        (answer, consumer.into_log())
    })
}

/// What becomes of a sample: one line for each object that was delivered, each record that was set aside, and the answer.
pub(crate) fn outcomes(name: &str, event: &Path, configuration: Option<&Path>) -> String {
    let stream = Stream::create(&format!("sample-{name}"));
    let event = fs::read(project::path(event)).expect("an event");
    let (answer, _) = forward(event, |command| {
        stream.tell(command);
        if let Some(file) = configuration {
            command.env("NOZZLE_CONFIG_FILE", project::path(file));
        }
    });
    let mut lines: Vec<_> =
        stream.delivered().iter().map(|body| format!("delivered  {}\n", readable(body))).collect();
    for line in stream.set_aside() {
        let data = STANDARD.decode(line["rawData"].as_str().unwrap()).unwrap();
        lines.push(format!(
            "set aside  {}  {}: {}  {}\n",
            line["sequenceNumber"].as_str().unwrap(),
            line["errorCode"].as_str().unwrap(),
            line["errorMessage"].as_str().unwrap(),
            readable(&data)
        ));
    }
    lines.push(format!("answer  {}\n", readable(&answer.expect("an answer"))));
    lines.concat()
}

#[test]
fn a_batch_larger_than_a_call_arrives_whole() {
    let stream = Stream::create("large-batch");
    let records: Vec<_> = (0..1200).map(|number| format!("{number:04}\n")).collect();
    let (answer, log) = forward(testing::kinesis::event(&records), |command| stream.tell(command));
    assert_eq!(answer.expect("answered"), r#"{"batchItemFailures":[]}"#, "{log}");
    let mut delivered: Vec<_> = stream
        .delivered()
        .concat()
        .chunks(5)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    delivered.sort();
    assert_eq!(delivered, records);
    assert!(log.contains("\"RecordsOk\":1200"), "{log}");
}

#[test]
fn a_stream_that_is_not_there_is_named_and_the_batch_comes_again() {
    let event = testing::kinesis::event(["secret"]);
    let (answer, log) = forward(event, |command| {
        Stream("not-there".to_owned()).tell(command);
    });
    let number = testing::kinesis::sequence_number(0);
    let expected = format!(r#"{{"batchItemFailures":[{{"itemIdentifier":"{number}"}}]}}"#);
    assert_eq!(answer.expect("answered"), expected, "{log}");
    for expected in ["\"reason\":\"delivery_stream_not_found\"", "check its name", "\"Stopped.sink\":1"] {
        assert!(log.contains(expected), "no {expected} in\n{log}");
    }
    assert!(!log.contains("secret\""), "{log}");
}

#[test]
fn what_is_missing_stops_the_start() {
    let (answer, _) = forward(Vec::new(), |command| MOTO.account(command));
    let error = answer.expect_err("no stream is named").to_string();
    let expected = "configuration: no delivery stream is named\n\
                    fix: write its name under `delivery_stream`, or set NOZZLE_DELIVERY_STREAM";
    assert!(error.contains(expected), "{error}");
    let (answer, _) = forward(Vec::new(), |command| {
        command.env("NOZZLE_DELIVERY_STREAM", "logs").env("NOZZLE_SET_ASIDE_URL", "s3://bucket");
    });
    let error = answer.expect_err("no region is named").to_string();
    assert!(error.contains("AWS_REGION: the variable is not set"), "{error}");
}
