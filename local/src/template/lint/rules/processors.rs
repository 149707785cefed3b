//! What Firehose takes of processors.

use crate::{
    error::Error,
    template::lint::{Check, Findings, Rule, Subject, stream::Stream},
};

/// A delivery stream takes up to five: <https://docs.aws.amazon.com/firehose/latest/APIReference/API_ProcessingConfiguration.html>
const MAX_PROCESSORS: usize = 5;

pub(in super::super) const RULE: Rule = Rule {
    name: "processors",
    explanation: "Processors are enabled, and there are one to five of them with one function at most. Without \
                  `Enabled: true`, Firehose keeps the list and passes records on as they are.",
    check: Check::Stream(check),
};

fn check(stream: &Stream<'_, '_>, _: &Subject<'_, '_>, findings: &mut Findings<'_>) -> Result<(), Error> {
    let Some(processing) = stream.destination.section("ProcessingConfiguration")? else { return Ok(()) };
    let processors = processing.sections("Processors")?;
    let name = stream.name();
    if !processing.boolean("Enabled")?.unwrap_or(false) {
        if !processors.is_empty() {
            findings.add(
                processing.line_of("Enabled"),
                format!("{name} has processors that are not enabled: records pass as they are"),
                "write Enabled: true in its ProcessingConfiguration",
            );
        }
        return Ok(());
    }
    if processors.is_empty() || processors.len() > MAX_PROCESSORS {
        findings.add(
            processing.line,
            format!("{name} has {} processors, and Firehose takes 1 to {MAX_PROCESSORS}", processors.len()),
            "leave ProcessingConfiguration out where nothing is to be processed",
        );
    }
    let mut functions = 0;
    for processor in &processors {
        functions += usize::from(processor.required_text("Type")? == "Lambda");
        if functions == 2 {
            findings.add(
                processor.line,
                format!("{name} has a second Lambda processor, and Firehose takes one"),
                "put both transforms into one function: the function pipeline does that",
            );
            break;
        }
    }
    Ok(())
}
