//! Logs of the Simple Schema for Observability, for Amazon OpenSearch.
//!
//! OpenSearch takes a dot in a name for the path of an object, and refuses a document in which a name is a value
//! where an earlier one had an object. So dots stand only in names of the conventions, which are never both; other
//! names are written with underscores, and one that would hide a group (`user`) gets `.value` behind it. Objects
//! are written as text: their keys have no end. What a document has no room or no key for is in
//! `nozzle.unmapped`, as text.
//!
//! Sources: <https://docs.opensearch.org/latest/observing-your-data/ss4o/>,
//! <https://github.com/opensearch-project/opensearch-catalog/tree/main/schema/observability/logs>

use super::{
    Attributes, Log, Value,
    attributes::Name,
    convention::{CONVENTIONS, Kind, is_finite, is_group, row_of, write_as_string},
    keys::{Dots, Key, Keys},
    text::write_member,
    unmapped::Unmapped,
};
use crate::json;

pub(super) fn write(log: &Log<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"severity\":{\"number\":");
    json::write_integer(i64::from(log.severity.number()), out);
    write_member(b",\"text\":", log.severity_text.as_ref(), out);
    out.push(b'}');
    // A data stream asks for this one.
    if let Some(time) = log.time.or(log.observed_time) {
        out.extend_from_slice(b",\"@timestamp\":\"");
        time.write_rfc3339(out);
        out.push(b'"');
    }
    if let Some(time) = log.observed_time {
        out.extend_from_slice(b",\"observedTimestamp\":\"");
        time.write_rfc3339(out);
        out.push(b'"');
    }
    if let Some(body) = &log.body {
        out.extend_from_slice(b",\"body\":");
        write_as_string(body, out);
    }
    write_member(b",\"traceId\":", log.trace_id.as_ref(), out);
    write_member(b",\"spanId\":", log.span_id.as_ref(), out);
    if let Some(logger) = &log.logger {
        write_member(b",\"instrumentationScope\":{\"name\":", Some(logger), out);
        out.push(b'}');
    }
    let mut unmapped = Unmapped::default();
    let mut separator: &[u8] = b",\"resource\":{";
    write_attributes(&log.resource, &mut separator, &mut unmapped, out);
    if separator == b"," {
        out.push(b'}');
    }
    // The name of the index is made of these.
    out.extend_from_slice(b",\"attributes\":{\"data_stream\":{\"dataset\":\"");
    out.extend_from_slice(log.source_format.as_bytes());
    out.extend_from_slice(b"\",\"namespace\":\"default\",\"type\":\"logs\"}");
    let exception = write_attributes(&log.attributes, &mut &b","[..], &mut unmapped, out);
    out.push(b'}');
    write_event(log, exception, out);
    unmapped.write(b",", out);
    out.push(b'}');
}

/// Type, message and stack trace, which have a place outside `attributes`.
type Exception<'l, 'a> = [Option<&'l Value<'a>>; 3];

fn write_attributes<'l, 'a>(
    attributes: &'l Attributes<'a>,
    separator: &mut &[u8],
    unmapped: &mut Unmapped,
    out: &mut Vec<u8>,
) -> Exception<'l, 'a> {
    let mut exception = Exception::default();
    let mut keys = Keys::default();
    for (name, value) in attributes.entries() {
        let is_convention = match row_of(name.as_str()) {
            Some(row) if !has_its_kind(CONVENTIONS[row].kind, value) => false,
            Some(row) => {
                let part = match CONVENTIONS[row].attribute {
                    "exception.type" => Some(0),
                    "exception.message" => Some(1),
                    "exception.stacktrace" => Some(2),
                    _ => None,
                };
                if let Some(part) = part {
                    exception[part] = Some(value);
                    continue;
                }
                true
            }
            None => matches!(name, Name::Fixed(_)),
        };
        let dots = if is_convention { Dots::Keep } else { Dots::Underscore };
        let suffix = if is_group(name.as_str()) { ".value" } else { "" };
        if keys.write(&Key { separator, prefix: "", name, dots, suffix }, out) {
            *separator = b",";
            write_value(value, out);
        } else {
            unmapped.add(name, value);
        }
    }
    exception
}

/// A list of texts is indexed as one text is.
fn has_its_kind(kind: Kind, value: &Value<'_>) -> bool {
    kind.takes(value) || kind == Kind::OneText && matches!(value, Value::Json(json) if is_list_of_text(json))
}

/// Appends a value that OpenSearch can index without a mapping.
fn write_value(value: &Value<'_>, out: &mut Vec<u8>) {
    match value {
        // A whole number would be taken for one of 64 bits.
        Value::Number(digits) if digits.contains(['.', 'e', 'E']) && is_finite(digits) => {
            value.write_json(out)
        }
        Value::Integer(_) | Value::Boolean(_) => value.write_json(out),
        Value::Json(json) if is_list_of_text(json) => value.write_json(out),
        _ => write_as_string(value, out),
    }
}

/// A JSON array of strings and nothing else.
fn is_list_of_text(json: &str) -> bool {
    let mut cursor = json::Cursor::new(json.as_bytes());
    let mut first = true;
    if !json.starts_with('[') || cursor.open(b'[').is_err() {
        return false;
    }
    while let Ok(true) = cursor.next_element(first) {
        if cursor.peek() != Some(b'"') || cursor.value().is_err() {
            return false;
        }
        first = false;
    }
    !first && cursor.position() == json.len()
}

fn write_event(log: &Log<'_>, exception: Exception<'_, '_>, out: &mut Vec<u8>) {
    let mut closing: &[u8] = b"";
    let mut separator: &[u8] = b",\"event\":{";
    if let Some(name) = &log.event_name {
        out.extend_from_slice(separator);
        write_member(b"\"name\":", Some(name), out);
        (separator, closing) = (b",", b"}");
    }
    let mut opening: &[u8] = b"\"exception\":{";
    for (key, value) in [&b"\"type\":"[..], b"\"message\":", b"\"stacktrace\":"].into_iter().zip(exception) {
        let Some(value) = value else { continue };
        out.extend_from_slice(separator);
        out.extend_from_slice(opening);
        out.extend_from_slice(key);
        value.write_json(out);
        (separator, opening, closing) = (b",", b"", b"}}");
    }
    out.extend_from_slice(closing);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, log::Severity};

    #[track_caller]
    fn check(log: &Log<'_>, expected: &str) {
        let mut out = Vec::new();
        write(log, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn every_field_has_its_place() {
        let mut log = Log {
            time: Timestamp::from_unix_milliseconds(1_772_611_200_123),
            observed_time: Timestamp::from_unix_milliseconds(1_772_611_201_000),
            severity: Severity::ERROR,
            severity_text: Some("error".into()),
            body: Some("cart is gone".into()),
            trace_id: Some("4bf92f3577b34da6a3ce929d0e0e4736".into()),
            span_id: Some("00f067aa0ba902b7".into()),
            event_name: Some("cart.lost".into()),
            logger: Some("shop.Cart".into()),
            source_format: "json",
            ..Log::default()
        };
        log.resource.push("service.name", "shop");
        log.attributes.push("http.response.status_code", Value::Integer(500));
        log.attributes.push("exception.type", "LostCart");
        log.attributes.push("exception.message", "it rolled away");
        check(
            &log,
            concat!(
                r#"{"severity":{"number":17,"text":"error"},"@timestamp":"2026-03-04T08:00:00.123Z","#,
                r#""observedTimestamp":"2026-03-04T08:00:01Z","body":"cart is gone","#,
                r#""traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7","#,
                r#""instrumentationScope":{"name":"shop.Cart"},"resource":{"service.name":"shop"},"#,
                r#""attributes":{"data_stream":{"dataset":"json","namespace":"default","type":"logs"},"http.response.status_code":500},"#,
                r#""event":{"name":"cart.lost","exception":{"type":"LostCart","message":"it rolled away"}}}"#
            ),
        );
    }

    /// What is written of the attributes of a log that has nothing else.
    #[track_caller]
    fn check_attributes(attributes: &[(&str, Value<'_>)], expected: &str) {
        let mut log = Log { source_format: "json", ..Log::default() };
        for (name, value) in attributes {
            log.attributes.set(*name, value.clone());
        }
        let mut out = Vec::new();
        write(&log, &mut out);
        let line = String::from_utf8(out).unwrap();
        let before = r#"{"severity":{"number":0},"attributes":{"data_stream":{"dataset":"json","namespace":"default","type":"logs"}"#;
        assert_eq!(line.strip_prefix(before), Some(expected));
    }

    #[test]
    fn no_name_is_a_value_and_an_object() {
        check_attributes(
            &[
                ("http", "a".into()),
                ("http.request.method", "GET".into()),
                ("http.request", "b".into()),
                ("http.response.status_code", "-".into()),
                ("user", "jo".into()),
                ("user.name", "jo".into()),
                ("data_stream", "c".into()),
                ("data_stream.type", "d".into()),
            ],
            concat!(
                r#","http.value":"a","http.request.method":"GET","http_request":"b","http_response_status_code":"-","#,
                r#""user.value":"jo","user.name":"jo","data_stream.value":"c","data_stream_type":"d"}}"#
            ),
        );
    }

    #[test]
    fn objects_and_odd_numbers_are_text() {
        check_attributes(
            &[
                ("a", Value::Json(r#"{"b":{}}"#)),
                ("c", Value::Json(r#"["d", "e"]"#)),
                ("f", Value::Json(r#"["d",1]"#)),
                ("g", Value::Json("[]")),
                ("h", Value::Number("1.50")),
                ("i", Value::Number("1e999")),
                ("j", Value::Number("18446744073709551615")),
                ("k", Value::Boolean(false)),
                ("aws.log.group.names", Value::Json(r#"["l","m"]"#)),
            ],
            concat!(
                r#","a":"{\"b\":{}}","c":["d", "e"],"f":"[\"d\",1]","g":"[]","h":1.50,"i":"1e999","#,
                r#""j":"18446744073709551615","k":false,"aws.log.group.names":["l","m"]}}"#
            ),
        );
    }

    #[test]
    fn what_has_no_key_is_kept_as_text() {
        check_attributes(
            &[("a.b", "1".into()), ("a_b", Value::Integer(2)), ("", "3".into())],
            r#","a_b":"1"},"nozzle.unmapped":"{\"a_b\":2,\"\":\"3\"}"}"#,
        );
        let mut log = Log::default();
        for number in 0..1000 {
            log.attributes.append(number.to_string(), "");
            log.resource.append(number.to_string(), "");
        }
        let mut out = Vec::new();
        write(&log, &mut out);
        let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(line["attributes"].as_object().unwrap().len(), 129);
        assert_eq!(line["resource"].as_object().unwrap().len(), 128);
        assert_eq!(line["nozzle.unmapped"].as_str().unwrap().matches("\"999\":\"\"").count(), 2);
    }
}
