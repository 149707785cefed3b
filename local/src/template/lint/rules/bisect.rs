//! A batch that fails as a whole is halved until what is bad stands alone.

use crate::{
    error::Error,
    template::lint::{Check, Findings, Rule, Subject, event_source::EventSource},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "bisect",
    explanation: "A mapping from a data stream has BisectBatchOnFunctionError: true. A function that ends in the middle of a \
                  batch cannot say which record it was; Lambda finds out by halving.",
    check: Check::EventSource(check),
};

fn check(
    source: &EventSource<'_, '_>,
    _: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    if source.properties.boolean("BisectBatchOnFunctionError")? != Some(true) {
        findings.add(
            source.properties.line_of("BisectBatchOnFunctionError"),
            format!("{} does not halve a batch that fails", source.name),
            "write BisectBatchOnFunctionError: true",
        );
    }
    Ok(())
}
