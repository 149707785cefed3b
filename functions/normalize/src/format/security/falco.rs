//! Falco's alerts.
//!
//! ```text
//! {"time":TIME,"priority":WORD,"rule":…,"output":TEXT,"output_fields":{…},"source":…,"hostname":…,"tags":[…],"uuid":…}
//! ```
//!
//! Source: <https://falco.org/docs/concepts/outputs/formatting/>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use crate::level;
use nozzle::log::Log;

/// Falco's alerts.
pub const SHAPE: Shape = Shape {
    name: "falco",
    description: "Falco's alert as JSON.",
    example: r#"{"hostname":"web-1","output":"08:00:00.250000000: Warning Shell in a container (user=root)","priority":"Warning","rule":"Shell in container","source":"syscall","tags":["shell"],"time":"2026-03-04T08:00:00.250000000Z","output_fields":{"user.name":"root","container.id":"0f5c"}}"#,
    keys: &[&["output_fields", "rule", "priority"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.time = document.take("time").and_then(|time| time.time(&context.clock));
    let priority = document.take("priority")?;
    log.severity = level::severity(priority.string()?.as_bytes())?;
    log.severity_text = priority.text();
    log.body = document.take("output").and_then(Json::value);
    document.put(&mut log.resource, &[("hostname", "host.name", Kind::Text)]);
    document.put(
        &mut log.attributes,
        &[("rule", "falco.rule", Kind::Text), ("source", "falco.source", Kind::Text)],
    );
    if let Some(mut fields) = document.take_document("output_fields") {
        for (key, name) in [
            ("container.id", "container.id"),
            ("k8s.pod.name", "k8s.pod.name"),
            ("k8s.ns.name", "k8s.namespace.name"),
        ] {
            fields.put(&mut log.resource, &[(key, name, Kind::Text)]);
        }
        fields.put(
            &mut log.attributes,
            &[("user.name", "user.name", Kind::Text), ("proc.pid", "process.pid", Kind::Integer)],
        );
        fields.keep_rest("falco", &mut log.attributes);
    }
    document.keep_rest("falco", &mut log.attributes);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_member_has_its_place() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:00.25Z","severity_number":13,"severity_text":"Warning","body":"08:00:00.250000000: Warning Shell in a container (user=root)","resource":{"host.name":"web-1","container.id":"0f5c"},"attributes":{"falco.rule":"Shell in container","falco.source":"syscall","user.name":"root","falco.tags":["shell"]},"source_format":"falco"}"#,
        );
    }
}
