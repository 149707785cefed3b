//! Addresses of hosts.

use super::is_end;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

/// An IPv4 address at the start of a word.
pub(super) fn ipv4(text: &[u8], at: usize) -> Option<(usize, usize)> {
    // Four numbers of which nobody says that a fifth goes with them.
    if at > 0 && (text[at - 1] == b'.' && at > 1 && text[at - 2].is_ascii_digit() || text[at - 1] == b'_') {
        return None;
    }
    let dot = text[at..].iter().take(4).position(|byte| !byte.is_ascii_digit())?;
    if text[at + dot] != b'.' {
        return None;
    }
    let length = text[at..].iter().take(16).take_while(|byte| matches!(byte, b'0'..=b'9' | b'.')).count();
    let address = text[at..at + length].strip_suffix(b".").unwrap_or(&text[at..at + length]);
    let end = at + address.len();
    if address.len() < 7 || !is_end(text, end) || text.get(end) == Some(&b'_') {
        return None;
    }
    str::from_utf8(address).ok()?.parse::<Ipv4Addr>().ok()?;
    Some((at, end))
}

/// An IPv6 address that has a colon at `at`; it may begin at `from`.
pub(super) fn ipv6_around(text: &[u8], at: usize, from: usize) -> Option<(usize, usize)> {
    if !text.get(at + 1).is_some_and(|next| next.is_ascii_hexdigit() || *next == b':') {
        return None;
    }
    let before = text[from..at].iter().rev().take(5).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let start = at - before;
    // Only the first colon of an address is looked at.
    if before > 4 || start > from && (text[start - 1].is_ascii_alphanumeric() || text[start - 1] == b':') {
        return None;
    }
    if before == 0 && text.get(at + 1) != Some(&b':') {
        return None;
    }
    let is_part = |byte: &&u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let length = text[start..].iter().take(46).take_while(is_part).count();
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
