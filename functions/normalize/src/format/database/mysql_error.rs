//! Error logs of MySQL and MariaDB, of all versions.
//!
//! ```text
//! 2026-03-04T08:00:13.123456Z 0 [System] [MY-010116] [Server] MESSAGE      MySQL 8
//! 2026-03-04T08:00:13.123456Z 0 [Note] MESSAGE                             MySQL 5.7
//! 2026-03-04 08:00:13 4711 [Note] MESSAGE                                  MySQL 5.6: the process
//! 2026-03-04  8:00:13 0 [Note] MESSAGE                                     MariaDB: the thread
//! 2026-03-04 08:00:13 7f0c1a2b3700 InnoDB: MESSAGE
//! 260304  8:00:13 [Note] MESSAGE                                           MySQL 5.5 and before
//! 260304 08:00:13 mysqld_safe MESSAGE
//! ```
//!
//! Lines without a level are taken where they name a part of the server.
//!
//! Source: <https://dev.mysql.com/doc/refman/8.4/en/error-log-format.html>

use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time;
use crate::word::{integer, skip_spaces, word};
use memchr::memchr;
use nozzle::log::{Log, Severity, Value};

/// Error log of MySQL and MariaDB.
pub const FORMAT: Format = Format {
    name: "mysql_error",
    description: "Error log of MySQL and MariaDB.",
    example: "2026-03-04T08:00:13.123456Z 9 [Warning] [MY-013360] [Server] Plugin sha256_password reported: it is deprecated",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let is_mysql_7 = text.get(10) == Some(&b'T');
    let time = if is_mysql_7 { time::iso(text, &context.clock)? } else { time::mysql(text, &context.clock)? };
    let mut rest = skip_spaces(text[time.length..].strip_prefix(b" ")?);
    let (first, behind) = word(rest);
    let number = integer(first);
    if let Some(number) = number {
        let is_process =
            !is_mysql_7 && text.get(4) == Some(&b'-') && text.get(11) != Some(&b' ') && number > 99;
        let name = if is_process { "process.pid" } else { "thread.id" };
        log.attributes.push(name, Value::Integer(number));
        rest = behind;
    } else if first.len() >= 8 && first.iter().all(u8::is_ascii_hexdigit) {
        log.attributes.push("thread.id", first);
        rest = behind;
    }
    // Since dates have a century, a thread stands before the level.
    let has_thread = rest.len() < text.len() - time.length - 1 && !rest.starts_with(first);
    if let Some((level, behind)) = bracketed(rest).filter(|_| has_thread || text.get(6) == Some(&b' ')) {
        log.severity = severity(level)?;
        log.severity_text = Some(level.into());
        rest = behind;
        if let Some((code, behind)) = bracketed(rest)
            && (code.starts_with(b"MY-") || code.starts_with(b"MariaDB-"))
        {
            log.attributes.push("error.code", code);
            rest = behind;
            if let Some((subsystem, behind)) = bracketed(rest) {
                log.logger = Some(subsystem.into());
                rest = behind;
            }
        }
    } else if !is_part(rest) {
        return None;
    }
    time.set(text, log);
    log.attributes.push("db.system.name", "mysql");
    log.body = Some(rest.into());
    Some(())
}

/// Reads `[Note]` and passes the spaces behind it.
fn bracketed(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = text.strip_prefix(b"[")?;
    let end = memchr(b']', &inside[..inside.len().min(64)])?;
    Some((&inside[..end], skip_spaces(&inside[end + 1..])))
}

fn severity(level: &[u8]) -> Option<Severity> {
    Some(match level {
        b"System" | b"Note" => Severity::INFO2,
        b"Warning" => Severity::WARN,
        b"Error" | b"ERROR" => Severity::ERROR,
        _ => return None,
    })
}

/// Does a part of the server say this?
fn is_part(text: &[u8]) -> bool {
    const PARTS: [&[u8]; 8] = [
        b"InnoDB: ",
        b"mysqld_safe ",
        b"mariadbd-safe ",
        b"server_audit: ",
        b"WSREP",
        b"mysqld: ",
        b"mariadbd: ",
        b" InnoDB: ",
    ];
    PARTS.iter().any(|part| text.starts_with(part))
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[track_caller]
    fn parts(line: &str, time: &str, level: &str, attributes: &str, body: &str) {
        let logger = if attributes.contains("MY-") { r#","scope":{"name":"Repl"}"# } else { "" };
        check(
            "auto",
            line,
            &format!(
                r#"{{"time":"2026-03-04T08:00:13{time}Z",{level},"body":"{body}"{logger},"attributes":{{{attributes}"db.system.name":"mysql"}},"source_format":"mysql_error"}}"#
            ),
        );
    }

    #[test]
    fn versions_of_mysql() {
        const WARNING: &str = r#""severity_number":13,"severity_text":"Warning""#;
        parts(
            "2026-03-04T08:00:13.123456Z 4711 [Warning] [MY-010055] [Repl] IP address '203.0.113.4' could not be resolved",
            ".123456",
            WARNING,
            r#""thread.id":4711,"error.code":"MY-010055","#,
            "IP address '203.0.113.4' could not be resolved",
        );
        parts("2026-03-04T08:00:13.5Z 0 [Warning] m [x]", ".5", WARNING, r#""thread.id":0,"#, "m [x]");
        parts("2026-03-04 08:00:13 4711 [Warning] m", "", WARNING, r#""process.pid":4711,"#, "m");
        parts("2026-03-04  8:00:13 471 [Warning] m", "", WARNING, r#""thread.id":471,"#, "m");
        parts("260304  8:00:13 [Warning] m", "", WARNING, "", "m");
        parts(
            "2026-03-04 08:00:13 7f0c1a2b3700 InnoDB: waits",
            "",
            r#""severity_number":0"#,
            r#""thread.id":"7f0c1a2b3700","#,
            "InnoDB: waits",
        );
        parts(
            "260304 08:00:13 mysqld_safe Starting mysqld",
            "",
            r#""severity_number":0"#,
            "",
            "mysqld_safe Starting mysqld",
        );
    }

    #[test]
    fn other_logs_with_such_times_are_left() {
        for line in [
            "2026-03-04T08:00:13Z 12 [main] m",
            "2026-03-04 08:00:13 12 ERROR m",
            "2026-03-04 08:00:13,123 [Note] m",
            "260304 08:00:13 hello",
        ] {
            let log = otel("auto", line.as_bytes()).concat();
            assert!(!log.contains("mysql_error"), "{log}");
        }
    }
}
