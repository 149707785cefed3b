//! A shard waits for a batch that fails.

use crate::{
    error::Error,
    template::lint::{Check, Findings, Rule, Subject, event_source::EventSource},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "retries",
    explanation: "A mapping from a data stream says how often and how long a batch is tried: MaximumRetryAttempts and \
                  MaximumRecordAgeInSeconds. By default it is tried for ever, and one bad record holds its shard up until \
                  it expires, for a day to a year.",
    check: Check::EventSource(check),
};

fn check(
    source: &EventSource<'_, '_>,
    _: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    for (property, example) in [("MaximumRetryAttempts", 10), ("MaximumRecordAgeInSeconds", 86_400)] {
        let bound: Option<i64> = source.properties.number(property, -1..=604_800)?;
        if bound.is_none_or(|bound| bound < 0) {
            findings.add(
                source.properties.line_of(property),
                format!("{} has no bound: {property} is {}", source.name, bound.map_or("not set", |_| "-1")),
                format!("write for example {property}: {example}"),
            );
        }
    }
    Ok(())
}
