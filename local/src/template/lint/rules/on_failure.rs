//! What is given up must leave a trace.

use crate::{
    error::Error,
    template::lint::{Check, Findings, Rule, Subject, event_source::EventSource},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "on-failure",
    explanation: "A mapping from a data stream has DestinationConfig.OnFailure: a queue, a topic or a bucket. Without it, a \
                  batch that is given up leaves nothing, and nobody can find its records in the stream again.",
    check: Check::EventSource(check),
};

fn check(
    source: &EventSource<'_, '_>,
    _: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    if source.on_failure()?.is_none() {
        findings.add(
            source.properties.line_of("DestinationConfig"),
            format!("{} has nowhere to tell of batches that are given up", source.name),
            "write DestinationConfig: {OnFailure: {Destination: !GetAtt QUEUE.Arn}}",
        );
    }
    Ok(())
}
