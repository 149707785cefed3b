//! Hosts and ports.

use crate::word::integer;
use memchr::memrchr;
use nozzle::log::{Attributes, Value};

/// `203.0.113.9` or `2001:db8::9`, by the look of it.
pub(super) fn is_address(text: &[u8]) -> bool {
    let count = |wanted: u8| text.iter().filter(|byte| **byte == wanted).count();
    text.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':'))
        && (count(b'.') == 3 || count(b':') >= 2)
}

/// Addresses with commas between them.
pub(super) fn is_addresses(text: &[u8]) -> bool {
    text.split(|byte| *byte == b',').all(|address| is_address(address.trim_ascii()))
}

/// Splits `host:port`, `[2001:db8::9]:443` and `2001:db8::9` into the host, without brackets, and the port.
pub(super) fn host_and_port(text: &[u8]) -> (&[u8], Option<i64>) {
    let (host, port) = match memrchr(b':', text) {
        Some(colon) if !text[..colon].contains(&b':') || text[..colon].ends_with(b"]") => {
            match integer(&text[colon + 1..]) {
                Some(port) => (&text[..colon], Some(port)),
                None => (text, None),
            }
        }
        _ => (text, None),
    };
    let inside = host.strip_prefix(b"[").and_then(|host| host.strip_suffix(b"]"));
    (inside.unwrap_or(host), port)
}

/// The same where a port is always there, so that IPv6 may stand without brackets.
pub(super) fn host_and_last_port(text: &[u8]) -> (&[u8], Option<i64>) {
    match memrchr(b':', text) {
        Some(colon) if text[..colon].contains(&b':') && !text.starts_with(b"[") => {
            match integer(&text[colon + 1..]) {
                Some(port) => (&text[..colon], Some(port)),
                None => (text, None),
            }
        }
        _ => host_and_port(text),
    }
}

/// Sets a host, and its port where there is one.
pub(super) fn set_host<'a>(
    (address_name, port_name): (&'static str, &'static str),
    (host, port): (&'a [u8], Option<i64>),
    attributes: &mut Attributes<'a>,
) {
    if matches!(host, b"" | b"-") {
        return;
    }
    attributes.push(address_name, host);
    if let Some(port) = port {
        attributes.push(port_name, Value::Integer(port));
    }
}

pub(super) const CLIENT: (&str, &str) = ("client.address", "client.port");
pub(super) const SERVER: (&str, &str) = ("server.address", "server.port");
pub(super) const DESTINATION: (&str, &str) = ("destination.address", "destination.port");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_stands_behind_the_last_colon() {
        for (text, host, port) in [
            ("a.example:80", "a.example", Some(80)),
            ("a.example", "a.example", None),
            ("a.example:http", "a.example:http", None),
            ("[::1]:80", "::1", Some(80)),
            ("[::1]", "::1", None),
            ("::1", "::1", None),
            ("", "", None),
            (":80", "", Some(80)),
        ] {
            assert_eq!(host_and_port(text.as_bytes()), (host.as_bytes(), port), "{text}");
        }
        assert_eq!(host_and_last_port(b"2001:db8::9:443"), (&b"2001:db8::9"[..], Some(443)));
        assert_eq!(host_and_last_port(b"[::1]:443"), (&b"::1"[..], Some(443)));
        assert_eq!(host_and_last_port(b"10.0.0.1:443"), (&b"10.0.0.1"[..], Some(443)));
    }
}
