//! Slow query log of MySQL and MariaDB.
//!
//! ```text
//! # Time: 2026-03-04T08:00:14.100000Z | 260304  8:00:14      may lack
//! # User@Host: USER[USER] @ HOST [ADDRESS]  Id: 77
//! # Query_time: 2.500000  Lock_time: 0.000010 Rows_sent: 1  Rows_examined: 90
//! # KEY: VALUE  KEY: VALUE …
//! # explain: …                                              MariaDB
//! use DATABASE;
//! SET timestamp=1772611212;
//! STATEMENT;
//! ```
//!
//! Source: <https://dev.mysql.com/doc/refman/8.4/en/slow-query-log.html>

use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use crate::{duration, time};
use memchr::memchr;
use nozzle::log::{Log, Value};

/// Slow query log of MySQL and MariaDB.
pub const FORMAT: Format = Format {
    name: "mysql_slow",
    description: "Slow query log of MySQL and MariaDB.",
    example: "# Time: 2026-03-04T08:00:14.100000Z\n# User@Host: app[app] @ web-1 [10.0.0.5]  Id:    77\n# Query_time: 2.500000  Lock_time: 0.000010 Rows_sent: 1  Rows_examined: 90\nuse shop;\nSET timestamp=1772611212;\nSELECT * FROM carts WHERE note LIKE '%late%';",
    first_bytes: b"#",
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// Does a slow query begin here?
pub(crate) fn opens(text: &[u8]) -> bool {
    text.starts_with(b"# Time: ") || text.starts_with(b"# User@Host: ")
}

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if !opens(text) {
        return None;
    }
    log.attributes.push("db.system.name", "mysql");
    let mut rest = text;
    let mut has_query_time = false;
    while let Some(line) = rest.strip_prefix(b"# ").or_else(|| rest.strip_prefix(b"#")) {
        let (line, behind) = first_line(line);
        rest = behind;
        if let Some(spelt) = line.strip_prefix(b"Time: ") {
            let reading = time::iso(spelt, &context.clock).or_else(|| time::mysql(spelt, &context.clock))?;
            reading.set(spelt, log);
        } else if let Some(caller) = line.strip_prefix(b"User@Host: ") {
            read_caller(caller, log);
        } else if let Some(command) = line.strip_prefix(b"administrator command: ") {
            log.attributes.set("db.operation.name", command.strip_suffix(b";").unwrap_or(command));
        } else if line.starts_with(b"explain: ") {
            keep_explain(line, log);
        } else {
            has_query_time |= line.starts_with(b"Query_time: ");
            read_pairs(line, context, log);
        }
    }
    read_statements(rest, log);
    log.attributes.keep_last();
    (has_query_time || log.body.is_some()).then_some(())
}

fn first_line(text: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match memchr(b'\n', text) {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, &b""[..]),
    };
    (line.trim_ascii_end(), rest)
}

/// Reads `app[app] @ web-1 [10.0.0.5]  Id:    77`.
fn read_caller<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let Some(bracket) = memchr(b'[', text) else { return };
    if bracket > 0 {
        log.attributes.append("user.name", &text[..bracket]);
    }
    let Some(at) = memchr(b'@', &text[bracket..]).map(|at| bracket + at) else { return };
    let (host, rest) = match memchr(b'[', &text[at..]) {
        Some(open) => (text[at + 1..at + open].trim_ascii(), &text[at + open + 1..]),
        None => return,
    };
    let Some(close) = memchr(b']', rest) else { return };
    let address = &rest[..close];
    if !address.is_empty() {
        log.attributes.append("client.address", address);
        if !host.is_empty() {
            log.attributes.append("mysql.client_host", host);
        }
    } else if !host.is_empty() {
        log.attributes.append("client.address", host);
    }
    let behind = rest[close + 1..].trim_ascii_start();
    if let Some(id) = behind.strip_prefix(b"Id:").and_then(|id| integer(id.trim_ascii())) {
        log.attributes.append("thread.id", Value::Integer(id));
    }
}

/// Reads `Query_time: 2.500000  Lock_time: 0.000010 Rows_sent: 1`.
fn read_pairs<'a>(line: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) {
    let mut rest = line;
    while let (key, behind) = word(rest)
        && let Some(key) = key.strip_suffix(b":").and_then(|key| str::from_utf8(key).ok())
    {
        // A key without a value has the next key behind it.
        let (value, behind) = word(behind);
        if value.is_empty() || value.ends_with(b":") {
            rest = if value.is_empty() { behind } else { &rest[key.len() + 1..] }.trim_ascii_start();
            continue;
        }
        rest = behind;
        match key {
            "Query_time" => match duration::milliseconds_of_seconds(value, context) {
                Some(milliseconds) => log.attributes.append("duration_ms", milliseconds),
                None => log.attributes.append("mysql.query_time", value),
            },
            "Schema" => log.attributes.append("db.namespace", value),
            "Id" | "Thread_id" if integer(value).is_some() => {
                log.attributes.append("thread.id", Value::Integer(integer(value).unwrap_or_default()));
            }
            _ => {
                let name = format!("mysql.{}", key.to_ascii_lowercase());
                match integer(value) {
                    Some(number) => log.attributes.append(name, Value::Integer(number)),
                    None => log.attributes.append(name, value),
                }
            }
        }
    }
}

/// The lines of a plan are kept one below the other.
fn keep_explain<'a>(line: &'a [u8], log: &mut Log<'a>) {
    let line = &line[b"explain: ".len()..];
    match log.attributes.get("mysql.explain") {
        None => log.attributes.set("mysql.explain", line),
        Some(Value::Text(plan)) if plan.to_str().len() < 10_000 => {
            let plan = format!("{}\n{}", plan.to_str(), nozzle::json::decode(line));
            log.attributes.set("mysql.explain", plan);
        }
        Some(_) => {}
    }
}

/// Reads what stands behind the comments: `use`, `SET timestamp`, and the query.
fn read_statements<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let mut rest = text.trim_ascii();
    loop {
        let (line, behind) = first_line(rest);
        if let Some(database) = line.strip_prefix(b"use ").and_then(|line| line.strip_suffix(b";")) {
            let database =
                database.strip_prefix(b"`").and_then(|name| name.strip_suffix(b"`")).unwrap_or(database);
            log.attributes.append("db.namespace", database);
        } else if let Some(list) = line.strip_prefix(b"SET ")
            && let Some(at) = memchr::memmem::find(list, b"timestamp=")
        {
            let digits = list[at + 10..].strip_suffix(b";").unwrap_or_default();
            if log.time.is_none() {
                log.time = str::from_utf8(digits).ok().and_then(time::epoch);
            }
        } else {
            break;
        }
        rest = behind.trim_ascii_start();
    }
    if !rest.is_empty() {
        let query = rest.strip_suffix(b";").unwrap_or(rest);
        log.attributes.append("db.query.text", query);
        log.body = Some(query.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{check, otel};

    #[test]
    fn a_query_is_one_log() {
        check(
            "auto",
            FORMAT.example,
            r#"{"time":"2026-03-04T08:00:14.1Z","severity_number":0,"body":"SELECT * FROM carts WHERE note LIKE '%late%'","attributes":{"db.system.name":"mysql","user.name":"app","client.address":"10.0.0.5","mysql.client_host":"web-1","thread.id":77,"duration_ms":2500,"mysql.lock_time":"0.000010","mysql.rows_sent":1,"mysql.rows_examined":90,"db.namespace":"shop","db.query.text":"SELECT * FROM carts WHERE note LIKE '%late%'"},"source_format":"mysql_slow"}"#,
        );
    }

    #[test]
    fn a_record_may_hold_many() {
        let record = "# Time: 260304  8:00:14\n# User@Host: app[app] @  [203.0.113.4]\n# Thread_id: 5  Schema: shop  QC_hit: No\n# Query_time: 0.000994  Lock_time: 0.000173  Rows_sent: 0  Rows_examined: 2000\n# Full_scan: Yes\n#\n# explain: id\tselect_type\n# explain: 1\tSIMPLE\n#\nSET timestamp=1772611214;\nSELECT 1,\n\n  2;\n# User@Host: root[root] @ localhost []\n# Query_time: 1  Lock_time: 0\nSET timestamp=1772611215;\n# administrator command: Ping;\n# Time: 260304  8:00:16\n# User@Host: a[a] @ b []\n# Query_time: 3.25\nDO SLEEP(3);\n";
        let logs = otel("auto", record.as_bytes());
        assert_eq!(logs.len(), 3, "{logs:#?}");
        assert_eq!(
            logs[0],
            r#"{"time":"2026-03-04T08:00:14Z","severity_number":0,"body":"SELECT 1,\n\n  2","attributes":{"db.system.name":"mysql","user.name":"app","client.address":"203.0.113.4","thread.id":5,"db.namespace":"shop","mysql.qc_hit":"No","duration_ms":0.994,"mysql.lock_time":"0.000173","mysql.rows_sent":0,"mysql.rows_examined":2000,"mysql.full_scan":"Yes","mysql.explain":"id\tselect_type\n1\tSIMPLE","db.query.text":"SELECT 1,\n\n  2"},"source_format":"mysql_slow"}"#
        );
        assert!(logs[1].starts_with(r#"{"time":"2026-03-04T08:00:15Z""#), "{}", logs[1]);
        assert!(logs[2].contains(r#""duration_ms":3250"#), "{}", logs[2]);
    }

    #[test]
    fn other_comments_are_left() {
        for line in ["# a comment", "#Fields: date time", "# Time: tomorrow"] {
            assert!(!otel("auto", line.as_bytes()).concat().contains("mysql"), "{line}");
        }
    }
}
