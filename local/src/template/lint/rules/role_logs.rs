//! A log that cannot be written tells nobody why records failed.

use crate::{
    error::Error,
    template::{
        function::Settings,
        lint::{Check, Findings, Rule, Subject, policy::Role},
        resource::Resource,
    },
};

pub(in super::super) const RULE: Rule = Rule {
    name: "role-logs",
    explanation: "The role of a function may write to the log group that the function names. Without it, the function works \
                  and nobody learns which records failed and why.",
    check: Check::Function(check),
};

const ACTIONS: [&str; 2] = ["logs:CreateLogStream", "logs:PutLogEvents"];

fn check(
    function: Resource<'_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let settings = Settings::of(subject.resolver, function)?;
    let (Some(role), Some(logging)) = (settings.text("Role")?, settings.own.section("LoggingConfig")?) else {
        return Ok(());
    };
    let Some(group) = logging.text("LogGroup")? else { return Ok(()) };
    let Some(role) = Role::of(subject.resolver, &role)? else { return Ok(()) };
    let arn = subject.resolver.regional_arn("logs", &format!("log-group:{group}:log-stream:\u{fffd}"));
    let lacks = role.lacks(&ACTIONS, &arn);
    if !lacks.is_empty() {
        findings.add(
            role.resource.line,
            format!(
                "{} lacks {} on the log group {group} of {}",
                role.resource.logical_id,
                lacks.join(" and "),
                function.logical_id
            ),
            "allow it on !GetAtt LOGGROUP.Arn",
        );
    }
    Ok(())
}
