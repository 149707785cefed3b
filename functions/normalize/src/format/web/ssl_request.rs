//! The `ssl_request_log` of Apache, as distributions configure it.
//!
//! ```text
//! [TIME] CLIENT PROTOCOL CIPHER "REQUEST" BYTES
//! ```

use super::address::{CLIENT, set_host};
use super::request;
use crate::context::Context;
use crate::format::Format;
use crate::quoted::quoted;
use crate::split::Split;
use crate::time;
use crate::word::{integer, word};
use nozzle::log::{Log, Severity, Value};

/// Apache's log of requests over TLS.
pub const FORMAT: Format = Format {
    name: "apache_ssl_request",
    description: "Log of requests over TLS, ssl_request_log, of Apache.",
    example: r#"[04/Mar/2026:08:00:08 +0000] 203.0.113.9 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET /cart HTTP/1.1" 512"#,
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let inside = text.strip_prefix(b"[")?;
    let time = time::clf(inside, &context.clock)?;
    let rest = inside[time.length..].strip_prefix(b"] ")?;
    let (client, rest) = word(rest);
    let (protocol, rest) = word(rest);
    if protocol != b"-" && !protocol.starts_with(b"TLSv") && !protocol.starts_with(b"SSLv") {
        return None;
    }
    let (cipher, rest) = word(rest);
    let (line, size) = quoted(rest)?;
    time.set(inside, log);
    log.severity = Severity::INFO;
    let attributes = &mut log.attributes;
    set_host(CLIENT, (client, None), attributes);
    for (name, value) in [("tls.protocol.version", protocol), ("tls.cipher", cipher)] {
        if value != b"-" {
            attributes.push(name, value.strip_prefix(b"TLSv").unwrap_or(value));
        }
    }
    if !line.is_absent() {
        log.body = Some(line.text().into());
        request::read(line, attributes);
    }
    if size != b"-" {
        attributes.push("http.response.body.size", Value::Integer(integer(size)?));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn requests_over_tls() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /cart HTTP/1.1","attributes":{"client.address":"203.0.113.9","tls.protocol.version":"1.3","tls.cipher":"TLS_AES_256_GCM_SHA384","http.request.method":"GET","url.path":"/cart","network.protocol.version":"1.1","http.response.body.size":512},"source_format":"apache_ssl_request"}"#,
        );
        check(
            "auto",
            r#"[04/Mar/2026:08:00:08 +0000] 203.0.113.9 - - "-" -"#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"attributes":{"client.address":"203.0.113.9"},"source_format":"apache_ssl_request"}"#,
        );
    }
}
