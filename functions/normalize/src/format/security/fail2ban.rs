//! fail2ban's own log.
//!
//! ```text
//! 2026-03-04 08:00:11,123 fail2ban.actions        [4711]: NOTICE  [sshd] Ban 192.0.2.7
//! ```

use crate::format::Format;
use crate::format::syslog::{program, set_process};
use crate::time;
use crate::word::{skip_spaces, word};
use crate::{context::Context, split::Split};
use memchr::memchr;
use nozzle::log::Log;

/// What fail2ban writes to its file.
pub const FORMAT: Format = Format {
    name: "fail2ban",
    description: "fail2ban's own log file.",
    example: "2026-03-04 08:00:11,123 fail2ban.actions        [4711]: NOTICE  [sshd] Ban 192.0.2.7",
    first_bytes: b"2",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if text.get(23..33) != Some(b" fail2ban.") && text.get(19..29) != Some(b" fail2ban.") {
        return None;
    }
    let time = time::iso(text, &context.clock)?;
    let rest = text[time.length..].strip_prefix(b" ")?;
    let end = rest.iter().position(|byte| matches!(byte, b' ' | b'['))?;
    let logger = &rest[..end];
    let process = skip_spaces(&rest[end..]).strip_prefix(b"[")?;
    let close = memchr(b']', &process[..process.len().min(16)])?;
    let message = skip_spaces(process[close + 1..].strip_prefix(b":")?);
    time.set(text, log);
    log.logger = Some(logger.into());
    log.resource.push("service.name", "fail2ban");
    set_process(&process[..close], log);
    program::read(b"fail2ban", message, log);
    let said = if log.severity_text.is_some() { word(message).1 } else { message };
    log.body = Some(said.into());
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn a_ban() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:11.123Z","severity_number":10,"severity_text":"NOTICE","body":"[sshd] Ban 192.0.2.7","scope":{"name":"fail2ban.actions"},"resource":{"service.name":"fail2ban"},"attributes":{"process.pid":4711,"fail2ban.jail":"sshd","client.address":"192.0.2.7","event.action":"ban","event.outcome":"success"},"source_format":"fail2ban"}"#,
        );
    }
}
