//! Postfix.
//!
//! ```text
//! [LEVEL: ]QUEUE-ID: [key=value, ]…[text]
//! [LEVEL: ]connect from HOST[ADDRESS] | disconnect from … ehlo=1 quit=1 commands=2
//! NOQUEUE: reject: RCPT from HOST[ADDRESS]: 554 5.7.1 TEXT; from=<…> to=<…> proto=ESMTP helo=<…>
//! ```

use super::set_level;
use super::wording::{self, Wording, push};
use crate::duration::nanoseconds_of_seconds;
use crate::word::integer;
use memchr::{memchr, memmem, memrchr};
use nozzle::log::{Log, Value};

/// Adds what a message of `service` (smtpd, qmgr …) says.
pub(crate) fn read<'a>(service: &'a [u8], message: &'a [u8], log: &mut Log<'a>) {
    let text = set_level(message.trim_ascii_end(), log);
    let text = match queue_id(text) {
        Some((id, behind)) => {
            push("postfix.queue_id", id, log);
            behind
        }
        None => text,
    };
    if text == b"removed" {
        return push("event.action", "remove", log);
    }
    if is_field(text) {
        return read_fields(text, log);
    }
    if service == b"postscreen" && wording::read(POSTSCREEN, text, log) {
        return;
    }
    if wording::read(WORDINGS, text, log) {
        return;
    }
    read_rejection(text, log);
}

/// Reads `4FGhTk1zqXz9: `.
fn queue_id(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr(b':', &text[..text.len().min(24)])?;
    let (id, behind) = (&text[..colon], text[colon + 1..].strip_prefix(b" ")?);
    let is_long = id.len() >= 5 && id.iter().all(u8::is_ascii_alphanumeric);
    (is_long && id.iter().any(|byte| byte.is_ascii_digit()) || id == b"NOQUEUE").then_some((id, behind))
}

/// Does `key=` stand here?
fn is_field(text: &[u8]) -> bool {
    let length = text.iter().take(24).take_while(|byte| is_of_key(**byte)).count();
    length > 0 && text.get(length) == Some(&b'=')
}

fn is_of_key(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte == b'_' || byte == b'-'
}

/// Reads `to=<a@b>, relay=h[1.2.3.4]:25, status=sent (250 ok)`, and `size=7, nrcpt=1 (queue active)`.
fn read_fields<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let mut rest = text;
    while is_field(rest) {
        let equals = memchr(b'=', rest).unwrap_or(0);
        let (name, behind) = (&rest[..equals], &rest[equals + 1..]);
        let end = end_of_value(behind);
        let value = &behind[..end];
        rest = behind[end..].strip_prefix(b",").unwrap_or(&behind[end..]).trim_ascii_start();
        set(name, value, log);
    }
    if let Some(reason) = rest.strip_prefix(b"(") {
        push("postfix.reason", reason.strip_suffix(b")").unwrap_or(reason), log);
    } else if !rest.is_empty() {
        push("postfix.text", rest, log);
    }
}

/// How far the end of an address is looked for.
const LONGEST_ADDRESS: usize = 1024;

/// An address in `<>` may hold anything; other values end at a comma or a space.
fn end_of_value(text: &[u8]) -> usize {
    let plain = text.iter().position(|byte| matches!(byte, b',' | b' ')).unwrap_or(text.len());
    if text.first() != Some(&b'<') {
        return plain;
    }
    let text = &text[..text.len().min(LONGEST_ADDRESS)];
    let ends = |at: usize| matches!(text.get(at + 1), None | Some(b',' | b' '));
    memchr::memchr_iter(b'>', text).find(|at| ends(*at)).map_or(plain, |at| at + 1)
}

fn set<'a>(name: &[u8], value: &'a [u8], log: &mut Log<'a>) {
    let bare = value.strip_prefix(b"<").and_then(|value| value.strip_suffix(b">")).unwrap_or(value);
    if bare.is_empty() || bare == b"none" {
        return;
    }
    match name {
        b"from" => push("postfix.from", bare, log),
        b"to" => push("postfix.to", bare, log),
        b"orig_to" => push("postfix.orig_to", bare, log),
        b"message-id" => push("postfix.message_id", bare, log),
        b"resent-message-id" => push("postfix.resent_message_id", bare, log),
        b"client" => set_client(value, log),
        b"relay" => set_relay(value, log),
        b"delay" => set_delay(value, log),
        b"size" => set_number("postfix.size", value, log),
        b"nrcpt" => set_number("postfix.nrcpt", value, log),
        b"conn_use" => set_number("postfix.conn_use", value, log),
        b"uid" => set_number("postfix.uid", value, log),
        b"delays" => push("postfix.delays", value, log),
        b"dsn" => push("postfix.dsn", value, log),
        b"status" => push("postfix.status", value, log),
        b"proto" => push("network.protocol.name", value, log),
        b"helo" => push("postfix.helo", bare, log),
        b"sasl_method" => push("postfix.sasl_method", value, log),
        b"sasl_username" => push("user.name", bare, log),
        b"sasl_sender" => push("postfix.sasl_sender", bare, log),
        b"orig_client" => push("postfix.orig_client", value, log),
        b"orig_queue_id" => push("postfix.orig_queue_id", value, log),
        b"milter-reject" => push("postfix.milter_reject", value, log),
        _ => push_other(name, value, log),
    }
}

fn push_other<'a>(name: &[u8], value: &'a [u8], log: &mut Log<'a>) {
    let Ok(name) = str::from_utf8(name) else { return };
    // A message has few of these; one that has many is not Postfix's.
    if log.attributes.len() < 64 {
        log.attributes.set(format!("postfix.{}", name.replace('-', "_")), value);
    }
}

fn set_number<'a>(name: &'static str, value: &'a [u8], log: &mut Log<'a>) {
    match integer(value) {
        Some(number) => push(name, Value::Integer(number), log),
        None => push(name, value, log),
    }
}

/// Puts `host[192.0.2.7]:25` where it belongs.
fn set_client<'a>(client: &'a [u8], log: &mut Log<'a>) {
    let Some((host, address, port)) = host_and_address(client) else {
        return push("postfix.client", client, log);
    };
    if host != b"unknown" && !host.is_empty() {
        push("postfix.client", host, log);
    }
    push("client.address", address, log);
    if let Some(port) = integer(port) {
        push("client.port", Value::Integer(port), log);
    }
}

fn set_relay<'a>(relay: &'a [u8], log: &mut Log<'a>) {
    push("postfix.relay", relay, log);
    if let Some((_, address, port)) = host_and_address(relay) {
        if !address.contains(&b'/') {
            push("server.address", address, log);
        }
        if let Some(port) = integer(port) {
            push("server.port", Value::Integer(port), log);
        }
    }
}

/// Parts `host[address]:port`.
fn host_and_address(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let open = memchr(b'[', text)?;
    let close = memrchr(b']', text).filter(|close| *close > open)?;
    let port = text[close + 1..].strip_prefix(b":").unwrap_or_default();
    Some((&text[..open], &text[open + 1..close], port))
}

/// Seconds, as milliseconds: Postfix tells no less than hundredths of a second.
fn set_delay<'a>(seconds: &'a [u8], log: &mut Log<'a>) {
    match nanoseconds_of_seconds(seconds).filter(|nanoseconds| nanoseconds % 1_000_000 == 0) {
        Some(nanoseconds) => push("duration_ms", Value::Integer(nanoseconds / 1_000_000), log),
        None => push("postfix.delay", seconds, log),
    }
}

/// Reads `reject: RCPT from host[192.0.2.7]: 554 5.7.1 text; from=<a> to=<b> proto=ESMTP helo=<c>`.
fn read_rejection<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let head = &text[..text.len().min(32)];
    let Some(colon) = memmem::find(head, b": ") else { return };
    let action = &text[..colon];
    let known = matches!(
        action,
        b"reject"
            | b"reject_warning"
            | b"warn"
            | b"milter-reject"
            | b"discard"
            | b"hold"
            | b"redirect"
            | b"filter"
    );
    if !known {
        return;
    }
    push("event.action", action, log);
    let said = &text[colon + 2..];
    let Some(from) = memmem::find(&said[..said.len().min(48)], b" from ") else { return };
    let client = &said[from + 6..];
    let Some(end) = memmem::find(client, b": ") else { return };
    push("postfix.command", &said[..from], log);
    set_client(client[..end].strip_suffix(b";").unwrap_or(&client[..end]), log);
    let reason = &client[end + 2..];
    let fields = memmem::rfind(reason, b"; from=").map(|at| (at, at + 2));
    let (reason_end, fields) = fields.map_or((reason.len(), reason.len()), |(end, start)| (end, start));
    push("postfix.reason", &reason[..reason_end], log);
    if let Some(code) = reason.get(..3).and_then(integer) {
        push("postfix.reply_code", Value::Integer(code), log);
    }
    if fields < reason.len() {
        read_fields(&reason[fields..], log);
    }
}

const WORDINGS: &[Wording] = &[
    Wording("connect from {postfix.client}[{client.address}]:{client.port#}", "connect", ""),
    Wording("connect from {postfix.client}[{client.address}]", "connect", ""),
    Wording(
        "connect to {postfix.relay}[{server.address}]:{server.port#}: {postfix.reason}",
        "connect",
        "failure",
    ),
    Wording(
        "disconnect from {postfix.client}[{client.address}]:{client.port#} {postfix.commands}",
        "disconnect",
        "",
    ),
    Wording("disconnect from {postfix.client}[{client.address}] {postfix.commands}", "disconnect", ""),
    Wording("disconnect from {postfix.client}[{client.address}]", "disconnect", ""),
    Wording(
        "lost connection after {postfix.command} from {postfix.client}[{client.address}]",
        "disconnect",
        "",
    ),
    Wording(
        "lost connection with {postfix.relay}[{server.address}] while {postfix.reason}",
        "disconnect",
        "failure",
    ),
    Wording(
        "timeout after {postfix.command} from {postfix.client}[{client.address}]",
        "disconnect",
        "failure",
    ),
    Wording(
        "too many errors after {postfix.command} from {postfix.client}[{client.address}]",
        "disconnect",
        "failure",
    ),
    Wording(
        "improper command pipelining after {postfix.command} from {postfix.client}[{client.address}]: {}",
        "disconnect",
        "failure",
    ),
    Wording("SSL_accept error from {postfix.client}[{client.address}]: {postfix.reason}", "tls", "failure"),
    Wording(
        "hostname {postfix.client} does not resolve to address {client.address}: {postfix.reason}",
        "connect",
        "",
    ),
    Wording("hostname {postfix.client} does not resolve to address {client.address}", "connect", ""),
    Wording("address not listed for hostname {postfix.client}", "connect", ""),
    Wording(
        "{postfix.client}[{client.address}]: SASL {postfix.sasl_method} authentication failed: {postfix.reason}",
        "login",
        "failure",
    ),
    Wording(
        "{postfix.client}[{client.address}]: SASL {postfix.sasl_method} authentication failed:",
        "login",
        "failure",
    ),
    Wording("host {postfix.relay}[{server.address}] said: {postfix.reason}", "reply", ""),
    Wording(
        "host {postfix.relay}[{server.address}] refused to talk to me: {postfix.reason}",
        "connect",
        "failure",
    ),
    Wording(
        "{} TLS connection established to {postfix.relay}[{server.address}]:{server.port#}: {tls.protocol.version} with cipher {tls.cipher} ({}",
        "tls",
        "success",
    ),
    Wording(
        "{} TLS connection established from {postfix.client}[{client.address}]: {tls.protocol.version} with cipher {tls.cipher} ({}",
        "tls",
        "success",
    ),
    Wording(
        "statistics: max {postfix.statistic} {postfix.value} for ({}:{client.address}) at {}",
        "statistics",
        "",
    ),
    Wording("daemon started -- version {postfix.version}, configuration {}", "start", ""),
];

const POSTSCREEN: &[Wording] = &[
    Wording(
        "CONNECT from [{client.address}]:{client.port#} to [{server.address}]:{server.port#}",
        "connect",
        "",
    ),
    Wording(
        "PREGREET {} after {} from [{client.address}]:{client.port#}: {postfix.greeting}",
        "pregreet",
        "failure",
    ),
    Wording("HANGUP after {} from [{client.address}]:{client.port#} in {}", "hangup", ""),
    Wording("DNSBL rank {postfix.rank#} for [{client.address}]:{client.port#}", "dnsbl", "failure"),
    Wording("PASS {} [{client.address}]:{client.port#}", "pass", "success"),
    Wording("DISCONNECT [{client.address}]:{client.port#}", "disconnect", ""),
    Wording("WHITELISTED [{client.address}]:{client.port#}", "pass", "success"),
    Wording("ALLOWLISTED [{client.address}]:{client.port#}", "pass", "success"),
    Wording("BLACKLISTED [{client.address}]:{client.port#}", "deny", "failure"),
    Wording("DENYLISTED [{client.address}]:{client.port#}", "deny", "failure"),
    Wording("COMMAND {} from [{client.address}]:{client.port#} after {}", "command", ""),
];

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn a_delivery_has_fields() {
        check(
            "postfix/smtp",
            "4FGhTk1zqX: to=<a,b@x.example>, orig_to=<c>, relay=mx.example[192.0.2.7]:25, delay=5.25, delays=5/0/0.2/0.05, dsn=2.0.0, status=sent (250 ok <a>, queued)",
            r#""postfix.queue_id":"4FGhTk1zqX","postfix.to":"a,b@x.example","postfix.orig_to":"c","postfix.relay":"mx.example[192.0.2.7]:25","server.address":"192.0.2.7","server.port":25,"duration_ms":5250,"postfix.delays":"5/0/0.2/0.05","postfix.dsn":"2.0.0","postfix.status":"sent","postfix.reason":"250 ok <a>, queued""#,
        );
        check(
            "postfix/qmgr",
            "4FGhTk1zqX: from=<>, size=1234, nrcpt=1 (queue active)",
            r#""postfix.queue_id":"4FGhTk1zqX","postfix.size":1234,"postfix.nrcpt":1,"postfix.reason":"queue active""#,
        );
        check(
            "postfix/submission/smtpd",
            "4FGhTk1zqX: client=unknown[2001:db8::7], sasl_method=PLAIN, sasl_username=jo",
            r#""postfix.queue_id":"4FGhTk1zqX","client.address":"2001:db8::7","postfix.sasl_method":"PLAIN","user.name":"jo""#,
        );
        check(
            "postfix/qmgr",
            "4FGhTk1zqX: removed",
            r#""postfix.queue_id":"4FGhTk1zqX","event.action":"remove""#,
        );
    }

    #[test]
    fn connections_and_rejections() {
        check(
            "postfix/smtpd",
            "connect from mx.example[192.0.2.7]",
            r#""postfix.client":"mx.example","client.address":"192.0.2.7","event.action":"connect""#,
        );
        check(
            "postfix/smtpd",
            "NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <a@b>: Relay access denied; from=<c@d> to=<a@b> proto=ESMTP helo=<e>",
            r#""postfix.queue_id":"NOQUEUE","event.action":"reject","postfix.command":"RCPT","client.address":"192.0.2.7","postfix.reason":"554 5.7.1 <a@b>: Relay access denied","postfix.reply_code":554,"postfix.from":"c@d","postfix.to":"a@b","network.protocol.name":"ESMTP","postfix.helo":"e""#,
        );
        check(
            "postfix/smtpd",
            "warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
            r#""postfix.client":"unknown","client.address":"192.0.2.7","postfix.sasl_method":"LOGIN","postfix.reason":"UGFzc3dvcmQ6","event.action":"login","event.outcome":"failure""#,
        );
        check("postfix/master", "reload -- version 3.7", "");
    }
}
