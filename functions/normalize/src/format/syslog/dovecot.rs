//! Dovecot's own log file.
//!
//! ```text
//! Mar 04 08:00:11 PROCESS[(USER)][<PID><SESSION>]: LEVEL: TEXT
//! 2026-03-04 08:00:11 …                       [dovecot: ]PROCESS: … without a time
//! ```

use super::program::dovecot::{process, read};
use crate::format::Format;
use crate::time;
use crate::word::skip_spaces;
use crate::{context::Context, split::Split};
use nozzle::log::Log;

/// What Dovecot writes to a file.
pub const FORMAT: Format = Format {
    name: "dovecot",
    description: "Dovecot's own log file.",
    example: "Mar 04 08:00:11 imap-login: Info: Login: user=<jo>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.9, mpid=7, TLS, session=<a/b>",
    first_bytes: b"JFMASONDdipslamc2",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let time = if text.first()?.is_ascii_digit() {
        Some(time::iso(text, &context.clock)?)
    } else {
        time::bsd(text, &context.clock)
    };
    let message = match time {
        Some(time) => skip_spaces(text[time.length..].strip_prefix(b" ")?),
        None => text,
    };
    let has_name = message.starts_with(b"dovecot: ");
    let message = message.strip_prefix(b"dovecot: ").unwrap_or(message);
    let (_, behind) = process(message)?;
    // Without time and name, what is behind the process must be Dovecot's.
    let is_certain = has_name || time.is_some_and(|_| has_level(behind)) || has_fields(message);
    if !is_certain || !read(message, log) {
        return None;
    }
    if let Some(time) = time {
        time.set(text, log);
    }
    log.resource.push("service.name", "dovecot");
    log.body = Some(message.into());
    Some(())
}

fn has_level(text: &[u8]) -> bool {
    let head = &text[..text.len().min(160)];
    [&b": Info: "[..], b": Error: ", b": Warning: ", b": Fatal: ", b": Debug: ", b": Panic: "]
        .iter()
        .any(|level| memchr::memmem::find(head, level).is_some())
}

fn has_fields(text: &[u8]) -> bool {
    let head = &text[..text.len().min(32)];
    memchr::memmem::find(head, b"-login: ").is_some() && memchr::memmem::find(text, b"rip=").is_some()
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, check_arrived};

    #[test]
    fn files_have_a_time_and_a_level() {
        check_arrived(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:11Z","severity_number":9,"severity_text":"Info","body":"imap-login: Info: Login: user=<jo>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.9, mpid=7, TLS, session=<a/b>","resource":{"service.name":"dovecot"},"attributes":{"dovecot.process":"imap-login","event.action":"login","event.outcome":"success","user.name":"jo","dovecot.method":"PLAIN","client.address":"192.0.2.7","server.address":"192.0.2.9","dovecot.mail_pid":7,"dovecot.transport_security":"TLS","dovecot.session":"a/b"},"source_format":"dovecot"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:11 imap(jo)<7><s>: Error: disk full",
            r#"{"time":"2026-03-04T08:00:11Z","severity_number":17,"severity_text":"Error","body":"imap(jo)<7><s>: Error: disk full","resource":{"service.name":"dovecot"},"attributes":{"dovecot.process":"imap","user.name":"jo","dovecot.session":"s"},"source_format":"dovecot"}"#,
        );
    }
}
