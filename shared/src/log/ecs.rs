//! Documents of the Elastic Common Schema.
//!
//! Fields stand side by side with dots in their names, as ECS loggers write them; the schema has no name that is a
//! value and a group. What it has no field for, or has in another type, is in `labels`, whose values are text and
//! whose names have underscores for dots. What cannot be a label is in `nozzle.unmapped`, as text.
//!
//! Sources: <https://www.elastic.co/docs/reference/ecs/ecs-field-reference>,
//! <https://www.elastic.co/docs/reference/ecs/ecs-otel-alignment-details>

use super::{
    Attributes, Log, Severity, Text, Value,
    attributes::Name,
    convention::{CONVENTIONS, Convention, Kind, row_of, write_as_string},
    keys::{Dots, Key, Keys},
    text::write_member,
    unmapped::Unmapped,
};
use crate::json;
use std::net::IpAddr;

/// The version of the schema that the fields are taken from.
const VERSION: &str = "9.3.0";

pub(super) fn write(log: &Log<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"ecs.version\":\"");
    out.extend_from_slice(VERSION.as_bytes());
    out.extend_from_slice(b"\",\"event.dataset\":\"");
    out.extend_from_slice(log.source_format.as_bytes());
    out.push(b'"');
    // Every document needs a time.
    let times = [
        (&b",\"@timestamp\":\""[..], log.time.or(log.observed_time)),
        (b",\"event.created\":\"", log.observed_time),
    ];
    for (key, time) in times {
        if let Some(time) = time {
            out.extend_from_slice(key);
            time.write_rfc3339(out);
            out.push(b'"');
        }
    }
    write_severity(log, out);
    if let Some(body) = &log.body {
        out.extend_from_slice(b",\"message\":");
        write_as_string(body, out);
    }
    write_member(b",\"log.logger\":", log.logger.as_ref(), out);
    write_member(b",\"trace.id\":", log.trace_id.as_ref(), out);
    write_member(b",\"span.id\":", log.span_id.as_ref(), out);
    let mut fields = Fields::default();
    if let Some(name) = &log.event_name {
        write_member(b",\"event.action\":", Some(name), out);
        fields.written = 1 << ACTION;
    }
    fields.write(&log.attributes, out);
    fields.write(&log.resource, out);
    fields.unmapped.write(b",", out);
    out.push(b'}');
}

fn write_severity(log: &Log<'_>, out: &mut Vec<u8>) {
    if log.severity != Severity::UNSPECIFIED {
        out.extend_from_slice(b",\"event.severity\":");
        json::write_integer(i64::from(log.severity.number()), out);
    }
    match &log.severity_text {
        Some(text) => write_member(b",\"log.level\":", Some(text), out),
        None => {
            if let Some(name) = log.severity.name() {
                out.extend_from_slice(b",\"log.level\":\"");
                out.extend_from_slice(name.as_bytes());
                out.push(b'"');
            }
        }
    }
}

/// For each row the first one with the same field.
const FIRST_WITH_FIELD: [u8; CONVENTIONS.len()] = {
    let mut first = [0; CONVENTIONS.len()];
    let mut row = 0;
    while row < first.len() {
        let mut other = 0;
        while !is_same(CONVENTIONS[other].field, CONVENTIONS[row].field) {
            other += 1;
        }
        first[row] = other as u8;
        row += 1;
    }
    first
};

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

/// The row of the field `event.action`.
const ACTION: usize = {
    let mut row = 0;
    while !is_same(CONVENTIONS[row].field, "event.action") {
        row += 1;
    }
    row
};

/// What is written of the attributes.
#[derive(Default)]
struct Fields {
    /// Fields that are there, as bits: the first rows that have them.
    written: u128,
    labels: Keys,
    unmapped: Unmapped,
}

impl Fields {
    fn write(&mut self, attributes: &Attributes<'_>, out: &mut Vec<u8>) {
        for (name, value) in attributes.entries() {
            if !self.write_field(name, value, out) {
                self.write_label(name, value, out);
            }
        }
    }

    /// Writes the field of an attribute, if it has one that is not there yet and takes the value.
    fn write_field(&mut self, name: &Name<'_>, value: &Value<'_>, out: &mut Vec<u8>) -> bool {
        let Some(row) = row_of(name.as_str()) else { return false };
        let convention = &CONVENTIONS[row];
        let bit = 1 << FIRST_WITH_FIELD[row];
        if convention.field.is_empty() || self.written & bit != 0 || !convention.kind.takes(value) {
            return false;
        }
        match (convention.kind, value) {
            (Kind::Milliseconds, _) => {
                let Some(nanoseconds) = nanoseconds(value) else { return false };
                out.extend_from_slice(convention.field_key.as_bytes());
                json::write_integer(nanoseconds, out);
            }
            (Kind::Address, Value::Text(text)) => write_address(convention, text, out),
            (kind, _) => {
                out.extend_from_slice(convention.field_key.as_bytes());
                kind.write(value, out);
            }
        }
        self.written |= bit;
        true
    }

    fn write_label(&mut self, name: &Name<'_>, value: &Value<'_>, out: &mut Vec<u8>) {
        let key = Key { separator: b",", prefix: "labels.", name, dots: Dots::Underscore, suffix: "" };
        if self.labels.write(&key, out) {
            write_as_string(value, out);
        } else {
            self.unmapped.add(name, value);
        }
    }
}

/// Writes `client.address`, and `client.ip` too where it is one: that field takes nothing else.
fn write_address(convention: &Convention, address: &Text<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(convention.field_key.as_bytes());
    address.write_json(out);
    let text = match address {
        Text::Raw(bytes) => str::from_utf8(bytes).unwrap_or_default(),
        Text::Json(text) => text,
        Text::Owned(text) => text,
    };
    if text.parse::<IpAddr>().is_ok() {
        out.extend_from_slice(convention.field_key.strip_suffix("address\":").unwrap_or_default().as_bytes());
        out.extend_from_slice(b"ip\":");
        address.write_json(out);
    }
}

/// A duration that is given in milliseconds.
fn nanoseconds(milliseconds: &Value<'_>) -> Option<i64> {
    match milliseconds {
        Value::Integer(number) => number.checked_mul(1_000_000),
        Value::Number(digits) => {
            let nanoseconds = (digits.parse::<f64>().ok()? * 1e6).round();
            // What an `f64` holds exactly: some hundred days.
            (nanoseconds.abs() < 9e15).then_some(nanoseconds as i64)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    #[track_caller]
    fn check(log: &Log<'_>, expected: &str) {
        let mut out = Vec::new();
        write(log, &mut out);
        let line = String::from_utf8(out).unwrap();
        let before = r#"{"ecs.version":"9.3.0","event.dataset":"json""#;
        assert_eq!(line.strip_prefix(before), Some(expected), "{line}");
    }

    #[test]
    fn every_field_has_its_place() {
        let mut log = Log {
            time: Timestamp::from_unix_milliseconds(1_772_611_200_123),
            observed_time: Timestamp::from_unix_milliseconds(1_772_611_201_000),
            severity: Severity::ERROR,
            severity_text: Some("SEVERE".into()),
            body: Some("cart is gone".into()),
            trace_id: Some("4bf92f3577b34da6a3ce929d0e0e4736".into()),
            span_id: Some("00f067aa0ba902b7".into()),
            event_name: Some("cart.lost".into()),
            logger: Some("shop.Cart".into()),
            source_format: "json",
            ..Log::default()
        };
        log.resource.push("service.name", "shop");
        log.resource.push("os.type", "linux");
        log.attributes.push("exception.type", "LostCart");
        log.attributes.push("thread.id", Value::Integer(7));
        log.attributes.push("client.address", "2001:db8::9");
        log.attributes.push("server.address", "shop.example");
        log.attributes.push("duration_ms", Value::Number("0.25"));
        check(
            &log,
            concat!(
                r#","@timestamp":"2026-03-04T08:00:00.123Z","event.created":"2026-03-04T08:00:01Z","#,
                r#""event.severity":17,"log.level":"SEVERE","message":"cart is gone","log.logger":"shop.Cart","#,
                r#""trace.id":"4bf92f3577b34da6a3ce929d0e0e4736","span.id":"00f067aa0ba902b7","event.action":"cart.lost","#,
                r#""error.type":"LostCart","process.thread.id":7,"client.address":"2001:db8::9","client.ip":"2001:db8::9","#,
                r#""server.address":"shop.example","event.duration":250000,"service.name":"shop","labels.os_type":"linux"}"#
            ),
        );
    }

    #[test]
    fn an_access_log_reads_as_one() {
        let mut log = Log { severity: Severity::INFO, source_format: "json", ..Log::default() };
        log.attributes.push("http.request.method", "GET");
        log.attributes.push("url.path", "/cart");
        log.attributes.push("network.protocol.version", "2.0");
        log.attributes.push("http.response.status_code", Value::Integer(200));
        log.attributes.push("http.response.body.size", Value::Integer(5120));
        log.attributes.push("http.request.header.referer", "https://shop.example/");
        check(
            &log,
            concat!(
                r#","event.severity":9,"log.level":"info","http.request.method":"GET","url.path":"/cart","http.version":"2.0","#,
                r#""http.response.status_code":200,"http.response.body.bytes":5120,"http.request.referrer":"https://shop.example/"}"#
            ),
        );
    }

    #[test]
    fn a_field_is_written_once_and_the_rest_are_labels() {
        let mut log = Log { event_name: Some("a".into()), source_format: "json", ..Log::default() };
        log.attributes.push("rpc.method", "b");
        log.attributes.push("exception.type", "c");
        log.attributes.push("error.type", "d");
        log.attributes.push("error_type", "e");
        log.attributes.push("client.port", "f");
        log.attributes.push("message", Value::Json("[1]"));
        log.resource.push("error.type", "g");
        log.resource.push("client.port", Value::Integer(8));
        check(
            &log,
            concat!(
                r#","event.action":"a","labels.rpc_method":"b","error.type":"c","labels.error_type":"d","#,
                r#""labels.client_port":"f","labels.message":"[1]","client.port":8,"#,
                r#""nozzle.unmapped":"{\"error_type\":\"e\",\"error.type\":\"g\"}"}"#
            ),
        );
    }

    #[test]
    fn durations_are_nanoseconds() {
        for (milliseconds, expected) in [
            (Value::Integer(12), Some(12_000_000)),
            (Value::Integer(i64::MAX), None),
            (Value::Number("1e-6"), Some(1)),
            (Value::Number("1e300"), None),
            (Value::Boolean(true), None),
        ] {
            assert_eq!(nanoseconds(&milliseconds), expected, "{milliseconds:?}");
        }
    }
}
