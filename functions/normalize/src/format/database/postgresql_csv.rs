//! PostgreSQL's `csvlog`.
//!
//! ```text
//! TIME ZONE,USER,DATABASE,PID,HOST:PORT,SESSION,LINE,COMMAND,SESSION_START,VXID,XID,LEVEL,SQLSTATE,MESSAGE,
//! DETAIL,HINT,INTERNAL_QUERY,POSITION,CONTEXT,QUERY,QUERY_POSITION,LOCATION,APPLICATION[,BACKEND_TYPE
//! [,LEADER_PID,QUERY_ID]]
//! ```
//!
//! Text is in quotes, where `""` is a quote and a line may end.
//!
//! Source: <https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG>

use super::postgresql::{read_host, read_message, severity};
use crate::context::Context;
use crate::csv::field;
use crate::format::Format;
use crate::split::Split;
use crate::time;
use crate::word::integer;
use nozzle::log::{Log, Text, Value};

/// PostgreSQL's `csvlog`.
pub const FORMAT: Format = Format {
    name: "postgresql_csv",
    description: "PostgreSQL's csvlog.",
    example: r#"2026-03-04 08:00:13.123 UTC,"app","shop",811,"10.0.0.5:40122",69a802a6.32b,4,"SELECT",2026-03-04 08:00:12 UTC,3/41,0,ERROR,42P01,"relation ""carts"" does not exist",,,,,,"SELECT * FROM carts",15,,"cart worker","client backend",,0"#,
    first_bytes: b"12",
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// Names of the columns behind the message that are kept under their own.
const COLUMNS: [Option<&str>; 12] = [
    Some("postgresql.detail"),
    Some("postgresql.hint"),
    Some("postgresql.internal_query"),
    Some("postgresql.internal_position"),
    Some("postgresql.context"),
    None,
    Some("postgresql.query_position"),
    Some("postgresql.location"),
    Some("postgresql.application_name"),
    Some("postgresql.backend_type"),
    Some("postgresql.leader_pid"),
    Some("postgresql.query_id"),
];

/// Does a line begin as PostgreSQL's `csvlog` does, `2026-03-04 08:00:13.123 UTC,`? Its texts may hold line ends.
pub(crate) fn opens(line: &[u8]) -> bool {
    line.len() > 40
        && line[0].is_ascii_digit()
        && line[13] == b':'
        && line[16] == b':'
        && line[19..32].iter().position(|byte| *byte == b',').is_some_and(|comma| comma >= 4)
        && line[19..].contains(&b'"')
}

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if text.get(10) != Some(&b' ') {
        return None;
    }
    let time = time::iso_with_zone_name(text, &context.clock)?;
    let mut rest = Some(text[time.length..].strip_prefix(b",")?);
    time.set(text, log);
    log.attributes.push("db.system.name", "postgresql");
    let mut next = || -> Option<Text<'a>> {
        let (text, behind) = field(rest?)?;
        rest = behind;
        Some(text)
    };
    let (user, database, process, host) = (next()?, next()?, next()?, next()?);
    set("user.name", user, log);
    set("db.namespace", database, log);
    set_integer("process.pid", &process, log)?;
    if let Text::Raw(host) = host {
        read_host(host, log);
    }
    let (session, line, command, _session_start) = (next()?, next()?, next()?, next()?);
    set("postgresql.session_id", session, log);
    set_integer("postgresql.session_line_number", &line, log)?;
    set("db.operation.name", command, log);
    let (virtual_transaction, transaction, level, state) = (next()?, next()?, next()?, next()?);
    set("postgresql.virtual_transaction_id", virtual_transaction, log);
    if !matches!(transaction, Text::Raw(b"0")) {
        set_integer("postgresql.transaction_id", &transaction, log)?;
    }
    let Text::Raw(level) = level else { return None };
    log.severity = severity(level)?;
    log.severity_text = Some(level.into());
    if !matches!(state, Text::Raw(b"00000")) {
        set("db.response.status_code", state, log);
    }
    match next()? {
        Text::Raw(message) => read_message(level, message, log),
        message => log.body = Some(message.into()),
    }
    for name in COLUMNS {
        let Some(value) = next() else { return Some(()) };
        match name {
            Some(name) if !matches!(value, Text::Raw(b"0")) => set(name, value, log),
            None if log.attributes.get("db.query.text").is_none() => set("db.query.text", value, log),
            _ => {}
        }
    }
    Some(())
}

fn set<'a>(name: &'static str, value: Text<'a>, log: &mut Log<'a>) {
    if !value.is_empty() {
        log.attributes.push(name, value);
    }
}

fn set_integer(name: &'static str, value: &Text<'_>, log: &mut Log<'_>) -> Option<()> {
    let Text::Raw(digits) = value else { return None };
    if !digits.is_empty() {
        log.attributes.push(name, Value::Integer(integer(digits)?));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_column_has_its_place() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:13.123Z","severity_number":17,"severity_text":"ERROR","body":"relation \"carts\" does not exist","attributes":{"db.system.name":"postgresql","user.name":"app","db.namespace":"shop","process.pid":811,"client.address":"10.0.0.5","client.port":40122,"postgresql.session_id":"69a802a6.32b","postgresql.session_line_number":4,"db.operation.name":"SELECT","postgresql.virtual_transaction_id":"3/41","db.response.status_code":"42P01","db.query.text":"SELECT * FROM carts","postgresql.query_position":"15","postgresql.application_name":"cart worker","postgresql.backend_type":"client backend"},"source_format":"postgresql_csv"}"#,
        );
        check(
            "auto",
            r#"2026-03-04 08:00:13 UTC,,,9,"[local]",69a802a6.9,1,"",2026-03-04 08:00:12 UTC,,0,LOG,00000,"connection received: host=[local]",,,,,,,,,"""#,
            r#"{"time":"2026-03-04T08:00:13Z","severity_number":9,"severity_text":"LOG","body":"connection received: host=[local]","attributes":{"db.system.name":"postgresql","process.pid":9,"postgresql.session_id":"69a802a6.9","postgresql.session_line_number":1},"source_format":"postgresql_csv"}"#,
        );
    }

    #[test]
    fn a_query_may_have_many_lines() {
        let record = "2026-03-04 08:00:13 UTC,\"app\",\"shop\",9,\"10.0.0.5:1\",s,1,\"\",2026-03-04 08:00:12 UTC,,0,ERROR,42601,\"syntax error\",,,,,,\"SELECT\nFROM \"\"a\"\",\n;\",,,\"x\"\n2026-03-04 08:00:14 UTC,,,9,,s,2,\"\",2026-03-04 08:00:12 UTC,,0,LOG,00000,\"b\",,,,,,,,,\"\"\n";
        let logs = crate::tests::otel("auto", record.as_bytes());
        assert_eq!(logs.len(), 2, "{logs:?}");
        assert!(logs[0].contains(r#""db.query.text":"SELECT\nFROM \"a\",\n;""#), "{}", logs[0]);
    }
}
