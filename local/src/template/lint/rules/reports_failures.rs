//! What a function of ours answers, Lambda must listen to.

use crate::{
    error::Error,
    template::lint::{Check, Findings, Rule, Subject, event_source::EventSource},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "reports-failures",
    explanation: "A mapping from a data stream has FunctionResponseTypes: [ReportBatchItemFailures]. Otherwise Lambda takes \
                  every answer for success, and records that the function reported as failed are lost.",
    check: Check::EventSource(check),
};

fn check(
    source: &EventSource<'_, '_>,
    _: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let types = source.properties.texts("FunctionResponseTypes")?;
    if !types.iter().any(|it| it == "ReportBatchItemFailures") {
        findings.add(
            source.properties.line_of("FunctionResponseTypes"),
            format!("{} does not report which records failed", source.name),
            "write FunctionResponseTypes: [ReportBatchItemFailures]",
        );
    }
    Ok(())
}
