//! Two that end lines.

use crate::{
    error::Error,
    template::lint::{Check, Findings, Rule, Subject, stream::Stream},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "delimiter",
    explanation: "Lines are ended once: by the function, which ends each of its documents. AppendDelimiterToRecord would \
                  put an empty line between two records.",
    check: Check::Stream(check),
};

fn check(
    stream: &Stream<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let function = stream.lambda(subject.resolver)?.and_then(|processor| processor.function);
    let Some(function) = function.filter(|function| subject.description(*function).is_some()) else {
        return Ok(());
    };
    if let Some(delimiter) = stream.processor("AppendDelimiterToRecord")? {
        findings.add(
            delimiter.line,
            format!(
                "{} appends a delimiter, and {} ends each line itself",
                stream.name(),
                function.logical_id
            ),
            "take the processor AppendDelimiterToRecord out",
        );
    }
    Ok(())
}
