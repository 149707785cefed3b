//! Azure IoT Edge: the runtime and its modules, which put a priority of syslog before their lines.
//!
//! ```text
//! "<" priority ">" [" "] time " [" LEVEL "] - " message
//!
//! <6> 2026-03-04 08:00:15.881 +00:00 [INF] - Started task
//! <6>2026-03-04T08:00:15Z [INFO] - [mgmt] - - - [2026-03-04 08:00:15.084402100 UTC] "GET /modules HTTP/1.1" 200 OK 2099 "-" "-" auth_id(-)
//! ```

use super::part::{brackets, set_level, set_message, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use memchr::{memchr, memmem};
use nozzle::log::{Log, Value};

/// Logs of Azure IoT Edge.
pub const FORMAT: Format = Format {
    name: "azure_iot_edge",
    description: "Azure IoT Edge's runtime and modules.",
    example: "<6> 2026-03-04 08:00:15.881 +00:00 [INF] - Started task",
    first_bytes: b"<",
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// Is this what stands behind the priority of such a line, and not syslog?
pub(crate) fn is_one(behind: &[u8]) -> bool {
    split(behind).is_some()
}

/// The time and all behind it, the level and the message.
fn split(behind: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let time = behind.strip_prefix(b" ").unwrap_or(behind);
    let (_, rest) = split_iso(time)?;
    let (level, rest) = brackets(rest.strip_prefix(b" ")?)?;
    Some((time, level, rest.strip_prefix(b" - ")?))
}

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (priority, behind) = crate::format::syslog::priority(text)?;
    let (time, level, message) = split(behind)?;
    set_level(level, log)?;
    set_time(time, context, log)?;
    log.attributes.push("syslog.facility.code", Value::Integer(i64::from(priority / 8)));
    log.attributes.push("syslog.severity.code", Value::Integer(i64::from(priority % 8)));
    if let Some((module, rest)) = brackets(message)
        && let Some(rest) = rest.strip_prefix(b" - - - [")
    {
        log.logger = Some(module.into());
        let _ = read_access(rest, log);
    } else if let Some(request) = message.strip_prefix(b"Request starting HTTP/") {
        let _ = read_start(request, log);
    } else if let Some(request) = message.strip_prefix(b"Request finished in ") {
        let _ = read_end(request, log);
    }
    set_message(message, log);
    Some(())
}

/// `… UTC] "GET /modules?a=1 HTTP/1.1" 200 OK 2099 …`
fn read_access<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let open = memmem::find(text.get(..64).unwrap_or(text), b"] \"")?;
    let request = &text[open + 3..];
    let end = memchr(b'"', request)?;
    let (method, rest) = word(&request[..end]);
    let (target, protocol) = word(rest);
    log.attributes.push("http.request.method", method);
    set_target(target, log);
    if let Some(version) = protocol.strip_prefix(b"HTTP/") {
        log.attributes.push("network.protocol.version", version);
    }
    let rest = request[end + 1..].strip_prefix(b" ")?;
    let (status, rest) = word(rest);
    log.attributes.push("http.response.status_code", Value::Integer(integer(status)?));
    // The reason may have several words.
    let size = rest.split(|byte| *byte == b' ').take(6).find_map(integer)?;
    log.attributes.push("http.response.body.size", Value::Integer(size));
    Some(())
}

/// `1.1 GET http://localhost:8081/metrics`
fn read_start<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let (version, rest) = word(text);
    let (method, rest) = word(rest);
    let (url, _) = word(rest);
    log.attributes.push("network.protocol.version", version);
    log.attributes.push("http.request.method", method);
    log.attributes.push("url.full", url);
    let behind = &url[memmem::find(url, b"://")? + 3..];
    set_target(&behind[memchr(b'/', behind)?..], log);
    Some(())
}

/// `2.75ms 200 text/plain`
fn read_end<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let (time, rest) = word(text);
    let (status, _) = word(rest);
    log.attributes.push("http.response.status_code", Value::Integer(integer(status)?));
    let digits = str::from_utf8(time.strip_suffix(b"ms")?).ok()?;
    let (whole, fraction) = digits.split_once('.')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(whole) && is_number(fraction) && (whole == "0" || !whole.starts_with('0')) {
        log.attributes.push("duration_ms", Value::Number(digits));
    }
    Some(())
}

fn set_target<'a>(target: &'a [u8], log: &mut Log<'a>) {
    let question = memchr(b'?', target).unwrap_or(target.len());
    log.attributes.push("url.path", &target[..question]);
    if let Some(query) = target.get(question + 1..) {
        log.attributes.push("url.query", query);
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn requests_and_others() {
        check(
            "auto",
            "<6> 2026-03-04 08:00:15.881 +00:00 [INF] - Request starting HTTP/1.1 GET http://localhost:8081/metrics?a=1",
            r#"{"time":"2026-03-04T08:00:15.881Z","severity_number":9,"severity_text":"INF","body":"Request starting HTTP/1.1 GET http://localhost:8081/metrics?a=1","attributes":{"syslog.facility.code":0,"syslog.severity.code":6,"network.protocol.version":"1.1","http.request.method":"GET","url.full":"http://localhost:8081/metrics?a=1","url.path":"/metrics","url.query":"a=1"},"source_format":"azure_iot_edge"}"#,
        );
        check(
            "auto",
            "<6> 2026-03-04 08:00:15.881 +00:00 [INF] - Request finished in 2.75ms 200 text/plain",
            r#"{"time":"2026-03-04T08:00:15.881Z","severity_number":9,"severity_text":"INF","body":"Request finished in 2.75ms 200 text/plain","attributes":{"syslog.facility.code":0,"syslog.severity.code":6,"http.response.status_code":200,"duration_ms":2.75},"source_format":"azure_iot_edge"}"#,
        );
        check(
            "auto",
            "<4>2026-03-04T08:00:15Z [WARN] - [mgmt] - - - [2026-03-04 08:00:15.084402100 UTC] \"GET /modules?a=1 HTTP/1.1\" 404 Not Found 2099 \"-\" \"-\" auth_id(-)",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":13,"severity_text":"WARN","body":"[mgmt] - - - [2026-03-04 08:00:15.084402100 UTC] \"GET /modules?a=1 HTTP/1.1\" 404 Not Found 2099 \"-\" \"-\" auth_id(-)","scope":{"name":"mgmt"},"attributes":{"syslog.facility.code":0,"syslog.severity.code":4,"http.request.method":"GET","url.path":"/modules","url.query":"a=1","network.protocol.version":"1.1","http.response.status_code":404,"http.response.body.size":2099},"source_format":"azure_iot_edge"}"#,
        );
        check(
            "azure_iot_edge",
            "<6>2026-03-04T08:00:15Z web-1 app: saved",
            r#"{"severity_number":0,"body":"<6>2026-03-04T08:00:15Z web-1 app: saved","source_format":"text"}"#,
        );
    }
}
