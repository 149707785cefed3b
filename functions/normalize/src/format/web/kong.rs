//! Kong's logs of requests, by its plugins `file-log`, `http-log` and their like.
//!
//! ```text
//! {"request":{"method":…,"uri":…,"url":…,"size":…,"querystring":{…},"headers":{…},"id":…},"response":{"status":…,"size":…,
//!  "headers":{…}},"latencies":{"request":MILLISECONDS,"kong":…,"proxy":…},"client_ip":…,"started_at":MILLISECONDS,
//!  "upstream_uri":…,"route":{…},"service":{…},"tries":[…],"consumer":{…}, …}
//! ```
//!
//! Source: <https://developer.konghq.com/plugins/file-log/>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Log, Severity, Value};

/// Kong's logs of requests.
pub const SHAPE: Shape = Shape {
    name: "kong",
    description: "Kong's log of requests as JSON.",
    example: r#"{"request":{"method":"GET","uri":"/cart?id=7","url":"https://shop.example:8443/cart","size":75,"querystring":{"id":"7"},"headers":{"host":"shop.example","user-agent":"curl/8.5"}},"response":{"status":200,"size":512,"headers":{}},"latencies":{"request":25,"kong":5,"proxy":20},"client_ip":"203.0.113.9","started_at":1772611200250,"upstream_uri":"/cart"}"#,
    keys: &[&["latencies", "request", "response"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut request = document.take_document("request")?;
    let mut response = document.take_document("response")?;
    let mut latencies = document.take_document("latencies")?;
    log.time = document.take("started_at").and_then(|time| time.time(&context.clock));
    log.severity = Severity::INFO;
    let attributes = &mut log.attributes;
    request.put(attributes, &[("method", "http.request.method", Kind::Text)]);
    request.put_target("uri", attributes);
    request.put_target("url", attributes);
    request.put(attributes, &[("size", "http.request.size", Kind::Integer)]);
    if let Some(headers) = request.get("headers").and_then(|headers| headers.document(context)) {
        for (header, name) in [
            ("user-agent", "user_agent.original"),
            ("referer", "http.request.header.referer"),
            ("host", "server.address"),
        ] {
            if let Some(value) = headers.get(header).and_then(Json::text) {
                attributes.push(name, Value::Text(value));
            }
        }
    }
    response.put(
        attributes,
        &[
            ("status", "http.response.status_code", Kind::Integer),
            ("size", "http.response.size", Kind::Integer),
        ],
    );
    latencies.put(attributes, &[("request", "duration_ms", Kind::Number)]);
    document.put(attributes, &[("client_ip", "client.address", Kind::Text)]);
    request.keep_rest("kong.request", attributes);
    response.keep_rest("kong.response", attributes);
    latencies.keep_rest("kong.latencies", attributes);
    document.keep_rest("kong", attributes);
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
            r#"{"time":"2026-03-04T08:00:00.25Z","severity_number":9,"attributes":{"http.request.method":"GET","url.path":"/cart","url.query":"id=7","url.full":"https://shop.example:8443/cart","http.request.size":75,"user_agent.original":"curl/8.5","server.address":"shop.example","http.response.status_code":200,"http.response.size":512,"duration_ms":25,"client.address":"203.0.113.9","kong.request.querystring":{"id":"7"},"kong.request.headers":{"host":"shop.example","user-agent":"curl/8.5"},"kong.response.headers":{},"kong.latencies.kong":5,"kong.latencies.proxy":20,"kong.upstream_uri":"/cart"},"source_format":"kong"}"#,
        );
    }
}
