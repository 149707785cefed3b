//! Messages of logins and accounts without a syslog header, as they come from the journal or from where a
//! collector took the header off: sshd, PAM, sudo, su, cron, useradd …
//!
//! ```text
//! [PROGRAM[[PID]]: ]MESSAGE
//! ```
//!
//! The first words of a message are fixed, and it names a user or an address, or it is of no such program.

use super::program::{self, accounts, cron, sshd, sudo, wording};
use super::set_process;
use crate::format::Format;
use crate::{context::Context, split::Split};
use memchr::{memchr, memmem};
use nozzle::log::Log;

/// Messages of logins without a syslog header.
pub const FORMAT: Format = Format {
    name: "auth",
    description: "Messages of sshd, PAM, sudo, su, cron and useradd without a syslog header.",
    example: "Accepted publickey for deploy from 2001:db8::4 port 50222 ssh2: ED25519 SHA256:abc",
    first_bytes: b" (+-ABCDEFIMNPRSTUabcdefghijklmnopqrstuvwxyz_",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], _: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if let Some((name, process, message)) = tag(text) {
        log.resource.push("service.name", name);
        if !process.is_empty() {
            set_process(process, log);
        }
        program::read(name, message, log);
        log.body = Some(message.into());
        return Some(());
    }
    let is_known = sshd::read(text, log)
        || accounts::read(text, log)
        || wording::read(sudo::SU, text, log)
        || (text[0] == b'(' && is_of_cron(text) && cron::read_action(text, log))
        || sudo::read(text, log);
    let names_someone = ["user.name", "client.address", "pam.module", "process.command_line", "group.name"]
        .iter()
        .any(|name| log.attributes.get(name).is_some());
    if !is_known || !names_someone {
        return None;
    }
    log.body = Some(text.into());
    Some(())
}

/// Programs whose name alone tells that a line is theirs.
const PROGRAMS: [&[u8]; 16] = [
    b"sshd",
    b"sshd-session",
    b"sudo",
    b"su",
    b"CRON",
    b"cron",
    b"crond",
    b"useradd",
    b"userdel",
    b"usermod",
    b"groupadd",
    b"groupdel",
    b"passwd",
    b"systemd-logind",
    b"kernel",
    b"dropbear",
];

/// Reads `sshd[4711]: ` and gives name, process and message.
fn tag(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let head = &text[..text.len().min(48)];
    let colon = memmem::find(head, b": ")?;
    let (name, process) = match memchr(b'[', &head[..colon]) {
        Some(open) => (&head[..open], head[open + 1..colon].strip_suffix(b"]")?),
        None => (&head[..colon], &b""[..]),
    };
    let bare = &name[..memchr(b'(', name).unwrap_or(name.len())];
    PROGRAMS.contains(&bare).then(|| (name, process, &text[colon + 2..]))
}

/// Does `(user) CMD (` stand here, or another word of cron?
fn is_of_cron(text: &[u8]) -> bool {
    let head = &text[..text.len().min(80)];
    let actions: [&[u8]; 10] = [
        b") CMD (",
        b") CMDEND (",
        b") LIST (",
        b") RELOAD (",
        b") BEGIN EDIT (",
        b") END EDIT (",
        b") REPLACE (",
        b") STARTUP (",
        b") MAIL (",
        b") CMDOUT (",
    ];
    memchr(b')', head).is_some_and(|at| actions.iter().any(|action| head[at..].starts_with(action)))
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn messages_tell_who() {
        check(
            "auto",
            "pam_unix(sshd:session): session closed for user jo",
            r#"{"severity_number":0,"body":"pam_unix(sshd:session): session closed for user jo","attributes":{"pam.module":"pam_unix","pam.service":"sshd","pam.type":"session","user.name":"jo","event.action":"session_end","event.outcome":"success"},"source_format":"auth"}"#,
        );
        check(
            "auto",
            "jo : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
            r#"{"severity_number":0,"body":"jo : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls","attributes":{"user.name":"jo","event.action":"sudo","sudo.tty":"pts/0","process.working_directory":"/","user.effective.name":"root","process.command_line":"/bin/ls","event.outcome":"success"},"source_format":"auth"}"#,
        );
        check(
            "auto",
            "sshd[7]: Connection closed by 192.0.2.7 port 9",
            r#"{"severity_number":0,"body":"Connection closed by 192.0.2.7 port 9","resource":{"service.name":"sshd"},"attributes":{"process.pid":7,"client.address":"192.0.2.7","client.port":9,"event.action":"disconnect"},"source_format":"auth"}"#,
        );
        check(
            "auto",
            "(root) CMD (run-parts /etc/cron.hourly)",
            r#"{"severity_number":0,"body":"(root) CMD (run-parts /etc/cron.hourly)","attributes":{"user.name":"root","event.action":"cmd","process.command_line":"run-parts /etc/cron.hourly"},"source_format":"auth"}"#,
        );
    }

    #[test]
    fn what_only_begins_so_is_text() {
        for line in [
            "Accepted the offer of 192.0.2.7",
            "Connection closed",
            "Connection from pool refused",
            "starting worker",
            "(app) INFO (x)",
            "from here to there on time",
            "sshd: bad",
            "jo : b",
        ] {
            let mine = crate::tests::otel("auto", line.as_bytes())[0].contains("\"source_format\":\"auth\"");
            assert_eq!(mine, line.starts_with("sshd:"), "{line}");
        }
    }
}
