//! Kyoto Tycoon.
//!
//! ```text
//! time ": [" LEVEL "]: " ["(" client ":" port "): " [METHOD " " target " " protocol ": " status]] message
//!
//! 2026-03-04T08:00:15.803553Z: [INFO]: (10.0.0.1:57458): GET /rpc/report HTTP/1.1: 200
//! ```

use super::part::{brackets, group, set_level, set_message, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use memchr::memchr;
use nozzle::log::{Log, Severity, Value};

/// Logs of Kyoto Tycoon.
pub const FORMAT: Format = Format {
    name: "kyototycoon",
    description: "Kyoto Tycoon's own log.",
    example: "2026-03-04T08:00:15.803553Z: [INFO]: (10.0.0.1:57458): GET /rpc/report HTTP/1.1: 200",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (_, behind) = split_iso(text)?;
    let (level, rest) = brackets(behind.strip_prefix(b": ")?)?;
    let message = rest.strip_prefix(b": ")?;
    if set_level(level, log).is_none() {
        log.severity = (level == b"SYSTEM").then_some(Severity::INFO)?;
        log.severity_text = Some(level.into());
    }
    set_time(text, context, log)?;
    if message.first() == Some(&b'(') {
        let _ = read_client(message, log);
    }
    set_message(message, log);
    Some(())
}

fn read_client<'a>(message: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let (client, rest) = group(message)?;
    let colon = client.iter().rposition(|byte| *byte == b':')?;
    let port = integer(&client[colon + 1..])?;
    log.attributes.push("client.address", &client[..colon]);
    log.attributes.push("client.port", Value::Integer(port));
    let (method, rest) = word(rest.strip_prefix(b": ")?);
    let (target, rest) = word(rest);
    let (protocol, rest) = word(rest);
    let version = protocol.strip_prefix(b"HTTP/")?.strip_suffix(b":")?;
    let status = integer(rest.trim_ascii())?;
    log.attributes.push("http.request.method", method);
    let question = memchr(b'?', target).unwrap_or(target.len());
    log.attributes.push("url.path", &target[..question]);
    if let Some(query) = target.get(question + 1..) {
        log.attributes.push("url.query", query);
    }
    log.attributes.push("network.protocol.version", version);
    log.attributes.push("http.response.status_code", Value::Integer(status));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn requests_and_others() {
        check(
            "auto",
            "2026-03-04T08:00:15.803553Z: [INFO]: (10.0.0.1:57458): GET /rpc/get?key=a HTTP/1.1: 404",
            r#"{"time":"2026-03-04T08:00:15.803553Z","severity_number":9,"severity_text":"INFO","body":"(10.0.0.1:57458): GET /rpc/get?key=a HTTP/1.1: 404","attributes":{"client.address":"10.0.0.1","client.port":57458,"http.request.method":"GET","url.path":"/rpc/get","url.query":"key=a","network.protocol.version":"1.1","http.response.status_code":404},"source_format":"kyototycoon"}"#,
        );
        check(
            "auto",
            "2026-03-04T08:00:15.803553Z: [SYSTEM]: server stopped",
            r#"{"time":"2026-03-04T08:00:15.803553Z","severity_number":9,"severity_text":"SYSTEM","body":"server stopped","source_format":"kyototycoon"}"#,
        );
        check(
            "auto",
            "2026-03-04T08:00:15.803553Z: [ERROR]: (10.0.0.1:57458): lost",
            r#"{"time":"2026-03-04T08:00:15.803553Z","severity_number":17,"severity_text":"ERROR","body":"(10.0.0.1:57458): lost","attributes":{"client.address":"10.0.0.1","client.port":57458},"source_format":"kyototycoon"}"#,
        );
        check(
            "kyototycoon",
            "2026-03-04T08:00:15.803553Z: [a]: saved",
            r#"{"severity_number":0,"body":"2026-03-04T08:00:15.803553Z: [a]: saved","source_format":"text"}"#,
        );
    }
}
