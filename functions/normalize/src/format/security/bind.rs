//! BIND, the name server.
//!
//! ```text
//! [04-Mar-2026 08:00:11.123 |2026-03-04T08:00:11.123Z ][CATEGORY: ][LEVEL: ]MESSAGE
//! MESSAGE = client [@0x… ]ADDRESS#PORT[ (NAME)]: [view VIEW: ]query: NAME CLASS TYPE FLAGS[ (SERVER)]
//! ```

use crate::format::Format;
use crate::format::syslog::program::wording::{self, Wording, push};
use crate::time;
use crate::word::{integer, skip_spaces, word};
use crate::{context::Context, level, split::Split};
use memchr::{memchr, memmem, memrchr};
use nozzle::log::{Log, Value};

/// What BIND writes to files.
pub const FORMAT: Format = Format {
    name: "bind",
    description: "BIND, the name server: queries and all else.",
    example: "04-Mar-2026 08:00:11.123 queries: info: client @0x7f00aa 192.0.2.7#51122 (shop.example): query: shop.example IN AAAA +E(0)K (192.0.2.9)",
    first_bytes: b"0123c",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if text.first() == Some(&b'c') {
        // Without a time, only a client tells that it is BIND's.
        log.body = Some(text.into());
        return read_client(text, log).then_some(());
    }
    let is_iso = match text.first_chunk::<11>()? {
        [_, _, b'-', _, _, _, b'-', ..] => false,
        [_, _, _, _, b'-', .., b'T'] => true,
        _ => return None,
    };
    let time = if is_iso { time::iso(text, &context.clock) } else { time::day_first(text, &context.clock) }?;
    let rest = skip_spaces(text[time.length..].strip_prefix(b" ")?);
    let (message, has_level) = read_head(rest, log);
    // Others write ISO 8601 and a level too, but not a category of BIND before it.
    let is_mine = match log.logger {
        Some(nozzle::log::Text::Raw(category)) if is_iso => has_level && CATEGORIES.contains(&category),
        _ if is_iso => false,
        _ => has_level || message.starts_with(b"client "),
    };
    if !is_mine {
        return None;
    }
    time.set(text, log);
    read_message(message, log);
    log.body = Some(message.into());
    Some(())
}

/// BIND's categories of messages.
const CATEGORIES: [&[u8]; 27] = [
    b"client",
    b"cname",
    b"config",
    b"database",
    b"default",
    b"delegation-only",
    b"dispatch",
    b"dnssec",
    b"dnstap",
    b"edns-disabled",
    b"general",
    b"lame-servers",
    b"network",
    b"notify",
    b"nsid",
    b"queries",
    b"query-errors",
    b"rate-limit",
    b"resolver",
    b"rpz",
    b"security",
    b"serve-stale",
    b"unmatched",
    b"update",
    b"update-security",
    b"xfer-in",
    b"xfer-out",
];

/// Passes category and level, and tells whether there was a level.
fn read_head<'a>(text: &'a [u8], log: &mut Log<'a>) -> (&'a [u8], bool) {
    let mut rest = text;
    for _ in 0..2 {
        let Some(colon) = memmem::find(&rest[..rest.len().min(32)], b": ") else { break };
        let name = &rest[..colon];
        let is_of_name = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b' ');
        if !name.iter().all(is_of_name) {
            break;
        }
        // `debug 3` has a number.
        let (first, number) = word(name);
        if let Some(severity) = level::severity(first)
            && (number.is_empty() || integer(number).is_some())
        {
            log.severity = severity;
            log.severity_text = Some(first.into());
            return (&rest[colon + 2..], true);
        }
        if !number.is_empty() || log.logger.is_some() {
            break;
        }
        log.logger = Some(name.into());
        rest = &rest[colon + 2..];
    }
    (rest, false)
}

/// Adds what `message` says, if it is one of those that are known.
pub(crate) fn read_message<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    // To syslog, BIND may write category and level too.
    let client = match memmem::find(&message[..message.len().min(48)], b": client ") {
        Some(at) => &message[at + 2..],
        None => message,
    };
    read_client(client, log) || wording::read(WORDINGS, message, log)
}

/// Reads `client @0x7f 192.0.2.7#53 (name): query: name IN A + (192.0.2.9)`.
fn read_client<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    let Some(text) = message.strip_prefix(b"client ") else { return false };
    let text = if text.starts_with(b"@") { word(text).1 } else { text };
    let (client, mut rest) = word(text);
    let client = client.strip_suffix(b":").unwrap_or(client);
    let Some(hash) = memchr(b'#', client) else { return false };
    // A key may follow at once: `192.0.2.7#51122/key name`.
    let digits = client[hash + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (port, behind) = client[hash + 1..].split_at(digits);
    let Some(port) = integer(port) else { return false };
    let is_of_address = |byte: &u8| byte.is_ascii_hexdigit() || b".:%".contains(byte);
    if hash == 0 || !client[..hash].iter().all(is_of_address) {
        return false;
    }
    push("client.address", &client[..hash], log);
    push("client.port", Value::Integer(port), log);
    if behind == b"/key" {
        let (key, behind) = word(rest);
        push("dns.tsig_key", key.strip_suffix(b":").unwrap_or(key), log);
        rest = behind;
    }
    if rest.starts_with(b"(") {
        let Some(close) = memmem::find(rest, b"): ") else { return true };
        rest = &rest[close + 3..];
    }
    if let Some(view) = rest.strip_prefix(b"view ") {
        let (name, behind) = word(view);
        push("dns.view", name.strip_suffix(b":").unwrap_or(name), log);
        rest = behind;
    }
    match rest.strip_prefix(b"query: ") {
        Some(query) => read_query(query, log),
        None => _ = wording::read(WORDINGS, rest, log),
    }
    true
}

/// Reads `shop.example IN AAAA +E(0)K (192.0.2.9)`.
fn read_query<'a>(query: &'a [u8], log: &mut Log<'a>) {
    let (name, rest) = word(query);
    let (class, rest) = word(rest);
    let (kind, rest) = word(rest);
    let (flags, rest) = word(rest);
    for (attribute, value) in [
        ("event.action", &b"query"[..]),
        ("dns.question.name", name),
        ("dns.question.class", class),
        ("dns.question.type", kind),
        ("dns.flags", flags),
    ] {
        if !value.is_empty() {
            push(attribute, value, log);
        }
    }
    if flags.contains(&b'T') {
        push("network.transport", "tcp", log);
    }
    if let Some(open) = memchr(b'(', rest)
        && let Some(close) = memrchr(b')', rest).filter(|close| *close > open)
    {
        push("server.address", &rest[open + 1..close], log);
    }
}

const WORDINGS: &[Wording] = &[
    Wording(
        "query (cache) '{dns.question.name}/{dns.question.type}/{dns.question.class}' denied{}",
        "query",
        "failure",
    ),
    Wording(
        "query '{dns.question.name}/{dns.question.type}/{dns.question.class}' denied{}",
        "query",
        "failure",
    ),
    Wording(
        "query failed ({dns.response_code}) for {dns.question.name}/{dns.question.class}/{dns.question.type} at {}",
        "query",
        "failure",
    ),
    Wording(
        "zone transfer '{dns.question.name}/{dns.question.type}/{dns.question.class}' denied",
        "transfer",
        "failure",
    ),
    Wording("update '{dns.question.name}/{dns.question.class}' denied", "update", "failure"),
    Wording("transfer of '{dns.question.name}/{dns.question.class}': {dns.text}", "transfer", ""),
    Wording("zone {dns.zone}/{dns.question.class}: {dns.text}", "zone", ""),
    Wording(
        "listening on {} interface {network.interface.name}, {server.address}#{server.port#}",
        "listen",
        "",
    ),
    Wording(
        "{dns.reason} resolving '{dns.question.name}/{dns.question.type}/{dns.question.class}': {server.address}#{server.port#}",
        "resolve",
        "failure",
    ),
];

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    const QUERY: &str = r#""client.address":"192.0.2.7","client.port":51122,"event.action":"query","dns.question.name":"shop.example","dns.question.class":"IN","dns.question.type":"AAAA","dns.flags":"+E(0)K","server.address":"192.0.2.9""#;

    #[test]
    fn queries() {
        let message =
            "client @0x7f00aa 192.0.2.7#51122 (shop.example): query: shop.example IN AAAA +E(0)K (192.0.2.9)";
        check(
            "auto",
            super::FORMAT.example,
            &format!(
                r#"{{"time":"2026-03-04T08:00:11.123Z","severity_number":9,"severity_text":"info","body":"{message}","scope":{{"name":"queries"}},"attributes":{{{QUERY}}},"source_format":"bind"}}"#
            ),
        );
        check(
            "auto",
            message,
            &format!(
                r#"{{"severity_number":0,"body":"{message}","attributes":{{{QUERY}}},"source_format":"bind"}}"#
            ),
        );
        let old = "client 192.0.2.7#51122: view inside: query: shop.example IN AAAA +E(0)K (192.0.2.9)";
        let log = &otel("auto", old.as_bytes())[0];
        assert!(log.contains(r#""dns.view":"inside","event.action":"query""#), "{log}");
    }

    #[test]
    fn times_may_be_iso_8601() {
        let log =
            &otel("auto", b"2026-03-04T08:00:11.123Z security: info: client @0x7f 192.0.2.7#51122 (a): x")[0];
        assert!(log.starts_with(r#"{"time":"2026-03-04T08:00:11.123Z","severity_number":9"#), "{log}");
        assert!(log.contains(r#""client.port":51122"#), "{log}");
        assert!(!otel("auto", b"2026-03-04T08:00:11.123Z worker: info: a")[0].contains("\"bind\""));
    }

    #[test]
    fn other_messages() {
        check(
            "auto",
            "04-Mar-2026 08:00:11.123 general: error: zone shop.example/IN: loading failed",
            r#"{"time":"2026-03-04T08:00:11.123Z","severity_number":17,"severity_text":"error","body":"zone shop.example/IN: loading failed","scope":{"name":"general"},"attributes":{"dns.zone":"shop.example","dns.question.class":"IN","dns.text":"loading failed","event.action":"zone"},"source_format":"bind"}"#,
        );
        for line in [
            "04-Mar-2026 08:00:11.123 INFO [main] a.B.c started",
            "04-Mar-2026 08:00:11.123 a: b",
            "client at 192.0.2.7",
            "client x#7: query: a",
        ] {
            assert!(!otel("auto", line.as_bytes())[0].contains("\"bind\""), "{line}");
        }
    }
}
