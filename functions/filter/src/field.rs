//! Single fields of documents and logs.

use nozzle::json::{self, Cursor};
use nozzle::log::{Log, Text};
use std::borrow::Cow;

/// The value at `path`, as it is spelt. A dot is a step, or a dot in a name.
pub(crate) fn of_document<'d>(document: &'d [u8], path: &str) -> Option<&'d [u8]> {
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

/// The value at `path`, in the names of the `otel` shape, as JSON.
pub(crate) fn of_log<'l>(log: &'l Log<'_>, path: &str) -> Option<Cow<'l, [u8]>> {
    let text = |text: &Option<Text<'_>>| {
        text.as_ref().map(|text| {
            let mut json = Vec::new();
            text.write_json(&mut json);
            Cow::Owned(json)
        })
    };
    let value = match path {
        "trace_id" => return text(&log.trace_id),
        "span_id" => return text(&log.span_id),
        "severity_text" => return text(&log.severity_text),
        "event_name" => return text(&log.event_name),
        "scope.name" => return text(&log.logger),
        "body" => log.body.as_ref(),
        _ => match path.strip_prefix("attributes.") {
            Some(name) => log.attributes.get(name),
            None => log.resource.get(path.strip_prefix("resource.")?),
        },
    };
    let mut json = Vec::new();
    value?.write_json(&mut json);
    Some(Cow::Owned(json))
}

/// Appends `document` with a member more, in place of what may be called so on its first level. Does nothing, and
/// says so, where it is no object.
pub(crate) fn append(document: &[u8], name: &str, value: &str, out: &mut Vec<u8>) -> bool {
    let start = out.len();
    let written = write_with(document, name, value, out);
    if written.is_none() {
        out.truncate(start);
    }
    written.is_some()
}

fn write_with(document: &[u8], name: &str, value: &str, out: &mut Vec<u8>) -> Option<()> {
    let mut cursor = Cursor::new(document);
    cursor.open(b'{').ok()?;
    let mut first = true;
    out.push(b'{');
    while let Some(key) = cursor.next_key(first).ok()? {
        first = false;
        let member = cursor.value().ok()?;
        if json::is(key, name) {
            continue;
        }
        out.push(b'"');
        out.extend_from_slice(key);
        out.extend_from_slice(b"\":");
        out.extend_from_slice(member);
        out.push(b',');
    }
    cursor.end().ok()?;
    json::write_string(name.as_bytes(), out);
    out.push(b':');
    out.extend_from_slice(value.as_bytes());
    out.push(b'}');
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_member_is_appended_or_replaced() {
        let appended = |document: &str| {
            let mut out = Vec::new();
            append(document.as_bytes(), "rate", "0.5", &mut out).then(|| String::from_utf8(out).unwrap())
        };
        assert_eq!(appended("{}").as_deref(), Some(r#"{"rate":0.5}"#));
        assert_eq!(appended(r#"{"a":[1] }"#).as_deref(), Some(r#"{"a":[1],"rate":0.5}"#));
        assert_eq!(appended(r#"{"rate":1,"a":1}"#).as_deref(), Some(r#"{"a":1,"rate":0.5}"#));
        assert_eq!(appended("text"), None);
        assert_eq!(appended("{\"a\":1"), None);
    }
}
