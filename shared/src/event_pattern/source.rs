//! A pattern as it was written.

use super::PatternError;
use crate::json::{Cursor, JsonError, unescape};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A pattern as it was written, before it is known to be one.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the names are those of JSON")]
pub enum Source {
    Null,
    Boolean(bool),
    /// A number in the digits of its source.
    Number(String),
    Text(String),
    Array(Vec<Source>),
    Object(Vec<(String, Source)>),
}

impl Source {
    /// Reads JSON.
    ///
    /// # Errors
    /// It is none.
    pub fn from_json(json: &str) -> Result<Self, PatternError> {
        let mut cursor = Cursor::new(json.as_bytes());
        let read = |cursor: &mut Cursor<'_>| -> Result<Self, JsonError> {
            // Known to be valid and not to nest too deep before it is read.
            cursor.clone().value()?;
            let source = read(cursor)?;
            cursor.end()?;
            Ok(source)
        };
        read(&mut cursor).map_err(|error| {
            PatternError::new(format!("byte {}", error.byte), format!("not JSON: {}", error.message))
        })
    }

    /// The pattern as JSON on one line.
    pub fn to_json(&self) -> String {
        let mut json = Vec::new();
        self.write_json(&mut json);
        String::from_utf8_lossy(&json).into_owned()
    }

    fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.extend_from_slice(b"null"),
            Self::Boolean(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
            Self::Number(number) => out.extend_from_slice(number.as_bytes()),
            Self::Text(text) => crate::json::write_string(text.as_bytes(), out),
            Self::Array(elements) => {
                out.push(b'[');
                for (at, element) in elements.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    element.write_json(out);
                }
                out.push(b']');
            }
            Self::Object(members) => {
                out.push(b'{');
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    crate::json::write_string(name.as_bytes(), out);
                    out.push(b':');
                    value.write_json(out);
                }
                out.push(b'}');
            }
        }
    }
}

fn read(cursor: &mut Cursor<'_>) -> Result<Source, JsonError> {
    let text = |bytes: &[u8]| unescape(&String::from_utf8_lossy(bytes)).into_owned();
    Ok(match cursor.peek() {
        Some(b'{') => {
            cursor.open(b'{')?;
            let mut members = Vec::new();
            while let Some(key) = cursor.next_key(members.is_empty())? {
                let name = text(key);
                members.push((name, read(cursor)?));
            }
            Source::Object(members)
        }
        Some(b'[') => {
            cursor.open(b'[')?;
            let mut elements = Vec::new();
            while cursor.next_element(elements.is_empty())? {
                elements.push(read(cursor)?);
            }
            Source::Array(elements)
        }
        Some(b'"') => Source::Text(text(cursor.string()?)),
        _ => match cursor.value()? {
            b"null" => Source::Null,
            b"true" => Source::Boolean(true),
            b"false" => Source::Boolean(false),
            number => Source::Number(String::from_utf8_lossy(number).into_owned()),
        },
    })
}

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Source;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a pattern")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Source, E> {
                Ok(Source::Boolean(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Source, E> {
                Ok(Source::Number(value.to_string()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Source, E> {
                Ok(Source::Number(value.to_string()))
            }

            fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Source, E> {
                if value.is_finite() {
                    Ok(Source::Number(value.to_string()))
                } else {
                    Err(E::custom("a number of a pattern is finite"))
                }
            }

            fn visit_str<E>(self, value: &str) -> Result<Source, E> {
                Ok(Source::Text(value.to_owned()))
            }

            fn visit_unit<E>(self) -> Result<Source, E> {
                Ok(Source::Null)
            }

            fn visit_none<E>(self) -> Result<Source, E> {
                Ok(Source::Null)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Source, D::Error> {
                Source::deserialize(deserializer)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Source, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = access.next_element()? {
                    elements.push(element);
                }
                Ok(Source::Array(elements))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Source, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = access.next_entry()? {
                    members.push(member);
                }
                Ok(Source::Object(members))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}
