//! General query log of MySQL and MariaDB.
//!
//! ```text
//! 2026-03-04T08:00:14.100000Z\t   77 Query\tSELECT 1       MySQL 5.7 and later
//! 260304  8:00:14\t   77 Query\tSELECT 1                   MariaDB, MySQL before
//! \t\t   77 Quit\t                                         the same second as the log before
//! ```
//!
//! Source: <https://dev.mysql.com/doc/refman/8.4/en/query-log.html>

use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time;
use crate::word::{integer, skip_spaces};
use memchr::memchr;
use nozzle::log::{Log, Severity, Value};

/// General query log of MySQL and MariaDB.
pub const FORMAT: Format = Format {
    name: "mysql_general",
    description: "General query log of MySQL and MariaDB.",
    example: "2026-03-04T08:00:14.100000Z\t   77 Query\tSELECT * FROM carts",
    first_bytes: b"0123456789\t",
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// Does a log stand here that has the time of the one before,
/// `\t\t   77 Query\tSELECT 1`?
pub(crate) fn goes_on(line: &[u8]) -> bool {
    let Some(text) = line.strip_prefix(b"\t\t") else { return false };
    let text = text.trim_ascii_start();
    let digits = text.iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
    let Some(command) = text[digits..].strip_prefix(b" ") else { return false };
    let length =
        command.iter().take(24).take_while(|byte| byte.is_ascii_alphabetic() || **byte == b' ').count();
    digits > 0
        && command[..length].first().is_some_and(u8::is_ascii_uppercase)
        && command.get(length) == Some(&b'\t')
}

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let rest = if goes_on(text) {
        &text[2..]
    } else {
        let time = time::mysql(text, &context.clock).or_else(|| time::iso(text, &context.clock))?;
        let rest = text[time.length..].strip_prefix(b"\t")?;
        time.set(text, log);
        rest
    };
    let rest = skip_spaces(rest);
    let space = memchr(b' ', &rest[..rest.len().min(20)])?;
    let thread = integer(&rest[..space])?;
    let rest = &rest[space + 1..];
    let tab = memchr(b'\t', &rest[..rest.len().min(25)]).unwrap_or(rest.len());
    let (command, argument) = (&rest[..tab], rest.get(tab + 1..).unwrap_or_default());
    let is_command = (2..=24).contains(&command.len())
        && command[0].is_ascii_uppercase()
        && command.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b' ');
    if !is_command {
        return None;
    }
    log.severity = Severity::INFO;
    log.attributes.push("db.system.name", "mysql");
    log.attributes.push("thread.id", Value::Integer(thread));
    log.attributes.push("db.operation.name", command);
    match command {
        b"Query" | b"Execute" | b"Prepare" => log.attributes.push("db.query.text", argument),
        b"Init DB" => log.attributes.push("db.namespace", argument),
        b"Connect" => read_connect(argument, log),
        _ => {}
    }
    log.body = Some(if argument.is_empty() { command } else { argument }.into());
    Some(())
}

/// Reads `app@10.0.0.5 on shop using TCP/IP`.
fn read_connect<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let mut words = text.split(|byte| *byte == b' ');
    let Some(caller) = words.next() else { return };
    let Some(at) = memchr::memrchr(b'@', caller) else { return };
    if at > 0 {
        log.attributes.push("user.name", &caller[..at]);
    }
    if at + 1 < caller.len() {
        log.attributes.push("client.address", &caller[at + 1..]);
    }
    if words.next() == Some(b"on")
        && let Some(database) = words.next().filter(|database| !database.is_empty() && *database != b"using")
    {
        log.attributes.push("db.namespace", database);
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn old_and_new() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:14.1Z","severity_number":9,"body":"SELECT * FROM carts","attributes":{"db.system.name":"mysql","thread.id":77,"db.operation.name":"Query","db.query.text":"SELECT * FROM carts"},"source_format":"mysql_general"}"#,
        );
        let record = "260304  8:00:13\t     3 Connect\tapp@10.0.0.5 on shop using TCP/IP\n\t\t     3 Query\tSELECT\n\t\t  1\n\t\t     3 Quit\t\n\t\t     4 Init DB\tshop\n";
        let logs = otel("auto", record.as_bytes());
        assert_eq!(
            logs,
            [
                r#"{"time":"2026-03-04T08:00:13Z","severity_number":9,"body":"app@10.0.0.5 on shop using TCP/IP","attributes":{"db.system.name":"mysql","thread.id":3,"db.operation.name":"Connect","user.name":"app","client.address":"10.0.0.5","db.namespace":"shop"},"source_format":"mysql_general"}"#,
                r#"{"severity_number":9,"body":"SELECT\n\t\t  1","attributes":{"db.system.name":"mysql","thread.id":3,"db.operation.name":"Query","db.query.text":"SELECT\n\t\t  1"},"source_format":"mysql_general"}"#,
                r#"{"severity_number":9,"body":"Quit","attributes":{"db.system.name":"mysql","thread.id":3,"db.operation.name":"Quit"},"source_format":"mysql_general"}"#,
                r#"{"severity_number":9,"body":"shop","attributes":{"db.system.name":"mysql","thread.id":4,"db.operation.name":"Init DB","db.namespace":"shop"},"source_format":"mysql_general"}"#,
            ]
        );
    }
}
