//! Dovecot.
//!
//! ```text
//! PROCESS[(USER[,ADDRESS])][<PID><SESSION>]: [LEVEL: ]TEXT: key=value, key=<value>, FLAG, …
//! ```

use super::wording::push;
use crate::level;
use crate::word::integer;
use memchr::{memchr, memmem};
use nozzle::log::{Log, Severity, Value};

const PROCESSES: [&[u8]; 20] = [
    b"imap-login",
    b"pop3-login",
    b"submission-login",
    b"managesieve-login",
    b"imap",
    b"pop3",
    b"lmtp",
    b"lda",
    b"auth",
    b"auth-worker",
    b"master",
    b"log",
    b"anvil",
    b"config",
    b"stats",
    b"doveadm",
    b"indexer-worker",
    b"managesieve",
    b"indexer",
    b"ssl-params",
];

/// The process that a message begins with, and what is behind its name.
pub(crate) fn process(message: &[u8]) -> Option<(&[u8], &[u8])> {
    let head = &message[..message.len().min(20)];
    let end = head.iter().position(|byte| matches!(byte, b':' | b'(' | b'<'))?;
    let name = &message[..end];
    PROCESSES.contains(&name).then_some((name, &message[end..]))
}

/// Adds what `message` says, if it is Dovecot's.
pub(crate) fn read<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    let Some((name, mut rest)) = process(message) else { return false };
    push("dovecot.process", name, log);
    if let Some(inside) = rest.strip_prefix(b"(") {
        let Some(close) = memmem::find(inside, b")") else { return true };
        read_user(name, &inside[..close], log);
        rest = &inside[close + 1..];
    }
    for _ in 0..2 {
        let Some(inside) = rest.strip_prefix(b"<") else { break };
        let Some(close) = memchr(b'>', inside) else { return true };
        if integer(&inside[..close]).is_none() {
            push("dovecot.session", &inside[..close], log);
        }
        rest = &inside[close + 1..];
    }
    let Some(text) = rest.strip_prefix(b": ") else { return true };
    let text = set_level(text, log);
    if name.ends_with(b"-login") && text.starts_with(b"Login: ") {
        push("event.action", "login", log);
        push("event.outcome", "success", log);
    } else if name.ends_with(b"-login") && memmem::find(&text[..text.len().min(64)], b"auth failed").is_some()
    {
        push("event.action", "login", log);
        push("event.outcome", "failure", log);
    }
    read_fields(text, log);
    true
}

/// Reads `jo`, or `4711): ` of a worker, or `jo,192.0.2.7,<session>`.
fn read_user<'a>(process: &[u8], inside: &'a [u8], log: &mut Log<'a>) {
    if integer(inside).is_some() || process == b"master" {
        return;
    }
    let mut parts = inside.splitn(3, |byte| *byte == b',');
    if let Some(user) = parts.next().filter(|user| !user.is_empty()) {
        push("user.name", user, log);
    }
    if let Some(address) =
        parts.next().filter(|address| address.iter().any(|byte| matches!(byte, b'.' | b':')))
    {
        push("client.address", address, log);
    }
}

/// Passes `Error: `.
fn set_level<'a>(text: &'a [u8], log: &mut Log<'a>) -> &'a [u8] {
    for word in [&b"Info"[..], b"Error", b"Warning", b"Fatal", b"Panic", b"Debug"] {
        if let Some(behind) = text.strip_prefix(word).and_then(|behind| behind.strip_prefix(b": ")) {
            if log.severity == Severity::UNSPECIFIED {
                log.severity = level::severity(word).unwrap_or_default();
                log.severity_text = Some(word.into());
            }
            return behind;
        }
    }
    text
}

/// Reads the pairs of `Login: user=<jo>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.9, TLS, session=<a>`.
fn read_fields<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let Some(start) =
        [&b"user=<"[..], b"rip=", b"session=<"].iter().find_map(|name| memmem::find(text, name))
    else {
        return;
    };
    for field in text[start..].split(|byte| *byte == b',') {
        let field = field.trim_ascii();
        let Some(equals) = memchr(b'=', field) else {
            if matches!(field, b"TLS" | b"secured") {
                push("dovecot.transport_security", field, log);
            }
            continue;
        };
        let value = &field[equals + 1..];
        let value = value.strip_prefix(b"<").and_then(|value| value.strip_suffix(b">")).unwrap_or(value);
        if value.is_empty() {
            continue;
        }
        let number = integer(value).map(Value::Integer);
        match (&field[..equals], number) {
            (b"user", _) => push("user.name", value, log),
            (b"method", _) => push("dovecot.method", value, log),
            (b"rip", _) => push("client.address", value, log),
            (b"rport", Some(port)) => push("client.port", port, log),
            (b"lip", _) => push("server.address", value, log),
            (b"lport", Some(port)) => push("server.port", port, log),
            (b"mpid", Some(pid)) => push("dovecot.mail_pid", pid, log),
            (b"session", _) => push("dovecot.session", value, log),
            (b"service", _) => push("dovecot.service", value, log),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn logins_have_fields() {
        check(
            "dovecot",
            "imap-login: Login: user=<jo@x.example>, method=PLAIN, rip=192.0.2.7, lip=2001:db8::9, mpid=7, TLS, session=<a/b>",
            r#""dovecot.process":"imap-login","event.action":"login","event.outcome":"success","user.name":"jo@x.example","dovecot.method":"PLAIN","client.address":"192.0.2.7","server.address":"2001:db8::9","dovecot.mail_pid":7,"dovecot.transport_security":"TLS","dovecot.session":"a/b""#,
        );
        check(
            "dovecot",
            "pop3-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<jo>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.9",
            r#""dovecot.process":"pop3-login","event.action":"login","event.outcome":"failure","user.name":"jo","dovecot.method":"PLAIN","client.address":"192.0.2.7","server.address":"192.0.2.9""#,
        );
    }

    #[test]
    fn a_process_works_for_a_user() {
        check(
            "dovecot",
            "imap(jo)<7><s+1>: Disconnected: Logged out in=1 out=2",
            r#""dovecot.process":"imap","user.name":"jo","dovecot.session":"s+1""#,
        );
        check("dovecot", "auth: passwd-file(jo,192.0.2.7): unknown user", r#""dovecot.process":"auth""#);
        check("dovecot", "something(else): x", "");
    }
}
