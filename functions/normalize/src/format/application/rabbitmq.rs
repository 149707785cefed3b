//! RabbitMQ.
//!
//! ```text
//! time " [" level "] <" process "> " message
//! "=" LEVEL " REPORT==== " time " ===" ("\n" | " ") message
//!
//! 2026-03-04 08:00:15.654321+00:00 [info] <0.620.0> accepting AMQP connection
//! =INFO REPORT==== 4-Mar-2026::08:00:15 ===
//! accepting AMQP connection
//! ```

use super::part::{brackets, group, set_level, set_message, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use memchr::memchr;
use nozzle::log::{Log, Severity};

/// Logs of RabbitMQ.
pub const FORMAT: Format = Format {
    name: "rabbitmq",
    description: "RabbitMQ's log, and the reports that older ones write.",
    example: "2026-03-04 08:00:15.654321+00:00 [info] <0.620.0> accepting AMQP connection",
    first_bytes: b"=0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if let Some(report) = text.strip_prefix(b"=") {
        return parse_report(report, context, log);
    }
    let (_, behind) = split_iso(text)?;
    let (level, rest) = brackets(behind.strip_prefix(b" ")?)?;
    let rest = rest.strip_prefix(b" ")?;
    let (process, message) = group(rest).filter(|(process, _)| rest[0] == b'<' && is_process(process))?;
    set_level(level, log)?;
    set_time(text, context, log)?;
    log.attributes.push("rabbitmq.process", process);
    set_message(message.trim_ascii_start(), log);
    Some(())
}

fn parse_report<'a>(report: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let space = memchr(b' ', &report[..report.len().min(16)])?;
    let rest = report[space..].strip_prefix(b" REPORT==== ")?;
    let level = &report[..space];
    // Reports of progress and of supervisors tell no level.
    if set_level(level, log).is_none() {
        log.severity = match level {
            b"CRASH" | b"SUPERVISOR" => Severity::ERROR,
            _ => Severity::INFO,
        };
        log.severity_text = Some(level.into());
    }
    let rest = set_time(rest, context, log)?;
    let equals = rest.iter().take_while(|byte| matches!(byte, b' ' | b'=')).count();
    set_message(rest[equals..].trim_ascii(), log);
    Some(())
}

/// `0.620.0`
fn is_process(text: &[u8]) -> bool {
    text.iter().filter(|byte| **byte == b'.').count() == 2
        && text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn lines_and_reports() {
        check(
            "auto",
            "2026-03-04 08:00:15.654 [erro] <0.692.0> Connection attempt rejected",
            r#"{"time":"2026-03-04T08:00:15.654Z","severity_number":17,"severity_text":"erro","body":"Connection attempt rejected","attributes":{"rabbitmq.process":"0.692.0"},"source_format":"rabbitmq"}"#,
        );
        check(
            "auto",
            "=WARNING REPORT==== 4-Mar-2026::08:00:15 ===\nclosing connection <0.22.0>\nclient unexpectedly closed",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":13,"severity_text":"WARNING","body":"closing connection <0.22.0>\nclient unexpectedly closed","source_format":"rabbitmq"}"#,
        );
        check(
            "auto",
            "=CRASH REPORT==== 4-Mar-2026::08:00:15 === x",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":17,"severity_text":"CRASH","body":"x","source_format":"rabbitmq"}"#,
        );
        check(
            "rabbitmq",
            "2026-03-04 08:00:15.654 [info] <cart> saved",
            r#"{"severity_number":0,"body":"2026-03-04 08:00:15.654 [info] <cart> saved","source_format":"text"}"#,
        );
    }
}
