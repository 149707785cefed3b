//! Who acts for whom: sudo and su.
//!
//! ```text
//!   USER : [REASON ; ][HOST=… ; ]TTY=… ; PWD=… ; USER=… ; [GROUP=… ; ][TSID=… ; ][ENV=… ; ]COMMAND=…
//! su: (to root) jo on pts/0 | Successful su for root by jo | + /dev/pts/0 jo:root | FAILED SU (to root) jo on pts/0
//! ```

use super::pam;
use super::wording::{self, Wording, push};
use memchr::memmem;
use nozzle::log::Log;

/// Reads a message of sudo.
pub(crate) fn read<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    let text = message.trim_ascii_start();
    if pam::read(text, log) {
        return true;
    }
    let Some(colon) = memmem::find(&text[..text.len().min(80)], b" : ") else { return false };
    let user = &text[..colon];
    let said = &text[colon + 3..];
    if user.is_empty() || user.contains(&b'=') || !has_fields(said) {
        return false;
    }
    push("user.name", user, log);
    push("event.action", "sudo", log);
    let mut rest = said;
    let mut refused = false;
    while !rest.is_empty() {
        let is_command = rest.starts_with(b"COMMAND=");
        // A command is the rest of the line, whatever it holds.
        let end = if is_command { None } else { memmem::find(rest, b" ; ") };
        let (field, behind) = end.map_or((rest, &b""[..]), |end| (&rest[..end], &rest[end + 3..]));
        rest = behind.trim_ascii_start();
        let equals = memchr::memchr(b'=', &field[..field.len().min(16)]);
        let name = equals.map_or(&b""[..], |equals| &field[..equals]);
        let value = equals.map_or(field, |equals| &field[equals + 1..]);
        match name {
            b"TTY" => push("sudo.tty", value, log),
            b"PWD" => push("process.working_directory", value, log),
            b"USER" => push("user.effective.name", value, log),
            b"GROUP" => push("user.effective.group.name", value, log),
            b"HOST" => push("sudo.host", value, log),
            b"CHROOT" => push("sudo.chroot", value, log),
            b"TSID" => push("sudo.tsid", value, log),
            b"ENV" => push("sudo.env", value, log),
            b"EXIT" => push("sudo.exit", value, log),
            b"SIGNAL" => push("sudo.signal", value, log),
            b"COMMAND" => push("process.command_line", value, log),
            _ => {
                refused |= !field.starts_with(b"(command continued)");
                push("sudo.reason", field, log);
            }
        }
    }
    push("event.outcome", if refused { "failure" } else { "success" }, log);
    true
}

/// Do fields of sudo follow?
fn has_fields(text: &[u8]) -> bool {
    let head = &text[..text.len().min(160)];
    [&b"TTY="[..], b"PWD=", b"USER=", b"COMMAND="]
        .iter()
        .any(|name| memmem::find(head, name).is_some_and(|at| at == 0 || head[..at].ends_with(b" ; ")))
}

/// Reads a message of su.
pub(crate) fn read_su<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    pam::read(message, log) || wording::read(SU, message, log) || wording::read(BSD_SU, message, log)
}

pub(crate) const SU: &[Wording] = &[
    Wording("(to {user.effective.name}) {user.name} on {su.tty}", "su", "success"),
    Wording("FAILED SU (to {user.effective.name}) {user.name} on {su.tty}", "su", "failure"),
    Wording("FAILED su for {user.effective.name} by {user.name}", "su", "failure"),
    Wording("Successful su for {user.effective.name} by {user.name}", "su", "success"),
    Wording("BAD SU {user.name} to {user.effective.name} on {su.tty}", "su", "failure"),
    Wording("+ {su.tty} {user.name}:{user.effective.name}", "su", "success"),
    Wording("- {su.tty} {user.name}:{user.effective.name}", "su", "failure"),
    Wording("'su {user.effective.name}' succeeded for {user.name} on {su.tty}", "su", "success"),
    Wording("'su {user.effective.name}' failed for {user.name} on {su.tty}", "su", "failure"),
];

/// What only the tag tells from other text.
const BSD_SU: &[Wording] = &[Wording("{user.name} to {user.effective.name} on {su.tty}", "su", "success")];

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn a_command_is_the_rest_of_the_line() {
        check(
            "sudo",
            "   jo : TTY=pts/0 ; PWD=/home/jo ; USER=root ; COMMAND=/bin/sh -c a ; USER=b",
            r#""user.name":"jo","event.action":"sudo","sudo.tty":"pts/0","process.working_directory":"/home/jo","user.effective.name":"root","process.command_line":"/bin/sh -c a ; USER=b","event.outcome":"success""#,
        );
    }

    #[test]
    fn a_reason_says_that_it_was_refused() {
        for (reason, rest) in [
            ("user NOT in sudoers", "TTY=pts/0 ; "),
            ("3 incorrect password attempts", "HOST=web-1 ; TTY=pts/0 ; "),
            ("command not allowed", "TTY=pts/0 ; "),
        ] {
            let host = if rest.starts_with("HOST") { r#""sudo.host":"web-1","# } else { "" };
            check(
                "sudo",
                &format!("jo : {reason} ; {rest}PWD=/ ; USER=root ; COMMAND=list"),
                &format!(
                    r#""user.name":"jo","event.action":"sudo","sudo.reason":"{reason}",{host}"sudo.tty":"pts/0","process.working_directory":"/","user.effective.name":"root","process.command_line":"list","event.outcome":"failure""#
                ),
            );
        }
    }

    #[test]
    fn what_has_no_fields_is_only_a_message() {
        check("sudo", "jo : problem with defaults entries", "");
        check("sudo", "unable to resolve host web-1", "");
    }

    #[test]
    fn su_has_many_spellings() {
        for (message, outcome) in [
            ("(to root) jo on pts/0", "success"),
            ("FAILED SU (to root) jo on pts/0", "failure"),
            ("+ pts/0 jo:root", "success"),
            ("jo to root on pts/0", "success"),
        ] {
            let (first, second, third) = match message.as_bytes()[0] {
                b'+' => (r#""su.tty":"pts/0""#, r#""user.name":"jo""#, r#""user.effective.name":"root""#),
                b'j' => (r#""user.name":"jo""#, r#""user.effective.name":"root""#, r#""su.tty":"pts/0""#),
                _ => (r#""user.effective.name":"root""#, r#""user.name":"jo""#, r#""su.tty":"pts/0""#),
            };
            let expected =
                format!(r#"{first},{second},{third},"event.action":"su","event.outcome":"{outcome}""#);
            check("su", message, &expected);
        }
    }
}
