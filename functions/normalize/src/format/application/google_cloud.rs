//! Entries of Google Cloud Logging, as its sinks export them.
//!
//! ```text
//! {"insertId":…,"logName":"projects/PROJECT/logs/NAME","resource":{"type":…,"labels":{…}},"timestamp":TIME,
//!  "receiveTimestamp":TIME,"severity":WORD,"textPayload":TEXT|"jsonPayload":{…}|"protoPayload":{…},"labels":{…},
//!  "httpRequest":{…},"trace":"projects/…/traces/ID","spanId":…,"sourceLocation":{…}, …}
//! ```
//!
//! A payload is read as a log of its own.
//!
//! Source: <https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry>

use crate::context::Context;
use crate::format::json::{self, Document, Json, Kind, Shape};
use crate::nested;
use nozzle::log::{Log, Text, Value};

/// Entries of Google Cloud Logging.
pub const SHAPE: Shape = Shape {
    name: "google_cloud",
    description: "Entry of Google Cloud Logging; its payload is read as a log of its own.",
    example: r#"{"insertId":"a1b2","logName":"projects/shop/logs/run.googleapis.com%2Fstdout","resource":{"type":"cloud_run_revision","labels":{"project_id":"shop","location":"europe-west1","service_name":"cart"}},"timestamp":"2026-03-04T08:00:00.123456Z","severity":"WARNING","jsonPayload":{"message":"slow card check","ms":812},"receiveTimestamp":"2026-03-04T08:00:00.5Z"}"#,
    keys: &[&["insertId", "logName"], &["logName", "timestamp", "resource"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let payload = document.take("jsonPayload").or_else(|| document.take("protoPayload"));
    let text = document.take_if("textPayload", |text| text.string().map(|_| text));
    let name = document.take("logName")?.string()?;
    log.attributes.push("gcp.log_name", Text::Json(name));
    document.put(&mut log.attributes, &[("insertId", "log.record.uid", Kind::Text)]);
    log.resource.push("cloud.provider", "gcp");
    if let Some(mut resource) = document.take_document("resource") {
        if let Some(mut labels) = resource.take_document("labels") {
            labels.put(
                &mut log.resource,
                &[
                    ("project_id", "cloud.account.id", Kind::Text),
                    ("location", "cloud.region", Kind::Text),
                    ("zone", "cloud.availability_zone", Kind::Text),
                    ("service_name", "service.name", Kind::Text),
                    ("function_name", "faas.name", Kind::Text),
                    ("instance_id", "host.id", Kind::Text),
                    ("cluster_name", "k8s.cluster.name", Kind::Text),
                    ("namespace_name", "k8s.namespace.name", Kind::Text),
                    ("pod_name", "k8s.pod.name", Kind::Text),
                    ("container_name", "k8s.container.name", Kind::Text),
                ],
            );
            labels.keep_rest("gcp.resource.labels", &mut log.resource);
        }
        resource.keep_rest("gcp.resource", &mut log.resource);
    }
    document.take("receiveTimestamp");
    document.keep_as_application(context, log);
    match (payload, text) {
        (Some(payload), _) => {
            if nested::open_as(&json::FORMAT, payload.as_str().as_bytes(), context, log).is_some() {
                // Its payload says nothing of where it comes from.
                log.source_format = SHAPE.name;
            } else {
                log.body = Json::value(payload);
            }
        }
        (None, Some(text)) => text.open(context, log),
        (None, None) => {}
    }
    if let Some(Value::Text(Text::Raw(text))) = &log.body
        && payload.is_some_and(|payload| payload.as_str().as_bytes() == *text)
    {
        log.body = None;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn the_payload_is_a_log() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:00.123456Z","severity_number":13,"severity_text":"WARNING","body":"slow card check","resource":{"cloud.provider":"gcp","cloud.account.id":"shop","cloud.region":"europe-west1","service.name":"cart","gcp.resource.type":"cloud_run_revision"},"attributes":{"gcp.log_name":"projects/shop/logs/run.googleapis.com%2Fstdout","log.record.uid":"a1b2","ms":812},"source_format":"google_cloud"}"#,
        );
        check(
            "auto",
            r#"{"insertId":"a","logName":"projects/shop/logs/requests","timestamp":"2026-03-04T08:00:00Z","severity":"INFO","httpRequest":{"requestMethod":"GET","requestUrl":"https://shop.example/cart","status":200,"responseSize":"512","userAgent":"curl/8.5","remoteIp":"203.0.113.9","latency":"0.025s"},"trace":"projects/shop/traces/4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7"}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":9,"severity_text":"INFO","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","resource":{"cloud.provider":"gcp"},"attributes":{"gcp.log_name":"projects/shop/logs/requests","log.record.uid":"a","http.request.method":"GET","url.full":"https://shop.example/cart","duration_ms":25,"client.address":"203.0.113.9","http.response.status_code":200,"http.response.body.size":512,"user_agent.original":"curl/8.5"},"source_format":"google_cloud"}"#,
        );
    }
}
