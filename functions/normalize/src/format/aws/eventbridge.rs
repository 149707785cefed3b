//! Events of Amazon EventBridge.
//!
//! ```text
//! {"version":"0","id":…,"detail-type":…,"source":…,"account":…,"time":TIME,"region":…,"resources":[…],"detail":{…}}
//! ```
//!
//! The detail is read as a document of its own: an event of CloudTrail is one, whoever brings it. Findings of
//! GuardDuty and Security Hub have their own severity and title.
//!
//! Sources: <https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html>,
//! <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html>,
//! <https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html>

use super::open_document;
use crate::context::Context;
use crate::format::json::{Document, FORMAT, Json, Kind, Shape};
use nozzle::log::{Log, Severity};

/// Events of Amazon EventBridge.
pub const SHAPE: Shape = Shape {
    name: "eventbridge",
    description: "Event of Amazon EventBridge; its detail is read as a document of its own.",
    example: r#"{"version":"0","id":"6a7e","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","account":"210987654321","time":"2026-03-04T08:00:06Z","region":"eu-west-1","resources":["arn:aws:ec2:eu-west-1:210987654321:instance/i-0b"],"detail":{"instance-id":"i-0b","state":"stopping"}}"#,
    keys: &[&["detail-type", "source", "detail"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.time = Some(document.take("time")?.time(&context.clock)?);
    log.event_name = document.take_text("detail-type");
    let detail = document.take("detail");
    document.put(
        &mut log.resource,
        &[("account", "cloud.account.id", Kind::Text), ("region", "cloud.region", Kind::Text)],
    );
    let source = document.get("source").and_then(Json::string).unwrap_or_default();
    document.put(
        &mut log.attributes,
        &[
            ("id", "aws.eventbridge.id", Kind::Text),
            ("source", "aws.eventbridge.source", Kind::Text),
            ("resources", "aws.eventbridge.resources", Kind::Any),
        ],
    );
    document.keep_rest("aws.eventbridge", &mut log.attributes);
    match (source, detail.and_then(|detail| detail.document(context))) {
        ("aws.guardduty", Some(finding)) => read_finding(finding, context, log),
        ("aws.securityhub", Some(findings)) => read_security_hub(findings, context, log),
        _ => {
            if let Some(detail) = detail {
                open_document(detail, context, log);
            }
        }
    }
    if log.source_format == FORMAT.name {
        log.source_format = SHAPE.name;
    }
    Some(())
}

/// Reads a finding of GuardDuty.
fn read_finding<'a>(mut finding: Document<'a>, context: &Context<'a>, log: &mut Log<'a>) {
    if let Some(severity) = finding.get("severity").and_then(|severity| severity.as_str().parse::<f64>().ok())
    {
        log.severity = match severity {
            9.0.. => Severity::ERROR2,
            7.0.. => Severity::ERROR,
            4.0.. => Severity::WARN,
            _ => Severity::INFO,
        };
    }
    if let Some(time) = finding
        .get("service")
        .and_then(|service| service.document(context)?.get("eventLastSeen"))
        .and_then(|time| time.time(&context.clock))
    {
        log.time = Some(time);
    }
    log.body = finding.take_text("title").map(Into::into);
    finding.keep_rest("aws.guardduty", &mut log.attributes);
}

/// Reads what Security Hub found: as a rule one finding an event.
fn read_security_hub<'a>(mut detail: Document<'a>, context: &Context<'a>, log: &mut Log<'a>) {
    let one = detail.get("findings").and_then(|findings| {
        let mut elements = findings.elements();
        let first = elements.next()?;
        elements.next().is_none().then_some(first)
    });
    let Some(mut finding) = one.and_then(|finding| finding.document(context)) else {
        detail.keep_rest("aws.securityhub", &mut log.attributes);
        return;
    };
    let label = finding.get("Severity").and_then(|severity| severity.document(context)?.get("Label"));
    if let Some(label) = label.and_then(Json::string) {
        log.severity = match label {
            "CRITICAL" => Severity::ERROR2,
            "HIGH" => Severity::ERROR,
            "MEDIUM" => Severity::WARN,
            _ => Severity::INFO,
        };
        log.severity_text = Some(label.into());
    }
    log.body = finding.take_text("Title").map(Into::into);
    finding.keep_rest("aws.securityhub", &mut log.attributes);
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    const HEAD: &str = r#""version":"0","id":"6a7e","account":"210987654321","time":"2026-03-04T08:00:06Z","region":"eu-west-1","resources":[]"#;
    const RESOURCE: &str = r#""resource":{"cloud.account.id":"210987654321","cloud.region":"eu-west-1"}"#;

    #[test]
    fn a_detail_is_read_as_a_document() {
        check(
            "auto",
            super::SHAPE.example,
            &format!(
                r#"{{"time":"2026-03-04T08:00:06Z","severity_number":0,"event_name":"EC2 Instance State-change Notification",{RESOURCE},"attributes":{{"aws.eventbridge.id":"6a7e","aws.eventbridge.source":"aws.ec2","aws.eventbridge.resources":["arn:aws:ec2:eu-west-1:210987654321:instance/i-0b"],"aws.eventbridge.version":"0","instance-id":"i-0b","state":"stopping"}},"source_format":"eventbridge"}}"#
            ),
        );
        check(
            "auto",
            &format!(
                r#"{{{HEAD},"detail-type":"AWS API Call via CloudTrail","source":"aws.ec2","detail":{{"eventVersion":"1.08","eventTime":"2026-03-04T08:00:05Z","eventSource":"ec2.amazonaws.com","eventName":"StopInstances","eventID":"e-1"}}}}"#
            ),
            &format!(
                r#"{{"time":"2026-03-04T08:00:05Z","severity_number":9,"event_name":"AWS API Call via CloudTrail",{RESOURCE},"attributes":{{"aws.eventbridge.id":"6a7e","aws.eventbridge.source":"aws.ec2","aws.eventbridge.resources":[],"aws.eventbridge.version":"0","rpc.service":"ec2.amazonaws.com","rpc.method":"StopInstances","aws.cloudtrail.event.id":"e-1","aws.cloudtrail.event.version":"1.08"}},"source_format":"cloudtrail"}}"#
            ),
        );
    }

    #[test]
    fn findings_have_a_severity_of_their_own() {
        check(
            "auto",
            &format!(
                r#"{{{HEAD},"detail-type":"GuardDuty Finding","source":"aws.guardduty","detail":{{"title":"Port probe","severity":5.3,"type":"Recon:EC2/PortProbe","service":{{"eventLastSeen":"2026-03-04T07:59:00Z"}}}}}}"#
            ),
            &format!(
                r#"{{"time":"2026-03-04T07:59:00Z","severity_number":13,"body":"Port probe","event_name":"GuardDuty Finding",{RESOURCE},"attributes":{{"aws.eventbridge.id":"6a7e","aws.eventbridge.source":"aws.guardduty","aws.eventbridge.resources":[],"aws.eventbridge.version":"0","aws.guardduty.severity":5.3,"aws.guardduty.type":"Recon:EC2/PortProbe","aws.guardduty.service":{{"eventLastSeen":"2026-03-04T07:59:00Z"}}}},"source_format":"eventbridge"}}"#
            ),
        );
        check(
            "auto",
            &format!(
                r#"{{{HEAD},"detail-type":"Security Hub Findings - Imported","source":"aws.securityhub","detail":{{"findings":[{{"Title":"Open bucket","Severity":{{"Label":"HIGH"}}}}]}}}}"#
            ),
            &format!(
                r#"{{"time":"2026-03-04T08:00:06Z","severity_number":17,"severity_text":"HIGH","body":"Open bucket","event_name":"Security Hub Findings - Imported",{RESOURCE},"attributes":{{"aws.eventbridge.id":"6a7e","aws.eventbridge.source":"aws.securityhub","aws.eventbridge.resources":[],"aws.eventbridge.version":"0","aws.securityhub.Severity":{{"Label":"HIGH"}}}},"source_format":"eventbridge"}}"#
            ),
        );
    }
}
