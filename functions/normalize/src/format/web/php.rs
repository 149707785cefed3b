//! The logs of PHP and of its process manager FPM.
//!
//! ```text
//! [DD-Mon-YYYY hh:mm:ss[ ZONE]] PHP KIND:  MESSAGE[ in FILE on line LINE]     error_log
//! [DD-Mon-YYYY hh:mm:ss] LEVEL: [[pool NAME] ]MESSAGE                         FPM
//! ADDRESS - [USER] DD/Mon/YYYY:hh:mm:ss OFFSET "METHOD PATH" STATUS           FPM's access log
//! ```

mod access;

pub use access::FORMAT as ACCESS;

use crate::context::Context;
use crate::format::Format;
use crate::level;
use crate::split::Split;
use crate::time::{self, Clock, Reading, Zone};
use crate::word::integer;
use memchr::{memchr, memmem};
use nozzle::log::{Log, Severity, Value};

/// The error log of PHP, and FPM's.
pub const FORMAT: Format = Format {
    name: "php",
    description: "Error log of PHP, and the log of PHP-FPM.",
    example: "[04-Mar-2026 08:00:08 UTC] PHP Warning:  Undefined variable $a in /srv/a.php on line 7",
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let inside = text.strip_prefix(b"[")?;
    let (time, rest) = read_time(inside, &context.clock)?;
    time.set(inside, log);
    log.body = Some(rest.into());
    if let Some(error) = rest.strip_prefix(b"PHP ") {
        read_error(error, log);
    } else if let Some((level, message)) = before_colon(rest, 8)
        && let Some(severity) = level::severity(level)
    {
        (log.severity, log.severity_text) = (severity, Some(level.into()));
        log.body = Some(read_pool(message, log).unwrap_or(message).into());
    }
    Some(())
}

/// Reads a time, the name of its zone if there is one, and `] `.
fn read_time<'a>(text: &'a [u8], clock: &Clock<'_>) -> Option<(Reading, &'a [u8])> {
    if text.get(2) != Some(&b'-') {
        return None;
    }
    let time = time::day_first(text, clock)?;
    let behind = &text[time.length..];
    if let Some(rest) = behind.strip_prefix(b"] ") {
        return Some((time, rest));
    }
    let name = behind.strip_prefix(b" ")?;
    let end = name.iter().take(40).position(|byte| *byte == b']')?;
    let zone = jiff::tz::TimeZone::get(str::from_utf8(&name[..end]).ok()?).ok()?;
    let time = time::day_first(text, &Clock { zone: &Zone::Named(zone), ..*clock })?;
    Some((time, name[end..].strip_prefix(b"] ")?))
}

/// The text up to a colon within so many bytes, and what follows it and the spaces behind it.
fn before_colon(text: &[u8], within: usize) -> Option<(&[u8], &[u8])> {
    let colon = memchr(b':', text.get(..within).unwrap_or(text))?;
    Some((&text[..colon], text[colon + 1..].trim_ascii_start()))
}

/// Reads `Warning:  Undefined variable $a in /srv/a.php on line 7`.
fn read_error<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let Some((kind, message)) = before_colon(text, 24) else { return };
    log.severity = match kind {
        b"Fatal error"
        | b"Parse error"
        | b"Core error"
        | b"Compile error"
        | b"Recoverable fatal error"
        | b"Catchable fatal error" => Severity::ERROR,
        b"Warning" | b"Core warning" | b"Compile warning" => Severity::WARN,
        b"Notice" | b"Deprecated" | b"Strict Standards" => Severity::INFO2,
        _ => return,
    };
    log.severity_text = Some(kind.into());
    log.body = Some(message.into());
    let first_line = &message[..memchr(b'\n', message).unwrap_or(message.len())];
    if let Some(at) = memmem::rfind(first_line, b" on line ")
        && let Some(line) = integer(first_line[at + b" on line ".len()..].trim_ascii())
        && let Some(file) = memmem::rfind(&first_line[..at], b" in ")
    {
        log.attributes.push("code.file.path", &first_line[file + 4..at]);
        log.attributes.push("code.line.number", Value::Integer(line));
    }
}

/// Reads `[pool www] `.
fn read_pool<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
    let inside = text.strip_prefix(b"[pool ")?;
    let end = memchr(b']', inside)?;
    log.attributes.push("php.pool", &inside[..end]);
    Some(inside[end + 1..].trim_ascii_start())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn errors_name_their_place() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":13,"severity_text":"Warning","body":"Undefined variable $a in /srv/a.php on line 7","attributes":{"code.file.path":"/srv/a.php","code.line.number":7},"source_format":"php"}"#,
        );
        check(
            "auto",
            "[04-Mar-2026 09:00:08 Europe/Berlin] PHP Fatal error:  Uncaught Error: x in /a.php:7",
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":17,"severity_text":"Fatal error","body":"Uncaught Error: x in /a.php:7","source_format":"php"}"#,
        );
        check(
            "auto",
            "[04-Mar-2026 08:00:08 UTC] whatever error_log() was given",
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":0,"body":"whatever error_log() was given","source_format":"php"}"#,
        );
    }

    #[test]
    fn the_process_manager_has_levels() {
        check(
            "auto",
            "[04-Mar-2026 08:00:08] WARNING: [pool www] server reached pm.max_children setting (5), consider raising it",
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":13,"severity_text":"WARNING","body":"server reached pm.max_children setting (5), consider raising it","attributes":{"php.pool":"www"},"source_format":"php"}"#,
        );
        check(
            "auto",
            "[04-Mar-2026 08:00:08.25] NOTICE: fpm is running, pid 1",
            r#"{"time":"2026-03-04T08:00:08.25Z","severity_number":10,"severity_text":"NOTICE","body":"fpm is running, pid 1","source_format":"php"}"#,
        );
    }
}
