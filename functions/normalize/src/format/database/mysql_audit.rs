//! Audit logs of MariaDB's server_audit plugin, and of Aurora MySQL, which has it too.
//!
//! ```text
//! TIME,SERVER,USER,CLIENT,CONNECTION,QUERY,OPERATION,DATABASE,OBJECT,RETURN_CODE[,…]
//! TIME   = 20260304 08:00:14 | 1772611214123456          Aurora: microseconds
//! OBJECT = 'the query, with \' and \\'' | the name of a table | nothing
//! ```
//!
//! Source: <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Auditing.html>

use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time;
use crate::word::integer;
use memchr::{memchr, memchr2};
use nozzle::log::{Log, Severity, Text, Value};

/// Audit log of MariaDB and Aurora MySQL.
pub const FORMAT: Format = Format {
    name: "mysql_audit",
    description: "Audit log of MariaDB's server_audit plugin and of Aurora MySQL.",
    example: r"20260304 08:00:14,db-1,app,10.0.0.5,77,1204,QUERY,shop,'SELECT * FROM carts WHERE note = \'late\'',0",
    first_bytes: b"12",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let comma = memchr(b',', &text[..text.len().min(30)])?;
    let spelt = &text[..comma];
    if spelt.len() == 16 && integer(spelt).is_some() {
        log.time = Some(time::epoch(str::from_utf8(spelt).ok()?)?);
    } else {
        time::compact(spelt, &context.clock).filter(|time| time.length == spelt.len())?.set(spelt, log);
    }
    let mut rest = &text[comma + 1..];
    let mut next = || -> Option<&'a [u8]> {
        let comma = memchr(b',', rest)?;
        let field = &rest[..comma];
        rest = &rest[comma + 1..];
        Some(field)
    };
    let (server, user, client) = (next()?, next()?, next()?);
    let (connection, query) = (integer(next()?)?, integer(next()?)?);
    let (operation, database) = (next()?, next()?);
    if operation.is_empty() || !operation.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_') {
        return None;
    }
    log.severity = Severity::INFO;
    set("host.name", server, &mut log.resource);
    log.attributes.push("db.system.name", "mysql");
    set("user.name", user, &mut log.attributes);
    set("client.address", client, &mut log.attributes);
    log.attributes.push("thread.id", Value::Integer(connection));
    log.attributes.push("mysql.query_id", Value::Integer(query));
    log.attributes.push("db.operation.name", operation);
    set("db.namespace", database, &mut log.attributes);
    let end = match rest.strip_prefix(b"'") {
        Some(quoted) => {
            let (query, end) = query_text(quoted)?;
            log.body = Some(query.clone().into());
            log.attributes.push("db.query.text", query);
            end.strip_prefix(b",").unwrap_or(end)
        }
        None => {
            let comma = memchr(b',', rest).unwrap_or(rest.len());
            set("db.collection.name", &rest[..comma], &mut log.attributes);
            log.body = Some(operation.into());
            rest.get(comma + 1..).unwrap_or_default()
        }
    };
    let code_end = memchr(b',', end).unwrap_or(end.len());
    let code = end[..code_end].trim_ascii();
    if let Some(code) = integer(code) {
        log.attributes.push("db.response.status_code", Value::Integer(code));
    }
    set("mysql.extra", end.get(code_end + 1..).unwrap_or_default(), &mut log.attributes);
    Some(())
}

/// Reads a query up to its quote.
fn query_text(text: &[u8]) -> Option<(Text<'_>, &[u8])> {
    let mut at = memchr2(b'\'', b'\\', text)?;
    if text[at] == b'\'' {
        return Some((text[..at].into(), &text[at + 1..]));
    }
    let mut query = Vec::with_capacity(text.len());
    let mut copied = 0;
    while text[at] == b'\\' {
        if matches!(text.get(at + 1), Some(b'\'' | b'\\')) {
            query.extend_from_slice(&text[copied..at]);
            copied = at + 1;
        }
        at += 2;
        at += memchr2(b'\'', b'\\', text.get(at..)?)?;
    }
    query.extend_from_slice(&text[copied..at]);
    Some((Text::Owned(nozzle::json::decode(&query).into_owned()), &text[at + 1..]))
}

fn set<'a>(name: &'static str, value: &'a [u8], attributes: &mut nozzle::log::Attributes<'a>) {
    if !value.is_empty() {
        attributes.push(name, value);
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn queries_and_tables() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:14Z","severity_number":9,"body":"SELECT * FROM carts WHERE note = 'late'","resource":{"host.name":"db-1"},"attributes":{"db.system.name":"mysql","user.name":"app","client.address":"10.0.0.5","thread.id":77,"mysql.query_id":1204,"db.operation.name":"QUERY","db.namespace":"shop","db.query.text":"SELECT * FROM carts WHERE note = 'late'","db.response.status_code":0},"source_format":"mysql_audit"}"#,
        );
        check(
            "auto",
            "1772611214123456,shop-1,root,localhost,4,3,WRITE,mysql,db,",
            r#"{"time":"2026-03-04T08:00:14.123456Z","severity_number":9,"body":"WRITE","resource":{"host.name":"shop-1"},"attributes":{"db.system.name":"mysql","user.name":"root","client.address":"localhost","thread.id":4,"mysql.query_id":3,"db.operation.name":"WRITE","db.namespace":"mysql","db.collection.name":"db"},"source_format":"mysql_audit"}"#,
        );
        check(
            "auto",
            "20260304 08:00:13,db-1,root,localhost,3,0,CONNECT,,,0,TCP/IP",
            r#"{"time":"2026-03-04T08:00:13Z","severity_number":9,"body":"CONNECT","resource":{"host.name":"db-1"},"attributes":{"db.system.name":"mysql","user.name":"root","client.address":"localhost","thread.id":3,"mysql.query_id":0,"db.operation.name":"CONNECT","db.response.status_code":0,"mysql.extra":"TCP/IP"},"source_format":"mysql_audit"}"#,
        );
    }
}
