//! Caddy's access log.
//!
//! ```text
//! {"level":"info","ts":TIME,"logger":"http.log.access.NAME","msg":"handled request",
//!  "request":{"remote_ip":…,"remote_port":"…","client_ip":…,"proto":"HTTP/1.1","method":…,"host":…,"uri":…,
//!             "headers":{"NAME":["…"]},"tls":{…}},
//!  "bytes_read":NUMBER,"user_id":…,"duration":SECONDS,"size":NUMBER,"status":NUMBER,"resp_headers":{…}}
//! ```
//!
//! Before 2.5 the client stood in `remote_addr`, with its port, and in `common_log` a line of the Common Log Format.
//!
//! Source: <https://caddyserver.com/docs/caddyfile/directives/log>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape, Unit};
use nozzle::log::{Log, Text, Value};

/// Caddy's access log.
pub const SHAPE: Shape = Shape {
    name: "caddy",
    description: "Caddy's access log.",
    example: r#"{"level":"info","ts":1772611200.25,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"203.0.113.9","remote_port":"50212","client_ip":"203.0.113.9","proto":"HTTP/2.0","method":"GET","host":"shop.example","uri":"/cart?id=7","headers":{"User-Agent":["curl/8.5"]}},"bytes_read":0,"user_id":"","duration":0.0125,"size":512,"status":200,"resp_headers":{"Server":["Caddy"]}}"#,
    keys: &[&["resp_headers", "request", "status", "duration"], &["common_log", "request", "status"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut request = document.take_document("request")?;
    let remote = request.take_text("remote_ip");
    let port = request.take_integer("remote_port").map(Value::Integer);
    match (request.take_text("client_ip"), remote) {
        // Behind a proxy that is trusted.
        (Some(client), Some(remote)) if client != remote => {
            log.attributes.push("client.address", client);
            log.attributes.push("network.peer.address", remote);
            if let Some(port) = port {
                log.attributes.push("network.peer.port", port);
            }
        }
        (client, remote) => {
            if let Some(client) = client.or(remote) {
                log.attributes.push("client.address", client);
            }
            if let Some(port) = port {
                log.attributes.push("client.port", port);
            }
        }
    }
    if let Some((host, port)) = request.take_if("remote_addr", |value| value.host_and_port()) {
        log.attributes.push("client.address", Text::Json(host));
        log.attributes.push("client.port", Value::Integer(port));
    }
    request.put(&mut log.attributes, &[("method", "http.request.method", Kind::Text)]);
    match request.take_if("host", host_and_port) {
        Some((host, port)) => {
            log.attributes.push("server.address", Text::Json(host));
            log.attributes.push("server.port", Value::Integer(port));
        }
        None => request.put(&mut log.attributes, &[("host", "server.address", Kind::Text)]),
    }
    request.put_target("uri", &mut log.attributes);
    request.put_http_version("proto", &mut log.attributes);
    if let Some(headers) = request.get("headers").and_then(|headers| headers.document(context)) {
        for (header, name) in
            [("User-Agent", "user_agent.original"), ("Referer", "http.request.header.referer")]
        {
            let value = headers.get(header).and_then(|values| values.elements().next());
            if let Some(value) = value.and_then(Json::text) {
                log.attributes.push(name, value);
            }
        }
    }
    document.put(
        &mut log.attributes,
        &[
            ("user_id", "user.name", Kind::Text),
            ("size", "http.response.body.size", Kind::Integer),
            ("status", "http.response.status_code", Kind::Integer),
        ],
    );
    document.put_duration("duration", Unit::Seconds, context, &mut log.attributes);
    request.keep_rest("caddy.request", &mut log.attributes);
    document.keep_as_application(context, log);
    Some(())
}

/// What a client asked for, where it named a port. A colon in an address without brackets is none before a port.
fn host_and_port(host: Json<'_>) -> Option<(&str, i64)> {
    let text = host.string()?;
    let has_port = text.starts_with('[') || text.matches(':').count() == 1;
    host.host_and_port().filter(|(host, port)| has_port && !host.is_empty() && (0..=65_535).contains(port))
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_member_has_its_place() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:00.25Z","severity_number":9,"severity_text":"info","body":"handled request","scope":{"name":"http.log.access"},"attributes":{"client.address":"203.0.113.9","client.port":50212,"http.request.method":"GET","server.address":"shop.example","url.path":"/cart","url.query":"id=7","network.protocol.version":"2.0","user_agent.original":"curl/8.5","http.response.body.size":512,"http.response.status_code":200,"duration_ms":12.5,"caddy.request.headers":{"User-Agent":["curl/8.5"]},"bytes_read":0,"resp_headers":{"Server":["Caddy"]}},"source_format":"caddy"}"#,
        );
    }

    #[test]
    fn a_client_behind_a_proxy_is_not_the_peer() {
        check(
            "auto",
            r#"{"level":"error","ts":1772611200,"request":{"remote_ip":"10.0.0.1","remote_port":"1","client_ip":"2001:db8::9","method":"GET","uri":"/"},"user_id":"jo","duration":"1.5ms","size":0,"status":500,"resp_headers":{}}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":17,"severity_text":"error","attributes":{"client.address":"2001:db8::9","network.peer.address":"10.0.0.1","network.peer.port":1,"http.request.method":"GET","url.path":"/","user.name":"jo","http.response.body.size":0,"http.response.status_code":500,"duration_ms":1.5,"resp_headers":{}},"source_format":"caddy"}"#,
        );
    }

    #[test]
    fn the_old_form_has_the_port_beside_the_address() {
        check(
            "auto",
            r#"{"level":"info","ts":1772611200,"logger":"http.log.access","msg":"handled request","request":{"remote_addr":"203.0.113.9:50212","proto":"HTTP/1.1","method":"GET","host":"a","uri":"/"},"common_log":"203.0.113.9 - - [04/Mar/2026:08:00:00 +0000] \"GET / HTTP/1.1\" 200 5","duration":2,"size":5,"status":200}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":9,"severity_text":"info","body":"handled request","scope":{"name":"http.log.access"},"attributes":{"client.address":"203.0.113.9","client.port":50212,"http.request.method":"GET","server.address":"a","url.path":"/","network.protocol.version":"1.1","http.response.body.size":5,"http.response.status_code":200,"duration_ms":2000,"common_log":"203.0.113.9 - - [04/Mar/2026:08:00:00 +0000] \"GET / HTTP/1.1\" 200 5"},"source_format":"caddy"}"#,
        );
    }
    #[test]
    fn the_port_that_was_asked_for_is_no_part_of_the_address() {
        for (host, expected) in [
            ("shop.example:8443", r#""server.address":"shop.example","server.port":8443"#),
            ("[2001:db8::15]:8092", r#""server.address":"2001:db8::15","server.port":8092"#),
            ("[2001:db8::15]", r#""server.address":"[2001:db8::15]""#),
            ("2001:db8::15", r#""server.address":"2001:db8::15""#),
            ("shop.example:http", r#""server.address":"shop.example:http""#),
            (":80", r#""server.address":":80""#),
        ] {
            check(
                "auto",
                &format!(
                    r#"{{"request":{{"host":"{host}"}},"duration":0,"status":200,"resp_headers":{{}}}}"#
                ),
                &format!(
                    r#"{{"severity_number":0,"attributes":{{{expected},"http.response.status_code":200,"duration_ms":0,"resp_headers":{{}}}},"source_format":"caddy"}}"#
                ),
            );
        }
    }
}
