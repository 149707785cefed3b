//! What is counted apart.

use nozzle::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

/// The field that a column is taken from. A field's path alone is enough.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
#[schemars(transform = or_a_path)]
pub struct Key {
    /// The path of the field, as in event patterns: of a log, in the names of the `otel` shape.
    pub field: String,
    /// The field is a time, of which so much counts, in UTC. Where it is no time, that of the record's arrival counts.
    pub period: Option<Period>,
}

/// How much of a time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
}

impl From<&str> for Key {
    /// What the field at a path says.
    fn from(path: &str) -> Self {
        Self { field: path.to_owned(), period: None }
    }
}

impl Period {
    /// The first moment of the period that `time` lies in.
    pub(crate) fn start(self, time: Timestamp) -> Option<Timestamp> {
        let seconds = match self {
            Self::Minute => 60,
            Self::Hour => 3600,
            Self::Day => 86_400,
        };
        let since_epoch = time.unix_milliseconds().div_euclid(1000);
        Timestamp::from_unix(since_epoch.div_euclid(seconds) * seconds, 0)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Key;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the path of a field, or a mapping with `field`")
            }

            fn visit_str<E: de::Error>(self, field: &str) -> Result<Key, E> {
                Ok(Key::from(field))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Key, A::Error> {
                // The inherent one, which `remote` derives: that of the mapping.
                Key::deserialize(de::value::MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

fn or_a_path(schema: &mut schemars::Schema) {
    let in_full = std::mem::take(schema);
    *schema = schemars::json_schema!({ "anyOf": [{ "type": "string" }, in_full] });
}
