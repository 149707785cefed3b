//! What the logs of all load balancers share.

use crate::context::Context;
use crate::duration::{milliseconds, nanoseconds_of_seconds, number};
use crate::quoted::{Quoted, quoted};
use crate::word::{integer, word};
use memchr::{memchr, memrchr};
use nozzle::log::{Attributes, Log, Value};

/// Splits `203.0.113.9:50110` at its last colon: addresses of IPv6 stand without brackets.
pub(super) fn address_and_port(text: &[u8]) -> Option<(&[u8], i64)> {
    let colon = memrchr(b':', text).filter(|colon| *colon > 0)?;
    let port = integer(&text[colon + 1..]).filter(|port| *port <= 65_535)?;
    Some((&text[..colon], port))
}

/// Sets an address and its port under these names, if it is there.
pub(super) fn set_peer<'a>(
    address: &'static str,
    port: &'static str,
    text: &'a [u8],
    attributes: &mut Attributes<'a>,
) -> Option<()> {
    if text != b"-" {
        let (host, number) = address_and_port(text)?;
        attributes.push(address, host);
        attributes.push(port, Value::Integer(number));
    }
    Some(())
}

/// Reads the three processing times, in seconds: -1 stands for one that there is not. Their sum is the duration.
pub(super) fn processing_times<'a>(
    text: &'a [u8],
    names: [&'static str; 3],
    context: &Context<'a>,
    attributes: &mut Attributes<'a>,
) -> Option<&'a [u8]> {
    let (mut rest, mut sum) = (text, Some(0));
    for name in names {
        let (time, behind) = word(rest);
        rest = behind;
        if matches!(time, b"-1" | b"-") {
            sum = None;
            continue;
        }
        let nanoseconds = nanoseconds_of_seconds(time)?;
        attributes.push(name, number(time)?);
        sum = sum.map(|sum| sum + nanoseconds);
    }
    if let Some(sum) = sum {
        attributes.push("duration_ms", milliseconds(sum, context));
    }
    Some(rest)
}

/// Sets a whole number, for which only `-` may stand: a line that ends here is no log.
pub(super) fn set_integer(name: &'static str, text: &[u8], attributes: &mut Attributes<'_>) -> Option<()> {
    if text != b"-" {
        attributes.push(name, Value::Integer(integer(text)?));
    }
    Some(())
}

/// Sets the version of `TLSv1.3`.
pub(super) fn set_tls_version<'a>(text: &'a [u8], attributes: &mut Attributes<'a>) {
    if !matches!(text, b"" | b"-") {
        attributes.push("tls.protocol.version", text.strip_prefix(b"TLSv").unwrap_or(text));
    }
}

/// A word, or text in quotes.
pub(super) fn field(text: &[u8]) -> Option<(Quoted<'_>, &[u8])> {
    if text.first() == Some(&b'"') {
        return quoted(text);
    }
    let (inside, rest) = word(text);
    Some((Quoted { inside, escaped: false }, rest))
}

/// Reads `GET https://shop.example:443/a?b HTTP/1.1`, the body of the log. Where the client sent no request,
/// `-` stands for each part: `- http://shop.example:80- -`.
pub(super) fn read_request<'a>(request: Quoted<'a>, log: &mut Log<'a>) {
    if matches!(request.inside.trim_ascii(), b"" | b"-" | b"- - -") {
        return;
    }
    log.body = Some(request.text().into());
    let (Some(first), Some(last)) = (memchr(b' ', request.inside), memrchr(b' ', request.inside)) else {
        return;
    };
    if first == last {
        return;
    }
    let part = |inside| Quoted { inside, ..request };
    let (method, url, version) =
        (&request.inside[..first], &request.inside[first + 1..last], &request.inside[last + 1..]);
    let attributes = &mut log.attributes;
    if method != b"-" {
        attributes.push("http.request.method", part(method).text());
    }
    read_url(part(url), method != b"-", attributes);
    if version != b"-" {
        attributes.push("network.protocol.version", version.strip_prefix(b"HTTP/").unwrap_or(version));
    }
}

/// Reads `https://shop.example:443/a?b`; without a request `-` ends it in place of the path.
fn read_url<'a>(url: Quoted<'a>, is_request: bool, attributes: &mut Attributes<'a>) {
    let part = |inside| Quoted { inside, ..url }.text();
    if is_request {
        attributes.push("url.full", url.text());
    }
    let inside = url.inside;
    let Some(colon) = memchr(b':', inside).filter(|colon| inside[*colon..].starts_with(b"://")) else {
        return;
    };
    let authority_and_path = &inside[colon + 3..];
    let end = authority_and_path.iter().position(|byte| matches!(byte, b'/' | b'?'));
    let (authority, target) = authority_and_path.split_at(end.unwrap_or(authority_and_path.len()));
    let authority = if is_request { authority } else { authority.strip_suffix(b"-").unwrap_or(authority) };
    attributes.push("url.scheme", part(&inside[..colon]));
    match address_and_port(authority) {
        Some((host, port)) => {
            attributes.push("url.domain", part(host));
            attributes.push("url.port", Value::Integer(port));
        }
        None if authority.is_empty() => {}
        None => attributes.push("url.domain", part(authority)),
    }
    let (path, query) = match memchr(b'?', target) {
        Some(mark) => (&target[..mark], &target[mark + 1..]),
        None => (target, &target[target.len()..]),
    };
    if !path.is_empty() {
        attributes.push("url.path", part(path));
    }
    if !query.is_empty() {
        attributes.push("url.query", part(query));
    }
}
