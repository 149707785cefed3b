//! What a message says beyond its text.

use super::prefix::{set_database, set_host, set_user};
use crate::duration;
use crate::word::integer;
use memchr::memchr;
use nozzle::log::{Log, Value};

/// Sets the message of a log with `level` and what can be read from it.
pub(in crate::format::database) fn read<'a>(level: &[u8], message: &'a [u8], log: &mut Log<'a>) {
    let mut message = message;
    if let Some((state, behind)) = sql_state(message) {
        log.attributes.push("db.response.status_code", state);
        message = behind;
    }
    log.body = Some(message.into());
    match level {
        b"STATEMENT" | b"QUERY" => log.attributes.push("db.query.text", message),
        b"LOG" => read_log(message, log),
        _ => {}
    }
}

/// Reads `42P01: `, which verbose logs have.
fn sql_state(message: &[u8]) -> Option<(&[u8], &[u8])> {
    let (state, behind) = message.split_at_checked(5)?;
    let is_state = state.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && state.iter().any(u8::is_ascii_digit);
    Some((state, behind.strip_prefix(b": ").filter(|_| is_state)?))
}

fn read_log<'a>(message: &'a [u8], log: &mut Log<'a>) {
    let mut rest = message;
    if let Some(behind) = message.strip_prefix(b"duration: ") {
        let Some(end) = memchr(b' ', behind) else { return };
        let Some(tail) = behind[end..].strip_prefix(b" ms") else { return };
        let Some(duration) = duration::number(&behind[..end]) else { return };
        log.attributes.push("duration_ms", duration);
        rest = tail.strip_prefix(b"  ").unwrap_or_default();
    }
    if let Some(query) = query(rest) {
        log.attributes.push("db.query.text", query);
    } else if rest.starts_with(b"connection ") || rest.starts_with(b"disconnection: ") {
        read_connection(rest, log);
    }
}

/// The query of `statement: …`, `execute NAME: …`, `parse NAME: …` or `bind NAME: …`.
fn query(text: &[u8]) -> Option<&[u8]> {
    if let Some(query) = text.strip_prefix(b"statement: ") {
        return Some(query);
    }
    let named = [&b"execute "[..], b"parse ", b"bind "].iter().find_map(|kind| text.strip_prefix(*kind))?;
    let colon = memchr(b':', &named[..named.len().min(256)])?;
    named[colon..].strip_prefix(b": ")
}

/// Reads what `connection received`, `connection authorized` and `disconnection` say and the prefix did not.
fn read_connection<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let line = &text[..memchr(b'\n', text).unwrap_or(text.len())];
    for word in line.split(|byte| *byte == b' ').take(32) {
        let Some(equals) = memchr(b'=', word) else { continue };
        let (key, value) = (&word[..equals], &word[equals + 1..]);
        match key {
            b"host" => set_host(value, log),
            b"port" => {
                if let Some(port) = integer(value) {
                    log.attributes.set("client.port", Value::Integer(port));
                }
            }
            b"user" => set_user(value, log),
            b"database" => set_database(value, log),
            _ => {}
        }
    }
}
