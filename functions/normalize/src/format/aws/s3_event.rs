//! Notifications of Amazon S3, a record each.
//!
//! ```text
//! {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":…,"eventTime":TIME,"eventName":"ObjectCreated:Put",
//!  "userIdentity":{"principalId":…},"requestParameters":{"sourceIPAddress":…},"responseElements":{…},
//!  "s3":{"bucket":{"name":…},"object":{"key":…,"size":…,"eTag":…,"versionId":…}}}
//! ```
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>

use crate::context::Context;
use crate::format::json::{Document, Kind, Shape};
use nozzle::log::{Log, Severity};

/// Notifications of Amazon S3.
pub const SHAPE: Shape = Shape {
    name: "s3_event",
    description: "Event notification of Amazon S3.",
    example: r#"{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1","eventTime":"2026-03-04T08:00:06.100Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"AIDAEXAMPLE"},"requestParameters":{"sourceIPAddress":"203.0.113.9"},"s3":{"s3SchemaVersion":"1.0","bucket":{"name":"orders","arn":"arn:aws:s3:::orders"},"object":{"key":"2026/a+b.json","size":1024,"eTag":"d41d"}}}"#,
    keys: &[&["s3", "eventSource", "eventName"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut s3 = document.take_document("s3")?;
    log.time = Some(document.take("eventTime")?.time(&context.clock)?);
    log.severity = Severity::INFO;
    log.event_name = document.take_text("eventName");
    document.put(&mut log.resource, &[("awsRegion", "cloud.region", Kind::Text)]);
    if let Some(mut bucket) = s3.take_document("bucket") {
        bucket.put(&mut log.attributes, &[("name", "aws.s3.bucket", Kind::Text)]);
        bucket.keep_rest("aws.s3.bucket", &mut log.attributes);
    }
    if let Some(mut object) = s3.take_document("object") {
        object.put(
            &mut log.attributes,
            &[
                ("key", "aws.s3.key", Kind::Text),
                ("size", "aws.s3.object_size", Kind::Integer),
                ("versionId", "aws.s3.version_id", Kind::Text),
            ],
        );
        object.keep_rest("aws.s3.object", &mut log.attributes);
    }
    for (key, inner, name) in [
        ("userIdentity", "principalId", "user.id"),
        ("requestParameters", "sourceIPAddress", "source.address"),
    ] {
        if let Some(mut object) = document.take_document(key) {
            object.put(&mut log.attributes, &[(inner, name, Kind::Text)]);
            object.keep_rest("aws.s3.request", &mut log.attributes);
        }
    }
    s3.keep_rest("aws.s3", &mut log.attributes);
    document.keep_rest("aws.s3.event", &mut log.attributes);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn every_field_has_its_place() {
        let expected = r#"{"time":"2026-03-04T08:00:06.1Z","severity_number":9,"event_name":"ObjectCreated:Put","resource":{"cloud.region":"eu-west-1"},"attributes":{"aws.s3.bucket":"orders","aws.s3.bucket.arn":"arn:aws:s3:::orders","aws.s3.key":"2026/a+b.json","aws.s3.object_size":1024,"aws.s3.object.eTag":"d41d","user.id":"AIDAEXAMPLE","source.address":"203.0.113.9","aws.s3.s3SchemaVersion":"1.0","aws.s3.event.eventVersion":"2.1","aws.s3.event.eventSource":"aws:s3"},"source_format":"s3_event"}"#;
        check("auto", super::SHAPE.example, expected);
        let notification = format!("{{ \"Records\" : [ {} ] }}", super::SHAPE.example);
        assert_eq!(otel("auto", notification.as_bytes()), [expected]);
    }
}
