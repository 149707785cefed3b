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
    first_bytes: b" (+-'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_",
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
    let is_known = match text[0] {
        b'(' if is_of_cron(text) => cron::read_action(text, log),
        _ if begins_as_known(text) => {
            sshd::read(text, log) || accounts::read(text, log) || wording::read(sudo::SU, text, log)
        }
        _ => names_user(text) && sudo::read(text, log),
    };
    if !is_known {
        return None;
    }
    let names_someone = ["user.name", "client.address", "pam.module", "process.command_line", "group.name"]
        .iter()
        .any(|name| log.attributes.get(name).is_some());
    if !names_someone {
        return None;
    }
    log.body = Some(text.into());
    Some(())
}

/// How the messages begin that tell by themselves what they are: this alone is looked at in most other logs.
fn begins_as_known(text: &[u8]) -> bool {
    let Some(start) = text.first_chunk::<4>() else { return false };
    matches!(
        start,
        b"Acce"
            | b"Addr"
            | b"Auth"
            | b"BAD "
            | b"Bad "
            | b"Chil"
            | b"Clos"
            | b"Conn"
            | b"Cons"
            | b"Coul"
            | b"Did "
            | b"Disc"
            | b"Exit"
            | b"FAIL"
            | b"Fail"
            | b"Ille"
            | b"Inva"
            | b"Logi"
            | b"Nast"
            | b"PAM "
            | b"PAM:"
            | b"Part"
            | b"Pass"
            | b"Post"
            | b"Prot"
            | b"Pubk"
            | b"ROOT"
            | b"Rece"
            | b"Serv"
            | b"Star"
            | b"Succ"
            | b"Time"
            | b"Unab"
            | b"User"
            | b"acco"
            | b"add "
            | b"auth"
            | b"bad "
            | b"bann"
            | b"chan"
            | b"chec"
            | b"dele"
            | b"drop"
            | b"erro"
            | b"expi"
            | b"fail"
            | b"fata"
            | b"grou"
            | b"inpu"
            | b"kex_"
            | b"lock"
            | b"maxi"
            | b"new "
            | b"pam_"
            | b"pass"
            | b"refu"
            | b"remo"
            | b"reve"
            | b"sess"
            | b"ssh_"
            | b"subs"
            | b"unlo"
            | b"user"
            | b"(to "
            | b"+ /d"
            | b"+ pt"
            | b"+ tt"
            | b"- /d"
            | b"- pt"
            | b"- tt"
            | b"'su "
    )
}

/// Does a user stand here, as sudo has it: one word, a space and a colon?
fn names_user(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let head = &text[..text.len().min(64)];
    memchr(b' ', head).is_some_and(|space| text[space..].starts_with(b" : "))
}

/// Reads `sshd[4711]: ` and gives name, process and message, if the name alone tells that a line is that
/// program's.
fn tag(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let is_of_name = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'-';
    let length = text.iter().take(16).take_while(|byte| is_of_name(byte)).count();
    let is_known = matches!(
        &text[..length],
        b"sshd"
            | b"sshd-session"
            | b"sudo"
            | b"su"
            | b"CRON"
            | b"cron"
            | b"crond"
            | b"useradd"
            | b"userdel"
            | b"usermod"
            | b"groupadd"
            | b"groupdel"
            | b"passwd"
            | b"systemd-logind"
            | b"kernel"
            | b"dropbear"
    );
    if !is_known || !matches!(text.get(length), Some(b'[' | b':' | b'(')) {
        return None;
    }
    let head = &text[..text.len().min(48)];
    let colon = memmem::find(head, b": ")?;
    let (name, process) = match memchr(b'[', &head[..colon]) {
        Some(open) => (&head[..open], head[open + 1..colon].strip_suffix(b"]")?),
        None => (&head[..colon], &b""[..]),
    };
    let is_plain = name.len() == length || name[length..].starts_with(b"(pam_");
    is_plain.then(|| (name, process, &text[colon + 2..]))
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
    use super::super::program::pam;
    use super::*;
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
    fn every_wording_begins_as_known() {
        for wordings in [sshd::WORDINGS, pam::WORDINGS, accounts::WORDINGS, sudo::SU] {
            for wording in wordings {
                let start = wording.0.split('{').next().unwrap();
                let known = [start.to_owned(), format!("{start}/dev"), format!("{start}pts")];
                // What only stands behind the name of a module or a program.
                let inner = ["conv", "coul", "unre", "requ", "rece", "acce", "Acce", "Clos"];
                assert!(
                    known.iter().any(|start| begins_as_known(start.as_bytes()))
                        || inner.iter().any(|inner| start.starts_with(inner)),
                    "{start}"
                );
            }
        }
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
