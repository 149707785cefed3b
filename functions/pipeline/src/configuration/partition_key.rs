//! Where a partition key comes from.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

/// Where a partition key comes from. A field's path alone is enough.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
#[schemars(transform = or_a_path)]
pub struct PartitionKey {
    /// The path of the field, as in event patterns: of a log, in the names of the `otel` shape.
    pub field: String,
    /// The field is a time: so much of it counts, in UTC. Where it is no time, the time of arrival counts.
    pub period: Option<Period>,
    /// What stands for a field that is missing, null, empty, or no single value. Without it, the record fails.
    pub default: Option<String>,
    /// What happens where the value has characters that are not safe in a key of Amazon S3.
    #[serde(default)]
    pub on_illegal: OnIllegal,
}

/// How much of a time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// `2026`
    Year,
    /// `2026-03`
    Month,
    /// `2026-03-04`
    Day,
    /// `2026-03-04-08`
    Hour,
}

/// What happens where the value has characters that are not safe in a key of Amazon S3.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnIllegal {
    /// The record fails: Firehose sets it aside.
    #[default]
    Fail,
    /// An underscore stands for each of them, and what is too long is cut off.
    Replace,
}

impl<'de> Deserialize<'de> for PartitionKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = PartitionKey;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the path of a field, or a mapping with `field`")
            }

            fn visit_str<E: de::Error>(self, field: &str) -> Result<PartitionKey, E> {
                Ok(PartitionKey {
                    field: field.to_owned(),
                    period: None,
                    default: None,
                    on_illegal: OnIllegal::default(),
                })
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<PartitionKey, A::Error> {
                // The inherent one, which `remote` derives: that of the mapping.
                PartitionKey::deserialize(de::value::MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

fn or_a_path(schema: &mut schemars::Schema) {
    let in_full = std::mem::take(schema);
    *schema = schemars::json_schema!({ "anyOf": [{ "type": "string" }, in_full] });
}
