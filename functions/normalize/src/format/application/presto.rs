//! Presto and Trino: the server's log and the log of HTTP requests, separated by tabs.
//!
//! ```text
//! time TAB LEVEL TAB thread TAB logger TAB message
//! time TAB client TAB METHOD TAB target TAB user TAB agent TAB status TAB request bytes TAB response bytes
//!   TAB milliseconds TAB token TAB protocol TAB …
//! ```

use super::part::{set_level, set_message, set_thread, set_time, split_iso, split_line};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use memchr::{memchr, memmem};
use nozzle::log::{Log, Severity, Value};

/// Logs of Presto and Trino.
pub const FORMAT: Format = Format {
    name: "presto",
    description: "Presto and Trino: the server's log and the log of HTTP requests.",
    example: "2026-03-04T08:00:15.427Z\tINFO\tmain\tio.example.Bootstrap\tstarted",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (_, behind) = split_iso(text)?;
    let rest = behind.strip_prefix(b"\t")?;
    let (first, rest) = field(rest)?;
    let (second, rest) = field(rest)?;
    let (third, rest) = field(rest)?;
    if third.starts_with(b"/") && second.iter().all(u8::is_ascii_uppercase) {
        parse_request([first, second, third], rest, log)?;
    } else {
        // A logger of the kind that Go writes has a file behind it, with a line.
        if !is_logger(third) || split_line(second).is_some() {
            return None;
        }
        set_level(first, log)?;
        set_thread(second, log);
        log.logger = Some(third.into());
        if let Some(at) = memmem::find(rest, b" elapsed ")
            && let Some(milliseconds) = word(&rest[at + 9..]).0.strip_suffix(b"ms").and_then(integer)
        {
            log.attributes.push("duration_ms", Value::Integer(milliseconds));
        }
        set_message(rest, log);
    }
    set_time(text, context, log)?;
    Some(())
}

fn parse_request<'a>(
    [client, method, target]: [&'a [u8]; 3],
    rest: &'a [u8],
    log: &mut Log<'a>,
) -> Option<()> {
    let (user, rest) = field(rest)?;
    let (agent, rest) = field(rest)?;
    let (status, rest) = field(rest)?;
    let (received, rest) = field(rest)?;
    let (sent, rest) = field(rest)?;
    let (milliseconds, rest) = field(rest)?;
    log.severity = Severity::INFO;
    log.attributes.push("client.address", client);
    log.attributes.push("http.request.method", method);
    let question = memchr(b'?', target).unwrap_or(target.len());
    log.attributes.push("url.path", &target[..question]);
    if let Some(query) = target.get(question + 1..) {
        log.attributes.push("url.query", query);
    }
    log.attributes.push("http.response.status_code", Value::Integer(integer(status)?));
    for (name, value) in [("user.name", user), ("user_agent.original", agent)] {
        if !matches!(value, b"" | b"null" | b"-") {
            log.attributes.push(name, value);
        }
    }
    for (name, value) in [
        ("http.request.body.size", received),
        ("http.response.body.size", sent),
        ("duration_ms", milliseconds),
    ] {
        if let Some(number) = integer(value) {
            log.attributes.push(name, Value::Integer(number));
        }
    }
    let Some((token, rest)) = field(rest) else { return Some(()) };
    if !matches!(token, b"" | b"null") {
        log.attributes.push("presto.trace_token", token);
    }
    let (protocol, _) = field(rest).unwrap_or((rest, b""));
    if let Some(version) = protocol.strip_prefix(b"HTTP/") {
        log.attributes.push("network.protocol.version", version);
    }
    Some(())
}

/// The text up to a tab, and what follows it.
fn field(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr(b'\t', text)?;
    Some((&text[..end], &text[end + 1..]))
}

fn is_logger(name: &[u8]) -> bool {
    name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._$-".contains(byte))
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn server_and_requests() {
        check(
            "auto",
            "2026-03-04T08:00:15.427Z\tINFO\tquery-execution-13\tio.example.QueryMonitor\tTIMELINE: Query 7 :: elapsed 448ms :: planning 58ms",
            r#"{"time":"2026-03-04T08:00:15.427Z","severity_number":9,"severity_text":"INFO","body":"TIMELINE: Query 7 :: elapsed 448ms :: planning 58ms","scope":{"name":"io.example.QueryMonitor"},"attributes":{"thread.name":"query-execution-13","duration_ms":448},"source_format":"presto"}"#,
        );
        check(
            "auto",
            "2026-03-04T08:00:15.427-08:00\t10.0.0.1\tPUT\t/v1/task?a=1\tnull\tcurl/8\t202\t980\t12\t2\tab12\tHTTP/1.1\t0\t0\t-1\tnull",
            r#"{"time":"2026-03-04T16:00:15.427Z","severity_number":9,"attributes":{"client.address":"10.0.0.1","http.request.method":"PUT","url.path":"/v1/task","url.query":"a=1","http.response.status_code":202,"user_agent.original":"curl/8","http.request.body.size":980,"http.response.body.size":12,"duration_ms":2,"presto.trace_token":"ab12","network.protocol.version":"1.1"},"source_format":"presto"}"#,
        );
        check(
            "presto",
            "2026-03-04T08:00:15.427Z\tINFO\tcart/cart.go:12\tsaved\t{}",
            r#"{"severity_number":0,"body":"2026-03-04T08:00:15.427Z\tINFO\tcart/cart.go:12\tsaved\t{}","source_format":"text"}"#,
        );
    }
}
