//! Fixed columns for AWS Glue and Amazon Athena.
//!
//! Keys are lower snake_case without dots, types never vary, and what has no column of its own is in
//! `attributes`, a map of strings. Hive forbids dots in column names and takes `timestamp` for a keyword.
//!
//! Source: <https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html>

use super::{
    Attributes, Log, Value,
    attributes::Name,
    convention::{CONVENTIONS, row_of, write_as_string},
    text::write_member,
};
use crate::json;

/// A column of the `flat` shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type, in AWS Glue's words.
    pub glue_type: &'static str,
}

/// Columns that are fields of the log itself.
const FIELDS: [Column; 11] = [
    Column { name: "time", glue_type: "timestamp" },
    Column { name: "observed_time", glue_type: "timestamp" },
    Column { name: "severity_number", glue_type: "int" },
    Column { name: "severity_text", glue_type: "string" },
    Column { name: "body", glue_type: "string" },
    Column { name: "trace_id", glue_type: "string" },
    Column { name: "span_id", glue_type: "string" },
    Column { name: "event_name", glue_type: "string" },
    Column { name: "scope_name", glue_type: "string" },
    Column { name: "source_format", glue_type: "string" },
    Column { name: "attributes", glue_type: "map<string,string>" },
];

/// How many attributes have a column: the first rows of the table. Few enough to be bits.
const PROMOTED: usize = {
    let mut promoted = 0;
    while !CONVENTIONS[promoted].column.is_empty() {
        promoted += 1;
    }
    assert!(promoted <= 64);
    promoted
};

/// All columns: the fields of the log, then attributes that are promoted. One whose value does not have the
/// column's type stays in `attributes`.
pub const COLUMNS: [Column; FIELDS.len() + PROMOTED] = {
    let mut columns = [FIELDS[0]; FIELDS.len() + PROMOTED];
    let mut index = 0;
    while index < columns.len() {
        columns[index] = if index < FIELDS.len() {
            FIELDS[index]
        } else {
            let row = &CONVENTIONS[index - FIELDS.len()];
            Column { name: row.column, glue_type: row.kind.glue_type() }
        };
        index += 1;
    }
    columns
};

pub(super) fn write(log: &Log<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"severity_number\":");
    json::write_integer(i64::from(log.severity.number()), out);
    for (key, time) in [(&b",\"time\":\""[..], log.time), (b",\"observed_time\":\"", log.observed_time)] {
        if let Some(time) = time {
            out.extend_from_slice(key);
            time.write_rfc3339(out);
            out.push(b'"');
        }
    }
    write_member(b",\"severity_text\":", log.severity_text.as_ref(), out);
    if let Some(body) = &log.body {
        out.extend_from_slice(b",\"body\":");
        write_as_string(body, out);
    }
    write_member(b",\"trace_id\":", log.trace_id.as_ref(), out);
    write_member(b",\"span_id\":", log.span_id.as_ref(), out);
    write_member(b",\"event_name\":", log.event_name.as_ref(), out);
    write_member(b",\"scope_name\":", log.logger.as_ref(), out);
    write_attributes(log, out);
    out.extend_from_slice(b",\"source_format\":\"");
    out.extend_from_slice(log.source_format.as_bytes());
    out.extend_from_slice(b"\"}");
}

/// Writes the promoted attributes, then the others. Where the log and its resource use one name, the log's own
/// value stands.
fn write_attributes(log: &Log<'_>, out: &mut Vec<u8>) {
    let mut columns = 0;
    let own = write_columns(&log.attributes, &mut columns, out);
    let mut separator: &[u8] = b",\"attributes\":{";
    if !log.resource.is_empty() {
        let resource = write_columns(&log.resource, &mut columns, out);
        let overriding = log.attributes.lookup(resource.count);
        resource.write(&log.resource, |name| !overriding.has(name), &mut separator, out);
    }
    own.write(&log.attributes, |_| true, &mut separator, out);
    if separator == b"," {
        out.push(b'}');
    }
}

/// Which attributes have no column.
struct Others {
    count: usize,
    /// Those among the first ones, as bits.
    first: u64,
}

/// Writes what has a column and the column's type. `columns` are the rows that are written, as bits.
fn write_columns(attributes: &Attributes<'_>, columns: &mut u64, out: &mut Vec<u8>) -> Others {
    let mut others = Others { count: 0, first: 0 };
    attributes.entries().enumerate().for_each(|(index, (name, value))| match column_of(name, value) {
        None => {
            others.count += 1;
            others.first |= 1_u64.checked_shl(index as u32).unwrap_or(0);
        }
        Some(row) if *columns & (1 << row) == 0 => {
            *columns |= 1 << row;
            out.extend_from_slice(CONVENTIONS[row].column_key.as_bytes());
            CONVENTIONS[row].kind.write(value, out);
        }
        Some(_) => {}
    });
    others
}

/// The row of the convention that promotes `name` with `value`.
#[inline(always)]
fn column_of(name: &Name<'_>, value: &Value<'_>) -> Option<usize> {
    let row = row_of(name.as_str()).filter(|row| *row < PROMOTED)?;
    CONVENTIONS[row].kind.takes(value).then_some(row)
}

impl Others {
    /// Writes them into the map, if they are wanted.
    fn write(
        &self,
        attributes: &Attributes<'_>,
        wanted: impl Fn(&str) -> bool,
        separator: &mut &[u8],
        out: &mut Vec<u8>,
    ) {
        if self.count == 0 {
            return;
        }
        for (index, (name, value)) in attributes.entries().enumerate() {
            let is_other = match 1_u64.checked_shl(index as u32) {
                Some(bit) => self.first & bit != 0,
                None => column_of(name, value).is_none(),
            };
            if is_other && wanted(name.as_str()) {
                out.extend_from_slice(separator);
                *separator = b",";
                name.write_json(out);
                out.push(b':');
                write_as_string(value, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, log::Severity};

    #[test]
    fn promotes_what_has_the_type_of_its_column() {
        let mut log = Log {
            time: Timestamp::from_unix_milliseconds(1_772_611_200_123),
            severity: Severity::INFO,
            body: Some(Value::Json("[1,\"a\"]")),
            source_format: "example",
            ..Log::default()
        };
        log.resource.push("host.name", "web-1");
        log.resource.push("cloud.region", "eu-west-1");
        log.resource.push("os.type", "linux");
        log.attributes.push("http.response.status_code", Value::Integer(200));
        log.attributes.push("http.response.body.size", "-");
        log.attributes.push("retry", Value::Boolean(true));
        log.attributes.push("size", Value::Number("1.50"));
        let mut out = Vec::new();
        write(&log, &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            r#"{"severity_number":9,"time":"2026-03-04T08:00:00.123Z","body":"[1,\"a\"]","http_response_status_code":200,"host_name":"web-1","cloud_region":"eu-west-1","attributes":{"os.type":"linux","http.response.body.size":"-","retry":"true","size":"1.50"},"source_format":"example"}"#
        );
    }

    #[track_caller]
    fn check(log: &Log<'_>, expected: &str) {
        let mut out = Vec::new();
        write(log, &mut out);
        let line = String::from_utf8(out).unwrap();
        let inside = line.strip_prefix(r#"{"severity_number":0,"#).unwrap();
        assert_eq!(inside.strip_suffix(r#","source_format":""}"#), Some(expected));
    }

    #[test]
    fn a_log_overrides_its_resource() {
        let mut log = Log::default();
        for name in ["service.name", "cloud.region", "os.type", "host.name"] {
            log.resource.push(name, "resource");
        }
        log.attributes.push("service.name", "own");
        log.attributes.push("os.type", "own");
        log.attributes.push("host.name", Value::Boolean(true));
        check(
            &log,
            r#""service_name":"own","cloud_region":"resource","host_name":"resource","attributes":{"os.type":"own","host.name":"true"}"#,
        );
    }

    /// However many there are before it.
    #[test]
    fn the_hundredth_attribute_is_promoted() {
        let mut log = Log::default();
        for number in 0..100 {
            log.attributes.append(format!("a{number}"), "");
        }
        log.attributes.push("url.path", "/");
        log.attributes.push("z", "last");
        let mut out = Vec::new();
        write(&log, &mut out);
        let line = String::from_utf8(out).unwrap();
        assert_eq!(line.matches("url").count(), 1, "{line}");
        assert!(line.contains(r#""url_path":"/","attributes":{"a0":"#), "{line}");
        assert!(line.contains(r#""a99":"","z":"last"}"#), "{line}");
    }

    #[test]
    fn only_values_that_a_column_can_hold_go_there() {
        let mut log = Log::default();
        log.attributes.push("client.port", Value::Integer(1 << 31));
        log.attributes.push("thread.id", Value::Integer(1 << 31));
        log.attributes.push("duration_ms", Value::Number("0.25"));
        log.attributes.push("aws.log.group.names", Value::Json(r#"["/aws/lambda/a"]"#));
        log.attributes.push("aws.log.stream.names", Value::Json(r#"["a","b"]"#));
        check(
            &log,
            r#""thread_id":2147483648,"duration_ms":0.25,"aws_log_group_name":"/aws/lambda/a","attributes":{"client.port":"2147483648","aws.log.stream.names":"[\"a\",\"b\"]"}"#,
        );
        let mut log = Log::default();
        log.attributes.push("duration_ms", Value::Number("1e999"));
        check(&log, r#""attributes":{"duration_ms":"1e999"}"#);
    }

    /// What the OpenX JSON SerDe of Athena asks of names, and which types it reads from JSON.
    #[test]
    fn columns_follow_the_rules_of_the_reader() {
        const TYPES: [&str; 7] =
            ["string", "int", "bigint", "double", "boolean", "timestamp", "map<string,string>"];
        for (index, column) in COLUMNS.iter().enumerate() {
            let name = column.name;
            let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            assert!(
                name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(is_plain),
                "{name}"
            );
            // Names of Hive's grammar.
            assert!(!["timestamp", "date", "hour", "user", "table", "partition"].contains(&name));
            assert!(TYPES.contains(&column.glue_type), "{name} is {}", column.glue_type);
            assert!(COLUMNS[..index].iter().all(|other| other.name != name), "{name} is there twice");
        }
    }

    /// `yyyy-MM-dd'T'HH:mm:ss[.S{1,9}]'Z'`, whatever the time.
    #[test]
    fn times_are_spelt_as_the_reader_expects() {
        for (nanoseconds, fraction) in
            [(0, ""), (1, ".000000001"), (999_999_999, ".999999999"), (500_000_000, ".5")]
        {
            let log = Log { time: Timestamp::from_unix(1_772_611_200, nanoseconds), ..Log::default() };
            check(&log, &format!(r#""time":"2026-03-04T08:00:00{fraction}Z""#));
        }
    }
}
