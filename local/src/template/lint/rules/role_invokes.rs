//! The right that is forgotten most often: to the function as Firehose calls it, with a qualifier.

use crate::{
    error::Error,
    template::lint::{Check, Findings, Rule, Subject, policy::Role, stream::Stream},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "role-invokes",
    explanation: "The role of a stream may invoke its function, and read its configuration, by the ARN that Firehose calls: \
                  with the alias or version, or :$LATEST. A right to the bare ARN does not cover that.",
    check: Check::Stream(check),
};

const ACTIONS: [&str; 2] = ["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"];

fn check(
    stream: &Stream<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let Some(processor) = stream.lambda(subject.resolver)? else { return Ok(()) };
    let Some((arn, _)) = &processor.role else { return Ok(()) };
    let Some(role) = Role::of(subject.resolver, arn)? else { return Ok(()) };
    let lacks = role.lacks(&ACTIONS, &processor.arn);
    if !lacks.is_empty() {
        let function = processor.function.map_or("FUNCTION", |function| function.logical_id);
        let called = processor.arn.splitn(6, ':').nth(5).unwrap_or(&processor.arn);
        findings.add(
            role.resource.line,
            format!(
                "{} lacks {} on {called}, which {} invokes",
                role.resource.logical_id,
                lacks.join(" and "),
                stream.name()
            ),
            format!("allow it on !GetAtt {function}.Arn and on !Sub ${{{function}.Arn}}:*"),
        );
    }
    Ok(())
}
