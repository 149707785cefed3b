//! CloudEvents, as programs log them: HashiCorp Boundary, Knative and others.
//!
//! ```text
//! {"specversion":"1.0","id":…,"source":URI,"type":…,"time":TIME,"subject":…,"datacontenttype":…,"data":{…}, …}
//! ```
//!
//! The data is read as a log of its own.
//!
//! Source: <https://github.com/cloudevents/spec/blob/main/cloudevents/spec.md>

use crate::context::Context;
use crate::format::json::{self, Document, Kind, Shape};
use crate::nested;
use nozzle::log::Log;

/// CloudEvents.
pub const SHAPE: Shape = Shape {
    name: "cloud_events",
    description: "CloudEvent, as HashiCorp Boundary and others log them; its data is read as a log of its own.",
    example: r#"{"id":"e7","source":"https://shop.example/controller","specversion":"1.0","type":"observation","time":"2026-03-04T08:00:00.25Z","datacontentype":"application/cloudevents","data":{"latency-ms":0.25,"request_info":{"method":"GET","path":"/health","client_ip":"203.0.113.9"},"status":200}}"#,
    keys: &[&["specversion", "id", "source", "type"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.time = document.take("time").and_then(|time| time.time(&context.clock));
    let time = log.time;
    log.event_name = document.take_text("type");
    document.put(
        &mut log.attributes,
        &[
            ("id", "cloudevents.event_id", Kind::Text),
            ("source", "cloudevents.event_source", Kind::Text),
            ("subject", "cloudevents.event_subject", Kind::Text),
        ],
    );
    for key in ["specversion", "datacontenttype", "datacontentype"] {
        document.take(key);
    }
    let data = document.take("data");
    document.keep_rest("cloudevents", &mut log.attributes);
    if let Some(data) = data {
        if data.is_object() {
            let text = data.as_str().as_bytes();
            nested::open_as(&json::FORMAT, text, context, log);
            if log.source_format == json::FORMAT.name {
                log.source_format = SHAPE.name;
            }
            if log.body.as_ref().is_some_and(|body| *body == text.into()) {
                log.body = None;
            }
        } else {
            data.open(context, log);
        }
    }
    log.time = time.or(log.time);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn the_data_is_a_log() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:00.25Z","severity_number":0,"event_name":"observation","attributes":{"cloudevents.event_id":"e7","cloudevents.event_source":"https://shop.example/controller","http.request.method":"GET","url.path":"/health","duration_ms":0.25,"client.address":"203.0.113.9","http.response.status_code":200},"source_format":"cloud_events"}"#,
        );
    }
}
