//! Addresses of hosts.

use super::is_end;
use std::net::Ipv6Addr;

/// An IPv4 address that has a dot at `at`; it begins at `from` or behind it.
pub(super) fn ipv4_around(text: &[u8], at: usize, from: usize) -> Option<(usize, usize)> {
    let start = at - text[from..at].iter().rev().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let before = &text[from..start];
    // Four numbers of which nobody says that a fifth goes with them.
    if let [.., b'0'..=b'9', b'.'] | [.., b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z'] = before {
        return None;
    }
    let length = text[start..].iter().take(16).take_while(|byte| matches!(byte, b'0'..=b'9' | b'.')).count();
    let address = &text[start..start + length];
    let address = address.strip_suffix(b".").unwrap_or(address);
    let end = start + address.len();
    if !is_end(text, end) || text.get(end) == Some(&b'_') || !is_ipv4(address) {
        return None;
    }
    // `Chrome/120.0.0.0` is a version.
    let is_version = matches!(before, [.., b'a'..=b'z' | b'A'..=b'Z', b'/']) && address.ends_with(b".0.0");
    (!is_version).then_some((start, end))
}

/// Of digits and dots: four numbers up to 255, without zeros in front, and dots between them.
fn is_ipv4(address: &[u8]) -> bool {
    let mut numbers = 0;
    let all = address.split(|byte| *byte == b'.').all(|number| {
        numbers += 1;
        matches!(
            number,
            [_] | [b'1'..=b'9', _] | [b'1', _, _] | [b'2', b'0'..=b'4', _] | [b'2', b'5', b'0'..=b'5']
        )
    });
    all && numbers == 4
}

/// Characters that an address has at most: eight groups, the last two as an IPv4 address.
const MAX_IPV6_BYTES: usize = 45;

/// An IPv6 address that has a colon at `at`; it begins at `from` or behind it.
pub(super) fn ipv6_around(text: &[u8], at: usize, from: usize) -> Option<(usize, usize)> {
    let is_group = |byte: &&u8| byte.is_ascii_hexdigit() || **byte == b':';
    let before = text[from..at].iter().rev().take(MAX_IPV6_BYTES).take_while(is_group).count();
    let mut start = at - before;
    // `client:2001:db8::1`: the first colon is not the address's.
    if text[start] == b':' && text.get(start + 1) != Some(&b':') {
        start += 1;
    }
    if start > from && text[start - 1].is_ascii_alphanumeric() {
        return None;
    }
    let is_part = |byte: &&u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let length = text[start..].iter().take(MAX_IPV6_BYTES + 1).take_while(is_part).count();
    let mut address = &text[start..start + length];
    while let Some(shorter) = address.strip_suffix(b".") {
        address = shorter;
    }
    // What a sentence goes on with is no part of it.
    if let Some(shorter) = address.strip_suffix(b":")
        && !shorter.ends_with(b":")
    {
        address = shorter;
    }
    let end = start + address.len();
    let is_unspecified = address.len() < 3;
    if is_unspecified || !is_end(text, end) || address.iter().filter(|byte| **byte == b':').count() < 2 {
        return None;
    }
    str::from_utf8(address).ok()?.parse::<Ipv6Addr>().ok()?;
    Some((start, end))
}
