//! Access logs of Classic Load Balancers.
//!
//! ```text
//! TIME ELB CLIENT:PORT BACKEND:PORT SECONDS SECONDS SECONDS STATUS BACKEND-STATUS RECEIVED SENT "REQUEST"
//!   [ "USER-AGENT" CIPHER TLS]
//! REQUEST = METHOD URL HTTP/VERSION | - - -
//! ```
//!
//! `-` stands for what is absent: of TCP listeners status, request and user agent are. -1 is a time that there is
//! not. Older load balancers end at the request.
//!
//! Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html>

use super::elb::{processing_times, read_request, set_integer, set_peer, set_tls_version};
use crate::optional::{set_text, set_word};
use crate::quoted::quoted;
use crate::word::word;
use crate::{context::Context, format::Format, split::Split, time};
use nozzle::log::{Log, Severity};

/// Access logs of Classic Load Balancers.
pub const FORMAT: Format = Format {
    name: "clb",
    description: "Access log of a Classic Load Balancer.",
    example: r#"2026-03-04T08:00:06.100200Z shop 203.0.113.9:50110 10.0.3.4:80 0.000081 0.002310 0.000044 200 200 0 29 "GET http://shop.example:80/a?q=1 HTTP/1.1" "curl/8.5.0" - -"#,
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let time = time::iso(text, &context.clock)?;
    let rest = text[time.length..].strip_prefix(b" ")?;
    let (balancer, rest) = word(rest);
    let (client, rest) = word(rest);
    let (backend, rest) = word(rest);
    let attributes = &mut log.attributes;
    set_peer("client.address", "client.port", client, attributes)?;
    set_peer("destination.address", "destination.port", backend, attributes)?;
    let rest = processing_times(
        rest,
        [
            "aws.elb.request_processing_time",
            "aws.elb.backend_processing_time",
            "aws.elb.response_processing_time",
        ],
        context,
        attributes,
    )?;
    time.set(text, log);
    let attributes = &mut log.attributes;
    log.resource.push("cloud.resource_id", balancer);
    let (status, rest) = word(rest);
    let (backend_status, rest) = word(rest);
    let (received, rest) = word(rest);
    let (sent, rest) = word(rest);
    set_integer("http.response.status_code", status, attributes)?;
    set_integer("aws.elb.backend_status_code", backend_status, attributes)?;
    set_integer("http.request.size", received, attributes)?;
    set_integer("http.response.size", sent, attributes)?;
    let (request, rest) = quoted(rest)?;
    read_request(request, log);
    read_end(rest, log);
    log.severity = Severity::INFO;
    Some(())
}

fn read_end<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let attributes = &mut log.attributes;
    let (user_agent, rest) = quoted(text)?;
    set_text("user_agent.original", user_agent, attributes);
    let (cipher, rest) = word(rest);
    set_word("tls.cipher", cipher, attributes);
    let (version, rest) = word(rest);
    set_tls_version(version, attributes);
    let extra = rest.trim_ascii();
    if !extra.is_empty() {
        attributes.push("aws.elb.extra", extra);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_field_has_its_place() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:06.1002Z","severity_number":9,"body":"GET http://shop.example:80/a?q=1 HTTP/1.1","resource":{"cloud.resource_id":"shop"},"attributes":{"client.address":"203.0.113.9","client.port":50110,"destination.address":"10.0.3.4","destination.port":80,"aws.elb.request_processing_time":0.000081,"aws.elb.backend_processing_time":0.002310,"aws.elb.response_processing_time":0.000044,"duration_ms":2.435,"http.response.status_code":200,"aws.elb.backend_status_code":200,"http.request.size":0,"http.response.size":29,"http.request.method":"GET","url.full":"http://shop.example:80/a?q=1","url.scheme":"http","url.domain":"shop.example","url.port":80,"url.path":"/a","url.query":"q=1","network.protocol.version":"1.1","user_agent.original":"curl/8.5.0"},"source_format":"clb"}"#,
        );
    }

    #[test]
    fn tcp_listeners_know_no_requests() {
        check(
            "auto",
            r#"2026-03-04T08:00:06.100200Z shop 2001:db8::9:50110 10.0.3.4:22 0.001069 0.000028 0.000041 - - 82 305 "- - - " "-" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2"#,
            r#"{"time":"2026-03-04T08:00:06.1002Z","severity_number":9,"resource":{"cloud.resource_id":"shop"},"attributes":{"client.address":"2001:db8::9","client.port":50110,"destination.address":"10.0.3.4","destination.port":22,"aws.elb.request_processing_time":0.001069,"aws.elb.backend_processing_time":0.000028,"aws.elb.response_processing_time":0.000041,"duration_ms":1.138,"http.request.size":82,"http.response.size":305,"tls.cipher":"ECDHE-RSA-AES128-GCM-SHA256","tls.protocol.version":"1.2"},"source_format":"clb"}"#,
        );
    }

    #[test]
    fn older_ones_end_sooner_and_backends_may_not_answer() {
        check(
            "auto",
            r#"2026-03-04T08:00:06.100200Z shop 203.0.113.9:50110 - -1 -1 -1 408 - 1294 0 "PUT https://a.example:443/b HTTP/1.1""#,
            r#"{"time":"2026-03-04T08:00:06.1002Z","severity_number":9,"body":"PUT https://a.example:443/b HTTP/1.1","resource":{"cloud.resource_id":"shop"},"attributes":{"client.address":"203.0.113.9","client.port":50110,"http.response.status_code":408,"http.request.size":1294,"http.response.size":0,"http.request.method":"PUT","url.full":"https://a.example:443/b","url.scheme":"https","url.domain":"a.example","url.port":443,"url.path":"/b","network.protocol.version":"1.1"},"source_format":"clb"}"#,
        );
    }

    #[test]
    fn what_looks_alike_is_left_alone() {
        for line in [
            "2026-03-04T08:00:06.100200Z shop 203.0.113.9:50110 is up",
            "2026-03-04T08:00:06.100200Z ERROR main:12 db:5 0 0 0 0",
            "2026-03-04 08:00:06 INFO a - b",
        ] {
            let log = crate::tests::otel("auto", line.as_bytes()).concat();
            assert!(!log.contains(r#""source_format":"clb""#), "{log}");
        }
    }
}
