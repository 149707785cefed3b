//! What every shape promises of every log.

use super::*;
use crate::{
    Timestamp,
    log::{Attributes, Severity, Text, Value, convention::CONVENTIONS},
};
use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::{collections::HashSet, fmt};

/// JSON in which no object has a key twice.
struct Strict;

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Self;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self, A::Error> {
        while elements.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        let mut keys = HashSet::new();
        while let Some((key, Self)) = members.next_entry::<String, Self>()? {
            if !keys.insert(key.clone()) {
                return Err(A::Error::custom(format!("{key} is there twice")));
            }
        }
        Ok(self)
    }
}

#[test]
fn the_strict_reader_is_strict() {
    for (json, expected) in [(r#"{"a":[{"b":1}],"b":null}"#, true), (r#"{"a":[{"b":1,"\u0062":2}]}"#, false)]
    {
        assert_eq!(serde_json::from_str::<Strict>(json).is_ok(), expected, "{json}");
    }
}

const RAW: &[&[u8]] =
    &[b"", b"web-1", b"203.0.113.9", b"2001:db8::9", b"\xff\0\"\\", "Zo\u{eb}\u{2028}".as_bytes(), b"\n"];
const ESCAPED: &[&str] = &["", "a", r"\u0022\n", r"\ud83d\ude00", "\u{fffd}", "203.0.113.9"];
const NUMBERS: &[&str] = &["-0", "1.50", "1e999", "18446744073709551615", "-1E-7", "1.7976931348623157e308"];
const DOCUMENTS: &[&str] = &[
    "null",
    "[]",
    "[\n1]",
    "{}",
    r#"{"a":{"b":[null]}}"#,
    r#"["a"]"#,
    r#"[ "a" ]"#,
    r#"["a","b"]"#,
    r#"["a",["b"]]"#,
];
const NAMES: &[&str] = &[
    "",
    ".",
    "a.b",
    "a_b",
    "a",
    "a.b.c",
    "user",
    "http",
    "data_stream",
    "data_stream.type",
    "more",
    "time",
    "body",
    "message",
    "attributes",
    "trace_id",
    "trace.id",
    "nozzle.unmapped",
    "labels",
    "labels.a_b",
    "event.action",
    "otel.log.severity.number",
    "com.splunk.index",
    "com.splunk.source",
    "host",
    "K\u{e4}se \"x\"",
    "http_route",
];

fn texts() -> impl Strategy<Value = Text<'static>> {
    prop_oneof![
        prop::sample::select(RAW).prop_map(Text::Raw),
        prop::sample::select(ESCAPED).prop_map(Text::Json),
        "(?s:.{0,8})".prop_map(Text::Owned),
    ]
}

fn values() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        texts().prop_map(Value::Text),
        any::<i64>().prop_map(Value::Integer),
        any::<u16>().prop_map(|number| Value::Integer(number.into())),
        prop::sample::select(NUMBERS).prop_map(Value::Number),
        any::<bool>().prop_map(Value::Boolean),
        prop::sample::select(DOCUMENTS).prop_map(Value::Json),
    ]
}

fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => (0..CONVENTIONS.len()).prop_map(|row| CONVENTIONS[row].attribute.to_owned()),
        2 => prop::sample::select(NAMES).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
    ]
}

fn attributes() -> impl Strategy<Value = Attributes<'static>> {
    // More than any shape writes one by one, now and then.
    let count = prop_oneof![19 => 0..20_usize, 1 => 60..160_usize];
    count.prop_flat_map(|count| prop::collection::vec((names(), values()), count)).prop_map(|entries| {
        let mut attributes = Attributes::default();
        entries.into_iter().for_each(|(name, value)| attributes.set(name, value));
        attributes
    })
}

fn times() -> impl Strategy<Value = Option<Timestamp>> {
    (-62_167_219_200..=253_402_300_799_i64, prop_oneof![Just(0), 0..1_000_000_000_u32], any::<bool>())
        .prop_map(|(seconds, nanoseconds, some)| Timestamp::from_unix(seconds, nanoseconds).filter(|_| some))
}

fn logs() -> impl Strategy<Value = Log<'static>> {
    let text = || prop::option::of(texts());
    (
        (times(), times(), 0..=24_u8, prop::option::of(values())),
        (text(), text(), text(), text(), text()),
        (attributes(), attributes()),
    )
        .prop_map(|((time, observed_time, severity, body), texts, (resource, attributes))| {
            let (severity_text, trace_id, span_id, event_name, logger) = texts;
            let severity = Severity::from_number(severity);
            Log {
                time,
                observed_time,
                severity,
                severity_text,
                body,
                trace_id,
                span_id,
                event_name,
                logger,
                resource,
                attributes,
                source_format: "json",
            }
        })
}

fn line(shape: Shape, log: &Log<'_>) -> String {
    let mut out = b"before".to_vec();
    shape.write(log, &mut out);
    String::from_utf8(out.split_off(6)).unwrap()
}

/// Does a value have the type of its column?
fn fits(glue_type: &str, value: &serde_json::Value) -> bool {
    match glue_type {
        "string" => value.is_string(),
        "int" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "bigint" => value.is_i64(),
        "double" => value.as_f64().is_some_and(f64::is_finite),
        "boolean" => value.is_boolean(),
        "timestamp" => value.as_str().is_some_and(is_timestamp),
        "map<string,string>" => {
            value.as_object().is_some_and(|map| map.values().all(|value| value.is_string()))
        }
        _ => false,
    }
}

/// `yyyy-MM-dd'T'HH:mm:ss[.S{1,9}]'Z'`
fn is_timestamp(text: &str) -> bool {
    let is_like = |text: &str, pattern: &str| {
        text.len() == pattern.len()
            && text.bytes().zip(pattern.bytes()).all(|(byte, like)| match like {
                b'0' => byte.is_ascii_digit(),
                _ => byte == like,
            })
    };
    let Some((text, "")) = text.split_once('Z') else { return false };
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    is_like(seconds, "0000-00-00T00:00:00")
        && (1..=9).contains(&fraction.len())
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

proptest! {
    #[test]
    fn every_log_is_one_line_of_json_without_a_key_twice(log in logs()) {
        for shape in Shape::ALL {
            let line = line(shape, &log);
            prop_assert!(line.starts_with('{') && !line.contains(['\n', '\r']), "{:?}: {}", shape, line);
            let read = serde_json::from_str::<Strict>(&line);
            // `serde_json` has no numbers beyond those of 64 bits.
            if let Err(error) = read
                && !error.to_string().starts_with("number out of range")
            {
                prop_assert!(false, "{shape:?}: {error}: {line}");
            }
        }
    }

    #[test]
    fn flat_fits_its_columns(log in logs()) {
        let line = line(Shape::Flat, &log);
        let members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&line).unwrap();
        for (name, value) in &members {
            let column = flat::COLUMNS.iter().find(|column| column.name == name);
            prop_assert!(column.is_some_and(|column| fits(column.glue_type, value)), "{} in {}", name, line);
        }
    }

    /// In OpenSearch and Elasticsearch, where a dot is a path.
    #[test]
    fn no_name_is_a_value_and_an_object(log in logs()) {
        for (shape, object) in [(Shape::Ss4o, "attributes"), (Shape::Ss4o, "resource"), (Shape::Ecs, "")] {
            let line = line(shape, &log);
            let document: serde_json::Value = serde_json::from_str(&line).unwrap();
            let object = if object.is_empty() { &document } else { &document[object] };
            let members: Vec<_> = object.as_object().into_iter().flatten().collect();
            for (name, value) in &members {
                let group = format!("{name}.");
                let is_group = members.iter().any(|(other, _)| other.starts_with(&group));
                prop_assert!(!is_group || value.is_object(), "{} in {}", name, line);
                prop_assert!(!name.is_empty() && !name.starts_with('.') && !name.ends_with('.'), "{} in {}", name, line);
            }
        }
    }
}
