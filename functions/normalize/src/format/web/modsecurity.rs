//! What ModSecurity says of the rule that a request matched, in the error logs of Apache and nginx.
//!
//! ```text
//! ModSecurity: … [file "…"] [line "51"] [id "981173"] [msg "…"] [severity "2"] [tag "…"] [tag "…"] [uri "/a"] …
//! ```

use crate::context::Context;
use crate::quoted::Quoted;
use memchr::{memchr2, memmem};
use nozzle::json;
use nozzle::log::{Attributes, Value};

/// Reads the pairs of a message of ModSecurity; nothing where it is of something else.
pub(super) fn read<'a>(message: &'a [u8], context: &Context<'a>, attributes: &mut Attributes<'a>) {
    if !message.starts_with(b"ModSecurity: ") {
        return;
    }
    let mut rest = message;
    let mut tags = Vec::new();
    while let Some(at) = memmem::find(rest, b" [") {
        rest = &rest[at + 2..];
        let Some((key, value, behind)) = pair(rest) else { continue };
        rest = behind;
        if key == "tag" {
            tags.push(if tags.is_empty() { b'[' } else { b',' });
            json::write_string(value.text().to_str().as_bytes(), &mut tags);
        } else if !value.inside.is_empty() {
            let name = match key {
                "client" | "hostname" | "uri" => continue,
                "id" => "modsecurity.rule.id",
                "file" => "modsecurity.rule.file",
                "line" => "modsecurity.rule.line",
                "rev" => "modsecurity.rule.revision",
                "ver" => "modsecurity.rule.version",
                "msg" => "modsecurity.message",
                "data" => "modsecurity.data",
                "severity" => "modsecurity.severity",
                "maturity" => "modsecurity.maturity",
                "accuracy" => "modsecurity.accuracy",
                "unique_id" => "modsecurity.unique_id",
                "ref" => "modsecurity.reference",
                _ => continue,
            };
            attributes.append(name, value.text());
        }
    }
    attributes.keep_last();
    if !tags.is_empty() {
        tags.push(b']');
        let tags = context.keep_str(&String::from_utf8_lossy(&tags));
        attributes.push("modsecurity.tags", Value::Json(tags));
    }
}

/// Reads `key "value"]`.
fn pair(text: &[u8]) -> Option<(&str, Quoted<'_>, &[u8])> {
    let length = text.iter().take(24).position(|byte| !byte.is_ascii_lowercase() && *byte != b'_')?;
    let value = text[length..].strip_prefix(b" \"")?;
    let (mut at, mut escaped) = (0, false);
    loop {
        at += memchr2(b'"', b'\\', value.get(at..)?)?;
        if value[at] == b'\\' {
            escaped = true;
            at += 2;
        } else if value.get(at + 1) == Some(&b']') {
            let key = str::from_utf8(&text[..length]).ok()?;
            return Some((key, Quoted { inside: &value[..at], escaped }, &value[at + 2..]));
        } else {
            at += 1;
        }
    }
}
