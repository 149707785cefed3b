//! Requests in the log of uvicorn.
//!
//! ```text
//! LEVEL ":" spaces client ":" port " - \"" METHOD " " target " HTTP/" version "\" " status " " reason
//!
//! INFO:     203.0.113.9:52476 - "GET /carts HTTP/1.1" 200 OK
//! ```
//!
//! Its other lines are for the generic reader.

use super::part::set_level;
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, skip_spaces, word};
use memchr::memchr;
use nozzle::log::{Log, Value};

/// Requests of uvicorn.
pub const FORMAT: Format = Format {
    name: "uvicorn",
    description: "Requests in the log of uvicorn, which runs FastAPI and Starlette.",
    example: "INFO:     203.0.113.9:52476 - \"GET /carts HTTP/1.1\" 200 OK",
    first_bytes: b"I",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], _: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (client, rest) = word(skip_spaces(text.strip_prefix(b"INFO:  ")?));
    let request = rest.strip_prefix(b"- \"")?;
    let colon = client.iter().rposition(|byte| *byte == b':')?;
    let port = integer(&client[colon + 1..])?;
    let end = memchr(b'"', request)?;
    let (status, reason) = word(request[end + 1..].strip_prefix(b" ")?);
    let status = integer(status).filter(|status| (100..600).contains(status))?;
    let (method, rest) = word(&request[..end]);
    let (target, protocol) = word(rest);
    set_level(&text[..4], log)?;
    log.attributes.push("client.address", &client[..colon]);
    log.attributes.push("client.port", Value::Integer(port));
    log.attributes.push("http.request.method", method);
    let question = memchr(b'?', target).unwrap_or(target.len());
    log.attributes.push("url.path", &target[..question]);
    if let Some(query) = target.get(question + 1..) {
        log.attributes.push("url.query", query);
    }
    if let Some(version) = protocol.strip_prefix(b"HTTP/") {
        log.attributes.push("network.protocol.version", version);
    }
    log.attributes.push("http.response.status_code", Value::Integer(status));
    if !reason.is_empty() {
        log.attributes.push("uvicorn.reason", reason.trim_ascii_end());
    }
    log.body = Some((&request[..end]).into());
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn requests() {
        check(
            "auto",
            "INFO:     203.0.113.9:52476 - \"GET /carts?a=1 HTTP/1.1\" 404 Not Found",
            r#"{"severity_number":9,"severity_text":"INFO","body":"GET /carts?a=1 HTTP/1.1","attributes":{"client.address":"203.0.113.9","client.port":52476,"http.request.method":"GET","url.path":"/carts","url.query":"a=1","network.protocol.version":"1.1","http.response.status_code":404,"uvicorn.reason":"Not Found"},"source_format":"uvicorn"}"#,
        );
        check(
            "uvicorn",
            "INFO:     Started server process [63]",
            r#"{"severity_number":0,"body":"INFO:     Started server process [63]","source_format":"text"}"#,
        );
    }
}
