//! Programs that ban who fails too often: fail2ban, and lfd of ConfigServer's firewall.
//!
//! ```text
//! [LEVEL ] [JAIL] Ban 192.0.2.7       fail2ban
//! (sshd) Failed SSH login from 192.0.2.7 (DE/Germany/host): 5 in the last 300 secs - *Blocked in csf* [LF_SSHD]
//! ```

use super::wording::{self, Wording};
use crate::level;
use crate::word::word;
use nozzle::log::{Log, Severity};

/// Adds what `message` says, if it is one of those that are known.
pub(crate) fn read<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    let (first, behind) = word(message);
    let text = match level::severity(first.strip_suffix(b":").unwrap_or(first)) {
        Some(severity) if first.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b':') => {
            if log.severity == Severity::UNSPECIFIED {
                log.severity = severity;
                log.severity_text = Some(first.strip_suffix(b":").unwrap_or(first).into());
            }
            behind.trim_ascii_start()
        }
        _ => message,
    };
    wording::read(WORDINGS, text, log)
}

const WORDINGS: &[Wording] = &[
    Wording("[{fail2ban.jail}] Ban {client.address}", "ban", "success"),
    Wording("[{fail2ban.jail}] Unban {client.address}", "unban", "success"),
    Wording("[{fail2ban.jail}] Restore Ban {client.address}", "ban", "success"),
    Wording("[{fail2ban.jail}] Increase Ban {client.address} ({})", "ban", "success"),
    Wording("[{fail2ban.jail}] Found {client.address} - {fail2ban.found_at}", "found", ""),
    Wording("[{fail2ban.jail}] Found {client.address}", "found", ""),
    Wording("[{fail2ban.jail}] Ignore {client.address}{}", "ignore", ""),
    Wording("[{fail2ban.jail}] {client.address} already banned", "ban", "failure"),
    Wording(
        "({lfd.service}) Failed {lfd.what} from {client.address} ({lfd.location}): {lfd.failures#} in the last {lfd.seconds#} secs - {lfd.action} [{lfd.trigger}]",
        "block",
        "success",
    ),
    Wording(
        "({lfd.service}) Failed {lfd.what} from {client.address} ({lfd.location}): {}",
        "block",
        "success",
    ),
    Wording("*Blocked in csf* {client.address} {}", "block", "success"),
];

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn who_is_banned() {
        check(
            "fail2ban.actions",
            "NOTICE  [sshd] Ban 192.0.2.7",
            r#""fail2ban.jail":"sshd","client.address":"192.0.2.7","event.action":"ban","event.outcome":"success""#,
        );
        check(
            "lfd",
            "(sshd) Failed SSH login from 192.0.2.7 (DE/Germany/a.example): 5 in the last 300 secs - *Blocked in csf* [LF_SSHD]",
            r#""lfd.service":"sshd","lfd.what":"SSH login","client.address":"192.0.2.7","lfd.location":"DE/Germany/a.example","lfd.failures":5,"lfd.seconds":300,"lfd.action":"*Blocked in csf*","lfd.trigger":"LF_SSHD","event.action":"block","event.outcome":"success""#,
        );
    }
}
