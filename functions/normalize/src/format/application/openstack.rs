//! OpenStack's services, which log by oslo.
//!
//! ```text
//! [file " "] time " " pid " " LEVEL " " module " [" ("req-" id [" " user " " project " " …] | "-") "] " message
//!
//! 2026-03-04 08:00:15.008 2931 INFO nova.compute.manager [req-3ea4052c 113d 54fa - - -] [instance: b9000564] Creating image
//! ```
//!
//! A request to an API is one too: `10.0.0.1 "GET /v2/servers HTTP/1.1" status: 200 len: 1893 time: 0.2477829`.

use super::part::{brackets, set_level, set_message, set_process, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use memchr::{memchr, memmem};
use nozzle::log::{Log, Value};

/// Logs of OpenStack.
pub const FORMAT: Format = Format {
    name: "openstack",
    description: "OpenStack's services: Nova, Neutron, Keystone and others.",
    example: "2026-03-04 08:00:15.008 2931 INFO nova.compute.manager [req-3ea4052c 113d 54fa - - -] [instance: b9000564] Creating image",
    first_bytes: b"0123456789abcdefghijklmnopqrstuvwxyz",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let line = if text.first()?.is_ascii_digit() {
        text
    } else {
        // Collected lines have their file before them.
        let (file, rest) = word(text);
        memmem::find(&file[..file.len().min(80)], b".log")?;
        log.attributes.push("log.file.name", file);
        rest
    };
    let (_, behind) = split_iso(line)?;
    let (process, rest) = word(behind.strip_prefix(b" ")?);
    let (level, rest) = word(rest);
    let (module, rest) = word(rest);
    if !process.first()?.is_ascii_digit() || rest.first() != Some(&b'[') {
        return None;
    }
    let (request, message) = brackets(rest)?;
    if request != b"-" && !request.starts_with(b"req-") && !request.starts_with(b"None ") {
        return None;
    }
    set_process(process, log)?;
    set_level(level, log)?;
    set_time(line, context, log)?;
    log.logger = Some(module.into());
    let names = ["openstack.request_id", "user.id", "openstack.project_id", "openstack.domain_id"];
    let parts = request.split(|byte| *byte == b' ');
    // Newer releases tell the id of the request that caused this one first.
    for (name, part) in names.into_iter().zip(parts) {
        if !matches!(part, b"-" | b"None" | b"") {
            log.attributes.push(name, part);
        }
    }
    let message = message.trim_ascii_start();
    if let Some(instance) = message.strip_prefix(b"[instance: ")
        && let Some(end) = memchr(b']', &instance[..instance.len().min(80)])
    {
        log.attributes.push("openstack.instance", &instance[..end]);
    } else {
        let _ = read_request(message, context, log);
    }
    set_message(message, log);
    Some(())
}

/// `10.0.0.1 "GET /v2/servers?a=1 HTTP/1.1" status: 200 len: 1893 time: 0.2477829`
fn read_request<'a>(message: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (client, rest) = word(message);
    let request = rest.strip_prefix(b"\"")?;
    let end = memchr(b'"', request)?;
    let (method, target) = word(&request[..end]);
    let (target, protocol) = word(target);
    let rest = request[end + 1..].strip_prefix(b" status: ")?;
    let (status, rest) = word(rest);
    let status = integer(status)?;
    log.attributes.push("client.address", client.split(|byte| *byte == b',').next()?);
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
    let (size, rest) = word(rest.strip_prefix(b"len: ")?);
    log.attributes.push("http.response.size", Value::Integer(integer(size)?));
    let seconds: f64 = str::from_utf8(word(rest.strip_prefix(b"time: ")?).0).ok()?.parse().ok()?;
    if (0.0..1e6).contains(&seconds) {
        let milliseconds = context.keep_str(&format!("{}", (seconds * 1e9).round() / 1e6));
        log.attributes.push("duration_ms", Value::Number(milliseconds));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn requests_instances_and_others() {
        check(
            "auto",
            "nova-api.log.1.2026-03-04_08:00:15 2026-03-04 08:00:15.008 25746 INFO nova.osapi_compute.wsgi.server [req-38101a0b 113d 54fa - - -] 10.0.0.1 \"GET /v2/servers/detail?a=1 HTTP/1.1\" status: 200 len: 1893 time: 0.2477829",
            r#"{"time":"2026-03-04T08:00:15.008Z","severity_number":9,"severity_text":"INFO","body":"10.0.0.1 \"GET /v2/servers/detail?a=1 HTTP/1.1\" status: 200 len: 1893 time: 0.2477829","scope":{"name":"nova.osapi_compute.wsgi.server"},"attributes":{"log.file.name":"nova-api.log.1.2026-03-04_08:00:15","process.pid":25746,"openstack.request_id":"req-38101a0b","user.id":"113d","openstack.project_id":"54fa","client.address":"10.0.0.1","http.request.method":"GET","url.path":"/v2/servers/detail","url.query":"a=1","network.protocol.version":"1.1","http.response.status_code":200,"http.response.size":1893,"duration_ms":247.7829},"source_format":"openstack"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:15.008 2931 WARNING nova.compute.manager [req-3ea4052c - - - - -] [instance: b9000564] Slow",
            r#"{"time":"2026-03-04T08:00:15.008Z","severity_number":13,"severity_text":"WARNING","body":"[instance: b9000564] Slow","scope":{"name":"nova.compute.manager"},"attributes":{"process.pid":2931,"openstack.request_id":"req-3ea4052c","openstack.instance":"b9000564"},"source_format":"openstack"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:15.008 2931 ERROR keystone.common [-] boom",
            r#"{"time":"2026-03-04T08:00:15.008Z","severity_number":17,"severity_text":"ERROR","body":"boom","scope":{"name":"keystone.common"},"attributes":{"process.pid":2931},"source_format":"openstack"}"#,
        );
        check(
            "openstack",
            "2026-03-04 08:00:15.008 2931 INFO shop.cart [main] saved",
            r#"{"severity_number":0,"body":"2026-03-04 08:00:15.008 2931 INFO shop.cart [main] saved","source_format":"text"}"#,
        );
        check(
            "openstack",
            "shop.cart saved",
            r#"{"severity_number":0,"body":"shop.cart saved","source_format":"text"}"#,
        );
    }
}
