//! Syslog, RFC 3164, as it is really written.
//!
//! ```text
//! [<PRI>][NUMBER: ][*]TIMESTAMP [HOSTNAME] TAG[[PID]]: MSG
//! TIMESTAMP = Mar  4 08:00:11 | Mar 4 2026 08:00:11.123 | 2026-03-04T08:00:11.123+01:00
//! ```
//!
//! - A first word that ends as a tag does (`sshd[4711]:`) is one: then there is no host.
//! - Behind a priority, everything else may lack. Without one, host and tag must both be there (or a tag with a
//!   number, `last message repeated 3 times`, an event of CEF or LEEF, JSON), or any text with a time before it
//!   would be taken for syslog.
//! - Cisco devices add a sequence number, a mark before the time, the name of a zone and colons; where a relay
//!   has put a header before theirs, they come behind its host.
//! - A tag may have a version (`syslogd 1.4.1:`), and on macOS spaces (`Microsoft Word[7]:`) and the job that
//!   launchd speaks of (`com.apple.xpc.launchd[1] (com.example.job): `).

use super::{priority, repetition, set_message, set_priority, set_process};
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
        rest = read_device_head(behind, &context.clock, log);
    }
    let time = read_time(rest, has_priority, &context.clock);
    let has_time = time.is_some();
    // Without a zone, other programs write such times too.
    let mut is_doubtful = false;
    let mut zone_is_told = false;
    match time {
        Some((time, spelt, behind)) => {
            time.set(spelt, log);
            rest = behind;
            zone_is_told = is_rfc_3339(&spelt[..time.length]);
            is_doubtful = spelt[0].is_ascii_digit() && !has_priority && !zone_is_told;
        }
        None if has_priority => {}
        None => return None,
    }
    let (program, message) = read_source(rest, has_priority, has_time, is_doubtful, context, log)?;
    context.zone_is_told.set(zone_is_told);
    set_message(program, message, context, log);
    Some(())
}

/// Reads host and tag, and gives the tag and the message.
pub(super) fn read_source<'a>(
    text: &'a [u8],
    has_priority: bool,
    has_time: bool,
    is_doubtful: bool,
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<(Option<&'a [u8]>, &'a [u8])> {
    let mut rest = text;
    let mut program = read_tag(&mut rest, log);
    let mut is_known = is_event(rest);
    // A device may have told its host before the time.
    let has_host = log.resource.get("host.name").is_some();
    if program.is_none() && has_time && !is_known && !has_host {
        let (host, behind) = word(rest);
        if !is_host(host) || !has_priority && level::severity(host).is_some() {
            return has_priority.then_some((None, rest));
        }
        log.resource.push("host.name", host);
        rest = read_device_behind_relay(behind.strip_prefix(b": ").unwrap_or(behind), &context.clock, log);
        program = read_tag(&mut rest, log).or_else(|| read_odd_tag(&mut rest, log));
        is_known = is_event(rest) || repetition(rest).is_some() || rest.starts_with(b"{\"");
    } else if !has_priority && !has_number(log) && !is_known {
        // A word with a colon is no tag for certain where no host is before it.
        return None;
    }
    if is_doubtful && !(log.resource.get("host.name").is_some() && has_number(log)) {
        return None;
    }
    (has_priority || program.is_some() || is_known).then_some((program, rest))
}

/// Was there a tag with a number in brackets? It can be nothing else.
fn has_number(log: &Log<'_>) -> bool {
    log.attributes.get("process.pid").is_some()
}

/// An event of CEF or LEEF, which look as if they began with a tag.
fn is_event(text: &[u8]) -> bool {
    text.starts_with(b"CEF:") || text.starts_with(b"LEEF:")
}

/// Passes what devices of Cisco write between priority and time: `77: `, `000078: `, `router-1: `, `: `, or how
/// long they have run (`3w2d: `).
fn read_device_head<'a>(text: &'a [u8], clock: &Clock<'_>, log: &mut Log<'a>) -> &'a [u8] {
    let mut rest = text.strip_prefix(b":").map_or(text, skip_spaces);
    let mut number = None;
    while let Some((next, behind)) = sequence_number(rest) {
        number = Some(next);
        rest = skip_spaces(behind);
    }
    let Some(number) = number else { return rest };
    log.attributes.push("syslog.sequence_number", number);
    let (name, behind) = word(rest);
    let Some(name) = name.strip_suffix(b":").filter(|name| is_host(name)) else { return rest };
    if read_time(behind, true, clock).is_some() {
        log.resource.push("host.name", name);
        return behind;
    }
    if behind.starts_with(b"%") && name[0].is_ascii_digit() {
        log.attributes.push("cisco.uptime", name);
        return behind;
    }
    rest
}

/// Passes number and time that a device of Cisco wrote, where a relay put its own host and time before them.
fn read_device_behind_relay<'a>(text: &'a [u8], clock: &Clock<'_>, log: &mut Log<'a>) -> &'a [u8] {
    let mut rest = text;
    let mut number = None;
    while let Some((next, behind)) = sequence_number(rest) {
        number = Some(next);
        rest = skip_spaces(behind);
    }
    if number.is_none() && !text.starts_with(b"*") {
        return text;
    }
    match read_time(rest, true, clock) {
        Some((time, spelt, behind)) if has_mnemonic(behind) => {
            log.time = time.time.or(log.time);
            if time.time.is_none() && log.attributes.get("log.time.invalid").is_none() {
                time.set(spelt, log);
            }
            rest = behind;
        }
        _ if has_mnemonic(rest) => {}
        _ => return text,
    }
    if let Some(number) = number
        && log.attributes.get("syslog.sequence_number").is_none()
    {
        log.attributes.push("syslog.sequence_number", number);
    }
    rest
}

/// Reads `4711: `.
fn sequence_number(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let behind = text[length..].strip_prefix(b": ")?;
    (length > 0).then_some((&text[..length], behind))
}

/// Reads the time and what devices write around it, and passes the spaces behind it.
fn read_time<'a>(
    text: &'a [u8],
    has_priority: bool,
    clock: &Clock<'_>,
) -> Option<(Reading, &'a [u8], &'a [u8])> {
    let text = text.strip_prefix(b"*").or(text.strip_prefix(b".")).unwrap_or(text);
    if text.first()?.is_ascii_digit() && text.get(4) == Some(&b'-') {
        let time = time::iso(text, clock)?;
        let behind = &text[time.length..];
        let behind = behind.strip_prefix(b" ").or(behind.strip_prefix(b": ").filter(|_| has_priority))?;
        let is_plain = text[10] == b'T' || text[10] == b' ';
        return is_plain.then_some((time, text, skip_spaces(behind)));
    }
    let time = time::bsd(text, clock)?;
    let behind = &text[time.length..];
    let behind = match behind.strip_prefix(b" ") {
        Some(word) => skip_spaces(skip_zone_name(word)),
        None => behind.strip_prefix(b":").map(skip_spaces).or(behind.is_empty().then_some(behind))?,
    };
    Some((time, text, behind))
}

/// Other programs write other ISO 8601.
fn is_rfc_3339(time: &[u8]) -> bool {
    time.get(10) == Some(&b'T') && time::has_zone(time)
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
fn read_tag<'a>(rest: &mut &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
    let text = *rest;
    let length =
        text.iter().position(|byte| matches!(byte, b'[' | b':' | b' ' | b'\n')).unwrap_or(text.len());
    let (tag, mut behind) = text.split_at(length);
    if tag.is_empty() || tag.len() > 128 || tag == b"CEF" || tag == b"LEEF" {
        return None;
    }
    let mut process = None;
    if let Some(inside) = behind.strip_prefix(b"[")
        && let Some(end) = memchr(b']', &inside[..inside.len().min(128)])
    {
        process = Some(&inside[..end]);
        behind = &inside[end + 1..];
    }
    let is_number = process.is_some_and(|process| process.iter().all(u8::is_ascii_digit));
    let mut job = None;
    if is_number
        && let Some(inside) = behind.strip_prefix(b" (")
        && let Some(end) = memchr(b')', &inside[..inside.len().min(160)])
        && let Some(message) = inside[end + 1..].strip_prefix(b": ")
    {
        job = Some(&inside[..end]);
        *rest = message;
    } else {
        // `sshd[4711] text` has no colon, but can be nothing else.
        let behind = match behind.strip_prefix(b":") {
            Some(behind) => behind,
            None if is_number => behind,
            // As some devices write: `%ASA-6-302013 : text`.
            None if tag[0] == b'%' => behind.strip_prefix(b" :")?,
            None => return None,
        };
        if !matches!(behind.first(), None | Some(b' ' | b'\t' | b'\n')) {
            return None;
        }
        *rest = behind.strip_prefix(b" ").unwrap_or(behind);
    }
    set_tag(tag, process, log);
    if let Some(job) = job {
        log.attributes.push("launchd.job", job);
    }
    Some(tag)
}

/// Passes a tag with spaces: `syslogd 1.4.1: `, or `Microsoft Word[7]: ` where a capital letter begins it.
fn read_odd_tag<'a>(rest: &mut &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
    let text = *rest;
    let head = &text[..text.len().min(64)];
    let end = head.iter().position(|byte| matches!(byte, b'[' | b':' | b'\n'))?;
    let name = &head[..end];
    if head[end] == b':' {
        let space = memchr(b' ', name)?;
        let (tag, version) = (&name[..space], &name[space + 1..]);
        let is_version = version.first()?.is_ascii_digit()
            && version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
            && version.contains(&b'.');
        if !is_version || tag.is_empty() {
            return None;
        }
        *rest = text[end + 1..].strip_prefix(b" ")?;
        log.resource.push("service.name", tag);
        log.resource.push("service.version", version);
        return Some(tag);
    }
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'.' | b'-' | b'_');
    if !name.first()?.is_ascii_uppercase() || !name.iter().all(is_of_name) {
        return None;
    }
    let inside = &text[end + 1..];
    let close = memchr(b']', &inside[..inside.len().min(12)])?;
    let process = &inside[..close];
    if process.is_empty() || !process.iter().all(u8::is_ascii_digit) {
        return None;
    }
    *rest = inside[close + 1..].strip_prefix(b": ")?;
    set_tag(name, Some(process), log);
    Some(name)
}

fn set_tag<'a>(tag: &'a [u8], process: Option<&'a [u8]>, log: &mut Log<'a>) {
    log.resource.push("service.name", tag);
    if let Some(process) = process.filter(|process| !process.is_empty()) {
        set_process(process, log);
    }
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

#[cfg(test)]
mod tests;
