//! How long Firehose waits.

use crate::{
    error::Error,
    template::{
        function::{MAX_TIMEOUT_BEHIND_FIREHOSE_S, Settings},
        lint::{Check, Findings, Rule, Subject, stream::Stream},
    },
};

pub(in super::super) const RULE: Rule = Rule {
    name: "timeout",
    explanation: "A function behind a delivery stream ends within 300 seconds. Firehose waits no longer, whatever Lambda \
                  allows: the batch is sent again while the first invocation still runs, and is paid for.",
    check: Check::Stream(check),
};

fn check(
    stream: &Stream<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let Some(processor) = stream.lambda(subject.resolver)? else { return Ok(()) };
    let Some(function) = processor.function else { return Ok(()) };
    let settings = Settings::of(subject.resolver, function)?;
    let timeout_s = settings.number("Timeout", 1..=900)?.unwrap_or(3);
    if timeout_s > MAX_TIMEOUT_BEHIND_FIREHOSE_S {
        findings.add(
            settings.line_of("Timeout"),
            format!(
                "Timeout of {} is {timeout_s}, but Firehose waits {MAX_TIMEOUT_BEHIND_FIREHOSE_S} seconds at most",
                function.logical_id
            ),
            format!("write a number from 1 to {MAX_TIMEOUT_BEHIND_FIREHOSE_S}"),
        );
    }
    Ok(())
}
