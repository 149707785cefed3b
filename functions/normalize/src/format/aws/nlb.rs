//! Access logs of Network Load Balancers: of their TLS listeners.
//!
//! ```text
//! tls VERSION TIME ELB LISTENER CLIENT:PORT DESTINATION:PORT CONNECTION-MS HANDSHAKE-MS RECEIVED SENT ALERT
//!   CERTIFICATE SERIAL CIPHER TLS GROUP DOMAIN ALPN-FRONT ALPN-BACK ALPN-CLIENT [CREATED]
//! ```
//!
//! Times are UTC and do not say so. `-` stands for what is absent.
//!
//! Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html>

use super::elb::{set_integer, set_peer};
use super::utc;
use crate::duration::number;
use crate::word::word;
use crate::{context::Context, format::Format, split::Split, time};
use nozzle::log::{Log, Severity};

/// Access logs of Network Load Balancers.
pub const FORMAT: Format = Format {
    name: "nlb",
    description: "Access log of a Network Load Balancer's TLS listener.",
    example: r#"tls 2.0 2026-03-04T08:00:06 net/shop/c6e77e28c25b2234 g3d4b5e8bb8464cd 203.0.113.9:51341 10.0.3.4:443 5 2 98 246 - arn:aws:acm:eu-west-1:210987654321:certificate/c - ECDHE-RSA-AES128-SHA tlsv12 - shop.example h2 h2 "h2","http/1.1" 2026-03-04T08:00:01"#,
    first_bytes: b"t",
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// What stands behind the sizes. Lists of names are in quotes, without spaces.
const END: [&str; 11] = [
    "aws.elb.incoming_tls_alert",
    "aws.elb.chosen_cert.arn",
    "aws.elb.chosen_cert.serial",
    "tls.cipher",
    "tls.protocol.version",
    "tls.curve",
    "aws.elb.domain_name",
    "aws.elb.alpn_front_end_protocol",
    "aws.elb.alpn_back_end_protocol",
    "aws.elb.alpn_client_preference_list",
    "aws.elb.connection_creation_time",
];

fn parse<'a>(text: &'a [u8], _: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (version, at_time) = word(text.strip_prefix(b"tls ")?);
    let time = time::iso(at_time, &utc())?;
    let rest = at_time[time.length..].strip_prefix(b" ")?;
    time.set(at_time, log);
    let attributes = &mut log.attributes;
    let (balancer, rest) = word(rest);
    let (listener, rest) = word(rest);
    let (client, rest) = word(rest);
    let (destination, rest) = word(rest);
    attributes.push("aws.elb.version", version);
    log.resource.push("cloud.resource_id", balancer);
    attributes.push("aws.elb.listener.id", listener);
    set_peer("client.address", "client.port", client, attributes)?;
    set_peer("destination.address", "destination.port", destination, attributes)?;
    let mut rest = rest;
    for name in ["duration_ms", "aws.elb.tls_handshake_time_ms"] {
        let (time, behind) = word(rest);
        rest = behind;
        if !matches!(time, b"-" | b"-1") {
            attributes.push(name, number(time)?);
        }
    }
    let (received, rest) = word(rest);
    let (sent, mut rest) = word(rest);
    set_integer("aws.elb.received_bytes", received, attributes)?;
    set_integer("aws.elb.sent_bytes", sent, attributes)?;
    for name in END {
        let (value, behind) = word(rest);
        rest = behind;
        if !matches!(value, b"-" | b"") {
            attributes.push(name, value);
        }
    }
    let extra = rest.trim_ascii();
    if !extra.is_empty() {
        attributes.push("aws.elb.extra", extra);
    }
    log.severity = Severity::INFO;
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel_configured};

    const EXPECTED: &str = r#"{"time":"2026-03-04T08:00:06Z","severity_number":9,"resource":{"cloud.resource_id":"net/shop/c6e77e28c25b2234"},"attributes":{"aws.elb.version":"2.0","aws.elb.listener.id":"g3d4b5e8bb8464cd","client.address":"203.0.113.9","client.port":51341,"destination.address":"10.0.3.4","destination.port":443,"duration_ms":5,"aws.elb.tls_handshake_time_ms":2,"aws.elb.received_bytes":98,"aws.elb.sent_bytes":246,"aws.elb.chosen_cert.arn":"arn:aws:acm:eu-west-1:210987654321:certificate/c","tls.cipher":"ECDHE-RSA-AES128-SHA","tls.protocol.version":"tlsv12","aws.elb.domain_name":"shop.example","aws.elb.alpn_front_end_protocol":"h2","aws.elb.alpn_back_end_protocol":"h2","aws.elb.alpn_client_preference_list":"\"h2\",\"http/1.1\"","aws.elb.connection_creation_time":"2026-03-04T08:00:01"},"source_format":"nlb"}"#;

    #[test]
    fn every_field_has_its_place() {
        check("auto", super::FORMAT.example, EXPECTED);
    }

    #[test]
    fn times_are_utc_whatever_is_configured() {
        let logs = otel_configured(r#"{"version":1,"time_zone":"+01:00"}"#, super::FORMAT.example.as_bytes());
        assert_eq!(logs, [EXPECTED]);
    }

    #[test]
    fn a_handshake_may_fail() {
        check(
            "auto",
            "tls 2.0 2026-03-04T08:00:06 net/shop/c6 g3 2001:db8::9:51341 10.0.3.4:443 5 - 98 0 40 - - - - - - - -",
            r#"{"time":"2026-03-04T08:00:06Z","severity_number":9,"resource":{"cloud.resource_id":"net/shop/c6"},"attributes":{"aws.elb.version":"2.0","aws.elb.listener.id":"g3","client.address":"2001:db8::9","client.port":51341,"destination.address":"10.0.3.4","destination.port":443,"duration_ms":5,"aws.elb.received_bytes":98,"aws.elb.sent_bytes":0,"aws.elb.incoming_tls_alert":"40"},"source_format":"nlb"}"#,
        );
    }
}
