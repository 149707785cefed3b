//! A role that Firehose cannot take on is no role.

use crate::{
    error::Error,
    template::lint::{
        Check, Findings, Rule, Subject,
        policy::{Role, lets},
        stream::Stream,
    },
};

pub(in super::super) const RULE: Rule = Rule {
    name: "role-trust",
    explanation: "The roles of a stream can be assumed by firehose.amazonaws.com. A role that the template does not make \
                  cannot be looked at, which is a note.",
    check: Check::Stream(check),
};

fn check(
    stream: &Stream<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    for (arn, line) in roles(stream, subject)? {
        let Some(role) = Role::of(subject.resolver, &arn)? else {
            findings.note(
                line,
                format!(
                    "the template does not make the role {arn} of {}: its rights are not checked",
                    stream.name()
                ),
                "compare them with those of a role that the template makes",
            );
            continue;
        };
        let properties = subject.resolver.properties(role.resource)?;
        let trusts = match properties.section("AssumeRolePolicyDocument")? {
            Some(document) => {
                lets(subject.resolver, &document, "Service", "firehose.amazonaws.com", "sts:AssumeRole")?
            }
            None => false,
        };
        if !trusts {
            findings.add(
                properties.line_of("AssumeRolePolicyDocument"),
                format!(
                    "{} cannot be assumed by Firehose, which {} asks for",
                    role.resource.logical_id,
                    stream.name()
                ),
                "allow sts:AssumeRole to the principal {Service: firehose.amazonaws.com}",
            );
        }
    }
    Ok(())
}

/// All roles that the stream names, each once.
fn roles(stream: &Stream<'_, '_>, subject: &Subject<'_, '_>) -> Result<Vec<(String, usize)>, Error> {
    let mut roles = Vec::new();
    roles.extend(stream.role(&stream.destination)?);
    for place in stream.places()? {
        roles.extend(stream.role(&place.properties)?);
    }
    roles.extend(stream.lambda(subject.resolver)?.and_then(|processor| processor.role));
    if let Some(source) = stream.properties.section("KinesisStreamSourceConfiguration")? {
        roles.extend(stream.role(&source)?);
    }
    let mut seen = Vec::new();
    roles.retain(|(arn, _)| {
        let is_new = !seen.contains(arn);
        seen.push(arn.clone());
        is_new
    });
    Ok(roles)
}
