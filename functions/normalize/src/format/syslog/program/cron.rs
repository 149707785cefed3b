//! Programs that start others at given times.
//!
//! ```text
//! (USER) ACTION (DETAIL)      (root) CMD (run-parts /etc/cron.hourly)
//! ```

use super::pam;
use super::wording::{self, Wording, push};
use memchr::memchr;
use nozzle::log::{Log, Text, Value};

/// Adds what `message` says, if it is one of those that are known.
pub(crate) fn read<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    read_action(message, log) || pam::read(message, log) || wording::read(WORDINGS, message, log)
}

/// Reads `(USER) ACTION (DETAIL)`.
pub(crate) fn read_action<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    let Some(text) = message.strip_prefix(b"(") else { return false };
    let Some(close) = memchr(b')', &text[..text.len().min(64)]) else { return false };
    let user = &text[..close];
    let Some(said) = text[close + 1..].strip_prefix(b" ") else { return false };
    let Some(open) = memchr(b'(', &said[..said.len().min(48)]) else { return false };
    let action = said[..open].trim_ascii_end();
    let is_action = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b' ';
    let Some(detail) = said[open + 1..].trim_ascii_end().strip_suffix(b")") else { return false };
    if action.is_empty() || user.is_empty() || !action.iter().all(is_action) {
        return false;
    }
    if user != b"CRON" && user != b"*system*" {
        push("user.name", user, log);
    }
    let lower: String = action
        .iter()
        .map(|byte| if *byte == b' ' { '_' } else { char::from(byte.to_ascii_lowercase()) })
        .collect();
    let name = match action {
        b"CMD" | b"CMDEND" => "process.command_line",
        _ => "cron.detail",
    };
    push("event.action", Value::Text(Text::Owned(lower)), log);
    push(name, detail.trim_ascii(), log);
    true
}

const WORDINGS: &[Wording] = &[
    Wording("Job `{cron.job}' started", "job_start", ""),
    Wording("Job `{cron.job}' terminated{}", "job_end", ""),
    Wording("Will run job `{cron.job}' in {}", "job_plan", ""),
    Wording("starting {cron.job}", "job_start", ""),
    Wording("finished {cron.job}", "job_end", ""),
    Wording("USER {user.name} pid {cron.child.pid#} cmd {process.command_line}", "cmd", ""),
];

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn a_command_is_run_for_a_user() {
        check(
            "CRON",
            "(root) CMD (   cd / && run-parts (all) /etc/cron.hourly)",
            r#""user.name":"root","event.action":"cmd","process.command_line":"cd / && run-parts (all) /etc/cron.hourly""#,
        );
        check(
            "crontab",
            "(jo) BEGIN EDIT (jo)",
            r#""user.name":"jo","event.action":"begin_edit","cron.detail":"jo""#,
        );
        check(
            "/usr/sbin/cron",
            "(*system*) RELOAD (/etc/crontab)",
            r#""event.action":"reload","cron.detail":"/etc/crontab""#,
        );
        check(
            "run-parts(/etc/cron.daily)",
            "starting logrotate",
            r#""cron.job":"logrotate","event.action":"job_start""#,
        );
        for message in ["(root)", "(root) CMD (x", "() CMD (x)", "(root) (x)", "(a) 1 (b)"] {
            check("cron", message, "");
        }
    }
}
