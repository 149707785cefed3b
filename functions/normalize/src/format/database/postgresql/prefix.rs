//! What stands between time and level.

use crate::word::{integer, word};
use memchr::memchr;
use nozzle::log::{Log, Value};

/// Reads a prefix.
pub(super) fn read<'a>(prefix: &'a [u8], log: &mut Log<'a>) {
    let known = match prefix.strip_prefix(b":") {
        Some(prefix) => read_rds(prefix, log),
        None => read_words(prefix, log),
    };
    if known.is_none() {
        let prefix = prefix.trim_ascii();
        let prefix = prefix.strip_suffix(b":").unwrap_or(prefix);
        if !prefix.is_empty() {
            log.attributes.set("postgresql.prefix", prefix);
        }
    }
}

/// Reads `HOST(PORT):USER@DATABASE:[PID]:` of Amazon RDS; the host may be an IPv6 address.
fn read_rds<'a>(prefix: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let prefix = prefix.strip_suffix(b":")?;
    let bracket = last(b'[', prefix)?;
    let process = integer(prefix[bracket + 1..].strip_suffix(b"]")?)?;
    let before = prefix[..bracket].strip_suffix(b":")?;
    let at = last(b'@', before)?;
    let user_start = last(b':', &before[..at])?;
    set_host(&before[..user_start], log);
    set_user(&before[user_start + 1..at], log);
    set_database(&before[at + 1..], log);
    log.attributes.push("process.pid", Value::Integer(process));
    Some(())
}

/// Reads words in any order; nothing where one of them means nothing.
fn read_words<'a>(prefix: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let mut rest = prefix.trim_ascii();
    let mut known = Some(());
    // As many as a prefix has: a bound on the look for names that are there.
    for _ in 0..16 {
        rest = rest.trim_ascii_start();
        if rest.is_empty() {
            return known;
        }
        if is_pair(rest) {
            return read_pairs(rest, log).and(known);
        }
        let (token, behind) = word(rest);
        rest = behind;
        let token = token.strip_suffix(b":").unwrap_or(token);
        if read_word(token, log).is_none() {
            known = None;
        }
    }
    None
}

fn read_word<'a>(token: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    if matches!(token, b"" | b"-" | b"[local]" | b"[unknown]" | b"local") {
        return Some(());
    }
    if let Some(inside) = token.strip_prefix(b"[").and_then(|token| token.strip_suffix(b"]"))
        && !inside.contains(&b'@')
    {
        let (process, line) = match first(b'-', inside) {
            Some(dash) => (&inside[..dash], Some(&inside[dash + 1..])),
            None => (inside, None),
        };
        let process = integer(process)?;
        if log.attributes.get("process.pid").is_none() {
            log.attributes.push("process.pid", Value::Integer(process));
        }
        if let Some(line) = line.and_then(integer) {
            log.attributes.set("postgresql.session_line_number", Value::Integer(line));
        }
        return Some(());
    }
    if let Some(at) = last(b'@', token) {
        set_user(&token[..at], log);
        set_database(&token[at + 1..], log);
        return Some(());
    }
    let is_address = token.iter().all(|byte| byte.is_ascii_hexdigit() || b".:()".contains(byte))
        && (token.iter().filter(|byte| **byte == b'.').count() == 3 || token.contains(&b':'));
    if is_address && log.attributes.get("client.address").is_none() {
        set_host(token, log);
        return Some(());
    }
    if let Some(dot) = first(b'.', token)
        && (4..=8).contains(&dot)
        && token.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'.')
    {
        log.attributes.set("postgresql.session_id", token);
        return Some(());
    }
    None
}

/// Where `byte` stands first in a text so short that a call of `memchr` takes longer.
fn first(byte: u8, text: &[u8]) -> Option<usize> {
    text.iter().position(|other| *other == byte)
}

/// Where it stands last.
fn last(byte: u8, text: &[u8]) -> Option<usize> {
    text.iter().rposition(|other| *other == byte)
}

/// Does `user=` or the like stand here?
fn is_pair(text: &[u8]) -> bool {
    let length = text.iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'_').count();
    length > 0 && text.get(length) == Some(&b'=')
}

/// Reads `user=app,db=shop,app=my app,client=10.0.0.5`, with commas or spaces between them.
fn read_pairs<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let has_commas = memchr(b',', text).is_some();
    let mut known = Some(());
    for pair in text.split(|byte| if has_commas { *byte == b',' } else { *byte == b' ' }).take(32) {
        let pair = pair.trim_ascii();
        if pair.is_empty() {
            continue;
        }
        let pair = pair.strip_suffix(b":").unwrap_or(pair);
        let Some(equals) = first(b'=', pair) else {
            known = read_word(pair, log).and(known);
            continue;
        };
        let (key, value) = (&pair[..equals], &pair[equals + 1..]);
        match key {
            b"user" | b"u" | b"usr" => set_user(value, log),
            b"db" | b"database" | b"d" | b"dbname" => set_database(value, log),
            b"client" | b"host" | b"remote" | b"h" | b"r" | b"remote_host" => set_host(value, log),
            b"app" | b"application" | b"application_name" | b"a" | b"appname" => {
                set("postgresql.application_name", value, log);
            }
            b"pid" | b"p" => match integer(value) {
                Some(process) if log.attributes.get("process.pid").is_none() => {
                    log.attributes.push("process.pid", Value::Integer(process));
                }
                _ => known = None,
            },
            b"session" | b"sess" | b"session_id" => set("postgresql.session_id", value, log),
            _ => known = None,
        }
    }
    known
}

/// Sets what is said, and not said twice.
fn set<'a>(name: &'static str, value: &'a [u8], log: &mut Log<'a>) {
    if !matches!(value, b"" | b"[unknown]" | b"[local]" | b"-") && log.attributes.get(name).is_none() {
        log.attributes.push(name, value);
    }
}

pub(super) fn set_user<'a>(user: &'a [u8], log: &mut Log<'a>) {
    set("user.name", user, log);
}

pub(super) fn set_database<'a>(database: &'a [u8], log: &mut Log<'a>) {
    set("db.namespace", database, log);
}

/// Sets `10.0.0.5(40122)`, or an address without a port.
pub(super) fn set_host<'a>(host: &'a [u8], log: &mut Log<'a>) {
    if let Some(open) = first(b'(', host)
        && let Some(port) = host[open + 1..].strip_suffix(b")").and_then(integer)
    {
        set("client.address", &host[..open], log);
        log.attributes.set("client.port", Value::Integer(port));
    } else {
        set("client.address", host, log);
    }
}

/// Sets `10.0.0.5:40122`, as `csvlog` has it.
pub(in crate::format::database) fn read_host<'a>(host: &'a [u8], log: &mut Log<'a>) {
    match last(b':', host).and_then(|colon| Some((colon, integer(&host[colon + 1..])?))) {
        Some((colon, port)) => {
            set("client.address", &host[..colon], log);
            log.attributes.set("client.port", Value::Integer(port));
        }
        None => set("client.address", host, log),
    }
}
