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
    // The longest has fifteen bytes; one behind it is looked at.
    let rest = &text[start..text.len().min(start + 16)];
    let length = ipv4_length(rest)?;
    if let [b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z', ..] | [b'.', b'0'..=b'9' | b'.', ..] =
        rest[length..]
    {
        return None;
    }
    // `Chrome/120.0.0.0` is a version.
    let is_version =
        matches!(before, [.., b'a'..=b'z' | b'A'..=b'Z', b'/']) && rest[..length].ends_with(b".0.0");
    (!is_version).then_some((start, start + length))
}

/// How long the four numbers are that `text` begins with, if it does: up to 255, without zeros in front, and with dots
/// between them.
fn ipv4_length(text: &[u8]) -> Option<usize> {
    let mut length = number_length(text)?;
    for _ in 0..3 {
        if text.get(length) != Some(&b'.') {
            return None;
        }
        length += 1 + number_length(&text[length + 1..])?;
    }
    Some(length)
}

/// How long the number up to 255 is that `text` begins with. A digit too many is left.
fn number_length(text: &[u8]) -> Option<usize> {
    match text {
        [b'2', b'5', b'0'..=b'5', ..]
        | [b'2', b'0'..=b'4', b'0'..=b'9', ..]
        | [b'1', b'0'..=b'9', b'0'..=b'9', ..] => Some(3),
        [b'1'..=b'9', b'0'..=b'9', ..] => Some(2),
        [b'0'..=b'9', ..] => Some(1),
        _ => None,
    }
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
    // A date and a time of day look like one: only what leaves groups out has fewer than six colons.
    let is_long = || address.iter().filter(|byte| **byte == b':').count() >= 6;
    let leaves_out = || address.windows(2).any(|colons| colons == b"::");
    if is_unspecified || !is_end(text, end) || !(is_long() || leaves_out()) {
        return None;
    }
    str::from_utf8(address).ok()?.parse::<Ipv6Addr>().ok()?;
    Some((start, end))
}
