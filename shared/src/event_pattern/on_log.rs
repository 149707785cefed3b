//! Patterns on a log, in the names of the `otel` shape, without writing it.

use super::index::Index;
use super::read::{Reading, scalar};
use super::test::Scalar;
use crate::json::Cursor;
use crate::log::{Attributes, Log, Text, Value};

pub(super) fn first_group(index: &Index, reading: &mut Reading, log: &Log<'_>) -> Option<usize> {
    reading.begin(index);
    if index.is_empty() {
        return None;
    }
    for field in 0..index.fields.len() {
        if value(index, reading, field, log) {
            return reading.found();
        }
    }
    reading.end(index)
}

/// Judges the value of a field, if it is there, and tells whether the verdict is known.
fn value(index: &Index, reading: &mut Reading, field: usize, log: &Log<'_>) -> bool {
    let path = index.fields[field].path.as_str();
    if let Some(rest) = path.strip_prefix("attributes.") {
        return attribute(index, reading, field, &log.attributes, rest);
    }
    if let Some(rest) = path.strip_prefix("resource.") {
        return attribute(index, reading, field, &log.resource, rest);
    }
    let text = |text: &Option<Text<'_>>| text.as_ref().map(|text| text.to_str().into_owned());
    let found = match path {
        "severity_number" => {
            return reading.judge(index, field, Scalar::Number(&log.severity.number().to_string()));
        }
        "time" => log.time.map(|time| time.to_string()),
        "observed_time" => log.observed_time.map(|time| time.to_string()),
        "severity_text" => text(&log.severity_text),
        "trace_id" => text(&log.trace_id),
        "span_id" => text(&log.span_id),
        "event_name" => text(&log.event_name),
        "scope.name" => text(&log.logger),
        "source_format" => return reading.judge(index, field, Scalar::Text(log.source_format)),
        "body" => {
            return log.body.as_ref().is_some_and(|body| judge(index, reading, field, body));
        }
        _ => {
            return match (path.strip_prefix("body."), &log.body) {
                (Some(rest), Some(Value::Json(json))) => inside(index, reading, field, json, rest),
                _ => false,
            };
        }
    };
    found.is_some_and(|found| reading.judge(index, field, Scalar::Text(&found)))
}

fn attribute(
    index: &Index,
    reading: &mut Reading,
    field: usize,
    attributes: &Attributes<'_>,
    name: &str,
) -> bool {
    if let Some(value) = attributes.get(name) {
        return judge(index, reading, field, value);
    }
    // `attributes.req.method` may ask into an attribute `req` that is an object.
    let inner = name.match_indices('.').find_map(|(dot, _)| match attributes.get(&name[..dot]) {
        Some(Value::Json(json)) if json.starts_with('{') => Some((*json, &name[dot + 1..])),
        _ => None,
    });
    inner.is_some_and(|(json, rest)| inside(index, reading, field, json, rest))
}

fn judge(index: &Index, reading: &mut Reading, field: usize, value: &Value<'_>) -> bool {
    match value {
        Value::Text(Text::Raw(bytes)) if bytes.is_ascii() => {
            reading.judge(index, field, Scalar::Text(str::from_utf8(bytes).unwrap_or_default()))
        }
        Value::Text(text) => reading.judge(index, field, Scalar::Text(&text.to_str())),
        Value::Integer(number) => reading.judge(index, field, Scalar::Number(&number.to_string())),
        Value::Number(number) => reading.judge(index, field, Scalar::Number(number)),
        Value::Boolean(value) => reading.judge(index, field, Scalar::Boolean(*value)),
        Value::Json(json) => array_or_scalar(index, reading, field, json),
    }
}

/// Judges the elements of an array; an object is no leaf.
fn array_or_scalar(index: &Index, reading: &mut Reading, field: usize, json: &str) -> bool {
    let mut cursor = Cursor::new(json.as_bytes());
    match cursor.peek() {
        Some(b'{') | None => false,
        Some(b'[') => reading.judge_elements(index, &mut cursor, field),
        Some(_) => {
            let mut known = false;
            let _ = scalar(&mut cursor, |value| known = reading.judge(index, field, value));
            known
        }
    }
}

/// Judges the value at `path` in an object.
fn inside(index: &Index, reading: &mut Reading, field: usize, json: &str, path: &str) -> bool {
    let mut cursor = Cursor::new(json.as_bytes());
    if cursor.open(b'{').is_err() {
        return false;
    }
    let mut first = true;
    while let Ok(Some(key)) = cursor.next_key(first) {
        first = false;
        let key = String::from_utf8_lossy(key);
        let key = crate::json::unescape(&key);
        let Ok(value) = cursor.value() else { return false };
        let Some(rest) = path.strip_prefix(&*key) else { continue };
        let value = str::from_utf8(value).unwrap_or_default();
        if rest.is_empty() {
            return array_or_scalar(index, reading, field, value);
        }
        if let Some(rest) = rest.strip_prefix('.')
            && value.starts_with('{')
        {
            return inside(index, reading, field, value, rest);
        }
    }
    false
}
