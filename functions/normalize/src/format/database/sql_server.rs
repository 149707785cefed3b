//! Microsoft SQL Server's error log.
//!
//! ```text
//! 2026-03-04 08:00:15.12 spid51      MESSAGE
//! TIME SOURCE MESSAGE         two digits of a second; the source fills ten columns
//! SOURCE = Server | Logon | Backup | spid51 | spid51s
//! ```
//!
//! Source: <https://learn.microsoft.com/sql/tools/configuration-manager/viewing-the-sql-server-error-log>

use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time;
use crate::word::{integer, word};
use nozzle::log::{Log, Severity, Value};

/// Microsoft SQL Server's error log.
pub const FORMAT: Format = Format {
    name: "sql_server",
    description: "Error log of Microsoft SQL Server.",
    example: "2026-03-04 08:00:15.12 Logon       Error: 18456, Severity: 14, State: 8.",
    first_bytes: b"12",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    // Hundredths of a second are what tells it from other logs.
    if text.get(10) != Some(&b' ') || text.get(19) != Some(&b'.') || text.get(22) != Some(&b' ') {
        return None;
    }
    let time = time::iso(text, &context.clock).filter(|time| time.length == 22)?;
    let (source, message) = word(&text[23..]);
    let session = source.strip_prefix(b"spid").map(|digits| digits.strip_suffix(b"s").unwrap_or(digits));
    let session = match session {
        Some(digits) => Some(integer(digits)?),
        None if matches!(source, b"Server" | b"Logon" | b"Backup" | b"Recovery") => None,
        None => return None,
    };
    time.set(text, log);
    log.attributes.push("db.system.name", "microsoft.sql_server");
    log.logger = Some(source.into());
    if let Some(session) = session {
        log.attributes.push("thread.id", Value::Integer(session));
    }
    if let Some(error) = message.strip_prefix(b"Error: ") {
        read_error(error, log);
    }
    log.body = Some(message.into());
    Some(())
}

/// Reads `18456, Severity: 14, State: 8.`.
fn read_error<'a>(text: &'a [u8], log: &mut Log<'a>) {
    log.severity = Severity::ERROR;
    let mut parts = text.split(|byte| *byte == b',').take(3);
    if let Some(number) = parts.next().and_then(integer) {
        log.attributes.push("error.code", Value::Integer(number));
    }
    let severity = parts.next().and_then(|part| part.trim_ascii().strip_prefix(b"Severity: "));
    if let Some(severity) = severity.and_then(integer) {
        log.attributes.push("sql_server.severity", Value::Integer(severity));
        // From 20 on the session ends.
        log.severity = match severity {
            0..=10 => Severity::INFO,
            11..=19 => Severity::ERROR,
            _ => Severity::FATAL,
        };
    }
    let state = parts.next().and_then(|part| part.trim_ascii().strip_prefix(b"State: "));
    if let Some(state) =
        state.and_then(|state| integer(state.trim_ascii().strip_suffix(b".").unwrap_or(state)))
    {
        log.attributes.push("sql_server.state", Value::Integer(state));
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn errors_have_a_severity() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:15.12Z","severity_number":17,"body":"Error: 18456, Severity: 14, State: 8.","scope":{"name":"Logon"},"attributes":{"db.system.name":"microsoft.sql_server","error.code":18456,"sql_server.severity":14,"sql_server.state":8},"source_format":"sql_server"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:15.12 spid7s      Starting up database 'shop'.",
            r#"{"time":"2026-03-04T08:00:15.12Z","severity_number":0,"body":"Starting up database 'shop'.","scope":{"name":"spid7s"},"attributes":{"db.system.name":"microsoft.sql_server","thread.id":7},"source_format":"sql_server"}"#,
        );
    }

    #[test]
    fn what_comes_near_is_left() {
        for line in
            ["2026-03-04 08:00:15.12 spider m", "2026-03-04 08:00:15.123 spid7 m", "2026-03-04 08:00:15.12"]
        {
            assert!(!otel("auto", line.as_bytes()).concat().contains("sql_server"), "{line}");
        }
    }
}
