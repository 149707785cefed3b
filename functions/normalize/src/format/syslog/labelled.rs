//! Syslog in the archives of supercomputers: an alert's label, the time as a number, the date and the node stand
//! before what syslog wrote.
//!
//! ```text
//! LABEL EPOCH YYYY.MM.DD NODE Mar  4 08:00:11 HOST TAG[PID]: MSG
//! ```
//!
//! The label is `-` where the line is no alert.

use super::rfc3164::read_source;
use super::set_message;
use crate::format::Format;
use crate::time::{self, epoch};
use crate::word::{skip_spaces, word};
use crate::{context::Context, split::Split};
use nozzle::log::Log;

/// Syslog behind label, epoch, date and node.
pub const FORMAT: Format = Format {
    name: "labelled_syslog",
    description: "Syslog with a label, the epoch, the date and the node before it, as archives of supercomputers have it.",
    example: "- 1772611211 2026.03.04 node-7 Mar 4 08:00:11 node-7/node-7 crond[4711]: (root) CMD (run-parts /etc/cron.hourly)",
    first_bytes: b"-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (label, rest) = word(text);
    let (number, rest) = word(rest);
    if number.len() != 10 || !number.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (date, rest) = word(rest);
    let is_date = date.len() == 10 && date[4] == b'.' && date[7] == b'.';
    let (node, rest) = word(rest);
    let written = time::bsd(rest, &context.clock).filter(|_| is_date)?;
    log.time = epoch(str::from_utf8(number).ok()?);
    let rest = skip_spaces(&rest[written.length..]);
    if label != b"-" {
        log.attributes.push("syslog.label", label);
    }
    log.attributes.push("syslog.node", node);
    let (program, message) = read_source(rest, true, true, false, context, log)?;
    set_message(program, message, context, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn the_epoch_is_the_time() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:11Z","severity_number":0,"body":"(root) CMD (run-parts /etc/cron.hourly)","resource":{"host.name":"node-7/node-7","service.name":"crond"},"attributes":{"syslog.node":"node-7","process.pid":4711,"user.name":"root","event.action":"cmd","process.command_line":"run-parts /etc/cron.hourly"},"source_format":"labelled_syslog"}"#,
        );
        check(
            "auto",
            "ECC 1772611211 2026.03.04 node-7 Mar 4 08:00:11 node-7 no tag here",
            r#"{"time":"2026-03-04T08:00:11Z","severity_number":0,"body":"no tag here","resource":{"host.name":"node-7"},"attributes":{"syslog.label":"ECC","syslog.node":"node-7"},"source_format":"labelled_syslog"}"#,
        );
    }

    #[test]
    fn other_archives_are_not_syslog() {
        let line = "- 1772611211 2026.03.04 node-7 2026-03-04-08.00.11.250000 node-7 RAS KERNEL INFO m";
        assert!(!crate::tests::otel("auto", line.as_bytes())[0].contains("labelled_syslog"));
    }
}
