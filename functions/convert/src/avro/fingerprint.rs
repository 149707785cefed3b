//! The fingerprint of a schema: CRC-64-AVRO of its Parsing Canonical Form.
//!
//! The library's own canonical form keeps logical types, which the specification strips: other programs would not know
//! what it marks.

use serde_json::Value;

/// What stands before a value of the schema in single-object encoding.
pub(super) fn header(schema: &Value) -> Vec<u8> {
    let mut canonical = String::new();
    write(schema, "", &mut canonical);
    [&[0xc3, 0x01][..], &fingerprint(canonical.as_bytes()).to_le_bytes()].concat()
}

const EMPTY: u64 = 0xc15d_213a_a4d7_a795;

fn fingerprint(text: &[u8]) -> u64 {
    text.iter().fold(EMPTY, |fingerprint, byte| {
        let mut low = (fingerprint ^ u64::from(*byte)) & 0xff;
        for _ in 0..8 {
            low = (low >> 1) ^ (EMPTY & (low & 1).wrapping_neg());
        }
        (fingerprint >> 8) ^ low
    })
}

const PRIMITIVES: [&str; 8] = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];

/// Appends a schema: names in full, what does not change how it is read stripped, the rest in a fixed order.
fn write(schema: &Value, namespace: &str, out: &mut String) {
    match schema {
        Value::String(name) if PRIMITIVES.contains(&name.as_str()) => quoted(name, out),
        Value::String(name) => quoted(&full_name(name, namespace), out),
        Value::Array(union) => list(union, out, |variant, out| write(variant, namespace, out)),
        Value::Object(members) => {
            let text = |key: &str| members.get(key).and_then(Value::as_str);
            let kind = text("type").unwrap_or_default();
            if PRIMITIVES.contains(&kind) {
                return quoted(kind, out);
            }
            // `{"type": {"type": …}}` says no more than what is inside.
            if let Some(inside @ (Value::Object(_) | Value::Array(_))) = members.get("type") {
                return write(inside, namespace, out);
            }
            let name = text("name").map(|name| match text("namespace") {
                Some(space) if !name.contains('.') && !space.is_empty() => format!("{space}.{name}"),
                Some(_) => name.to_owned(),
                None => full_name(name, namespace),
            });
            let inner =
                name.as_ref().map_or(namespace, |name| name.rsplit_once('.').map_or("", |(space, _)| space));
            out.push('{');
            if let Some(name) = &name {
                out.push_str("\"name\":");
                quoted(name, out);
                out.push(',');
            }
            out.push_str("\"type\":");
            quoted(kind, out);
            if let Some(Value::Array(fields)) = members.get("fields") {
                out.push_str(",\"fields\":");
                list(fields, out, |field, out| {
                    out.push_str("{\"name\":");
                    quoted(field["name"].as_str().unwrap_or_default(), out);
                    out.push_str(",\"type\":");
                    write(&field["type"], inner, out);
                    out.push('}');
                });
            }
            if let Some(Value::Array(symbols)) = members.get("symbols") {
                out.push_str(",\"symbols\":");
                list(symbols, out, |symbol, out| quoted(symbol.as_str().unwrap_or_default(), out));
            }
            for key in ["items", "values"] {
                if let Some(of) = members.get(key) {
                    out.push_str(&format!(",\"{key}\":"));
                    write(of, inner, out);
                }
            }
            if let Some(size) = members.get("size") {
                out.push_str(",\"size\":");
                out.push_str(size.as_str().unwrap_or(&size.to_string()));
            }
            out.push('}');
        }
        _ => {}
    }
}

fn full_name(name: &str, namespace: &str) -> String {
    if name.contains('.') || namespace.is_empty() { name.to_owned() } else { format!("{namespace}.{name}") }
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    out.push_str(text);
    out.push('"');
}

fn list(values: &[Value], out: &mut String, each: impl Fn(&Value, &mut String)) {
    out.push('[');
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        each(value, out);
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(schema: &str) -> String {
        let mut out = String::new();
        write(&serde_json::from_str(schema).unwrap(), "", &mut out);
        out
    }

    #[test]
    fn what_does_not_change_reading_is_stripped() {
        assert_eq!(canonical(r#"{"type":"long","logicalType":"timestamp-micros"}"#), r#""long""#);
        assert_eq!(canonical(r#"{"type":{"type":"int"}}"#), r#""int""#);
        assert_eq!(
            canonical(
                r#"{"fields":[{"type":["null",{"doc":"x","symbols":["a","b"],"type":"enum","name":"E"}],"name":"e","default":null},
                    {"name":"again","type":"E"},{"name":"f","type":{"size":12,"type":"fixed","name":"o.F","aliases":["G"]}},
                    {"name":"m","type":{"values":{"items":"o.F","type":"array"},"type":"map"}}],
                    "type":"record","namespace":"n","name":"R"}"#
            ),
            r#"{"name":"n.R","type":"record","fields":[{"name":"e","type":["null",{"name":"n.E","type":"enum","symbols":["a","b"]}]},{"name":"again","type":"n.E"},{"name":"f","type":{"name":"o.F","type":"fixed","size":12}},{"name":"m","type":{"type":"map","values":{"type":"array","items":"o.F"}}}]}"#
        );
    }

    /// Those of the specification's own tests.
    #[test]
    fn fingerprints_are_those_of_others() {
        assert_eq!(fingerprint(br#""null""#), 7_195_948_357_588_979_594);
        assert_eq!(fingerprint(br#""int""#), 8_247_732_601_305_521_295);
    }
}
