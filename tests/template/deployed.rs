//! What becomes of the template under the parameters of `tests/templates/combinations.json`, by AWS's translator,
//! cfn-lint, botocore's models and moto: see `tests/template.py`.

mod data_stream;
mod limits;
mod rights;
mod streams;
mod texts;
mod versions;

use crate::project;
use serde_json::{Map, Value, json};
use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
    sync::OnceLock,
};

/// What becomes of combinations of parameters.
#[track_caller]
fn deploy(combinations: &Value) -> Value {
    script(&[], combinations)
}

/// Runs `tests/template.py`.
#[track_caller]
fn script(arguments: &[&str], combinations: &Value) -> Value {
    let python = project::path("target/tools/python/bin/python");
    assert!(python.exists(), "target/tools/python is missing\nfix: run tests/tools.sh");
    let mut script = Command::new(python)
        .arg("tests/template.py")
        .args(arguments)
        .current_dir(project::root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut input = script.stdin.take().expect("a pipe");
    write!(input, "{combinations}").expect("the script reads");
    drop(input);
    let output = script.wait_with_output().expect("the script ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Each combination by its name, deployed once for all tests.
fn deployed() -> &'static Map<String, Value> {
    static DEPLOYED: OnceLock<Value> = OnceLock::new();
    let deployed = DEPLOYED.get_or_init(|| {
        let combinations = fs::read(project::path("tests/templates/combinations.json")).expect("a file");
        deploy(&serde_json::from_slice(&combinations).expect("JSON"))
    });
    deployed.as_object().expect("combinations")
}

/// Every delivery stream of every combination.
fn streams() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    deployed().iter().flat_map(|(combination, deployed)| {
        let streams = deployed["streams"].as_object().expect("streams");
        streams.iter().map(move |(name, stream)| (combination.as_str(), name.as_str(), stream))
    })
}

fn stream(combination: &str, name: &str) -> &'static Value {
    let stream = &deployed()[combination]["streams"][name];
    assert!(stream.is_object(), "{combination} has no {name}");
    stream
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} is no text in {value}"))
}

/// The parameters of the Lambda processor; none for a stream without one.
fn processor(destination: &Value) -> Option<Map<String, Value>> {
    let processors = destination["ProcessingConfiguration"]["Processors"].as_array()?;
    let lambda = processors.iter().find(|processor| processor["Type"] == "Lambda")?;
    let parameters = lambda["Parameters"].as_array().expect("parameters").iter();
    Some(parameters.map(|it| (text(it, "ParameterName").to_owned(), it["ParameterValue"].clone())).collect())
}

#[test]
fn every_combination_of_parameters_is_clean() {
    assert!(deployed().len() >= 11);
    for (combination, deployed) in deployed() {
        assert_eq!(deployed["refused"], json!([]), "{combination}");
        assert_eq!(deployed["findings"], json!([]), "{combination}");
    }
    for (combination, name, stream) in streams() {
        assert_eq!(stream["complaints"], "", "{combination}: {name}");
    }
}

/// Or the test above would prove nothing.
#[test]
fn faults_are_found() {
    let found = deploy(&json!({
        "linter": {"WithPipeline": "yes", "PipelineDestination": "iceberg", "IcebergDatabase": "lo gs", "IcebergTable": "t"},
        "rules": {"WithPipeline": "yes", "PipelineDestination": "splunk", "SubscriptionTarget": "kinesis"},
        "source": {"WithPipeline": "yes", "PipelineSource": "kinesis"},
    }));
    let findings = found["linter"]["findings"].to_string();
    assert!(findings.contains("lo gs"), "{findings}");
    let complaints = text(&found["linter"]["streams"]["PipelineIcebergStream"], "complaints");
    assert!(complaints.contains("'lo gs' does not match"), "{complaints}");
    assert_eq!(
        found["rules"]["refused"],
        json!([
            "PipelineDestination=splunk takes SplunkHecEndpoint and DestinationSecretArn",
            "PipelineDestination=splunk takes SplunkHecEndpoint and DestinationSecretArn",
            "SubscriptionTarget=kinesis takes WithKinesis=yes",
        ])
    );
    assert_eq!(found["source"]["refused"], json!(["PipelineSource=kinesis takes WithKinesis=yes"]));
}
