//! Envoy's access log in its default text format, and Istio's.
//!
//! ```text
//! [TIME] "METHOD PATH PROTOCOL" STATUS FLAGS[ DETAILS[ TERMINATION]][ "FAILURE"…] RECEIVED SENT DURATION UPSTREAM-TIME
//!     "FORWARDED-FOR" "USER-AGENT" "REQUEST-ID" "AUTHORITY" "UPSTREAM"[ "…"]
//!     [ CLUSTER UPSTREAM-LOCAL DOWNSTREAM-LOCAL DOWNSTREAM-REMOTE SERVER-NAME[ ROUTE]]
//! ```
//!
//! Durations are in milliseconds. A TCP connection has `- - -` for its request.
//!
//! Source: <https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage>

use super::address::{CLIENT, DESTINATION, SERVER, host_and_port, is_address, set_host};
use super::request;
use crate::context::Context;
use crate::format::Format;
use crate::optional::{set_text, set_word};
use crate::quoted::{Quoted, quoted};
use crate::split::Split;
use crate::time;
use crate::word::{integer, word};
use nozzle::log::{Attributes, Log, Severity, Value};

/// Envoy.
pub const FORMAT: Format = Format {
    name: "envoy",
    description: "Access log of Envoy or Istio in the default text format.",
    example: r#"[2026-03-04T08:00:08.123Z] "GET /cart?item=7 HTTP/2" 200 - via_upstream - "-" 0 512 21 20 "203.0.113.9" "curl/8.5.0" "5f3c" "shop.example" "10.1.0.4:8080" outbound|80||cart.shop.svc.cluster.local 10.1.0.3:41022 10.2.0.9:80 203.0.113.9:0 shop.example default"#,
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let inside = text.strip_prefix(b"[")?;
    let time = time::iso(inside, &context.clock)?;
    let rest = inside[time.length..].strip_prefix(b"] ")?;
    let (line, rest) = quoted(rest)?;
    let (status, rest) = word(rest);
    let status = integer(status)?;
    let (flags, rest) = word(rest);
    let attributes = &mut log.attributes;
    if line.inside != b"- - -" {
        log.body = Some(line.text().into());
        request::read(line, attributes);
        attributes.push("http.response.status_code", Value::Integer(status));
    } else if status != 0 {
        attributes.push("http.response.status_code", Value::Integer(status));
    }
    set_word("envoy.response_flags", flags, attributes);
    let rest = read_reasons(rest, attributes)?;
    let (received, rest) = word(rest);
    let (sent, rest) = word(rest);
    let (duration, rest) = word(rest);
    let (upstream_time, rest) = word(rest);
    attributes.push("http.request.body.size", Value::Integer(integer(received)?));
    attributes.push("http.response.body.size", Value::Integer(integer(sent)?));
    for (name, number) in [("duration_ms", duration), ("envoy.upstream_service_time_ms", upstream_time)] {
        if number != b"-" {
            attributes.push(name, Value::Integer(integer(number)?));
        }
    }
    let (forwarded_for, rest) = quoted(rest)?;
    let (user_agent, rest) = quoted(rest)?;
    let (request_id, rest) = quoted(rest)?;
    let (authority, rest) = quoted(rest)?;
    let (upstream, rest) = quoted(rest)?;
    let client = forwarded_for.inside.split(|byte| *byte == b',').next().unwrap_or_default();
    let has_client = is_address(client);
    if has_client {
        attributes.push("client.address", client);
    }
    set_text("http.request.header.x-forwarded-for", forwarded_for, attributes);
    set_text("user_agent.original", user_agent, attributes);
    set_text("http.request.header.x-request-id", request_id, attributes);
    set_host(SERVER, host_and_port(authority.inside), attributes);
    set_host(DESTINATION, host_and_port(upstream.inside), attributes);
    read_connections(rest, has_client, attributes);
    time.set(inside, log);
    log.severity = Severity::INFO;
    Some(())
}

/// Reads what stands between the flags and the numbers: up to two words, and texts in quotes.
fn read_reasons<'a>(text: &'a [u8], attributes: &mut Attributes<'a>) -> Option<&'a [u8]> {
    let mut rest = text;
    let mut words = ["envoy.response_code_details", "envoy.connection_termination_details"].into_iter();
    let mut reasons = ["envoy.upstream_transport_failure_reason", "envoy.mixer_status"].into_iter();
    while !rest.first()?.is_ascii_digit() {
        let (reason, behind) = if rest[0] == b'"' {
            quoted(rest)?
        } else {
            let (inside, behind) = word(rest);
            (Quoted { inside, escaped: false }, behind)
        };
        let name = if rest[0] == b'"' { reasons.next()? } else { words.next()? };
        set_text(name, reason, attributes);
        rest = behind;
    }
    Some(rest)
}

/// Reads what Istio adds.
fn read_connections<'a>(text: &'a [u8], has_client: bool, attributes: &mut Attributes<'a>) {
    let mut rest = text;
    if rest.first() == Some(&b'"')
        && let Some((address, behind)) = quoted(rest)
    {
        set_text("envoy.downstream_address", address, attributes);
        rest = behind;
    }
    let (cluster, behind) = word(rest);
    let (upstream_local, behind) = word(behind);
    let (local, behind) = word(behind);
    let (remote, behind) = word(behind);
    let (server_name, behind) = word(behind);
    let (route, behind) = word(behind);
    if server_name.is_empty() || rest.first() == Some(&b'"') || !behind.is_empty() {
        if !rest.is_empty() {
            attributes.push("envoy.extra", rest);
        }
        return;
    }
    set_word("envoy.upstream_cluster", cluster, attributes);
    set_word("envoy.upstream_local_address", upstream_local, attributes);
    set_host(("network.local.address", "network.local.port"), host_and_port(local), attributes);
    let peer = if has_client { ("network.peer.address", "network.peer.port") } else { CLIENT };
    set_host(peer, host_and_port(remote), attributes);
    set_word("tls.client.server_name", server_name, attributes);
    set_word("envoy.route_name", route, attributes);
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn istio_tells_of_all_connections() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":9,"body":"GET /cart?item=7 HTTP/2","attributes":{"http.request.method":"GET","url.path":"/cart","url.query":"item=7","network.protocol.version":"2","http.response.status_code":200,"envoy.response_code_details":"via_upstream","http.request.body.size":0,"http.response.body.size":512,"duration_ms":21,"envoy.upstream_service_time_ms":20,"client.address":"203.0.113.9","http.request.header.x-forwarded-for":"203.0.113.9","user_agent.original":"curl/8.5.0","http.request.header.x-request-id":"5f3c","server.address":"shop.example","destination.address":"10.1.0.4","destination.port":8080,"envoy.upstream_cluster":"outbound|80||cart.shop.svc.cluster.local","envoy.upstream_local_address":"10.1.0.3:41022","network.local.address":"10.2.0.9","network.local.port":80,"network.peer.address":"203.0.113.9","network.peer.port":0,"tls.client.server_name":"shop.example","envoy.route_name":"default"},"source_format":"envoy"}"#,
        );
        check(
            "auto",
            r#"[2026-03-04T08:00:08.123Z] "- - -" 0 UF,URX - - "delayed connect error: 111" 0 0 7 - "-" "-" "-" "-" "-" BlackHoleCluster - 10.2.0.9:3306 10.1.0.3:41022 - -"#,
            r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":9,"attributes":{"envoy.response_flags":"UF,URX","envoy.upstream_transport_failure_reason":"delayed connect error: 111","http.request.body.size":0,"http.response.body.size":0,"duration_ms":7,"envoy.upstream_cluster":"BlackHoleCluster","network.local.address":"10.2.0.9","network.local.port":3306,"client.address":"10.1.0.3","client.port":41022},"source_format":"envoy"}"#,
        );
    }

    #[test]
    fn envoy_alone_ends_with_the_upstream() {
        check(
            "auto",
            r#"[2026-03-04T08:00:08.123Z] "POST /a HTTP/1.1" 503 UC 12 91 3 - "-" "grpc" "5f3c" "[2001:db8::9]:443" "[::1]:8080""#,
            r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":9,"body":"POST /a HTTP/1.1","attributes":{"http.request.method":"POST","url.path":"/a","network.protocol.version":"1.1","http.response.status_code":503,"envoy.response_flags":"UC","http.request.body.size":12,"http.response.body.size":91,"duration_ms":3,"user_agent.original":"grpc","http.request.header.x-request-id":"5f3c","server.address":"2001:db8::9","server.port":443,"destination.address":"::1","destination.port":8080},"source_format":"envoy"}"#,
        );
        let more = otel(
            "auto",
            br#"[2026-03-04T08:00:08.123Z] "GET / HTTP/2" 200 - "-" "-" 0 1 2 - "-" "-" "-" "a" "-" "-" 1 2"#,
        )
        .concat();
        assert!(more.contains(r#""envoy.extra":"1 2"}"#), "{more}");
    }

    #[test]
    fn what_looks_alike_is_left() {
        for line in [
            r#"[2026-03-04T08:00:08.123Z] "GET / HTTP/2" 200 -"#,
            r#"[2026-03-04T08:00:08.123Z] "GET / HTTP/2" ok - 1 2 3 4"#,
            r#"[2026-03-04T08:00:08.123Z] a message"#,
            r#"[2026-03-04T08:00:08.123Z] "never ends"#,
        ] {
            let log = otel("auto", line.as_bytes()).concat();
            assert!(!log.contains("\"envoy\""), "{log}");
        }
    }
}
