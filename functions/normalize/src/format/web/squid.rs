//! Squid's native access log; Apache Traffic Server writes it, too.
//!
//! ```text
//! SECONDS.mmm ELAPSED CLIENT RESULT/STATUS SIZE METHOD URL USER HIERARCHY/PEER TYPE[ EXTRA]
//! ```
//!
//! Elapsed is in milliseconds, the size counts headers, too. A status of 000 is none.
//!
//! Source: <https://wiki.squid-cache.org/Features/LogFormat>

use super::address::{CLIENT, DESTINATION, set_host};
use super::request;
use crate::context::Context;
use crate::format::Format;
use crate::optional::set_word;
use crate::split::Split;
use crate::time;
use crate::word::{integer, skip_spaces, word};
use memchr::memchr;
use nozzle::log::{Log, Severity, Value};

/// Squid.
pub const FORMAT: Format = Format {
    name: "squid",
    description: "Access log of Squid in its native format; Apache Traffic Server writes it, too.",
    example: "1772611208.123     21 203.0.113.9 TCP_MISS/200 5120 GET http://shop.example/cart?item=7 jo HIER_DIRECT/198.51.100.4 text/html",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], _: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (seconds, rest) = text.split_at_checked(14)?;
    if seconds[10] != b'.' {
        return None;
    }
    let time = time::epoch(str::from_utf8(seconds).ok()?)?;
    let (elapsed, rest) = word(skip_spaces(rest.strip_prefix(b" ")?));
    let elapsed = match elapsed.strip_prefix(b"-") {
        Some(negative) => -integer(negative)?,
        None => integer(elapsed)?,
    };
    let (client, rest) = word(rest);
    let (result, rest) = word(rest);
    let slash = memchr(b'/', result)?;
    let (result, status) = (&result[..slash], integer(&result[slash + 1..])?);
    if !result.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_') {
        return None;
    }
    let (size, line) = word(rest);
    let size = integer(size)?;
    let (method, rest) = word(line);
    let (url, rest) = word(rest);
    let behind_url = rest.len();
    let (user, rest) = word(rest);
    let (hierarchy, rest) = word(rest);
    let (content_type, extra) = word(rest);
    let slash = memchr(b'/', hierarchy)?;
    log.time = Some(time);
    log.severity = Severity::INFO;
    log.body = Some(line[..line.len() - behind_url].trim_ascii_end().into());
    let attributes = &mut log.attributes;
    attributes.push("duration_ms", Value::Integer(elapsed));
    set_host(CLIENT, (client, None), attributes);
    attributes.push("squid.result", result);
    if status != 0 {
        attributes.push("http.response.status_code", Value::Integer(status));
    }
    attributes.push("http.response.size", Value::Integer(size));
    if method != b"-" {
        attributes.push("http.request.method", method);
    }
    if url != b"-" {
        request::read_target(url, method, false, attributes);
    }
    attributes.push("squid.hierarchy", &hierarchy[..slash]);
    set_host(DESTINATION, (&hierarchy[slash + 1..], None), attributes);
    for (name, value) in
        [("user.name", user), ("http.response.header.content-type", content_type), ("squid.extra", extra)]
    {
        set_word(name, value, attributes);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn a_request_through_the_proxy() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":9,"body":"GET http://shop.example/cart?item=7","attributes":{"duration_ms":21,"client.address":"203.0.113.9","squid.result":"TCP_MISS","http.response.status_code":200,"http.response.size":5120,"http.request.method":"GET","url.original":"http://shop.example/cart?item=7","url.path":"/cart","url.query":"item=7","squid.hierarchy":"HIER_DIRECT","destination.address":"198.51.100.4","user.name":"jo","http.response.header.content-type":"text/html"},"source_format":"squid"}"#,
        );
        check(
            "auto",
            "1772611208.123 0 2001:db8::9 NONE_NONE/000 0 - error:transaction-end-before-headers - HIER_NONE/- - 5f3c",
            r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":9,"body":"- error:transaction-end-before-headers","attributes":{"duration_ms":0,"client.address":"2001:db8::9","squid.result":"NONE_NONE","http.response.size":0,"url.original":"error:transaction-end-before-headers","squid.hierarchy":"HIER_NONE","squid.extra":"5f3c"},"source_format":"squid"}"#,
        );
    }

    #[test]
    fn what_looks_alike_is_left() {
        for line in
            ["1772611208.123", "1772611208.123 a message of a program", "1772611208.123 1 a b/c d e f g h"]
        {
            let log = otel("auto", line.as_bytes()).concat();
            assert!(!log.contains("squid"), "{log}");
        }
    }
}
