//! Fixed columns for AWS Glue and Amazon Athena.
//!
//! Keys are lower snake_case without dots, types never vary, and what has no column of its own is in
//! `attributes`, a map of strings. Hive forbids dots in column names and takes `timestamp` for a keyword.
//!
//! Source: <https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html>

use super::{Attributes, Log, Value, text::write_member};
use crate::json;

/// A column of the `flat` shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type, in AWS Glue's words.
    pub glue_type: &'static str,
    /// The attribute it is promoted from; none where it is a field of the log itself.
    attribute: Option<&'static str>,
}

const fn field(name: &'static str, glue_type: &'static str) -> Column {
    Column { name, glue_type, attribute: None }
}

const fn promoted(name: &'static str, glue_type: &'static str, attribute: &'static str) -> Column {
    Column { name, glue_type, attribute: Some(attribute) }
}

/// Fields of the log, before and behind the promoted ones.
const FIELDS: usize = 11;

/// All columns. A promoted attribute whose value does not have the column's type stays in `attributes`.
pub const COLUMNS: [Column; 27] = [
    field("time", "timestamp"),
    field("observed_time", "timestamp"),
    field("severity_number", "int"),
    field("severity_text", "string"),
    field("body", "string"),
    field("trace_id", "string"),
    field("span_id", "string"),
    field("event_name", "string"),
    field("scope_name", "string"),
    field("source_format", "string"),
    field("attributes", "map<string,string>"),
    promoted("host_name", "string", "host.name"),
    promoted("service_name", "string", "service.name"),
    promoted("process_pid", "bigint", "process.pid"),
    promoted("client_address", "string", "client.address"),
    promoted("user_name", "string", "user.name"),
    promoted("http_request_method", "string", "http.request.method"),
    promoted("http_response_status_code", "int", "http.response.status_code"),
    promoted("http_response_body_size", "bigint", "http.response.body.size"),
    promoted("http_request_header_referer", "string", "http.request.header.referer"),
    promoted("url_path", "string", "url.path"),
    promoted("url_query", "string", "url.query"),
    promoted("user_agent_original", "string", "user_agent.original"),
    promoted("db_namespace", "string", "db.namespace"),
    promoted("db_query_text", "string", "db.query.text"),
    promoted("exception_type", "string", "exception.type"),
    promoted("exception_message", "string", "exception.message"),
];

impl Column {
    fn takes(&self, value: &Value<'_>) -> bool {
        match (self.glue_type, value) {
            ("int", Value::Integer(number)) => i32::try_from(*number).is_ok(),
            ("bigint", Value::Integer(_)) => true,
            ("string", Value::Text(_)) => true,
            _ => false,
        }
    }
}

/// The column that `name` with `value` is promoted to.
fn column_of(name: &str, value: &Value<'_>) -> Option<&'static Column> {
    COLUMNS[FIELDS..]
        .iter()
        .find(|column| column.attribute == Some(name))
        .filter(|column| column.takes(value))
}

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
    write_columns(&log.resource, out);
    write_columns(&log.attributes, out);
    write_rest(log, out);
    out.extend_from_slice(b",\"source_format\":\"");
    out.extend_from_slice(log.source_format.as_bytes());
    out.extend_from_slice(b"\"}");
}

fn write_columns(attributes: &Attributes<'_>, out: &mut Vec<u8>) {
    for (name, value) in attributes.iter() {
        if let Some(column) = column_of(name, value) {
            out.extend_from_slice(b",\"");
            out.extend_from_slice(column.name.as_bytes());
            out.extend_from_slice(b"\":");
            value.write_json(out);
        }
    }
}

/// What has no column. Where the log and its resource use one name, the log's own value stands.
fn write_rest(log: &Log<'_>, out: &mut Vec<u8>) {
    let of_resource = log.resource.iter().filter(|(name, _)| log.attributes.get(name).is_none());
    let mut separator: &[u8] = b",\"attributes\":{";
    for (name, value) in of_resource.chain(log.attributes.iter()) {
        if column_of(name, value).is_none() {
            out.extend_from_slice(separator);
            json::write_string(name.as_bytes(), out);
            out.push(b':');
            write_as_string(value, out);
            separator = b",";
        }
    }
    if separator == b"," {
        out.push(b'}');
    }
}

fn write_as_string(value: &Value<'_>, out: &mut Vec<u8>) {
    match value {
        Value::Text(text) => text.write_json(out),
        Value::Json(json) => json::write_string(json.as_bytes(), out),
        Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => {
            out.push(b'"');
            value.write_json(out);
            out.push(b'"');
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
        log.attributes.push("http.response.status_code", Value::Integer(200));
        log.attributes.push("http.response.body.size", "-");
        log.attributes.push("retry", Value::Boolean(true));
        log.attributes.push("size", Value::Number("1.50"));
        let mut out = Vec::new();
        write(&log, &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            r#"{"severity_number":9,"time":"2026-03-04T08:00:00.123Z","body":"[1,\"a\"]","host_name":"web-1","http_response_status_code":200,"attributes":{"cloud.region":"eu-west-1","http.response.body.size":"-","retry":"true","size":"1.50"},"source_format":"example"}"#
        );
    }

    #[test]
    fn columns_are_fields_first_and_have_plain_names() {
        for (index, column) in COLUMNS.iter().enumerate() {
            assert_eq!(column.attribute.is_none(), index < FIELDS, "{}", column.name);
            assert!(
                column.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
                "{}",
                column.name
            );
        }
    }
}
