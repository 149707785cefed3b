//! Suricata's EVE log.
//!
//! ```text
//! {"timestamp":TIME,"flow_id":…,"in_iface":…,"event_type":TYPE,"src_ip":…,"src_port":…,"dest_ip":…,"dest_port":…,
//!  "proto":…,"app_proto":…,"alert":{"action":…,"signature_id":…,"signature":…,"severity":…},TYPE:{…}}
//! ```
//!
//! The severities of alerts are 1, an error, 2, a warning, and others; other events are information. What an event
//! says beyond that is kept whole under its type.
//!
//! Source: <https://docs.suricata.io/en/latest/output/eve/eve-json-format.html>

use crate::context::Context;
use crate::format::json::{Document, Kind, Shape};
use nozzle::log::{Log, Severity};

/// Suricata's EVE log.
pub const SHAPE: Shape = Shape {
    name: "suricata",
    description: "Suricata's EVE log: alerts, flows and what protocols said.",
    example: r#"{"timestamp":"2026-03-04T08:00:18.123456+0000","flow_id":1582438383425873,"in_iface":"eth0","event_type":"dns","src_ip":"10.0.0.9","src_port":41022,"dest_ip":"10.0.0.2","dest_port":53,"proto":"UDP","dns":{"type":"query","rrname":"shop.example","rrtype":"A"}}"#,
    keys: &[&["event_type", "src_ip", "timestamp"], &["event_type", "flow_id", "timestamp"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.time = Some(document.take("timestamp")?.time(&context.clock)?);
    log.event_name = document.take_text("event_type");
    log.severity = Severity::INFO;
    document.put(
        &mut log.attributes,
        &[
            ("src_ip", "source.address", Kind::Text),
            ("src_port", "source.port", Kind::Integer),
            ("dest_ip", "destination.address", Kind::Text),
            ("dest_port", "destination.port", Kind::Integer),
            ("proto", "network.transport", Kind::LowerCase),
            ("app_proto", "network.protocol.name", Kind::Text),
            ("in_iface", "network.interface.name", Kind::Text),
        ],
    );
    if let Some(mut alert) = document.take_document("alert") {
        log.severity = match alert.get("severity").and_then(|severity| severity.integer()) {
            Some(1) => Severity::ERROR,
            Some(2) => Severity::WARN,
            _ => Severity::INFO2,
        };
        log.body = alert.take_text("signature").map(Into::into);
        alert.put(
            &mut log.attributes,
            &[
                ("action", "event.action", Kind::Text),
                ("signature_id", "suricata.alert.signature_id", Kind::Integer),
                ("severity", "suricata.alert.severity", Kind::Integer),
            ],
        );
        alert.keep_rest("suricata.alert", &mut log.attributes);
    }
    if let Some(mut http) = document.take_document("http") {
        http.put(
            &mut log.attributes,
            &[
                ("hostname", "server.address", Kind::Text),
                ("http_method", "http.request.method", Kind::Text),
                ("http_user_agent", "user_agent.original", Kind::Text),
                ("http_refer", "http.request.header.referer", Kind::Text),
                ("status", "http.response.status_code", Kind::Integer),
                ("length", "http.response.body.size", Kind::Integer),
            ],
        );
        http.put_target("url", &mut log.attributes);
        http.put_http_version("protocol", &mut log.attributes);
        http.keep_rest("suricata.http", &mut log.attributes);
    }
    document.keep_rest("suricata", &mut log.attributes);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn events_of_protocols() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:18.123456Z","severity_number":9,"event_name":"dns","attributes":{"source.address":"10.0.0.9","source.port":41022,"destination.address":"10.0.0.2","destination.port":53,"network.transport":"udp","network.interface.name":"eth0","suricata.flow_id":1582438383425873,"suricata.dns":{"type":"query","rrname":"shop.example","rrtype":"A"}},"source_format":"suricata"}"#,
        );
        check(
            "auto",
            r#"{"timestamp":"2026-03-04T08:00:18Z","event_type":"http","src_ip":"10.0.0.9","http":{"hostname":"shop.example","url":"/a?b=1","http_method":"GET","protocol":"HTTP/1.1","status":200,"length":12}}"#,
            r#"{"time":"2026-03-04T08:00:18Z","severity_number":9,"event_name":"http","attributes":{"source.address":"10.0.0.9","server.address":"shop.example","http.request.method":"GET","http.response.status_code":200,"http.response.body.size":12,"url.path":"/a","url.query":"b=1","network.protocol.version":"1.1"},"source_format":"suricata"}"#,
        );
    }
}
