//! Filters of a mapping, which pass over records in silence.

use crate::{
    error::Error,
    template::lint::{Check, Findings, Rule, Subject, event_source::EventSource},
};
use nozzle::event_pattern::Pattern;
use serde_json::Value;

pub(in super::super) const RULE: Rule = Rule {
    name: "filter-pattern",
    explanation: "The patterns in FilterCriteria are event patterns about `data`, the only part of a record of a data stream \
                  that Lambda filters by, and no longer than Lambda takes. A pattern about anything else matches nothing, \
                  and what does not match is gone.",
    check: Check::EventSource(check),
};

/// <https://docs.aws.amazon.com/lambda/latest/api/API_Filter.html>
const MAX_CHARACTERS: usize = 4096;

fn check(
    source: &EventSource<'_, '_>,
    _: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let Some(criteria) = source.properties.section("FilterCriteria")? else { return Ok(()) };
    for filter in criteria.sections("Filters")? {
        let pattern = filter.required_text("Pattern")?;
        if let Err(what) = judge(&pattern) {
            findings.add(
                filter.line_of("Pattern"),
                format!("a filter of {} is no pattern that works: {what}", source.name),
                "write for example '{\"data\": {\"level\": [\"ERROR\"]}}'; `nozzle test-pattern` tries it",
            );
        }
    }
    Ok(())
}

fn judge(pattern: &str) -> Result<(), String> {
    let characters = pattern.chars().count();
    if characters > MAX_CHARACTERS {
        return Err(format!("it has {characters} characters, and Lambda takes {MAX_CHARACTERS}"));
    }
    Pattern::from_json(pattern).map_err(|error| error.to_string())?;
    match serde_json::from_str(pattern) {
        Ok(Value::Object(fields)) => match fields.keys().find(|field| *field != "data") {
            Some(other) => Err(format!("it asks for {other}, and Lambda looks at data only")),
            None => Ok(()),
        },
        _ => Err("it is no JSON object".to_owned()),
    }
}
