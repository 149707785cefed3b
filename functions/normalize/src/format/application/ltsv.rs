//! LTSV: labels and values, separated by tabs.
//!
//! ```text
//! label ":" value {TAB label ":" value}
//!
//! time:04/Mar/2026:08:00:15 +0000<TAB>host:10.0.0.7<TAB>req:GET /carts HTTP/1.1<TAB>status:200<TAB>size:431
//! ```
//!
//! The labels are those of <http://ltsv.org>, and those that other programs use.

use super::pairs::Pairs;
use crate::context::Context;
use crate::duration::milliseconds_of_seconds;
use crate::format::Format;
use crate::quoted::Quoted;
use crate::split::Split;
use crate::time;
use crate::word::{integer, word};
use memchr::memchr;
use nozzle::log::{Log, Severity, Value};

/// LTSV.
pub const FORMAT: Format = Format {
    name: "ltsv",
    description: "LTSV: labels and values, separated by tabs.",
    example: "time:04/Mar/2026:08:00:15 +0000\thost:10.0.0.7\treq:GET /carts HTTP/1.1\tstatus:200\tsize:431",
    first_bytes: b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let first_tab = memchr(b'\t', text)?;
    label(&text[..first_tab])?;
    label(&text[first_tab + 1..])?;
    let mut pairs = Pairs::default();
    let mut is_access = false;
    let mut request = None;
    for field in text.split(|byte| *byte == b'\t') {
        if field.is_empty() {
            continue;
        }
        let (label, value) = label(field)?;
        if matches!(value, b"" | b"-") {
            continue;
        }
        match label {
            b"time" | b"time_local" if log.time.is_none() => {
                let inside =
                    value.strip_prefix(b"[").and_then(|value| value.strip_suffix(b"]")).unwrap_or(value);
                match time::any(inside, &context.clock) {
                    Some(reading) if reading.length == inside.len() => reading.set(inside, log),
                    _ => log.attributes.append("time", value),
                }
            }
            b"req" if log.attributes.get("http.request.method").is_none() => {
                is_access = true;
                request = Some(value);
                set_request(value, log);
            }
            b"host" | b"remote_host" | b"forwardedfor" if log.attributes.get("client.address").is_none() => {
                log.attributes.push("client.address", value);
            }
            b"size" | b"body_bytes_sent" if log.attributes.get("http.response.body.size").is_none() => {
                match integer(value) {
                    Some(number) => log.attributes.push("http.response.body.size", Value::Integer(number)),
                    None => log.attributes.append("size", value),
                }
            }
            b"reqtime" if log.attributes.get("duration_ms").is_none() => {
                match milliseconds_of_seconds(value, context) {
                    Some(duration) => log.attributes.push("duration_ms", duration),
                    None => log.attributes.append("reqtime", value),
                }
            }
            b"vhost" if log.attributes.get("server.address").is_none() => {
                log.attributes.push("server.address", value);
            }
            _ => {
                let escaped = false;
                pairs.set(label, Quoted { inside: value, escaped }, false, context, log);
            }
        }
    }
    pairs.finish(log);
    // The request line may be any bytes that a client sent.
    log.body = log.body.take().or_else(|| request.map(Into::into));
    if is_access && log.severity == Severity::UNSPECIFIED {
        log.severity = Severity::INFO;
    }
    Some(())
}

/// `GET /carts HTTP/1.1`
fn set_request<'a>(request: &'a [u8], log: &mut Log<'a>) {
    let (method, rest) = word(request);
    let (target, protocol) = word(rest);
    log.attributes.push("http.request.method", method);
    let question = memchr(b'?', target).unwrap_or(target.len());
    if log.attributes.get("url.path").is_none() && !target.is_empty() {
        log.attributes.push("url.path", &target[..question]);
        if let Some(query) = target.get(question + 1..).filter(|_| log.attributes.get("url.query").is_none())
        {
            log.attributes.push("url.query", query);
        }
    }
    if let Some(version) = protocol.strip_prefix(b"HTTP/") {
        log.attributes.push("network.protocol.version", version);
    }
}

/// A label and what follows its colon.
fn label(field: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = field.iter().take(64).position(|byte| *byte == b':')?;
    let (label, value) = field.split_at(length);
    let is_one = !label.is_empty()
        && label.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
        && label[0].is_ascii_alphabetic();
    is_one.then_some((label, &value[1..]))
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn labels_find_their_place() {
        check(
            "auto",
            "time:[04/Mar/2026:08:00:15 +0000]\thost:10.0.0.7\tuser:-\treq:GET /carts?a=1 HTTP/1.1\tstatus:200\tsize:431\treferer:-\tua:curl/8\treqtime:0.2\tvhost:example.com",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":9,"body":"GET /carts?a=1 HTTP/1.1","attributes":{"client.address":"10.0.0.7","http.request.method":"GET","url.path":"/carts","url.query":"a=1","network.protocol.version":"1.1","http.response.status_code":200,"http.response.body.size":431,"user_agent.original":"curl/8","duration_ms":200,"server.address":"example.com"},"source_format":"ltsv"}"#,
        );
        check(
            "auto",
            "time:2026-03-04T08:00:15Z\tlevel:warn\tmessage:slow: 3\tcart:7",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":13,"severity_text":"warn","body":"slow: 3","attributes":{"cart":7},"source_format":"ltsv"}"#,
        );
        check(
            "auto",
            "host:10.0.0.7\treq:GET /a b HTTP/1.1\tstatus:400",
            r#"{"severity_number":9,"body":"GET /a b HTTP/1.1","attributes":{"client.address":"10.0.0.7","http.request.method":"GET","url.path":"/a","http.response.status_code":400},"source_format":"ltsv"}"#,
        );
        check("ltsv", "a:1\tb", r#"{"severity_number":0,"body":"a:1\tb","source_format":"text"}"#);
        check("ltsv", "a:1", r#"{"severity_number":0,"body":"a:1","source_format":"text"}"#);
    }
}
