//! Where a partition key comes from.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};
use std::borrow::Cow;

/// Where a partition key comes from. A field's path alone is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionKey {
    /// The path of the field, as in event patterns: of a log, in the names of the `otel` shape.
    pub field: String,
    /// The field is a time: so much of it counts, in UTC. Where it is no time, the time of arrival counts.
    pub period: Option<Period>,
    /// What stands for a field that is missing, null, empty, or no single value. Without it, the record fails.
    pub default: Option<String>,
    /// What happens where the value has characters that are not safe in a key of Amazon S3.
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

/// What stands in the YAML.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InFull {
    /// The path of the field, as in event patterns: of a log, in the names of the `otel` shape.
    field: String,
    /// The field is a time: so much of it counts, in UTC. Where it is no time, the time of arrival counts.
    period: Option<Period>,
    /// What stands for a field that is missing, null, empty, or no single value. Without it, the record fails.
    default: Option<String>,
    /// What happens where the value has characters that are not safe in a key of Amazon S3.
    #[serde(default)]
    on_illegal: OnIllegal,
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
                let InFull { field, period, default, on_illegal } =
                    InFull::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(PartitionKey { field, period, default, on_illegal })
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for PartitionKey {
    fn schema_name() -> Cow<'static, str> {
        "PartitionKey".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let in_full = generator.subschema_for::<InFull>();
        schemars::json_schema!({
            "description": "Where a partition key comes from. A field's path alone is enough.",
            "anyOf": [{ "type": "string" }, in_full],
        })
    }
}
