//! Events of Splunk's HTTP Event Collector.
//!
//! The body is the event; attributes and resource are `fields`, flat and of text. A log without a body is told by
//! its attributes, as an object. `index` is written where the resource names one; else the token decides. The
//! source type says `nozzle:` and the format: rules that Splunk has for whole lines do not fit a body. What has no
//! place is in the field `nozzle.unmapped`, as text.
//!
//! Sources: <https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data>,
//! <https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#splunk-hec>

use super::{
    Log, Text, Value,
    attributes::Name,
    convention::{Kind, write_as_string},
    keys::{Dots, Key, Keys},
    text::write_member,
    unmapped::{UNMAPPED, Unmapped},
};
use crate::{Timestamp, json};

/// Attributes of the resource that have members of their own.
const MEMBERS: [(&str, &[u8]); 4] = [
    ("host.name", b",\"host\":"),
    ("com.splunk.source", b",\"source\":"),
    ("com.splunk.sourcetype", b",\"sourcetype\":"),
    ("com.splunk.index", b",\"index\":"),
];

pub(super) fn write(log: &Log<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"event\":");
    let event_has_attributes = write_event(log, out);
    if let Some(time) = log.time.or(log.observed_time) {
        out.extend_from_slice(b",\"time\":");
        write_unix_seconds(time, out);
    }
    for (name, key) in MEMBERS {
        match text(log.resource.get(name)) {
            Some(text) => write_member(key, Some(text), out),
            None if name == "com.splunk.sourcetype" => {
                out.extend_from_slice(b",\"sourcetype\":\"nozzle:");
                out.extend_from_slice(log.source_format.as_bytes());
                out.push(b'"');
            }
            None if name == "com.splunk.source" => write_log_group(log, out),
            None => {}
        }
    }
    let mut fields = Fields::default();
    fields.write_severity(log, out);
    for (name, text) in [
        ("otel.log.severity.text", &log.severity_text),
        ("otel.log.name", &log.event_name),
        ("otel.scope.name", &log.logger),
        ("trace_id", &log.trace_id),
        ("span_id", &log.span_id),
    ] {
        if let Some(text) = text
            && fields.write_key(&Name::Fixed(name), out)
        {
            text.write_json(out);
        }
    }
    if !event_has_attributes {
        log.attributes.entries().for_each(|(name, value)| fields.write(name, value, out));
    }
    for (name, value) in log.resource.entries() {
        let is_member = MEMBERS.iter().any(|(member, _)| *member == name.as_str());
        if !is_member || text(Some(value)).is_none() {
            fields.write(name, value, out);
        }
    }
    fields.end(out);
    out.push(b'}');
}

/// The log group of Amazon CloudWatch Logs is a source as a file is one.
fn write_log_group(log: &Log<'_>, out: &mut Vec<u8>) {
    if let Some(name) = log.resource.get("aws.log.group.names")
        && Kind::OneText.takes(name)
    {
        out.extend_from_slice(b",\"source\":");
        Kind::OneText.write(name, out);
    }
}

/// Appends what the log says. Splunk refuses an event that is blank. Tells whether the attributes are in it.
fn write_event(log: &Log<'_>, out: &mut Vec<u8>) -> bool {
    match &log.body {
        Some(Value::Json(object)) if object.starts_with('{') => Value::Json(object).write_json(out),
        Some(Value::Text(text)) if is_blank(text) => return write_attributes(log, out),
        Some(body) => write_as_string(body, out),
        None => return write_attributes(log, out),
    }
    false
}

fn write_attributes(log: &Log<'_>, out: &mut Vec<u8>) -> bool {
    log.attributes.write_json(b"{", out);
    if log.attributes.is_empty() {
        out.extend_from_slice(b"\"-\"");
    }
    !log.attributes.is_empty()
}

fn is_blank(text: &Text<'_>) -> bool {
    match text {
        Text::Raw(bytes) => bytes.trim_ascii().is_empty(),
        Text::Json(text) => text.trim_ascii().is_empty(),
        Text::Owned(text) => text.trim_ascii().is_empty(),
    }
}

/// A text that is worth a member.
fn text<'l, 'a>(value: Option<&'l Value<'a>>) -> Option<&'l Text<'a>> {
    match value {
        Some(Value::Text(text)) if !is_blank(text) => Some(text),
        _ => None,
    }
}

/// Appends seconds since the epoch with as many digits behind the point as there are.
fn write_unix_seconds(time: Timestamp, out: &mut Vec<u8>) {
    let (mut seconds, mut nanoseconds) = (time.unix_seconds(), time.subsecond_nanoseconds());
    if seconds < 0 && nanoseconds > 0 {
        // The fraction counts away from zero.
        seconds += 1;
        nanoseconds = 1_000_000_000 - nanoseconds;
        if seconds == 0 {
            out.push(b'-');
        }
    }
    json::write_integer(seconds, out);
    if nanoseconds > 0 {
        // Behind a one, zeros are kept.
        let point = out.len();
        json::write_integer(i64::from(1_000_000_000 + nanoseconds), out);
        out[point] = b'.';
        while out.ends_with(b"0") {
            out.pop();
        }
    }
}

const OPENING: &[u8] = b",\"fields\":{";

/// The object `fields`.
#[derive(Default)]
struct Fields {
    keys: Keys,
    is_open: bool,
    unmapped: Unmapped,
}

impl Fields {
    fn write_severity(&mut self, log: &Log<'_>, out: &mut Vec<u8>) {
        let number = i64::from(log.severity.number());
        if number > 0 && self.write_key(&Name::Fixed("otel.log.severity.number"), out) {
            write_as_string(&Value::Integer(number), out);
        }
    }

    fn write(&mut self, name: &Name<'_>, value: &Value<'_>, out: &mut Vec<u8>) {
        if name.as_str() != UNMAPPED && self.write_key(name, out) {
            write_as_string(value, out);
        } else {
            self.unmapped.add(name, value);
        }
    }

    fn write_key(&mut self, name: &Name<'_>, out: &mut Vec<u8>) -> bool {
        let separator = if self.is_open { b"," } else { OPENING };
        let written =
            self.keys.write(&Key { separator, prefix: "", name, dots: Dots::Keep, suffix: "" }, out);
        self.is_open |= written;
        written
    }

    fn end(self, out: &mut Vec<u8>) {
        let is_open = self.is_open || !self.unmapped.is_empty();
        self.unmapped.write(if self.is_open { b"," } else { OPENING }, out);
        if is_open {
            out.push(b'}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Severity;

    #[track_caller]
    fn check(log: &Log<'_>, expected: &str) {
        let mut out = Vec::new();
        write(log, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn every_field_has_its_place() {
        let mut log = Log {
            time: Timestamp::from_unix_milliseconds(1_772_611_200_120),
            severity: Severity::WARN,
            severity_text: Some("warn".into()),
            body: Some("slow card check".into()),
            trace_id: Some("4bf92f3577b34da6a3ce929d0e0e4736".into()),
            span_id: Some("00f067aa0ba902b7".into()),
            event_name: Some("card.checked".into()),
            logger: Some("shop.Cart".into()),
            source_format: "json",
            ..Log::default()
        };
        log.resource.push("host.name", "web-1");
        log.resource.push("service.name", "shop");
        log.resource.push("com.splunk.index", "main");
        log.resource.push("aws.log.group.names", Value::Json(r#"["/shop/cart"]"#));
        log.attributes.push("ms", Value::Integer(812));
        check(
            &log,
            concat!(
                r#"{"event":"slow card check","time":1772611200.12,"host":"web-1","source":"/shop/cart","sourcetype":"nozzle:json","index":"main","#,
                r#""fields":{"otel.log.severity.number":"13","otel.log.severity.text":"warn","otel.log.name":"card.checked","#,
                r#""otel.scope.name":"shop.Cart","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","#,
                r#""ms":"812","service.name":"shop","aws.log.group.names":"[\"/shop/cart\"]"}}"#
            ),
        );
    }

    #[test]
    fn an_event_is_never_blank() {
        let mut log = Log { source_format: "json", ..Log::default() };
        check(&log, r#"{"event":"-","sourcetype":"nozzle:json"}"#);
        log.body = Some(" ".into());
        log.attributes.push("http.response.status_code", Value::Integer(400));
        log.resource.push("service.name", "shop");
        check(
            &log,
            r#"{"event":{"http.response.status_code":400},"sourcetype":"nozzle:json","fields":{"service.name":"shop"}}"#,
        );
        log.resource = Default::default();
        for (body, event) in [(r#"{"a":[1]}"#, r#"{"a":[1]}"#), ("[1]", r#""[1]""#), ("null", r#""null""#)] {
            log.body = Some(Value::Json(body));
            check(
                &log,
                &format!(
                    r#"{{"event":{event},"sourcetype":"nozzle:json","fields":{{"http.response.status_code":"400"}}}}"#
                ),
            );
        }
    }

    #[test]
    fn a_field_is_written_once() {
        let mut log = Log { body: Some("a".into()), source_format: "json", ..Log::default() };
        log.trace_id = Some("b".into());
        log.attributes.push("trace_id", "c");
        log.attributes.push("service.name", "d");
        log.resource.push("service.name", "e");
        log.resource.push("host.name", Value::Integer(1));
        check(
            &log,
            concat!(
                r#"{"event":"a","sourcetype":"nozzle:json","fields":{"trace_id":"b","service.name":"d","host.name":"1","#,
                r#""nozzle.unmapped":"{\"trace_id\":\"c\",\"service.name\":\"e\"}"}}"#
            ),
        );
        let mut log = Log { body: Some("a".into()), source_format: "json", ..Log::default() };
        log.attributes.set("", "b");
        check(
            &log,
            r#"{"event":"a","sourcetype":"nozzle:json","fields":{"nozzle.unmapped":"{\"\":\"b\"}"}}"#,
        );
    }

    #[test]
    fn seconds_have_a_fraction_where_they_need_one() {
        for (seconds, nanoseconds, expected) in [
            (1_772_611_200, 0, "1772611200"),
            (1_772_611_200, 7_000_000, "1772611200.007"),
            (0, 1, "0.000000001"),
            (-1, 0, "-1"),
            (-1, 750_000_000, "-0.25"),
            (-2, 500_000_000, "-1.5"),
        ] {
            let mut out = Vec::new();
            write_unix_seconds(Timestamp::from_unix(seconds, nanoseconds).unwrap(), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
