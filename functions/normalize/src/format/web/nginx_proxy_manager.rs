//! Access logs of nginx proxy manager and of NPMplus, which begin with the time.
//!
//! ```text
//! [TIME] [CACHE UPSTREAM-STATUS ]STATUS - METHOD SCHEME HOST "TARGET" [Client ADDRESS] [Length SIZE]
//!        [Gzip RATIO][ [Sent-to SERVER]] "USER-AGENT" "REFERER"
//! [TIME] HOST CLIENT SECONDS "REQUEST" STATUS BODY-SIZE SIZE REFERER USER-AGENT
//! ```
//!
//! The second is NPMplus's, without quotes at its end.

use super::address::{CLIENT, DESTINATION, SERVER, host_and_port, set_host};
use super::duration::milliseconds;
use super::list::list;
use super::request;
use crate::context::Context;
use crate::duration::Unit;
use crate::format::Format;
use crate::optional::{set_integer, set_text};
use crate::quoted::{Quoted, field, quoted};
use crate::split::Split;
use crate::time;
use crate::word::{integer, word};
use memchr::memchr;
use nozzle::log::{Attributes, Log, Severity, Value};

/// nginx proxy manager.
pub const FORMAT: Format = Format {
    name: "nginx_proxy_manager",
    description: "Access log of nginx proxy manager or of NPMplus.",
    example: r#"[04/Mar/2026:08:00:08 +0000] - 200 200 - GET https shop.example "/cart?item=7" [Client 203.0.113.9] [Length 512] [Gzip 2.31] [Sent-to 10.0.0.4] "curl/8.5.0" "-""#,
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let inside = text.strip_prefix(b"[")?;
    let time = time::clf(inside, &context.clock)?;
    let rest = inside[time.length..].strip_prefix(b"] ")?;
    if read_manager(rest, log).is_none() {
        log.clear();
        log.source_format = FORMAT.name;
        read_plus(rest, context, log)?;
    }
    time.set(inside, log);
    log.severity = Severity::INFO;
    Some(())
}

fn read_manager<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let attributes = &mut log.attributes;
    let (first, rest) = list(text)?;
    let (status, start) = match integer(first) {
        Some(status) => (status, rest),
        None => {
            let (upstream_status, rest) = list(rest)?;
            let (status, rest) = word(rest);
            set("nginx.upstream_cache_status", first, attributes);
            set("nginx.upstream_status", upstream_status, attributes);
            (integer(status)?, rest)
        }
    };
    let start = start.strip_prefix(b"- ")?;
    let (method, rest) = word(start);
    let (scheme, rest) = word(rest);
    let (host, rest) = if rest.first() == Some(&b'"') { (&b""[..], rest) } else { word(rest) };
    if !request::is_method(method) || !matches!(scheme, b"http" | b"https") {
        return None;
    }
    let (target, rest) = quoted(rest)?;
    let rest = rest.strip_prefix(b"[Client ")?;
    attributes.push("http.response.status_code", Value::Integer(status));
    set("http.request.method", method, attributes);
    attributes.push("url.scheme", scheme);
    set_host(SERVER, host_and_port(host), attributes);
    if !target.is_absent() {
        request::read_target(target.inside, method, target.escaped, attributes);
    }
    log.body = Some(start[..start.len() - rest.len() - b" [Client ".len()].into());
    let (client, mut rest) = behind_bracket(rest)?;
    set_host(CLIENT, (client, None), attributes);
    // Each of them once, in this order.
    for name in [&b"[Length "[..], b"[Gzip ", b"[Sent-to "] {
        let Some(inside) = rest.strip_prefix(name) else { continue };
        let (value, behind) = behind_bracket(inside)?;
        rest = behind;
        match (name[1], value) {
            (b'L', size) => set_integer("http.response.body.size", size, &mut log.attributes)?,
            (_, b"" | b"-") => {}
            (b'G', ratio) => log.attributes.push("nginx.gzip_ratio", ratio),
            (_, server) => set_host(DESTINATION, host_and_port(server), &mut log.attributes),
        }
    }
    for name in ["user_agent.original", "http.request.header.referer"] {
        let Some((text, behind)) = field(rest) else { break };
        set_text(name, text, &mut log.attributes);
        rest = behind;
    }
    if !rest.is_empty() {
        log.attributes.push("nginx_proxy_manager.extra", rest);
    }
    Some(())
}

fn set<'a>(name: &'static str, text: &'a [u8], attributes: &mut Attributes<'a>) {
    if text != b"-" {
        attributes.push(name, text);
    }
}

/// The text up to `]`, and what follows the space behind it.
fn behind_bracket(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr(b']', text)?;
    Some((&text[..end], text[end + 1..].trim_ascii_start()))
}

fn read_plus<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (host, rest) = word(text);
    let (client, rest) = word(rest);
    let (seconds, rest) = word(rest);
    let duration = milliseconds(seconds, Unit::Seconds, context)?;
    let (line, rest) = quoted(rest)?;
    let (status, rest) = word(rest);
    let (body_size, rest) = word(rest);
    let (size, rest) = word(rest);
    let attributes = &mut log.attributes;
    set_host(SERVER, host_and_port(host), attributes);
    set_host(CLIENT, (client, None), attributes);
    request::read(line, attributes);
    attributes.push("duration_ms", duration);
    if !line.is_absent() {
        log.body = Some(line.text().into());
    }
    set_integer("http.response.status_code", status, &mut log.attributes)?;
    set_integer("http.response.body.size", body_size, &mut log.attributes)?;
    set_integer("http.response.size", size, &mut log.attributes)?;
    let (referer, user_agent) = word(rest);
    for (name, inside) in [("http.request.header.referer", referer), ("user_agent.original", user_agent)] {
        let text = Quoted { inside, escaped: inside.contains(&b'\\') };
        set_text(name, text, &mut log.attributes);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn nginx_proxy_manager_names_its_fields() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET https shop.example \"/cart?item=7\"","attributes":{"nginx.upstream_status":"200","http.response.status_code":200,"http.request.method":"GET","url.scheme":"https","server.address":"shop.example","url.path":"/cart","url.query":"item=7","client.address":"203.0.113.9","http.response.body.size":512,"nginx.gzip_ratio":"2.31","destination.address":"10.0.0.4","user_agent.original":"curl/8.5.0"},"source_format":"nginx_proxy_manager"}"#,
        );
        check(
            "auto",
            r#"[04/Mar/2026:08:00:08 +0000] 404 - POST http shop.example "/" [Client 2001:db8::9] [Length 0] [Gzip -] "-" "https://a.example/""#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"POST http shop.example \"/\"","attributes":{"http.response.status_code":404,"http.request.method":"POST","url.scheme":"http","server.address":"shop.example","url.path":"/","client.address":"2001:db8::9","http.response.body.size":0,"http.request.header.referer":"https://a.example/"},"source_format":"nginx_proxy_manager"}"#,
        );
        check(
            "auto",
            r#"[04/Mar/2026:08:00:08 +0000] - 502, 502 : 200 400 - - http  "-" [Client 203.0.113.9] [Length 0] [Gzip -] [Sent-to 10.0.0.4:80] "-" "-" more"#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"- http  \"-\"","attributes":{"nginx.upstream_status":"502, 502 : 200","http.response.status_code":400,"url.scheme":"http","client.address":"203.0.113.9","http.response.body.size":0,"destination.address":"10.0.0.4","destination.port":80,"nginx_proxy_manager.extra":"more"},"source_format":"nginx_proxy_manager"}"#,
        );
        check(
            "auto",
            r#"[04/Mar/2026:08:00:08 +0000] HIT - 304 - GET http shop.example "/" [Client 203.0.113.9] [Length 0] [Gzip -] [Sent-to -] "a" "-""#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET http shop.example \"/\"","attributes":{"nginx.upstream_cache_status":"HIT","http.response.status_code":304,"http.request.method":"GET","url.scheme":"http","server.address":"shop.example","url.path":"/","client.address":"203.0.113.9","http.response.body.size":0,"user_agent.original":"a"},"source_format":"nginx_proxy_manager"}"#,
        );
    }

    #[test]
    fn npmplus_has_no_quotes_at_its_end() {
        check(
            "auto",
            r#"[04/Mar/2026:08:00:08 +0000] 1.shop.example 203.0.113.9 0.250 "GET /a HTTP/2.0" 200 12 340 - Mozilla/5.0 (X11; Linux)"#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /a HTTP/2.0","attributes":{"server.address":"1.shop.example","client.address":"203.0.113.9","http.request.method":"GET","url.path":"/a","network.protocol.version":"2.0","duration_ms":250,"http.response.status_code":200,"http.response.body.size":12,"http.response.size":340,"user_agent.original":"Mozilla/5.0 (X11; Linux)"},"source_format":"nginx_proxy_manager"}"#,
        );
        check(
            "auto",
            r#"[04/Mar/2026:08:00:08 +0000] _ 203.0.113.9 0.250 "\x16\x03" 400 0 0 - -"#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"\u0016\u0003","attributes":{"server.address":"_","client.address":"203.0.113.9","duration_ms":250,"http.response.status_code":400,"http.response.body.size":0,"http.response.size":0},"source_format":"nginx_proxy_manager"}"#,
        );
    }
}
