//! Requests as uvicorn logs them; FastAPI and Starlette are mostly served by it.
//!
//! ```text
//! INFO:     CLIENT:PORT - "REQUEST" STATUS[ REASON]
//! ```

use super::address::{CLIENT, host_and_last_port, set_host};
use super::request;
use crate::context::Context;
use crate::format::Format;
use crate::quoted::quoted;
use crate::split::Split;
use crate::word::{integer, word};
use nozzle::log::{Log, Severity, Value};

/// uvicorn's requests.
pub const FORMAT: Format = Format {
    name: "uvicorn_access",
    description: "Requests as uvicorn logs them.",
    example: r#"INFO:     203.0.113.9:50222 - "GET /cart?item=7 HTTP/1.1" 200 OK"#,
    first_bytes: b"I",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], _: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (client, rest) = word(text.strip_prefix(b"INFO: ")?.trim_ascii_start());
    let (host, port) = host_and_last_port(client);
    let (line, rest) = quoted(rest.strip_prefix(b"- ")?)?;
    let (status, reason) = word(rest);
    let status = integer(status)?;
    let attributes = &mut log.attributes;
    set_host(CLIENT, (host, port), attributes);
    request::read(line, attributes);
    attributes.push("http.response.status_code", Value::Integer(status));
    if !reason.is_empty() {
        attributes.push("uvicorn.reason", reason);
    }
    log.body = Some(line.text().into());
    (log.severity, log.severity_text) = (Severity::INFO, Some("INFO".into()));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn requests_have_no_time() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"severity_number":9,"severity_text":"INFO","body":"GET /cart?item=7 HTTP/1.1","attributes":{"client.address":"203.0.113.9","client.port":50222,"http.request.method":"GET","url.path":"/cart","url.query":"item=7","network.protocol.version":"1.1","http.response.status_code":200,"uvicorn.reason":"OK"},"source_format":"uvicorn_access"}"#,
        );
        let other = otel("auto", b"INFO:     Application startup complete.").concat();
        assert!(!other.contains("uvicorn"), "{other}");
    }
}
