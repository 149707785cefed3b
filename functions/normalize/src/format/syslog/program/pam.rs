//! Pluggable authentication modules.
//!
//! ```text
//! MODULE(SERVICE:TYPE): WORDING       pam_unix(sshd:session): session opened for user jo by (uid=0)
//! SERVICE(MODULE): WORDING            as syslog's tag and message, in older Linux
//! authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root
//! ```

use super::wording::{self, Wording, push};
use crate::word::word;
use memchr::memchr;
use nozzle::log::Log;

/// Reads a message that a module begins with its name.
pub(crate) fn read<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    if !message.starts_with(b"pam_") {
        return text(message, log);
    }
    let head = &message[..message.len().min(96)];
    let Some(open) = memchr(b'(', head) else { return false };
    let Some(close) = memchr(b')', head).filter(|close| *close > open) else { return false };
    let Some(said) = message[close + 1..].strip_prefix(b":") else { return false };
    let (module, inside) = (&message[..open], &message[open + 1..close]);
    if !module.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        return false;
    }
    let (service, kind) = match memchr(b':', inside) {
        Some(at) => (&inside[..at], &inside[at + 1..]),
        None => (inside, &b""[..]),
    };
    for (name, value) in [("pam.module", module), ("pam.service", service), ("pam.type", kind)] {
        if !value.is_empty() {
            push(name, value, log);
        }
    }
    text(said.strip_prefix(b" ").unwrap_or(said), log);
    true
}

/// Reads what a module said.
pub(crate) fn text<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    for (start, outcome) in [
        (&b"authentication failure; "[..], "failure"),
        (b"authentication success; ", "success"),
        (b"PAM ", "failure"),
        (b"session opened; ", ""),
    ] {
        if let Some(behind) = message.strip_prefix(start)
            && let Some(fields) = logname(behind)
        {
            read_fields(fields, log);
            push("event.action", "login", log);
            if !outcome.is_empty() {
                push("event.outcome", outcome, log);
            }
            return true;
        }
    }
    wording::read(WORDINGS, message, log)
}

/// Where the fields begin: at once, or behind `2 more authentication failures; `.
fn logname(text: &[u8]) -> Option<&[u8]> {
    if text.starts_with(b"logname=") || text.starts_with(b"rhost=") {
        return Some(text);
    }
    let at = memchr::memmem::find(&text[..text.len().min(64)], b"; logname=")?;
    Some(&text[at + 2..])
}

fn read_fields<'a>(fields: &'a [u8], log: &mut Log<'a>) {
    let mut rest = fields;
    while !rest.is_empty() {
        let (field, behind) = word(rest);
        rest = behind;
        let Some(equals) = memchr(b'=', field) else { continue };
        let value = &field[equals + 1..];
        if value.is_empty() {
            continue;
        }
        match &field[..equals] {
            b"user" => push("user.name", value, log),
            b"rhost" => push("client.address", value, log),
            b"logname" => push("pam.logname", value, log),
            b"ruser" => push("pam.ruser", value, log),
            b"tty" => push("pam.tty", value, log),
            b"uid" => push("pam.uid", value, log),
            b"euid" => push("pam.euid", value, log),
            _ => {}
        }
    }
}

pub(crate) const WORDINGS: &[Wording] = &[
    Wording(
        "session opened for user {user.name}(uid={user.id}) by {pam.by.name}(uid={pam.by.uid})",
        "session_start",
        "success",
    ),
    Wording(
        "session opened for user {user.name} by {pam.by.name}(uid={pam.by.uid})",
        "session_start",
        "success",
    ),
    Wording("session opened for user {user.name} by {pam.by.name}", "session_start", "success"),
    Wording("session opened for user {user.name}", "session_start", "success"),
    Wording("session closed for user {user.name}", "session_end", "success"),
    Wording("check pass; user unknown", "login", "failure"),
    Wording("check pass; user ({user.name}) unknown", "login", "failure"),
    Wording("check pass; {}", "login", "failure"),
    Wording("received for user {user.name...}: {pam.error} ({})", "login", "failure"),
    Wording("received for user {user.name}: {pam.error}", "login", "failure"),
    Wording("password changed for {user.name}", "password_change", "success"),
    Wording("account {user.name} has expired{}", "login", "failure"),
    Wording("expired password for user {user.name} ({}", "login", "failure"),
    Wording("password for user {user.name} will expire in {}", "", ""),
    Wording("auth could not identify password for [{user.name}]", "login", "failure"),
    Wording("conversation failed", "login", "failure"),
    Wording("bad username [{user.name}]", "login", "failure"),
    Wording("could not identify user (from getpwnam({user.name}))", "login", "failure"),
    Wording("unrecognized option [{pam.option}]", "", ""),
    Wording("requirement \"{pam.requirement}\" not met by user \"{user.name}\"", "login", "failure"),
    Wording("requirement \"{pam.requirement}\" was met by user \"{user.name}\"", "", "success"),
    Wording("Consecutive login failures for user {user.name} account temporarily locked", "lock", "success"),
    Wording("User {user.name} successfully authenticated{}", "login", "success"),
    Wording("user {user.name} ({user.id}) tally {pam.tally#}, deny {}", "login", "failure"),
    Wording("user {user.name} ({user.id}) has time limit {}", "login", "failure"),
    Wording("access denied for user `{user.name}' from `{client.address}'", "login", "failure"),
    Wording("access denied for user '{user.name}' from '{client.address}'", "login", "failure"),
    Wording("Access denied for user {user.name}: {pam.error}", "login", "failure"),
    Wording("user '{user.name}' granted access{}", "login", "success"),
    Wording("user '{user.name}' denied access{}", "login", "failure"),
];

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn sessions_open_and_close() {
        check(
            "sshd",
            "pam_unix(sshd:session): session opened for user jo(uid=1000) by (uid=0)",
            r#""pam.module":"pam_unix","pam.service":"sshd","pam.type":"session","user.name":"jo","user.id":"1000","pam.by.uid":"0","event.action":"session_start","event.outcome":"success""#,
        );
        check(
            "CRON",
            "pam_unix(cron:session): session closed for user root",
            r#""pam.module":"pam_unix","pam.service":"cron","pam.type":"session","user.name":"root","event.action":"session_end","event.outcome":"success""#,
        );
        check(
            "su(pam_unix)",
            "session opened for user news by (uid=0)",
            r#""user.name":"news","pam.by.uid":"0","event.action":"session_start","event.outcome":"success""#,
        );
    }

    #[test]
    fn failures_tell_from_where() {
        check(
            "sshd(pam_unix)",
            "authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=192.0.2.7  user=root",
            r#""pam.uid":"0","pam.euid":"0","pam.tty":"NODEVssh","client.address":"192.0.2.7","user.name":"root","event.action":"login","event.outcome":"failure""#,
        );
        check(
            "sshd",
            "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7",
            r#""pam.uid":"0","pam.euid":"0","pam.tty":"ssh","client.address":"192.0.2.7","event.action":"login","event.outcome":"failure""#,
        );
        check("login", "pam_other(x): something new", r#""pam.module":"pam_other","pam.service":"x""#);
        check("login", "pam_(x", "");
    }
}
