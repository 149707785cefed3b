//! Envoy's access log as JSON, with the names of Istio and of Envoy's own examples.
//!
//! ```text
//! {"start_time":TIME,"method":…,"path":…,"protocol":"HTTP/2","response_code":…,"response_flags":…,
//!  "response_code_details":…,"bytes_received":…,"bytes_sent":…,"duration":MILLISECONDS,"upstream_service_time":…,
//!  "x_forwarded_for":…,"user_agent":…,"request_id":…,"authority":…,"upstream_host":"HOST:PORT",
//!  "downstream_remote_address":"HOST:PORT","requested_server_name":…,"route_name":…, …}
//! ```
//!
//! Source: <https://istio.io/latest/docs/tasks/observability/logs/access-log/>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape, Unit};
use nozzle::log::{Log, Severity, Text, Value};

/// Envoy's access log as JSON.
pub const SHAPE: Shape = Shape {
    name: "envoy_json",
    description: "Access log of Envoy or Istio as JSON.",
    example: r#"{"start_time":"2026-03-04T08:00:08.123Z","method":"GET","path":"/cart?item=7","protocol":"HTTP/2","response_code":200,"response_flags":"-","bytes_received":0,"bytes_sent":512,"duration":21,"upstream_service_time":"20","x_forwarded_for":"203.0.113.9","user_agent":"curl/8.5.0","request_id":"5f3c","authority":"shop.example","upstream_host":"10.1.0.4:8080","downstream_remote_address":"10.1.0.1:50212"}"#,
    keys: &[&["response_flags", "response_code"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.time = document.take("start_time").and_then(|time| time.time(&context.clock));
    log.severity = Severity::INFO;
    let attributes = &mut log.attributes;
    document.put(attributes, &[("method", "http.request.method", Kind::Text)]);
    document.put_target("path", attributes);
    document.put_http_version("protocol", attributes);
    document.put(
        attributes,
        &[
            ("response_code", "http.response.status_code", Kind::Integer),
            ("response_flags", "envoy.response_flags", Kind::Text),
            ("bytes_received", "http.request.body.size", Kind::Integer),
            ("bytes_sent", "http.response.body.size", Kind::Integer),
        ],
    );
    document.put_duration("duration", Unit::Milliseconds, context, attributes);
    document.put(
        attributes,
        &[
            ("upstream_service_time", "envoy.upstream_service_time_ms", Kind::Integer),
            ("user_agent", "user_agent.original", Kind::Text),
            ("request_id", "envoy.request_id", Kind::Text),
            ("authority", "server.address", Kind::Text),
        ],
    );
    let forwarded = document.get("x_forwarded_for").and_then(Json::string);
    let client =
        forwarded.and_then(|list| list.split(',').next()).map(str::trim).filter(|client| client.len() > 1);
    let peer = document.get("downstream_remote_address").and_then(Json::host_and_port);
    match (client, peer) {
        (Some(client), _) => attributes.push("client.address", Text::Json(client)),
        (None, Some((host, port))) => {
            attributes.push("client.address", Text::Json(host));
            attributes.push("client.port", Value::Integer(port));
        }
        (None, None) => {}
    }
    if let Some((host, port)) = document.take_if("upstream_host", Json::host_and_port) {
        attributes.push("destination.address", Text::Json(host));
        attributes.push("destination.port", Value::Integer(port));
    }
    document.keep_rest("envoy", attributes);
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
            r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":9,"attributes":{"http.request.method":"GET","url.path":"/cart","url.query":"item=7","network.protocol.version":"2","http.response.status_code":200,"http.request.body.size":0,"http.response.body.size":512,"duration_ms":21,"envoy.upstream_service_time_ms":20,"user_agent.original":"curl/8.5.0","envoy.request_id":"5f3c","server.address":"shop.example","client.address":"203.0.113.9","destination.address":"10.1.0.4","destination.port":8080,"envoy.x_forwarded_for":"203.0.113.9","envoy.downstream_remote_address":"10.1.0.1:50212"},"source_format":"envoy_json"}"#,
        );
        check(
            "auto",
            r#"{"start_time":"2026-03-04T08:00:08Z","response_code":0,"response_flags":"UF","method":null,"x_forwarded_for":"-","downstream_remote_address":"[2001:db8::9]:1","duration":"7","upstream_host":null}"#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"attributes":{"http.response.status_code":0,"envoy.response_flags":"UF","duration_ms":7,"client.address":"2001:db8::9","client.port":1,"envoy.x_forwarded_for":"-","envoy.downstream_remote_address":"[2001:db8::9]:1"},"source_format":"envoy_json"}"#,
        );
    }
}
