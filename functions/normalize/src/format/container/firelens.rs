//! FireLens for Amazon ECS, and Docker's `fluentd` log driver below it.
//!
//! ```text
//! {"container_id":…,"container_name":"/…","source":"stdout"|"stderr","log":TEXT,
//!  "ec2_instance_id":…,"ecs_cluster":…,"ecs_task_arn":…,"ecs_task_definition":"FAMILY:REVISION",
//!  "partial_message":"true", …}
//! ```
//!
//! What the container printed is read as a log of its own.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Log, Text, Value};

/// FireLens.
pub const SHAPE: Shape = Shape {
    name: "firelens",
    description: "Container's log as FireLens for Amazon ECS sends it; what the container printed is read as a log of its own.",
    example: r#"{"container_id":"0f5c","container_name":"/ecs-shop-3-api","source":"stderr","log":"cart 7 is empty","ecs_cluster":"shop","ecs_task_arn":"arn:aws:ecs:eu-west-1:210987654321:task/shop/9c1f","ecs_task_definition":"shop:3"}"#,
    keys: &[&["ecs_task_arn"], &["container_name", "source", "log"], &["ecs_cluster", "log"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let resource = &mut log.resource;
    document.put(resource, &[("container_id", "container.id", Kind::Text)]);
    if let Some(name) = document.take("container_name").and_then(Json::string) {
        resource.push("container.name", Text::Json(name.strip_prefix('/').unwrap_or(name)));
    }
    document.put(
        resource,
        &[
            ("ec2_instance_id", "host.id", Kind::Text),
            ("ecs_cluster", "aws.ecs.cluster.name", Kind::Text),
            ("ecs_task_arn", "aws.ecs.task.arn", Kind::Text),
        ],
    );
    if let Some(definition) = document.take("ecs_task_definition").and_then(Json::string) {
        let (family, revision) = definition.split_once(':').unwrap_or((definition, ""));
        resource.push("aws.ecs.task.family", Text::Json(family));
        if !revision.is_empty() {
            resource.push("aws.ecs.task.revision", Text::Json(revision));
        }
    }
    let stream = document.take_if("source", |stream| super::stream(stream.string()?));
    let is_partial = document.get("partial_message").is_some() && !is_true(document.get("partial_last"));
    let message = document.take_if("log", |message| message.string().map(|_| message));
    document.keep_as_application(context, log);
    if let Some(stream) = stream {
        log.attributes.set("log.iostream", stream);
    }
    if is_partial {
        log.attributes.set("log.partial", Value::Boolean(true));
    }
    if let Some(message) = message {
        message.open(context, log);
    }
    Some(())
}

fn is_true(value: Option<Json<'_>>) -> bool {
    value.is_some_and(|value| matches!(value.as_str(), "true" | "\"true\""))
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn the_task_is_the_resource_and_the_line_is_a_log() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"severity_number":0,"body":"cart 7 is empty","resource":{"container.id":"0f5c","container.name":"ecs-shop-3-api","aws.ecs.cluster.name":"shop","aws.ecs.task.arn":"arn:aws:ecs:eu-west-1:210987654321:task/shop/9c1f","aws.ecs.task.family":"shop","aws.ecs.task.revision":"3"},"attributes":{"log.iostream":"stderr"},"source_format":"firelens"}"#,
        );
        check(
            "auto",
            r#"{"source":"stdout","log":"{\"level\":30,\"time\":1772611200456,\"msg\":\"in\"}","container_id":"0f","container_name":"api","ec2_instance_id":"i-0a","ecs_cluster":"shop","partial_message":"true","partial_last":"false"}"#,
            r#"{"time":"2026-03-04T08:00:00.456Z","severity_number":9,"severity_text":"30","body":"in","resource":{"container.id":"0f","container.name":"api","host.id":"i-0a","aws.ecs.cluster.name":"shop"},"attributes":{"partial_message":"true","partial_last":"false","log.iostream":"stdout","log.partial":true},"source_format":"json"}"#,
        );
    }
}
