//! AWS CloudTrail: events of management, data and insight.
//!
//! ```text
//! {"eventVersion":…,"userIdentity":{…},"eventTime":TIME,"eventSource":…,"eventName":…,"awsRegion":…,
//!  "sourceIPAddress":…,"userAgent":…,"errorCode":…,"errorMessage":…,"requestParameters":{…},
//!  "responseElements":{…},"requestID":…,"eventID":…,"eventType":…,"recipientAccountId":…,"tlsDetails":{…}}
//! ```
//!
//! Parameters and results are kept whole: no two services name them alike. An event with an error is a warning.
//!
//! Source: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Log, Severity};

/// AWS CloudTrail.
pub const SHAPE: Shape = Shape {
    name: "cloudtrail",
    description: "Event of AWS CloudTrail.",
    example: r#"{"eventVersion":"1.11","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::210987654321:user/jo","accountId":"210987654321","accessKeyId":"AKIAEXAMPLE","userName":"jo"},"eventTime":"2026-03-04T08:00:04Z","eventSource":"s3.amazonaws.com","eventName":"PutObject","awsRegion":"eu-west-1","sourceIPAddress":"198.51.100.7","userAgent":"[aws-cli/2.15]","errorCode":"AccessDenied","errorMessage":"Access Denied","requestParameters":{"bucketName":"b","key":"a b.txt"},"responseElements":null,"requestID":"3E57","eventID":"e-1","readOnly":false,"eventType":"AwsApiCall","recipientAccountId":"210987654321"}"#,
    keys: &[&["eventVersion", "eventTime", "eventID"], &["eventVersion", "eventTime", "userIdentity"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if !document.has("eventName") && !document.has("insightDetails") {
        return None;
    }
    log.time = Some(document.take("eventTime")?.time(&context.clock)?);
    log.severity = if document.has("errorCode") { Severity::WARN } else { Severity::INFO };
    log.body = document.get("errorMessage").and_then(Json::value);
    document.put(
        &mut log.resource,
        &[("recipientAccountId", "cloud.account.id", Kind::Text), ("awsRegion", "cloud.region", Kind::Text)],
    );
    document.put(
        &mut log.attributes,
        &[
            ("eventSource", "rpc.service", Kind::Text),
            ("eventName", "rpc.method", Kind::Text),
            ("sourceIPAddress", "source.address", Kind::Text),
            ("userAgent", "user_agent.original", Kind::Text),
            ("errorCode", "error.code", Kind::Text),
            ("errorMessage", "error.message", Kind::Text),
            ("requestParameters", "aws.request.parameters", Kind::Any),
            ("responseElements", "aws.response.elements", Kind::Any),
            ("requestID", "aws.request_id", Kind::Text),
            ("eventID", "aws.cloudtrail.event.id", Kind::Text),
            ("eventType", "aws.cloudtrail.event.type", Kind::Text),
            ("eventCategory", "aws.cloudtrail.event.category", Kind::Text),
            ("eventVersion", "aws.cloudtrail.event.version", Kind::Text),
            ("readOnly", "aws.cloudtrail.read_only", Kind::Any),
            ("managementEvent", "aws.cloudtrail.management_event", Kind::Any),
            ("sharedEventID", "aws.cloudtrail.shared_event.id", Kind::Text),
            ("vpcEndpointId", "aws.vpc.endpoint.id", Kind::Text),
        ],
    );
    if let Some(identity) = document.take_document("userIdentity") {
        read_identity(identity, context, log);
    }
    if let Some(mut tls) = document.take_document("tlsDetails") {
        tls.put(
            &mut log.attributes,
            &[
                ("cipherSuite", "tls.cipher", Kind::Text),
                ("clientProvidedHostHeader", "server.address", Kind::Text),
            ],
        );
        if let Some(version) = tls.take_if("tlsVersion", Json::string) {
            super::elb::set_tls_version(version.as_bytes(), &mut log.attributes);
        }
        tls.keep_rest("aws.cloudtrail.tls", &mut log.attributes);
    }
    document.keep_rest("aws.cloudtrail", &mut log.attributes);
    Some(())
}

/// Who did it. A role has the name of the role; the session's is at the end of its ARN.
fn read_identity<'a>(mut identity: Document<'a>, context: &Context<'a>, log: &mut Log<'a>) {
    identity.put(
        &mut log.attributes,
        &[
            ("type", "aws.principal.type", Kind::Text),
            ("principalId", "user.id", Kind::Text),
            ("arn", "aws.principal.arn", Kind::Text),
            ("accountId", "aws.principal.account.id", Kind::Text),
            ("accessKeyId", "aws.access_key.id", Kind::Text),
            ("userName", "user.name", Kind::Text),
            ("invokedBy", "aws.principal.invoked_by", Kind::Text),
        ],
    );
    if log.attributes.get("user.name").is_none() {
        let session = identity.get("sessionContext").and_then(|session| session.document(context));
        let issuer = session
            .and_then(|session| session.get("sessionIssuer"))
            .and_then(|issuer| issuer.document(context));
        if let Some(mut issuer) = issuer {
            issuer.put(&mut log.attributes, &[("userName", "user.name", Kind::Text)]);
        }
    }
    identity.keep_rest("aws.principal", &mut log.attributes);
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn every_field_has_its_place() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:04Z","severity_number":13,"body":"Access Denied","resource":{"cloud.account.id":"210987654321","cloud.region":"eu-west-1"},"attributes":{"rpc.service":"s3.amazonaws.com","rpc.method":"PutObject","source.address":"198.51.100.7","user_agent.original":"[aws-cli/2.15]","error.code":"AccessDenied","error.message":"Access Denied","aws.request.parameters":{"bucketName":"b","key":"a b.txt"},"aws.request_id":"3E57","aws.cloudtrail.event.id":"e-1","aws.cloudtrail.event.type":"AwsApiCall","aws.cloudtrail.event.version":"1.11","aws.cloudtrail.read_only":false,"aws.principal.type":"IAMUser","user.id":"AIDAEXAMPLE","aws.principal.arn":"arn:aws:iam::210987654321:user/jo","aws.principal.account.id":"210987654321","aws.access_key.id":"AKIAEXAMPLE","user.name":"jo"},"source_format":"cloudtrail"}"#,
        );
    }

    #[test]
    fn roles_services_and_insights() {
        check(
            "auto",
            r#"{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/ci/run-7","sessionContext":{"sessionIssuer":{"type":"Role","userName":"ci"}}},"eventTime":"2026-03-04T08:00:05Z","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","sourceIPAddress":"autoscaling.amazonaws.com","requestParameters":null,"eventID":"e-2","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"C","clientProvidedHostHeader":"ec2.amazonaws.com"}}"#,
            r#"{"time":"2026-03-04T08:00:05Z","severity_number":9,"attributes":{"rpc.service":"ec2.amazonaws.com","rpc.method":"RunInstances","source.address":"autoscaling.amazonaws.com","aws.cloudtrail.event.id":"e-2","aws.cloudtrail.event.version":"1.11","aws.principal.type":"AssumedRole","aws.principal.arn":"arn:aws:sts::1:assumed-role/ci/run-7","user.name":"ci","aws.principal.sessionContext":{"sessionIssuer":{"type":"Role","userName":"ci"}},"tls.cipher":"C","server.address":"ec2.amazonaws.com","tls.protocol.version":"1.3"},"source_format":"cloudtrail"}"#,
        );
        let insight = r#"{"eventVersion":"1.09","eventTime":"2026-03-04T08:00:05Z","eventID":"i-1","eventType":"AwsCloudTrailInsight","insightDetails":{"state":"Start"}}"#;
        let log = otel("auto", insight.as_bytes()).concat();
        assert!(log.contains(r#""aws.cloudtrail.insightDetails":{"state":"Start"}"#), "{log}");
    }

    #[test]
    fn a_file_is_a_log_for_each_record() {
        let file = format!("{{\"Records\":[{0},{0}]}}\n{0}", super::SHAPE.example);
        let logs = otel("auto", file.as_bytes());
        assert_eq!(logs.len(), 3);
        assert!(logs.iter().all(|log| log.ends_with(r#""source_format":"cloudtrail"}"#)), "{logs:?}");
    }
}
