//! What a template says of a function, as `nozzle invoke` and `nozzle replay` start it.

use crate::{functions, nozzle_in};
use serde_json::Value;
use std::{fs, process::Command};
use tempfile::TempDir;

const TEMPLATE: &str = r#"
Parameters:
  Color:
    Type: String
    Default: blue
Resources:
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      ExtendedS3DestinationConfiguration:
        BucketARN: arn:aws:s3:::delivered
        RoleARN: arn:aws:iam::123456789012:role/delivery
        ProcessingConfiguration:
          Enabled: true
          Processors:
            - Type: Lambda
              Parameters:
                - {ParameterName: LambdaArn, ParameterValue: !GetAtt Shouting.Arn}
  Shouting:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: rust-cargolambda, BuildProperties: {Binary: puppet}}
    Properties:
      Runtime: provided.al2023
      FunctionName: shouting
      MemorySize: 256
      Environment:
        Variables:
          COLOR: !Ref Color
          NOZZLE_CONFIG: "version: 1"
"#;

/// The function and `nozzle` side by side, with the template and an event that asks for the environment.
fn folder() -> TempDir {
    let folder = functions(&["puppet"]);
    nozzle_in(folder.path());
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("template.yaml", TEMPLATE);
    write("event.json", r#"{"do":"environment"}"#);
    write("lines.log", "one\ntwo\n");
    folder
}

/// Exit code, standard output and standard error.
fn nozzle(folder: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(folder.path().join("nozzle"))
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// What the function sees.
fn environment(folder: &TempDir, arguments: &[&str]) -> Value {
    let invoke = ["invoke", "Shouting", "--event", "event.json", "--template", "template.yaml"];
    let (code, output, errors) = nozzle(folder, &[&invoke, arguments].concat());
    assert_eq!((code, errors.as_str()), (0, ""));
    serde_json::from_str(&output).unwrap()
}

#[test]
fn invoke_starts_the_function_as_the_template_says() {
    let environment = environment(&folder(), &[]);
    assert_eq!(environment["AWS_LAMBDA_FUNCTION_NAME"], "shouting");
    assert_eq!(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"], "256");
    assert_eq!(
        (&environment["COLOR"], &environment["NOZZLE_CONFIG"]),
        (&"blue".into(), &"version: 1".into())
    );
}

#[test]
fn parameters_and_a_configuration_of_ones_own_come_on_top() {
    let folder = folder();
    fs::write(folder.path().join("own.yaml"), "version: 1\n").unwrap();
    let environment = environment(&folder, &["--parameter", "Color=red", "--config", "own.yaml"]);
    assert_eq!((&environment["COLOR"], &environment["NOZZLE_CONFIG"]), (&"red".into(), &Value::Null));
    let own = folder.path().join("own.yaml").canonicalize().unwrap();
    assert_eq!(environment["NOZZLE_CONFIG_FILE"], own.to_str().unwrap());
}

#[test]
fn replay_looks_for_its_files_before_it_builds_the_function() {
    let folder = folder();
    fs::remove_file(folder.path().join("puppet")).unwrap();
    let (code, _, errors) = nozzle(&folder, &["replay", "none.log"]);
    assert_eq!(
        (code, errors.lines().next().unwrap()),
        (1, "error: none.log: cannot be opened: No such file or directory (os error 2)")
    );
    let (code, _, errors) = nozzle(&folder, &["replay", "lines.log"]);
    assert_eq!(code, 1);
    assert!(errors.starts_with("error: function puppet is neither built ("), "{errors}");
}

#[test]
fn replay_checks_prefixes_before_it_looks_for_the_function() {
    let folder = folder();
    fs::remove_file(folder.path().join("puppet")).unwrap();
    for (prefix, error) in [
        (
            "Prefix: 'logs/!{timestamp:yyyy}/'",
            "error: ErrorOutputPrefix: it is missing; a Prefix with expressions needs it\n\
             fix: write for example errors/!{firehose:error-output-type}/\n",
        ),
        (
            "ErrorOutputPrefix: 'failed/!{firehose:kind}/'",
            "error: ErrorOutputPrefix: !{firehose:kind} is unknown\n\
             fix: firehose knows random-string and error-output-type\n",
        ),
    ] {
        let bucket = "BucketARN: arn:aws:s3:::delivered";
        let text = TEMPLATE.replace(bucket, &format!("{bucket}\n        {prefix}"));
        fs::write(folder.path().join("template.yaml"), text).unwrap();
        let (code, _, errors) = nozzle(&folder, &["replay", "lines.log"]);
        assert_eq!((code, errors.as_str()), (1, error));
    }
}

#[test]
fn replay_copies_the_functions_log_if_asked_to() {
    let folder = folder();
    let (code, _, errors) = nozzle(&folder, &["replay", "lines.log", "--function-log", "log"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    assert_eq!(log.lines().filter(|line| line.contains("_aws")).count(), 1, "{log}");
}
