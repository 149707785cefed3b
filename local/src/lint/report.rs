//! What was found, for a person or a script.

use crate::template::lint::{Finding, Report, Rule};
use serde_json::{Value, json};
use std::fmt::Write;

/// One finding after the other, then how much was looked at.
pub(super) fn text(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        _ = writeln!(text, "{}: {}\n", finding.rule, finding.error);
    }
    for note in &report.notes {
        _ = writeln!(text, "note: {}: {}\n", note.rule, note.error);
    }
    let verdict = match report.findings.len() {
        0 => "nothing found".to_owned(),
        1 => "1 finding".to_owned(),
        many => format!("{many} findings"),
    };
    _ = writeln!(text, "{}: {verdict}{}", looked_at(report), notes(report.notes.len()));
    text
}

fn looked_at(report: &Report) -> String {
    let counted = |number: usize, one: &str| match number {
        1 => format!("1 {one}"),
        many => format!("{many} {one}s"),
    };
    format!(
        "{}, {}, {}",
        counted(report.streams, "delivery stream"),
        counted(report.event_sources, "event source mapping"),
        counted(report.functions, "function"),
    )
}

fn notes(number: usize) -> String {
    match number {
        0 => String::new(),
        1 => ", 1 note".to_owned(),
        many => format!(", {many} notes"),
    }
}

/// The same as one JSON object.
pub(super) fn json(report: &Report) -> String {
    let all = |found: &[Finding]| found.iter().map(finding).collect::<Vec<_>>();
    let report = json!({
        "findings": all(&report.findings),
        "notes": all(&report.notes),
        "delivery_streams": report.streams,
        "event_source_mappings": report.event_sources,
        "functions": report.functions,
    });
    format!("{report:#}\n")
}

fn finding(finding: &Finding) -> Value {
    let error = &finding.error;
    json!({
        "rule": finding.rule,
        "file": error.place().map(|place| &place.file),
        "line": error.place().and_then(|place| place.line),
        "message": error.message(),
        "fix": error.advice(),
    })
}

/// Each rule and its explanation.
pub(super) fn rules(rules: &[Rule]) -> String {
    let mut text = String::new();
    for rule in rules {
        _ = writeln!(text, "{}\n  {}\n", rule.name, wrapped(rule.explanation));
    }
    text.truncate(text.trim_end().len() + 1);
    text
}

/// Lines that fit a terminal, the further ones indented.
fn wrapped(text: &str) -> String {
    const COLUMNS: usize = 96;
    let (mut result, mut column) = (String::new(), 0);
    for word in text.split(' ') {
        let length = word.chars().count();
        if column + length > COLUMNS {
            result.push_str("\n  ");
            column = 0;
        } else if column > 0 {
            result.push(' ');
        }
        result.push_str(word);
        column += length + 1;
    }
    result
}
