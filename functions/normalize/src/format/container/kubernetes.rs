//! Pods' logs as agents send them: Fluent Bit and Fluentd with their Kubernetes filter, Filebeat, Vector.
//!
//! ```text
//! {"log"|"message":TEXT,"stream":…,"time"|"date"|"@timestamp":TIME,
//!  "kubernetes":{"pod_name":…,"namespace_name":…,"pod_id":…,"labels":{…},"annotations":{…},"host":…,
//!                "container_name":…,"docker_id":…,"container_hash":…,"container_image":…}, …}
//! ```
//!
//! Filebeat nests as the Elastic Common Schema does (`"pod":{"name":…}`), Vector says `pod_namespace` and
//! `pod_labels`. What the container printed is read as a log of its own, unless the agent did that already.
//!
//! Source: <https://docs.fluentbit.io/manual/data-pipeline/filters/kubernetes>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Log, Value};

/// Pods' logs.
pub const SHAPE: Shape = Shape {
    name: "kubernetes",
    description: "Pod's log as Fluent Bit, Fluentd, Filebeat or Vector sends it; what the container printed is read as a log of its own.",
    example: r#"{"date":1772611200.204511,"stream":"stderr","log":"cart 7 is empty\n","kubernetes":{"pod_name":"api-7d9f6-x2v","namespace_name":"shop","container_name":"api","labels":{"app.kubernetes.io/name":"api"}}}"#,
    keys: &[&["kubernetes"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut kubernetes = document.take_document("kubernetes")?;
    // An application that speaks of Kubernetes has none of these.
    const NAMES: [&str; 5] = ["pod_name", "pod", "namespace_name", "container_name", "pod_namespace"];
    if !NAMES.iter().any(|name| kubernetes.has(name)) {
        return None;
    }
    let stream = document.take_if("stream", |stream| super::stream(stream.string()?));
    let tag = document.take_if("logtag", Json::string).or_else(|| document.take_if("_p", Json::string));
    let message = ["log", "message", "MESSAGE"]
        .iter()
        .find_map(|key| document.take_if(key, |message| message.string().map(|_| message)));
    if let Some(mut docker) = document.take_document("docker") {
        docker.put(&mut log.resource, &[("container_id", "container.id", Kind::Text)]);
        docker.keep_rest("docker", &mut log.attributes);
    }
    names(&mut kubernetes, context, log);
    document.keep_as_application(context, log);
    kubernetes.keep_rest("kubernetes", &mut log.attributes);
    if let Some(stream) = stream {
        log.attributes.set("log.iostream", stream);
    }
    if tag == Some("P") {
        log.attributes.set("log.partial", Value::Boolean(true));
    }
    if let Some(message) = message {
        message.open(context, log);
    }
    Some(())
}

fn names<'a>(kubernetes: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) {
    let resource = &mut log.resource;
    for (key, name) in [
        ("pod_name", "k8s.pod.name"),
        ("namespace_name", "k8s.namespace.name"),
        ("pod_namespace", "k8s.namespace.name"),
        ("pod_id", "k8s.pod.uid"),
        ("pod_uid", "k8s.pod.uid"),
        ("pod_ip", "k8s.pod.ip"),
        ("labels", "k8s.pod.labels"),
        ("pod_labels", "k8s.pod.labels"),
        ("annotations", "k8s.pod.annotations"),
        ("pod_annotations", "k8s.pod.annotations"),
        ("host", "k8s.node.name"),
        ("pod_node_name", "k8s.node.name"),
        ("container_name", "k8s.container.name"),
        ("docker_id", "container.id"),
        ("container_id", "container.id"),
        ("container_image", "container.image.name"),
    ] {
        if resource.get(name).is_none() {
            kubernetes.put(resource, &[(key, name, Kind::Any)]);
        }
    }
    for (key, inner, name) in [
        ("pod", "name", "k8s.pod.name"),
        ("pod", "uid", "k8s.pod.uid"),
        ("pod", "ip", "k8s.pod.ip"),
        ("node", "name", "k8s.node.name"),
        ("container", "name", "k8s.container.name"),
        ("deployment", "name", "k8s.deployment.name"),
    ] {
        let value =
            kubernetes.get(key).and_then(|object| object.document(context)?.get(inner)).and_then(Json::value);
        if let Some(value) = value.filter(|_| resource.get(name).is_none()) {
            resource.push(name, value);
        }
    }
    if resource.get("k8s.namespace.name").is_none() {
        kubernetes.put(resource, &[("namespace", "k8s.namespace.name", Kind::Text)]);
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn names_are_of_the_resource_and_the_line_is_a_log() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:00.204511Z","severity_number":0,"body":"cart 7 is empty","resource":{"k8s.pod.name":"api-7d9f6-x2v","k8s.namespace.name":"shop","k8s.pod.labels":{"app.kubernetes.io/name":"api"},"k8s.container.name":"api"},"attributes":{"log.iostream":"stderr"},"source_format":"kubernetes"}"#,
        );
        check(
            "auto",
            r#"{"@timestamp":"2026-03-04T08:00:00Z","log":"{\"level\":\"warn\",\"msg\":\"slow\",\"ms\":7}","stream":"stdout","logtag":"F","kubernetes":{"pod_name":"a","pod_id":"u","host":"n","docker_id":"c","container_image":"i:1","container_hash":"h"},"cluster":"x"}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":13,"severity_text":"warn","body":"slow","resource":{"k8s.pod.name":"a","k8s.pod.uid":"u","k8s.node.name":"n","container.id":"c","container.image.name":"i:1"},"attributes":{"cluster":"x","kubernetes.container_hash":"h","log.iostream":"stdout","ms":7},"source_format":"json"}"#,
        );
    }

    #[test]
    fn agents_may_merge_or_nest() {
        check(
            "auto",
            r#"{"time":"2026-03-04T08:00:00Z","level":"info","msg":"merged","stream":"stdout","_p":"P","kubernetes":{"pod_name":"a"}}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":9,"severity_text":"info","body":"merged","resource":{"k8s.pod.name":"a"},"attributes":{"log.iostream":"stdout","log.partial":true},"source_format":"kubernetes"}"#,
        );
        check(
            "auto",
            r#"{"@timestamp":"2026-03-04T08:00:00Z","message":"plain","kubernetes":{"namespace":"shop","pod":{"name":"a","uid":"u"},"node":{"name":"n"}}}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":0,"body":"plain","resource":{"k8s.pod.name":"a","k8s.pod.uid":"u","k8s.node.name":"n","k8s.namespace.name":"shop"},"attributes":{"kubernetes.pod":{"name":"a","uid":"u"},"kubernetes.node":{"name":"n"}},"source_format":"kubernetes"}"#,
        );
        check(
            "auto",
            r#"{"message":"scaled","kubernetes":{"version":"1.31"}}"#,
            r#"{"severity_number":0,"body":"scaled","attributes":{"kubernetes":{"version":"1.31"}},"source_format":"json"}"#,
        );
    }
}
