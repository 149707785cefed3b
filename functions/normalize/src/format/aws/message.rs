//! Messages of Amazon SNS and Amazon SQS, as they reach functions and as SNS delivers them.
//!
//! ```text
//! {"EventSource":"aws:sns","EventSubscriptionArn":…,"Sns":{"MessageId":…,"TopicArn":…,"Subject":…,"Message":TEXT,"Timestamp":TIME}}
//! {"Type":"Notification","MessageId":…,"TopicArn":…,"Subject":…,"Message":TEXT,"Timestamp":TIME,…}
//! {"messageId":…,"receiptHandle":…,"body":TEXT,"attributes":{"SentTimestamp":"MS",…},"eventSourceARN":…,…}
//! ```
//!
//! The text is read as a log of its own.
//!
//! Sources: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>

use crate::context::Context;
use crate::format::json::{Document, Kind, Shape};
use nozzle::log::Log;

/// Messages of Amazon SNS.
pub const SNS: Shape = Shape {
    name: "sns",
    description: "Message of an Amazon SNS topic; what it says is read as a log of its own.",
    example: r#"{"Type":"Notification","MessageId":"2295","TopicArn":"arn:aws:sns:eu-west-1:210987654321:alarms","Subject":"disk","Message":"disk is nearly full","Timestamp":"2026-03-04T08:00:06.100Z"}"#,
    keys: &[&["Sns", "EventSource"], &["TopicArn", "Message", "MessageId"]],
    read: read_sns,
};

/// Messages of Amazon SQS.
pub const SQS: Shape = Shape {
    name: "sqs",
    description: "Message of an Amazon SQS queue, as functions get it; its body is read as a log of its own.",
    example: r#"{"messageId":"059f","receiptHandle":"AQEB","body":"order 17 was paid","attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1772611200456"},"messageAttributes":{},"md5OfBody":"e4e6","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:eu-west-1:210987654321:orders","awsRegion":"eu-west-1"}"#,
    keys: &[&["receiptHandle", "body", "messageId"]],
    read: read_sqs,
};

fn read_sns<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if let Some(mut message) = document.take_document("Sns") {
        document.keep_rest("aws.sns", &mut log.attributes);
        read_sns_message(&mut message, context, log)
    } else {
        read_sns_message(document, context, log)
    }
}

fn read_sns_message<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let message = document.take("Message")?;
    log.time = Some(document.take("Timestamp")?.time(&context.clock)?);
    document.put(
        &mut log.attributes,
        &[
            ("MessageId", "messaging.message.id", Kind::Text),
            ("TopicArn", "aws.sns.topic.arn", Kind::Text),
            ("Subject", "aws.sns.subject", Kind::Text),
        ],
    );
    document.keep_rest("aws.sns", &mut log.attributes);
    message.open(context, log);
    Some(())
}

fn read_sqs<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let body = document.take("body")?;
    if let Some(mut attributes) = document.take_document("attributes") {
        log.time = attributes.take_if("SentTimestamp", |value| value.time(&context.clock));
        attributes.put(&mut log.attributes, &[("MessageGroupId", "aws.sqs.message_group.id", Kind::Text)]);
        attributes.keep_rest("aws.sqs", &mut log.attributes);
    }
    document.put(&mut log.resource, &[("awsRegion", "cloud.region", Kind::Text)]);
    document.put(
        &mut log.attributes,
        &[
            ("messageId", "messaging.message.id", Kind::Text),
            ("eventSourceARN", "aws.sqs.queue.arn", Kind::Text),
        ],
    );
    document.keep_rest("aws.sqs", &mut log.attributes);
    body.open(context, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn topics() {
        check(
            "auto",
            super::SNS.example,
            r#"{"time":"2026-03-04T08:00:06.1Z","severity_number":0,"body":"disk is nearly full","attributes":{"messaging.message.id":"2295","aws.sns.topic.arn":"arn:aws:sns:eu-west-1:210987654321:alarms","aws.sns.subject":"disk","aws.sns.Type":"Notification"},"source_format":"sns"}"#,
        );
        check(
            "auto",
            r#"{"EventSource":"aws:sns","EventVersion":"1.0","Sns":{"MessageId":"2","Message":"{\"level\":\"warn\",\"msg\":\"late\"}","Timestamp":"2026-03-04T08:00:06.100Z"}}"#,
            r#"{"time":"2026-03-04T08:00:06.1Z","severity_number":13,"severity_text":"warn","body":"late","attributes":{"aws.sns.EventSource":"aws:sns","aws.sns.EventVersion":"1.0","messaging.message.id":"2"},"source_format":"json"}"#,
        );
    }

    #[test]
    fn queues() {
        check(
            "auto",
            super::SQS.example,
            r#"{"time":"2026-03-04T08:00:00.456Z","severity_number":0,"body":"order 17 was paid","resource":{"cloud.region":"eu-west-1"},"attributes":{"aws.sqs.ApproximateReceiveCount":"1","messaging.message.id":"059f","aws.sqs.queue.arn":"arn:aws:sqs:eu-west-1:210987654321:orders","aws.sqs.receiptHandle":"AQEB","aws.sqs.messageAttributes":{},"aws.sqs.md5OfBody":"e4e6","aws.sqs.eventSource":"aws:sqs"},"source_format":"sqs"}"#,
        );
    }
}
