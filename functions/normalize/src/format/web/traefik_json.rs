//! Traefik's access log as JSON.
//!
//! ```text
//! {"ClientAddr":"HOST:PORT","ClientHost":…,"ClientPort":"…","ClientUsername":…,"DownstreamContentSize":…,
//!  "DownstreamStatus":…,"Duration":NANOSECONDS,"OriginStatus":…,"RequestAddr":…,"RequestHost":…,"RequestMethod":…,
//!  "RequestPath":…,"RequestProtocol":…,"RequestPort":…,"RouterName":…,"ServiceName":…,"ServiceAddr":…,
//!  "StartUTC":TIME,"entryPointName":…,"level":"info","msg":"","time":TIME,"request_User-Agent":…, …}
//! ```
//!
//! Source: <https://doc.traefik.io/traefik/observability/access-logs/>

use crate::context::Context;
use crate::format::json::{Document, Kind, Shape, Unit};
use nozzle::log::Log;

/// Traefik's access log as JSON.
pub const SHAPE: Shape = Shape {
    name: "traefik_json",
    description: "Traefik's access log as JSON.",
    example: r#"{"ClientAddr":"203.0.113.9:50212","ClientHost":"203.0.113.9","ClientPort":"50212","ClientUsername":"-","DownstreamContentSize":512,"DownstreamStatus":200,"Duration":2515000,"OriginStatus":200,"RequestAddr":"shop.example","RequestHost":"shop.example","RequestMethod":"GET","RequestPath":"/cart?id=7","RequestPort":"-","RequestProtocol":"HTTP/2.0","RouterName":"shop@docker","ServiceName":"cart@docker","StartUTC":"2026-03-04T08:00:00.25Z","entryPointName":"web","level":"info","msg":"","request_User-Agent":"curl/8.5","time":"2026-03-04T08:00:00Z"}"#,
    keys: &[&["DownstreamStatus", "RequestMethod"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let started = document.take("StartUTC").and_then(|time| time.time(&context.clock));
    let attributes = &mut log.attributes;
    document.put(
        attributes,
        &[
            ("ClientHost", "client.address", Kind::Text),
            ("ClientPort", "client.port", Kind::Integer),
            ("ClientUsername", "user.name", Kind::Text),
            ("DownstreamContentSize", "http.response.body.size", Kind::Integer),
            ("DownstreamStatus", "http.response.status_code", Kind::Integer),
        ],
    );
    document.put_duration("Duration", Unit::Nanoseconds, context, attributes);
    document.put(
        attributes,
        &[
            ("RequestContentSize", "http.request.body.size", Kind::Integer),
            ("RequestHost", "server.address", Kind::Text),
            ("RequestMethod", "http.request.method", Kind::Text),
        ],
    );
    document.put_target("RequestPath", attributes);
    document.put(attributes, &[("RequestPort", "server.port", Kind::Integer)]);
    document.put_http_version("RequestProtocol", attributes);
    document.put(
        attributes,
        &[
            ("RouterName", "traefik.router", Kind::Text),
            ("ServiceName", "traefik.service", Kind::Text),
            ("request_Referer", "http.request.header.referer", Kind::Text),
            ("request_User-Agent", "user_agent.original", Kind::Text),
        ],
    );
    for key in ["ClientAddr", "RequestAddr", "StartLocal"] {
        document.take(key);
    }
    document.take_if("msg", |message| message.is_nothing().then_some(()));
    log.severity_text = document.take_text("level");
    log.time = started.or_else(|| document.get("time")?.time(&context.clock));
    document.take("time");
    log.severity =
        crate::level::severity(log.severity_text.as_ref()?.to_str().as_bytes()).unwrap_or_default();
    document.keep_rest("traefik", &mut log.attributes);
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
            r#"{"time":"2026-03-04T08:00:00.25Z","severity_number":9,"severity_text":"info","attributes":{"client.address":"203.0.113.9","client.port":50212,"http.response.body.size":512,"http.response.status_code":200,"duration_ms":2.515,"server.address":"shop.example","http.request.method":"GET","url.path":"/cart","url.query":"id=7","network.protocol.version":"2.0","traefik.router":"shop@docker","traefik.service":"cart@docker","user_agent.original":"curl/8.5","traefik.OriginStatus":200,"traefik.entryPointName":"web"},"source_format":"traefik_json"}"#,
        );
    }
}
