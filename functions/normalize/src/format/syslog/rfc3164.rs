//! Syslog, RFC 3164, as it is really written.
//!
//! ```text
//! [<PRI>][NUMBER: ][*]TIMESTAMP [HOSTNAME] TAG[[PID]]: MSG
//! TIMESTAMP = Mar  4 08:00:11 | Mar 4 2026 08:00:11.123 | 2026-03-04T08:00:11.123+01:00
//! ```
//!
//! - A first word that ends as a tag does (`sshd[4711]:`) is one: then there is no host.
//! - Behind a priority, everything else may lack. Without one, host and tag must both be there (or one of
//!   `last message repeated 3 times`), or any text with a time before it would be taken for syslog.
//! - Cisco devices add a sequence number, a mark before the time, the name of a zone and colons.

use super::{priority, set_priority, set_process};
use crate::context::Context;
use crate::format::Format;
use crate::format::application::azure_iot_edge;
use crate::level;
use crate::split::Split;
use crate::time::{self, Clock, Reading};
use crate::word::{skip_spaces, word};
use memchr::memchr;
use nozzle::log::Log;

/// Syslog, RFC 3164.
pub const FORMAT: Format = Format {
    name: "rfc3164",
    description: "Syslog as RFC 3164 tells of it, with or without priority, and with RFC 3339 times as rsyslog writes them.",
    example: "<38>Mar  4 08:00:11 web-1 sshd[4711]: Accepted publickey for deploy from 2001:db8::4 port 50222 ssh2",
    first_bytes: b"<JFMASOND0123456789*.",
    exclusive: true,
    split: Split::FRAMES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut rest = text;
    let mut has_priority = false;
    if text.first() == Some(&b'<') {
        let (priority, behind) = priority(text)?;
        set_priority(priority, log);
        if matches!(behind, [b'1', b' ', b'-' | b'0'..=b'9', ..]) {
            // The version of RFC 5424.
            return None;
        }
        if azure_iot_edge::is_one(behind) {
            return None;
        }
        has_priority = true;
        rest = behind;
        if let Some((number, behind)) = sequence_number(rest) {
            log.attributes.push("syslog.sequence_number", number);
            rest = behind;
        }
    }
    let time = read_time(rest, &context.clock);
    let has_time = time.is_some();
    match time {
        Some((time, spelt, behind)) => {
            time.set(spelt, log);
            rest = behind;
        }
        None if has_priority => {}
        None => return None,
    }
    let mut has_tag = read_tag(&mut rest, log);
    if !has_tag && has_time {
        let (host, behind) = word(rest);
        if !is_host(host) || !has_priority && level::severity(host).is_some() {
            return has_priority.then(|| set_message(rest, log));
        }
        log.resource.push("host.name", host);
        rest = behind.strip_prefix(b": ").unwrap_or(behind);
        has_tag = read_tag(&mut rest, log);
    }
    let has_host = log.resource.get("host.name").is_some();
    if !(has_priority || has_host && (has_tag || is_repetition(rest))) {
        return None;
    }
    set_message(rest, log);
    Some(())
}

fn set_message<'a>(message: &'a [u8], log: &mut Log<'a>) {
    let message = message.strip_prefix(b"\xef\xbb\xbf").unwrap_or(message);
    if !message.is_empty() {
        log.body = Some(message.into());
    }
}

/// Reads `4711: `.
fn sequence_number(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let behind = text[length..].strip_prefix(b": ")?;
    (length > 0).then_some((&text[..length], behind))
}

/// Reads the time and what devices write around it, and passes the spaces behind it.
fn read_time<'a>(text: &'a [u8], clock: &Clock<'_>) -> Option<(Reading, &'a [u8], &'a [u8])> {
    let text = text.strip_prefix(b"*").or(text.strip_prefix(b".")).unwrap_or(text);
    if text.first()?.is_ascii_digit() {
        // Only as RFC 3339 has it: other programs write other ISO 8601.
        let time = time::iso(text, clock)?;
        let behind = text[time.length..].strip_prefix(b" ")?;
        let is_rfc_3339 = text[10] == b'T' && time::has_zone(&text[..time.length]);
        return is_rfc_3339.then_some((time, text, skip_spaces(behind)));
    }
    let time = time::bsd(text, clock)?;
    let behind = &text[time.length..];
    let behind = match behind.strip_prefix(b" ") {
        Some(word) => skip_spaces(skip_zone_name(word)),
        None => behind.strip_prefix(b":").map(skip_spaces).or(behind.is_empty().then_some(behind))?,
    };
    Some((time, text, behind))
}

/// Passes `UTC:`.
fn skip_zone_name(text: &[u8]) -> &[u8] {
    let length = text.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count();
    match text[length..].strip_prefix(b":") {
        Some(behind)
            if (2..=5).contains(&length) && behind.first() == Some(&b' ') && has_mnemonic(behind) =>
        {
            behind
        }
        _ => text,
    }
}

/// Does a tag as Cisco's `%SYS-5-CONFIG_I` stand here?
fn has_mnemonic(text: &[u8]) -> bool {
    skip_spaces(text).first() == Some(&b'%')
}

/// Passes a tag with or without a process, and its colon and a space, into the log.
fn read_tag<'a>(rest: &mut &'a [u8], log: &mut Log<'a>) -> bool {
    let text = *rest;
    let length =
        text.iter().position(|byte| matches!(byte, b'[' | b':' | b' ' | b'\n')).unwrap_or(text.len());
    let (tag, mut behind) = text.split_at(length);
    if tag.is_empty() || tag.len() > 128 {
        return false;
    }
    let mut process = None;
    if let Some(inside) = behind.strip_prefix(b"[")
        && let Some(end) = memchr(b']', &inside[..inside.len().min(128)])
    {
        process = Some(&inside[..end]);
        behind = &inside[end + 1..];
    }
    // `sshd[4711] text` has no colon, but can be nothing else.
    let behind = match behind.strip_prefix(b":") {
        Some(behind) => behind,
        None if process.is_some_and(|process| process.iter().all(u8::is_ascii_digit)) => behind,
        None => return false,
    };
    if !matches!(behind.first(), None | Some(b' ' | b'\t' | b'\n')) {
        return false;
    }
    *rest = behind.strip_prefix(b" ").unwrap_or(behind);
    log.resource.push("service.name", tag);
    if let Some(process) = process.filter(|process| !process.is_empty()) {
        set_process(process, log);
    }
    true
}

/// A name or an address.
fn is_host(word: &[u8]) -> bool {
    !word.is_empty()
        && word.len() <= 255
        && word
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80 || b".-_:[]%/@".contains(byte))
        && word[0] != b'['
}

/// `last message repeated 3 times`, or `message repeated 3 times: [ … ]`
fn is_repetition(text: &[u8]) -> bool {
    text.strip_prefix(b"last ").unwrap_or(text).starts_with(b"message repeated ")
}

#[cfg(test)]
mod tests;
