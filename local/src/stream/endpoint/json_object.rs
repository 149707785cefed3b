//! Documents that must be one JSON object.

use serde::de::IgnoredAny;
use std::collections::BTreeMap;

/// Why these bytes are not exactly one JSON object; it says nothing of what is in them.
pub(super) fn why_not(data: &[u8]) -> Option<&'static str> {
    if std::str::from_utf8(data).is_err() {
        return Some("it is not UTF-8");
    }
    let mut documents = serde_json::Deserializer::from_slice(data).into_iter::<IgnoredAny>();
    match documents.next() {
        None => return Some("it is empty"),
        Some(Err(_)) => return Some("it is not JSON"),
        Some(Ok(_)) => {}
    }
    if documents.next().is_some() {
        return Some("it holds more than one JSON document");
    }
    // Keys alone: two of the same name are for the service to judge.
    match serde_json::from_slice::<BTreeMap<std::borrow::Cow<'_, str>, IgnoredAny>>(data) {
        Ok(_) => None,
        Err(_) => Some("it is JSON, but not an object"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_object_and_nothing_else() {
        for (data, expected) in [
            (&b"{\"a\":[1]}"[..], None),
            (b" {}\n", None),
            (b"{\"a\":1,\"a\":2}", None),
            (b"", Some("it is empty")),
            (b"\n", Some("it is empty")),
            (b"\xff", Some("it is not UTF-8")),
            (b"{\"a\"", Some("it is not JSON")),
            (b"{}{}", Some("it holds more than one JSON document")),
            (b"{}\n{}", Some("it holds more than one JSON document")),
            (b"{} x", Some("it holds more than one JSON document")),
            (b"[{}]", Some("it is JSON, but not an object")),
            (b"\"text\"", Some("it is JSON, but not an object")),
        ] {
            assert_eq!(why_not(data), expected, "{data:?}");
        }
    }
}
