//! Connection logs of Application Load Balancers.
//!
//! ```text
//! TIME CLIENT PORT LISTENER-PORT TLS CIPHER SECONDS "SUBJECT" VALIDITY SERIAL VERIFY-STATUS CONNECTION [KEY-EXCHANGE]
//! ```
//!
//! `-` stands for what is absent.
//!
//! Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html>

use super::elb::{field, set_tls_version};
use crate::duration::{milliseconds, nanoseconds_of_seconds};
use crate::optional::set_text;
use crate::word::{integer, word};
use crate::{context::Context, format::Format, split::Split, time};
use nozzle::log::{Log, Severity, Value};

/// Connection logs of Application Load Balancers.
pub const FORMAT: Format = Format {
    name: "alb_connection",
    description: "Connection log of an Application Load Balancer: TLS handshakes and client certificates.",
    example: r#"2026-03-04T08:00:06.100200Z 203.0.113.9 36280 443 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 4.036 "CN=shop.example,O=shop" NotBefore=2025-09-21T22:43:21Z;NotAfter=2027-06-17T22:43:21Z FEF257372D5C14D4 Success TID_00aa"#,
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

const END: [&str; 6] = [
    "tls.client.subject",
    "aws.elb.client_cert.validity",
    "aws.elb.client_cert.serial_number",
    "aws.elb.tls_verify_status",
    "aws.elb.connection_trace_id",
    "tls.curve",
];

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let time = time::iso(text, &context.clock)?;
    let rest = text[time.length..].strip_prefix(b" ")?;
    let (client, rest) = word(rest);
    let (port, rest) = word(rest);
    let (listener_port, rest) = word(rest);
    let (version, rest) = word(rest);
    let (cipher, rest) = word(rest);
    let (latency, mut rest) = word(rest);
    let is_number = |port| integer(port).filter(|port| *port <= 65_535);
    let (port, listener_port) = (is_number(port)?, is_number(listener_port)?);
    if !client.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':'))
        || !(version == b"-" || version.starts_with(b"TLSv"))
        || rest.is_empty()
    {
        return None;
    }
    let attributes = &mut log.attributes;
    if latency != b"-" {
        attributes.push("duration_ms", milliseconds(nanoseconds_of_seconds(latency)?, context));
    }
    attributes.push("client.address", client);
    attributes.push("client.port", Value::Integer(port));
    attributes.push("server.port", Value::Integer(listener_port));
    set_tls_version(version, attributes);
    if cipher != b"-" {
        attributes.push("tls.cipher", cipher);
    }
    for name in END {
        if rest.is_empty() {
            break;
        }
        let (value, behind) = field(rest)?;
        rest = behind;
        set_text(name, value, attributes);
    }
    let extra = rest.trim_ascii();
    if !extra.is_empty() {
        attributes.push("aws.elb.extra", extra);
    }
    time.set(text, log);
    log.severity = Severity::INFO;
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
            r#"{"time":"2026-03-04T08:00:06.1002Z","severity_number":9,"attributes":{"duration_ms":4036,"client.address":"203.0.113.9","client.port":36280,"server.port":443,"tls.protocol.version":"1.2","tls.cipher":"ECDHE-RSA-AES128-GCM-SHA256","tls.client.subject":"CN=shop.example,O=shop","aws.elb.client_cert.validity":"NotBefore=2025-09-21T22:43:21Z;NotAfter=2027-06-17T22:43:21Z","aws.elb.client_cert.serial_number":"FEF257372D5C14D4","aws.elb.tls_verify_status":"Success","aws.elb.connection_trace_id":"TID_00aa"},"source_format":"alb_connection"}"#,
        );
    }

    #[test]
    fn a_handshake_may_fail() {
        check(
            "auto",
            r#"2026-03-04T08:00:06Z 2001:db8::9 36280 443 - - - "-" - - Failed:ClientCertUntrusted TID_00aa X25519 new"#,
            r#"{"time":"2026-03-04T08:00:06Z","severity_number":9,"attributes":{"client.address":"2001:db8::9","client.port":36280,"server.port":443,"aws.elb.tls_verify_status":"Failed:ClientCertUntrusted","aws.elb.connection_trace_id":"TID_00aa","tls.curve":"X25519","aws.elb.extra":"new"},"source_format":"alb_connection"}"#,
        );
    }
}
