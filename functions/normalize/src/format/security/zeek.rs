//! Zeek's logs as JSON: `conn.log`, `http.log`, `dns.log` and all others that tell of a connection.
//!
//! ```text
//! {"ts":SECONDS|TIME,"uid":…,"id.orig_h":…,"id.orig_p":…,"id.resp_h":…,"id.resp_p":…,"proto":"tcp","service":…, …}
//! ```
//!
//! Source: <https://docs.zeek.org/en/master/logs/conn.html>

use crate::context::Context;
use crate::format::json::{Document, Kind, Shape, Unit};
use nozzle::log::{Log, Severity};

/// Zeek's logs as JSON.
pub const SHAPE: Shape = Shape {
    name: "zeek",
    description: "Zeek's log of a connection as JSON.",
    example: r#"{"ts":1772611200.25,"uid":"CAcJw21","id.orig_h":"203.0.113.9","id.orig_p":50212,"id.resp_h":"10.0.0.9","id.resp_p":80,"proto":"tcp","service":"http","duration":0.25,"orig_bytes":75,"resp_bytes":512,"conn_state":"SF"}"#,
    keys: &[&["id.orig_h", "ts"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.time = Some(document.take("ts")?.time(&context.clock)?);
    log.severity = Severity::INFO;
    let attributes = &mut log.attributes;
    document.put(
        attributes,
        &[
            ("id.orig_h", "source.address", Kind::Text),
            ("id.orig_p", "source.port", Kind::Integer),
            ("id.resp_h", "destination.address", Kind::Text),
            ("id.resp_p", "destination.port", Kind::Integer),
            ("proto", "network.transport", Kind::LowerCase),
            ("service", "network.protocol.name", Kind::LowerCase),
            ("method", "http.request.method", Kind::Text),
            ("host", "server.address", Kind::Text),
            ("user_agent", "user_agent.original", Kind::Text),
            ("referrer", "http.request.header.referer", Kind::Text),
            ("status_code", "http.response.status_code", Kind::Integer),
            ("response_body_len", "http.response.body.size", Kind::Integer),
            ("query", "dns.question.name", Kind::Text),
        ],
    );
    document.put_target("uri", attributes);
    document.put_duration("duration", Unit::Seconds, context, attributes);
    document.keep_rest("zeek", attributes);
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
            r#"{"time":"2026-03-04T08:00:00.25Z","severity_number":9,"attributes":{"source.address":"203.0.113.9","source.port":50212,"destination.address":"10.0.0.9","destination.port":80,"network.transport":"tcp","network.protocol.name":"http","duration_ms":250,"zeek.uid":"CAcJw21","zeek.orig_bytes":75,"zeek.resp_bytes":512,"zeek.conn_state":"SF"},"source_format":"zeek"}"#,
        );
    }
}
