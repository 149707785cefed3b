//! The rights of a function that reads a data stream: Lambda uses them in its place.

use crate::{
    error::Error,
    template::{
        function::Settings,
        lint::{Check, Findings, Rule, Subject, event_source::EventSource, policy::Role},
    },
};

pub(in super::super) const RULE: Rule = Rule {
    name: "role-consumes",
    explanation: "The role of a function behind a data stream may read the stream and send to the destination of batches that \
                  are given up. Lambda does both with the function's role.",
    check: Check::EventSource(check),
};

const READS: [&str; 4] =
    ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"];

fn check(
    source: &EventSource<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let Some(function) = source.function else { return Ok(()) };
    // Where SAM makes the role, it gives it these rights.
    let Some(role) = Settings::of(subject.resolver, function)?.text("Role")? else { return Ok(()) };
    let Some(role) = Role::of(subject.resolver, &role)? else { return Ok(()) };
    // A consumer with a pipe of its own: stream/NAME/consumer/NAME:TIME.
    let stream = source.stream_arn.split("/consumer/").next().unwrap_or_default();
    let mut needs = vec![(&READS[..], stream.to_owned())];
    if stream.len() < source.stream_arn.len() {
        needs.push((&["kinesis:SubscribeToShard"], source.stream_arn.clone()));
    }
    if let Some((arn, _)) = source.on_failure()? {
        match arn.split(':').nth(2) {
            Some("sqs") => needs.push((&["sqs:SendMessage"], arn)),
            Some("sns") => needs.push((&["sns:Publish"], arn)),
            Some("s3") => needs.push((&["s3:PutObject"], format!("{arn}/aws/lambda/\u{fffd}"))),
            _ => {}
        }
    }
    for (actions, arn) in needs {
        let lacks = role.lacks(actions, &arn);
        if !lacks.is_empty() {
            let what = arn.splitn(6, ':').nth(5).unwrap_or(&arn).replace('\u{fffd}', "*");
            findings.add(
                role.resource.line,
                format!(
                    "{} lacks {} on {what}, for {}",
                    role.resource.logical_id,
                    lacks.join(", "),
                    source.name
                ),
                "allow it in a policy of the role",
            );
        }
    }
    Ok(())
}
