//! The OpenTelemetry log data model, one JSON object a log.
//!
//! `resource` and `attributes` are flat objects with dotted semantic-convention keys; absent fields are
//! absent. (This is not OTLP/JSON, which wraps every value in its type.)
//!
//! Source: <https://opentelemetry.io/docs/specs/otel/logs/data-model/>

use super::{Log, text::write_member};
use crate::json;

pub(super) fn write(log: &Log<'_>, out: &mut Vec<u8>) {
    out.push(b'{');
    for (key, time) in [(&b"\"time\":\""[..], log.time), (b"\"observed_time\":\"", log.observed_time)] {
        if let Some(time) = time {
            out.extend_from_slice(key);
            time.write_rfc3339(out);
            out.extend_from_slice(b"\",");
        }
    }
    out.extend_from_slice(b"\"severity_number\":");
    json::write_integer(i64::from(log.severity.number()), out);
    write_member(b",\"severity_text\":", log.severity_text.as_ref(), out);
    if let Some(body) = &log.body {
        out.extend_from_slice(b",\"body\":");
        body.write_json(out);
    }
    write_member(b",\"trace_id\":", log.trace_id.as_ref(), out);
    write_member(b",\"span_id\":", log.span_id.as_ref(), out);
    write_member(b",\"event_name\":", log.event_name.as_ref(), out);
    if let Some(logger) = &log.logger {
        out.extend_from_slice(b",\"scope\":{\"name\":");
        logger.write_json(out);
        out.push(b'}');
    }
    log.resource.write_json(b",\"resource\":{", out);
    log.attributes.write_json(b",\"attributes\":{", out);
    out.extend_from_slice(b",\"source_format\":\"");
    out.extend_from_slice(log.source_format.as_bytes());
    out.extend_from_slice(b"\"}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        log::{Severity, Text, Value},
    };

    #[test]
    fn writes_every_field_in_its_place() {
        let mut log = Log {
            time: Timestamp::from_unix_milliseconds(1_772_611_200_123),
            observed_time: Timestamp::from_unix_milliseconds(1_772_611_201_000),
            severity: Severity::WARN,
            severity_text: Some("warn".into()),
            body: Some(Text::Json(r"say \u0022hi\u0022").into()),
            trace_id: Some("4bf92f3577b34da6a3ce929d0e0e4736".into()),
            span_id: Some("00f067aa0ba902b7".into()),
            event_name: Some("card.checked".into()),
            logger: Some("shop.Cart".into()),
            source_format: "json",
            ..Log::default()
        };
        log.resource.push("host.name", "web-1");
        log.attributes.push("process.pid", Value::Integer(7));
        log.attributes.set("nested", Value::Json("{\"a\":[null]}"));
        let mut out = Vec::new();
        write(&log, &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            concat!(
                r#"{"time":"2026-03-04T08:00:00.123Z","observed_time":"2026-03-04T08:00:01Z","severity_number":13,"#,
                r#""severity_text":"warn","body":"say \u0022hi\u0022","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","#,
                r#""span_id":"00f067aa0ba902b7","event_name":"card.checked","scope":{"name":"shop.Cart"},"#,
                r#""resource":{"host.name":"web-1"},"attributes":{"process.pid":7,"nested":{"a":[null]}},"source_format":"json"}"#
            )
        );
    }
}
