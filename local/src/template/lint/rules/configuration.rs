//! A configuration that a function refuses is found out at the first invocation otherwise.

use crate::{
    error::Error,
    template::{
        lint::{Check, Described, Findings, Rule, Subject},
        resource::Resource,
    },
};

pub(in super::super) const RULE: Rule = Rule {
    name: "configuration",
    explanation: "A function starts with the configuration that the template gives to it: every key is known, every \
                  pattern and schema is valid, every file is in a layer. One that does not start fails every batch.",
    check: Check::Function(check),
};

fn check(
    function: Resource<'_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    if let Some(Described::Refuses(error)) = subject.functions.get(function.logical_id) {
        let message = format!("{} does not start: {error}", function.logical_id);
        let (message, fix) = match message.split_once("\nfix: ") {
            Some((message, fix)) => (message, fix),
            None => (message.as_str(), "correct what it says"),
        };
        findings.add(function.line, message, fix);
    }
    Ok(())
}
