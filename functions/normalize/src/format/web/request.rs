//! Request lines: `GET /path?query HTTP/1.1`, or whatever else a client sent.

use crate::quoted::Quoted;
use crate::word::word;
use memchr::{memchr, memrchr};
use nozzle::log::{Attributes, Text};

/// Reads a request line; nothing where it is none.
pub(super) fn read<'a>(request: Quoted<'a>, attributes: &mut Attributes<'a>) {
    let Quoted { inside, escaped } = request;
    let (method, rest) = word(inside);
    let (target, protocol) = split_protocol(rest);
    let is_request = !target.is_empty()
        && is_method(method)
        && (protocol.is_some() || target[0] == b'/' || is_url(target));
    if !is_request {
        return;
    }
    if method != b"-" {
        attributes.push("http.request.method", method);
    }
    read_target(target, method, escaped, attributes);
    // Squid writes NONE/0.0 where there was none.
    if let Some((name, version)) = protocol.filter(|(name, _)| *name != b"NONE") {
        if name != b"HTTP" {
            let name = str::from_utf8(name).unwrap_or_default();
            attributes.push("network.protocol.name", Text::Owned(name.to_ascii_lowercase()));
        }
        attributes.push("network.protocol.version", version);
    }
}

/// `https://shop.example/`, which HTTP/0.9 and clients that went astray ask for.
fn is_url(target: &[u8]) -> bool {
    target.starts_with(b"http://") || target.starts_with(b"https://")
}

/// Letters, as methods have.
pub(super) fn is_method(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_')) && !text.is_empty()
}

/// The name and the version of a protocol.
type Protocol<'a> = (&'a [u8], &'a [u8]);

/// Splits `/path HTTP/1.1`. The target may hold spaces.
fn split_protocol(text: &[u8]) -> (&[u8], Option<Protocol<'_>>) {
    let Some(space) = memrchr(b' ', text) else {
        return match name_and_version(text) {
            Some(protocol) => (b"", Some(protocol)),
            None => (text, None),
        };
    };
    match name_and_version(&text[space + 1..]) {
        Some(protocol) => (text[..space].trim_ascii_end(), Some(protocol)),
        None => (text, None),
    }
}

/// `HTTP/1.1`, and `RTSP/1.0` or other names in capitals.
#[inline]
fn name_and_version(text: &[u8]) -> Option<Protocol<'_>> {
    if let Some(version) = text.strip_prefix(b"HTTP/") {
        return Some((b"HTTP", version));
    }
    let slash = text.iter().take(16).position(|byte| !byte.is_ascii_uppercase())?;
    let version = text[slash..].strip_prefix(b"/")?;
    let is_version = version.first()?.is_ascii_digit()
        && version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    (slash > 0 && is_version).then_some((&text[..slash], version))
}

/// Reads the target. It is kept whole where path and query do not say all of it.
pub(super) fn read_target<'a>(
    target: &'a [u8],
    method: &[u8],
    escaped: bool,
    attributes: &mut Attributes<'a>,
) {
    let part = |inside| Quoted { inside, escaped }.text();
    let origin = if target.first() == Some(&b'/') {
        target
    } else {
        attributes.push("url.original", part(target));
        let Some(path) = (method != b"CONNECT").then(|| behind_authority(target)).flatten() else { return };
        path
    };
    match memchr(b'?', origin) {
        None => attributes.push("url.path", part(origin)),
        Some(mark) => {
            attributes.push("url.path", part(&origin[..mark]));
            if mark + 1 < origin.len() {
                attributes.push("url.query", part(&origin[mark + 1..]));
            } else if target[0] == b'/' {
                attributes.push("url.original", part(target));
            }
        }
    }
}

/// `/path?query` of `http://host/path?query`.
fn behind_authority(target: &[u8]) -> Option<&[u8]> {
    let colon = memchr(b':', target)?;
    let authority = target[colon..].strip_prefix(b"://")?;
    Some(&authority[memchr(b'/', authority)?..])
}
