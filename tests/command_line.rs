//! What a person reads who mistypes something: where, what, and what to do.

use crate::project;
use std::{fs, process::Output};
use tempfile::TempDir;

const TEMPLATE: &str = "tests/templates/poisonable.yaml";

/// The command ends with exit code 1, prints no result, and says this.
#[track_caller]
fn refused(arguments: &[&str], expected: &str) {
    let Output { status, stdout, stderr } = project::nozzle().args(arguments).output().unwrap();
    assert_eq!(String::from_utf8(stderr).unwrap(), format!("{expected}\n"));
    assert_eq!((status.code(), String::from_utf8(stdout).unwrap().as_str()), (Some(1), ""));
}

/// A folder with a file of this text; its path as text.
fn file(text: &str) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("input");
    fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn a_stream_that_the_template_does_not_have() {
    refused(
        &["replay", "Cargo.toml", "--template", TEMPLATE, "--stream", "Poisonous"],
        "error: tests/templates/poisonable.yaml: the template has no delivery stream Poisonous\n\
         fix: name one of PoisonableStream, ImportingStream: --stream NAME",
    );
}

#[test]
fn a_stream_that_is_not_named_though_there_are_two() {
    refused(
        &["replay", "Cargo.toml", "--template", TEMPLATE],
        "error: tests/templates/poisonable.yaml: the template has 2 delivery streams\n\
         fix: name one of PoisonableStream, ImportingStream: --stream NAME",
    );
}

#[test]
fn a_value_that_only_an_account_knows() {
    refused(
        &["replay", "Cargo.toml", "--template", TEMPLATE, "--stream", "ImportingStream"],
        "error: tests/templates/poisonable.yaml line 55: !ImportValue shared-bucket-arn cannot be resolved without an account\n\
         fix: pass the value as a parameter: !Ref sharedbucketarn in the template and --parameter sharedbucketarn=VALUE",
    );
}

#[test]
fn a_template_that_is_not_there() {
    let missing = "none.yaml: the template cannot be read: No such file or directory (os error 2)\n\
                   fix: name the template: --template FILE";
    refused(&["replay", "Cargo.toml", "--template", "none.yaml"], &format!("error: {missing}"));
    refused(
        &["invoke", "normalize", "--lines", "Cargo.toml", "--template", "none.yaml"],
        &format!("error: {missing}"),
    );
}

#[test]
fn a_function_that_the_template_does_not_have() {
    refused(
        &["invoke", "nobody", "--lines", "Cargo.toml", "--template", TEMPLATE],
        "error: tests/templates/poisonable.yaml: the template has no function nobody\n\
         fix: name one of PoisonableFunction",
    );
}

#[test]
fn a_function_that_is_not_there() {
    let folder = project::function("nobody");
    refused(
        &["invoke", "nobody", "--lines", "Cargo.toml"],
        &format!(
            "error: function nobody is neither built ({}) nor is its source in {} or above\n\
             fix: check the name, or run this in the project that holds functions/nobody",
            folder.display(),
            project::root().display()
        ),
    );
}

#[test]
fn a_file_that_is_not_there() {
    refused(
        &["replay", "none.log"],
        "error: none.log: cannot be opened: No such file or directory (os error 2)\n\
         fix: name files that can be read, or - for standard input",
    );
    for option in ["--lines", "--records", "--event"] {
        refused(
            &["invoke", "normalize", option, "none.log"],
            "error: none.log: cannot be read: No such file or directory (os error 2)\n\
             fix: name a file that can be read, or - for standard input",
        );
    }
    refused(
        &["invoke", "normalize", "--lines", "Cargo.toml", "--config", "none.yaml"],
        "error: none.yaml: the configuration cannot be read: No such file or directory (os error 2)\n\
         fix: name a file that can be read: --config FILE",
    );
}

#[test]
fn parameters_that_are_none() {
    let replay = |parameter| ["replay", "Cargo.toml", "--parameter", parameter];
    let template = fs::read_to_string(project::path("template.yaml")).unwrap();
    let line = |parameter: &str| {
        let first = format!("  {parameter}:");
        1 + template.lines().position(|line| line == first).expect("a parameter of the template")
    };
    refused(
        &replay("NormalizeTimeout"),
        "error: invalid value 'NormalizeTimeout' for '--parameter <NAME=VALUE>': write NAME=VALUE\n\n\
         For more information, try '--help'.",
    );
    let timeout = line("NormalizeTimeout");
    refused(
        &replay("NormalizeTimeout=soon"),
        &format!(
            "error: template.yaml line {timeout}: parameter NormalizeTimeout is \"soon\", which is not a number\n\
             fix: pass a number: --parameter NormalizeTimeout=NUMBER"
        ),
    );
    refused(
        &replay("NormalizeTimeout=301"),
        &format!(
            "error: template.yaml line {timeout}: parameter NormalizeTimeout is 301; the template takes 1 to 300\n\
             fix: pass another value: --parameter NormalizeTimeout=VALUE"
        ),
    );
    let interval = line("DeliveryBufferIntervalInSeconds");
    refused(
        &replay("DeliveryBufferIntervalInSeconds=0"),
        &format!(
            "error: template.yaml line {interval}: parameter DeliveryBufferIntervalInSeconds is 0; the template takes \
             60 to 900\n\
             fix: pass another value: --parameter DeliveryBufferIntervalInSeconds=VALUE"
        ),
    );
    refused(
        &["replay", "Cargo.toml", "--template", TEMPLATE, "--parameter", "Retries=1"],
        "error: tests/templates/poisonable.yaml: there is no parameter Retries\n\
         fix: the template's parameters are ProcessorNumberOfRetries",
    );
    // The library's own text goes on with the usage.
    let output = project::nozzle()
        .args(["invoke", "normalize", "--lines", "-", "--parameter", "Name=1"])
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    let expected =
        "error: the following required arguments were not provided:\n  --template <FILE>\n\nUsage: ";
    assert!(errors.starts_with(expected), "{errors}");
    assert_eq!(output.status.code(), Some(1));
}

/// What `nozzle test-pattern` prints, and its exit code.
#[track_caller]
fn tested(arguments: &[&str], expected: &str, exit_code: i32) {
    let output = project::nozzle().arg("test-pattern").args(arguments).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
    assert_eq!(
        (output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()),
        (Some(exit_code), "")
    );
}

#[test]
fn events_that_match_a_pattern_and_such_that_do_not() {
    let (_pattern, pattern) = file(
        r#"{"level": ["ERROR"], "http": {"status": [{"numeric": [">=", 500]}], "route": [{"exists": true}]}}"#,
    );
    let (_good, good) = file(r#"{"level": "ERROR", "http": {"status": 503, "route": "/cart"}}"#);
    let (_bad, bad) =
        file("{\n  \"level\": \"WARN\",\n  \"http\": [{\"status\": 404}, {\"status\": 200}]\n}\n");
    tested(&[&pattern, &good], &format!("{good}: match\n"), 0);
    tested(
        &[&pattern, &good, &bad],
        &format!(
            "{good}: match\n\
             {bad}: no match\n  \
             level: \"WARN\", wanted [\"ERROR\"]\n  \
             http.status: 404, 200, wanted [{{\"numeric\":[\">=\",500]}}]\n  \
             http.route: absent, wanted [{{\"exists\":true}}]\n"
        ),
        2,
    );
}

#[test]
fn cases_are_answered_line_by_line() {
    let (_cases, cases) = file(
        r#"{"pattern": "{\"a\":[5]}", "event": "{\"a\":5.0}"}
{"pattern": "{\"a\":[\"5\"]}", "event": "{\"a\":5}"}
{"pattern": "{\"a\":[{\"wildcard\":\"*.png\"}]}"}
{"pattern": "{\"a\":[{\"wildcard\":\"**\"}]}"}
"#,
    );
    tested(
        &["--cases", &cases],
        "match\nno-match\nvalid\ninvalid: a: two stars stand side by side; one is enough\n",
        0,
    );
}

#[test]
fn patterns_and_events_that_are_none() {
    let (_pattern, pattern) = file(r#"{"level": "ERROR"}"#);
    let (_event, event) = file("{\"level\": ");
    refused(
        &["test-pattern", &pattern, &event],
        &format!(
            "error: {pattern}: no pattern: level: what a field may be stands in an array: write [\"ERROR\"]\n\
             fix: write it as Amazon EventBridge takes it, such as {{\"level\": [\"ERROR\"]}}"
        ),
    );
    let (_good, good) = file(r#"{"level": ["ERROR"]}"#);
    refused(
        &["test-pattern", &good, &event],
        &format!(
            "error: {event}: no event: the document ends where a value should stand (byte 10)\n\
             fix: write one JSON object"
        ),
    );
    refused(
        &["test-pattern", "none.json", &event],
        "error: none.json: cannot be read: No such file or directory (os error 2)\n\
         fix: name a file that can be read, or - for standard input",
    );
}

#[test]
fn a_pattern_that_stops_the_start_of_a_function() {
    let (_lines, lines) = file("{}\n");
    let (_config, config) =
        file("version: 1\nkeep:\n  - level: [ERROR]\n    status: [{numeric: ['=>', 500]}]\n");
    refused(
        &["invoke", "filter", "--lines", &lines, "--config", &config],
        &format!(
            "error: function filter did not start: Nozzle.ConfigurationError: {config} line 3 column 5: no pattern: \
             status: numeric is an operator and a number, or a lower and an upper bound: [\">\", 0, \"<=\", 5]\n\
             fix: see the example that `FUNCTION describe` prints"
        ),
    );
}

#[test]
fn what_can_be_configured_of_a_function() {
    let printed = |arguments: &[&str]| {
        let Output { status, stdout, stderr } = project::nozzle().args(arguments).output().unwrap();
        assert_eq!((status.code(), String::from_utf8(stderr).unwrap().as_str()), (Some(0), ""));
        String::from_utf8(stdout).unwrap()
    };
    for function in project::functions() {
        let file = fs::read_to_string(project::path(format!("config/nozzle/{function}.yaml"))).unwrap();
        assert_eq!(printed(&["config", &function]), file);
        let schema: serde_json::Value =
            serde_json::from_str(&printed(&["config", &function, "--schema"])).unwrap();
        assert!(schema["properties"]["version"].is_object(), "{schema}");
    }
    refused(
        &["config", "../normalize"],
        "error: \"../normalize\" is not the name of a function\n\
         fix: give the name of its folder in functions/",
    );
}

#[test]
fn a_summary_that_nobody_reads() {
    let (folder, path) = file("one\n");
    let out = folder.path().join("out");
    // The reader is gone before a word is said.
    let closed = || std::io::pipe().unwrap().1;
    for json in [&["--json"][..], &[]] {
        let mut nozzle = project::nozzle();
        nozzle.args(["replay", &path, "--out", out.to_str().unwrap()]).args(json);
        let status = nozzle.stdout(closed()).stderr(closed()).status().unwrap();
        assert_eq!(status.code(), Some(0), "{json:?}");
    }
    let mut nozzle = project::nozzle();
    let status = nozzle.args(["replay", "none.log"]).stderr(closed()).status().unwrap();
    assert_eq!(status.code(), Some(1));
}

#[test]
fn lines_that_are_no_records() {
    let (folder, path) = file("{\"data\":\"fine\"}\n{\"data\":\"broken}\n");
    refused(
        &["invoke", "normalize", "--records", &path],
        &format!(
            "error: {path} line 2: EOF while parsing a string (column 16)\n\
             fix: write {{\"data\": \"text\"}} or {{\"dataBase64\": \"…\"}}, one object a line"
        ),
    );
    let out = folder.path().join("out");
    let output = project::nozzle()
        .args(["replay", &path, "--as", "ndjson", "--out", out.to_str().unwrap(), "--json"])
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "error: {path} line 2: not JSON (column 16)\nfix: correct it, or read the file with --as lines\n"
        )
    );
    // What came before it is delivered.
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &summary["ok"]), (Some(1), &serde_json::json!(1)));
}
