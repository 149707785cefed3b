//! What programs say in their messages, by the program's name: one file for each.
//!
//! The message stays the body; readers only add attributes.

pub(crate) mod accounts;
pub(crate) mod cron;
mod dhcp;
mod dnsmasq;
pub(crate) mod dovecot;
mod guard;
pub(crate) mod kernel;
pub(crate) mod pam;
pub(crate) mod pfsense;
pub(crate) mod postfix;
pub(crate) mod sshd;
pub(crate) mod sudo;
mod systemd;
pub(crate) mod wording;

use crate::format::security::{bind, openvpn};
use crate::level;
use memchr::{memchr, memrchr};
use nozzle::log::{Log, Severity};

/// Adds what the message of `program` says. True where no other reader needs to look at the message.
pub(crate) fn read<'a>(program: &'a [u8], message: &'a [u8], log: &mut Log<'a>) -> bool {
    if program.first() == Some(&b'%') {
        super::cisco::read(program, message, log);
        return true;
    }
    // `sshd(pam_unix)`, `/usr/sbin/cron`, `postfix/submission/smtpd`
    let (name, inside) = match program.iter().position(|byte| *byte == b'(') {
        Some(open) => (&program[..open], &program[open + 1..]),
        None => (program, &b""[..]),
    };
    if inside.starts_with(b"pam_") {
        pam::text(message, log);
        return true;
    }
    if name.starts_with(b"postfix") && matches!(name.get(7), None | Some(b'/' | b'-')) {
        let service = memrchr(b'/', name).map_or(name, |slash| &name[slash + 1..]);
        postfix::read(service, message, log);
        return true;
    }
    let name = name.iter().rposition(|byte| *byte == b'/').map_or(name, |slash| &name[slash + 1..]);
    match name {
        b"sshd" | b"sshd-session" | b"sshd-auth" | b"dropbear" | b"sftp-server" | b"internal-sftp" => {
            sshd::read(message, log)
        }
        b"sudo" => sudo::read(message, log),
        b"su" | b"su-l" => sudo::read_su(message, log),
        b"CRON" | b"cron" | b"crond" | b"CROND" | b"crontab" | b"anacron" | b"atd" | b"run-parts" => {
            cron::read(message, log)
        }
        b"useradd" | b"userdel" | b"usermod" | b"groupadd" | b"groupdel" | b"groupmod" | b"passwd"
        | b"chpasswd" | b"chage" | b"gpasswd" | b"chfn" | b"chsh" | b"adduser" | b"newusers" => {
            accounts::read(message, log)
        }
        b"login" | b"gdm" | b"gdm-password" | b"lightdm" | b"sddm" | b"polkitd" | b"pkexec" | b"xdm"
        | b"kdm" | b"systemd-user" | b"runuser" => pam::read(message, log),
        b"systemd" | b"systemd-logind" | b"logind" | b"init" => systemd::read(message, log),
        b"kernel" | b"ufw" | b"klogd" => kernel::read(message, log) || !message.starts_with(b"{"),
        b"dovecot" => dovecot::read(message, log),
        b"dhcpd" | b"dhclient" | b"dhcpcd" | b"isc-dhcp-server" => dhcp::read(message, log),
        b"dnsmasq" | b"dnsmasq-dhcp" | b"pihole-FTL" => dnsmasq::read(message, log),
        b"named" => bind::read_message(message, log),
        b"lfd" | b"fail2ban" | b"fail2ban-server" => guard::read(message, log),
        b"filterlog" => pfsense::read(message, log),
        b"php-fpm" => pfsense::read_login(message, log),
        _ if name.starts_with(b"fail2ban.") => guard::read(message, log),
        _ if name.starts_with(b"openvpn") || name.starts_with(b"ovpn-") => {
            openvpn::read_message(message, log)
        }
        _ => message.starts_with(b"pam_") && pam::read(message, log),
    }
}

/// Passes a level that stands before a message (`error: `) and takes it for the severity where the log has none.
pub(crate) fn set_level<'a>(message: &'a [u8], log: &mut Log<'a>) -> &'a [u8] {
    let Some(colon) = memchr(b':', &message[..message.len().min(8)]) else { return message };
    let (word, behind) = (&message[..colon], &message[colon + 1..]);
    let Some(text) = behind.strip_prefix(b" ") else { return message };
    let Some(severity) = level::severity(word) else { return message };
    if log.severity == Severity::UNSPECIFIED {
        log.severity = severity;
        log.severity_text = Some(word.into());
    }
    text
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::tests::otel;

    /// The message of `program` adds these attributes, and stays the body.
    #[track_caller]
    pub(crate) fn check(program: &str, message: &str, attributes: &str) {
        let line = format!("<14>1 - - {program} - - - {message}");
        let logs = otel("rfc5424", line.as_bytes());
        let body = message.trim_start().replace('\\', "\\\\").replace('"', "\\\"");
        let head = r#""attributes":{"syslog.facility.code":1,"syslog.severity.code":6"#;
        let attributes = if attributes.is_empty() { String::new() } else { format!(",{attributes}") };
        let log = logs[0].replacen(&format!(r#""body":" {body}"#), &format!(r#""body":"{body}"#), 1);
        let log = log.replace(r#""body":"  "#, r#""body":""#);
        let expected = format!(
            r#"{{"severity_number":9,"severity_text":"info","body":"{body}","resource":{{"service.name":"{program}"}},{head}{attributes}}},"source_format":"rfc5424"}}"#
        );
        assert_eq!(log, expected, "{message}");
    }

    #[test]
    fn a_program_that_is_not_known_may_hold_any_format() {
        let logs = otel("auto", br#"<14>1 - - shop - - - {"level":"warn","msg":"late","user":"jo"}"#);
        assert_eq!(
            logs,
            [
                r#"{"severity_number":13,"severity_text":"warn","body":"late","resource":{"service.name":"shop"},"attributes":{"syslog.facility.code":1,"syslog.severity.code":6,"user":"jo"},"source_format":"json"}"#
            ]
        );
    }
}
