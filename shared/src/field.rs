//! Single fields of documents and logs, by their paths.

use crate::{
    json::{self, Cursor},
    log::{Log, Text, Value},
};
use std::borrow::Cow;

/// The value at `path` in a JSON document, as it is spelt. A dot is a step, or a dot in a name.
///
/// ```
/// let document = br#"{"user":{"name":"ana"},"http.status":200}"#;
/// assert_eq!(nozzle::field::of_document(document, "user.name"), Some(&b"\"ana\""[..]));
/// assert_eq!(nozzle::field::of_document(document, "http.status"), Some(&b"200"[..]));
/// ```
pub fn of_document<'d>(document: &'d [u8], path: &str) -> Option<&'d [u8]> {
    let mut cursor = Cursor::new(document);
    cursor.open(b'{').ok()?;
    let mut first = true;
    while let Some(key) = cursor.next_key(first).ok()? {
        first = false;
        let value = cursor.skipped().ok()?;
        if json::is(key, path) {
            return Some(value);
        }
        let key = json::unescape(str::from_utf8(key).ok()?);
        let inside = path.strip_prefix(&*key).and_then(|rest| rest.strip_prefix('.'));
        if let Some(inside) = inside
            && let Some(found) = of_document(value, inside)
        {
            return Some(found);
        }
    }
    None
}

/// The value at `path` in a log, in the names of the `otel` shape (`severity_text`, `attributes.http.route`), as JSON.
pub fn of_log<'l>(log: &'l Log<'_>, path: &str) -> Option<Cow<'l, [u8]>> {
    let text = |text: &Option<Text<'_>>| text.as_ref().map(|text| written(|json| text.write_json(json)));
    let quoted = |text: String| written(|json| json::write_string(text.as_bytes(), json));
    match path {
        "time" => log.time.map(|time| quoted(time.to_string())),
        "observed_time" => log.observed_time.map(|time| quoted(time.to_string())),
        "severity_number" => {
            Some(written(|json| json::write_integer(i64::from(log.severity.number()), json)))
        }
        "severity_text" => text(&log.severity_text),
        "trace_id" => text(&log.trace_id),
        "span_id" => text(&log.span_id),
        "event_name" => text(&log.event_name),
        "scope.name" => text(&log.logger),
        "source_format" => Some(quoted(log.source_format.to_owned())),
        "body" => log.body.as_ref().map(value),
        _ => {
            if let Some(inside) = path.strip_prefix("body.") {
                return of_value(log.body.as_ref()?, inside);
            }
            let (attributes, name) = match path.strip_prefix("attributes.") {
                Some(name) => (&log.attributes, name),
                None => (&log.resource, path.strip_prefix("resource.")?),
            };
            // `attributes.req.method` may ask into an attribute `req` that is an object.
            attributes.get(name).map(value).or_else(|| {
                name.match_indices('.')
                    .find_map(|(dot, _)| of_value(attributes.get(&name[..dot])?, &name[dot + 1..]))
            })
        }
    }
}

fn of_value<'l>(value: &'l Value<'_>, path: &str) -> Option<Cow<'l, [u8]>> {
    let Value::Json(json) = value else { return None };
    of_document(json.as_bytes(), path).map(Cow::Borrowed)
}

fn value<'l>(value: &Value<'_>) -> Cow<'l, [u8]> {
    written(|json| value.write_json(json))
}

fn written<'l>(write: impl FnOnce(&mut Vec<u8>)) -> Cow<'l, [u8]> {
    let mut json = Vec::new();
    write(&mut json);
    Cow::Owned(json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    #[test]
    fn fields_are_found_through_objects_and_dots() {
        let document = br#"{"a":{"b":1},"c.d":"x","a.e":{"f":[2]},"\u0067":true}"#;
        let find = |path| of_document(document, path).map(|value| str::from_utf8(value).unwrap());
        assert_eq!(find("a.b"), Some("1"));
        assert_eq!(find("c.d"), Some("\"x\""));
        assert_eq!(find("a.e.f"), Some("[2]"));
        assert_eq!(find("g"), Some("true"));
        assert_eq!(find("a.c"), None);
        assert_eq!(of_document(b"text", "a"), None);
    }

    #[test]
    fn fields_of_a_log_have_the_names_of_its_shape() {
        let mut log = Log {
            time: Timestamp::from_unix(1_772_611_200, 0),
            body: Some(Value::Json(r#"{"a":{"b":[1]}}"#)),
            source_format: "json",
            ..Log::default()
        };
        log.attributes.push("http.route", "/a\"b");
        log.attributes.push("req", Value::Json(r#"{"id":7}"#));
        log.resource.push("service.name", "shop");
        let find = |path| of_log(&log, path).map(|value| String::from_utf8(value.into_owned()).unwrap());
        let found = |path, value: &str| assert_eq!(find(path).as_deref(), Some(value), "{path}");
        found("time", "\"2026-03-04T08:00:00Z\"");
        found("severity_number", "0");
        found("source_format", "\"json\"");
        found("body.a.b", "[1]");
        found("attributes.http.route", "\"/a\\\"b\"");
        found("attributes.req.id", "7");
        found("resource.service.name", "\"shop\"");
        for path in ["severity_text", "attributes.req.x", "http.route", "body.x", "resource"] {
            assert_eq!(find(path), None, "{path}");
        }
    }
}
