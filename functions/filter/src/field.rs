//! A member more in a document.

use nozzle::json::{self, Cursor};

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
