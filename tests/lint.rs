//! The template and the configurations agree with each other; where they do not, `nozzle lint` says so, with what the
//! functions themselves say. That each rule finds its faults is tested beside the rules.

use crate::project;
use serde_json::Value;
use std::{fs, io, os::unix::fs::symlink, path::PathBuf, process::Output};
use tempfile::TempDir;

/// Findings, notes, and the exit code.
fn linted(arguments: &[&str]) -> (Vec<Value>, Vec<Value>, Option<i32>) {
    let Output { status, stdout, stderr } =
        project::nozzle().args(["lint", "--json"]).args(arguments).output().expect("nozzle starts");
    assert_eq!(String::from_utf8(stderr).expect("UTF-8"), "", "{arguments:?}");
    let report: Value = serde_json::from_slice(&stdout).expect("JSON");
    let list = |name: &str| report[name].as_array().expect("a list").clone();
    (list("findings"), list("notes"), status.code())
}

/// With what the functions say of themselves; whatever else can be chosen is tried where the rules are.
#[test]
fn nothing_is_found_in_the_template() {
    let pipeline = "WithPipeline=yes";
    for combination in [
        &[][..],
        &["WithFilter=yes", "WithConvert=yes", pipeline],
        &[pipeline, "PipelineFormat=parquet"],
        &[pipeline, "PipelineDestination=s3-partitioned"],
        &[pipeline, "PipelineDestination=splunk"],
        &["WithKinesis=yes"],
    ] {
        let arguments: Vec<_> = combination.iter().flat_map(|it| ["--parameter", it]).collect();
        let (findings, notes, code) = linted(&arguments);
        assert_eq!((findings, code), (Vec::new(), Some(0)), "{combination:?}");
        // What may not fit is told with its figures; nothing was left unchecked.
        let others: Vec<_> = notes.iter().filter(|note| note["rule"] != "response-limit").collect();
        assert!(others.is_empty(), "{combination:?}: {others:#?}");
    }
}

/// A copy of the template with its configurations, to be broken.
struct Copy(TempDir);

impl Copy {
    fn new() -> io::Result<Self> {
        let copy = Self(TempDir::new()?);
        fs::copy(project::path("template.yaml"), copy.path("template.yaml"))?;
        fs::create_dir_all(copy.path("config/nozzle"))?;
        for file in fs::read_dir(project::path("config/nozzle"))? {
            let file = file?;
            symlink(file.path(), copy.path("config/nozzle").join(file.file_name()))?;
        }
        Ok(copy)
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    /// Replaces what is there once.
    fn replace(&self, file: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.path(file)).expect("a file");
        assert_eq!(text.matches(old).count(), 1, "{file}: {old}");
        fs::remove_file(self.path(file)).expect("a file");
        fs::write(self.path(file), text.replace(old, new)).expect("a file");
    }

    /// Rules and messages of what is found.
    fn found(&self, parameters: &[&str]) -> Vec<String> {
        let template = self.path("template.yaml");
        let mut arguments = vec!["--template", template.to_str().expect("UTF-8")];
        arguments.extend(parameters.iter().flat_map(|parameter| ["--parameter", parameter]));
        let (findings, _, code) = linted(&arguments);
        assert_eq!(code, Some(if findings.is_empty() { 0 } else { 2 }));
        let text = |finding: &Value, name: &str| finding[name].as_str().expect("text").to_owned();
        findings.iter().map(|it| format!("{}: {}", text(it, "rule"), text(it, "message"))).collect()
    }
}

#[test]
fn a_configuration_that_a_function_refuses() {
    let copy = Copy::new().expect("a copy");
    copy.replace("config/nozzle/filter.yaml", "\nkeep: []", "\nkeep: [{level: ERROR}]");
    let file = copy.path("config/nozzle/filter.yaml").display().to_string();
    let found = copy.found(&["WithFilter=yes"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with(&format!(
            "configuration: FilterFunction does not start: function FilterFunction did not start: \
             Nozzle.ConfigurationError: {file} line "
        )) && found[0]
            .contains("no pattern: level: what a field may be stands in an array: write [\"ERROR\"]"),
        "{found:?}"
    );
}

#[test]
fn columns_that_a_function_does_not_write() {
    let copy = Copy::new().expect("a copy");
    copy.replace(
        "config/nozzle/convert.yaml",
        "{name: express, type: boolean, default: false}",
        "{name: express, type: string}",
    );
    let found = copy.found(&["WithConvert=yes"]);
    assert!(
        found.contains(
            &"columns: column express of ConvertedTable is boolean, and ConvertFunction writes string"
                .to_owned()
        ),
        "{found:?}"
    );
}

#[test]
fn a_buffer_that_must_fit_and_may_not() {
    let (findings, _, code) = linted(&["--parameter", "ProcessorBufferSizeInMBs=3"]);
    assert_eq!((findings.len(), code), (1, Some(2)), "{findings:?}");
    assert_eq!(
        findings[0]["message"],
        "NormalizeStream: batches of 3 MB fit into a response if they grow 1.1 times; with documents of 200 bytes, \
         NormalizeFunction makes them grow 9.0 times at worst"
    );
    let line = findings[0]["line"].as_u64().expect("a line") as usize;
    let template = fs::read_to_string(project::path("template.yaml")).expect("template.yaml");
    assert!(template.lines().nth(line - 1).expect("a line").contains("!Ref ProcessorBufferSizeInMBs"));
}

/// For a person: each finding with its rule, its place and what to do, then how much was looked at.
#[test]
fn what_a_person_reads() {
    let copy = Copy::new().expect("a copy");
    let template = copy.path("template.yaml");
    let text = fs::read_to_string(&template).expect("the template");
    let timeout = "Timeout: !Ref NormalizeTimeout";
    copy.replace("template.yaml", timeout, "Timeout: 600");
    let line = 1 + text.lines().position(|line| line.contains(timeout)).expect("a timeout");
    let output =
        project::nozzle().args(["lint", "--template"]).arg(&template).output().expect("nozzle starts");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let expected = format!(
        "timeout: {} line {line}: Timeout of NormalizeFunction is 600, but Firehose waits 300 seconds at most\n\
         fix: write a number from 1 to 300\n\n",
        template.display()
    );
    assert!(printed.starts_with(&expected), "{printed}");
    assert!(printed.contains(" delivery stream, ") && printed.contains(": 1 finding, "), "{printed}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn rules_are_listed_with_their_reasons() {
    let output = project::nozzle().args(["lint", "--rules"]).output().expect("nozzle starts");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(printed.contains("\n\nconfiguration\n  A function starts with the configuration"), "{printed}");
    let files = fs::read_dir(project::path("local/src/template/lint/rules")).expect("the rules").count();
    assert_eq!(printed.split("\n\n").count(), files, "a rule is a file, and listed");
    assert!(printed.lines().all(|line| line.chars().count() <= 100), "{printed}");
}
