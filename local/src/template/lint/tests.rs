//! A sound template, and for each rule one that breaks it.

mod faults;

use super::{Column, Described, Description, Expansion, RULES, Report};
use crate::{
    error::Error,
    template::{
        Template,
        node::{Content, Node},
    },
};
use faults::{FAULTS, Fault};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Streams to S3 (partitioned, and as Parquet), Redshift and an HTTP endpoint, and functions behind a data stream.
const SOUND: &str = include_str!("tests/sound.yaml");

fn functions() -> BTreeMap<String, Described> {
    let column =
        |name: &str, glue_type: &str| Column { name: name.to_owned(), glue_type: glue_type.to_owned() };
    let description = Description {
        columns: vec![column("id", "bigint"), column("labels", "map<string,string>")],
        partition_keys: vec!["service".to_owned()],
        expansion: Expansion { bytes_per_byte: 1.2, bytes_per_document: 40.0 },
    };
    BTreeMap::from([
        ("Shape".to_owned(), Described::As(description)),
        ("Forward".to_owned(), Described::Silent),
        ("Count".to_owned(), Described::Silent),
    ])
}

fn linted_with(text: &str, functions: &BTreeMap<String, Described>) -> Report {
    let template = Template::parse(text, Path::new("template.yaml"), &BTreeMap::new());
    template.unwrap_or_else(|error| panic!("{error}")).lint(functions)
}

/// The template with `old` in place of `new`, which is there once.
fn broken(old: &str, new: &str) -> String {
    assert_eq!(SOUND.matches(old).count(), 1, "{old}");
    SOUND.replace(old, new)
}

/// What is found: `rule: line: message | fix`.
fn told(report: &Report) -> Vec<String> {
    let finding = |finding: &super::Finding| {
        let error = &finding.error;
        format!("{}: {} | {}", finding.rule, error.message(), error.advice().expect("a fix"))
    };
    report.findings.iter().map(finding).collect()
}

#[test]
fn a_sound_template_gives_nothing() {
    let report = linted_with(SOUND, &functions());
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!(report.notes, []);
    assert_eq!((report.streams, report.event_sources, report.functions), (5, 2, 3));
}

#[test]
fn each_rule_finds_its_faults() {
    let mut missed = String::new();
    for Fault { rule, old, new, found } in FAULTS {
        let told = told(&linted_with(&broken(old, new), &functions()));
        let expected = format!("{rule}: {found}");
        if !told.contains(&expected) {
            missed += &format!("expected {expected:?}, found {told:#?}\n");
        }
    }
    assert!(missed.is_empty(), "{missed}");
}

#[test]
fn every_rule_has_a_fault() {
    let with_fault: BTreeSet<_> =
        FAULTS.iter().map(|fault| fault.rule).chain(["configuration", "values"]).collect();
    let rules: BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(with_fault, rules);
    assert_eq!(rules.len(), RULES.len(), "two rules have the same name");
}

#[test]
fn a_function_that_does_not_start_is_found() {
    let refuses =
        Error::new("function Shape did not start: its configuration line 2: no such key").fix("write `keep`");
    let functions = BTreeMap::from([("Shape".to_owned(), Described::Refuses(refuses))]);
    assert_eq!(
        told(&linted_with(SOUND, &functions)),
        [
            "configuration: Shape does not start: function Shape did not start: its configuration line 2: no such key | \
          write `keep`"
        ]
    );
}

/// Where a line is named, it is the one to change.
#[test]
fn findings_come_with_their_lines_in_order() {
    let text = broken("Timeout: 300", "Timeout: 301")
        .replace("S3BackupMode: AllData", "S3BackupMode: FailedDataOnly");
    let report = linted_with(&text, &functions());
    let lines: Vec<_> = report.findings.iter().map(|finding| finding.error.place().unwrap().line).collect();
    let line = |wanted: &str| Some(1 + text.lines().position(|line| line.contains(wanted)).expect("a line"));
    assert_eq!(lines, [line("FailedDataOnly"), line("Timeout: 301")]);
}

#[test]
fn what_may_not_fit_is_a_note_with_the_usual_buffer() {
    let mut functions = functions();
    if let Some(Described::As(description)) = functions.get_mut("Shape") {
        description.expansion.bytes_per_byte = 6.0;
    }
    let text = broken("ParameterValue: 2.4", "ParameterValue: 1");
    let report = linted_with(&text, &functions);
    assert_eq!(told(&report), Vec::<String>::new());
    let note = report.notes[0].error.to_string();
    assert!(
        note.ends_with(
            "PartitionedStream: batches of 1 MB fit into a response if they grow 4.1 times; with documents of 200 bytes, \
             Shape makes them grow 6.2 times at worst\n\
             fix: nothing is lost: records that do not fit are set aside, whole; BufferSizeInMBs of 0.6 always fits"
        ),
        "{note}"
    );
}

#[test]
fn keys_of_a_function_that_does_not_describe_itself_are_a_note() {
    let functions = BTreeMap::from([("Shape".to_owned(), Described::Silent)]);
    let report = linted_with(SOUND, &functions);
    assert_eq!(told(&report), Vec::<String>::new());
    let notes: Vec<_> = report.notes.iter().map(|note| note.error.message()).collect();
    assert_eq!(
        notes,
        [
            "PartitionedStream wants the partition key service, and Shape does not say what it sets",
            "QueryStream wants the partition key service, and Shape does not say what it sets"
        ]
    );
}

/// What only an account knows is no fault, and what is wrong is told once, whoever stumbles over it.
#[test]
fn values_that_cannot_be_resolved() {
    let text = broken("TableName: !Ref ParquetTable", "TableName: !ImportValue Table");
    let report = linted_with(&text, &functions());
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!(report.notes.len(), 1);
    assert!(
        report.notes[0]
            .error
            .message()
            .starts_with("!ImportValue Table cannot be resolved without an account")
    );

    let text =
        broken("BucketARN: !GetAtt Delivered.Arn # of ParquetStream", "BucketARN: !GetAtt Delivred.Arn");
    assert_eq!(
        told(&linted_with(&text, &functions())),
        [
            "values: Delivred is neither a parameter nor a resource of the template | write Delivered, if that is what is \
          meant"
        ]
    );
}

#[test]
fn a_policy_of_another_owner_may_allow_anything() {
    let text = broken(
        "      # no managed policy",
        "      ManagedPolicyArns: [arn:aws:iam::123456789012:policy/deliver]",
    )
    .replace("lambda:InvokeFunction", "lambda:Invoke");
    assert_eq!(told(&linted_with(&text, &functions())), Vec::<String>::new());
}

/// Parameters of a template that take one of a list of values, with the list.
fn choices(template: &Template) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for parameter in template.section("Parameters") {
        let Some(Node { content: Content::Sequence(values), .. }) = parameter.value.get("AllowedValues")
        else {
            continue;
        };
        let text = |node: &Node| match &node.content {
            Content::Text(text) => text.clone(),
            other => panic!("{}: {other:?}", parameter.key),
        };
        found.push((parameter.key.clone(), values.iter().map(text).collect()));
    }
    found
}

/// Alone, and with all that can be switched on, whatever else is chosen. Functions have their say in the tests of the
/// command.
#[test]
fn the_template_of_the_project_keeps_every_rule() {
    let path = Path::new("../template.yaml");
    let read = |parameters: &BTreeMap<String, String>| {
        Template::read(path, parameters).unwrap_or_else(|error| panic!("{error}"))
    };
    let choices = choices(&read(&BTreeMap::new()));
    let switches = choices.iter().filter(|(name, _)| name.starts_with("With"));
    let mut all: BTreeMap<String, String> =
        switches.map(|(name, _)| (name.clone(), "yes".to_owned())).collect();
    let secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:destination";
    all.insert("DestinationSecretArn".to_owned(), secret.to_owned());
    let mut combinations = vec![BTreeMap::new(), all.clone()];
    for (name, values) in &choices {
        // Who turns this off has been told.
        let is_choice = |value: &&String| !(name.contains("Bisect") && *value == "false");
        for value in values.iter().filter(is_choice) {
            let one = (name.clone(), value.clone());
            combinations.push(BTreeMap::from([one.clone()]));
            combinations.push(all.clone().into_iter().chain([one]).collect());
        }
    }
    let mut found = String::new();
    for combination in &combinations {
        let report = read(combination).lint(&BTreeMap::new());
        for finding in report.findings.iter().chain(&report.notes) {
            found += &format!("{combination:?}: {}: {}\n", finding.rule, finding.error);
        }
    }
    assert!(found.is_empty(), "{found}");
    let report = read(&all).lint(&BTreeMap::new());
    assert!(report.streams >= 4 && report.functions >= 4, "{report:?}");
}
