//! Rules of sampling.

use super::EventPattern;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error};
use std::borrow::Cow;

/// Keeps some of what matches. Which ones is no chance: the same document is kept each time.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// What the rule is about; without a pattern, everything.
    pub pattern: Option<EventPattern>,
    /// How much of it is kept: 0.1 is a tenth.
    pub rate: Rate,
    /// The path of a field. Documents in which it says the same are kept or dropped together; without it, or where it
    /// is absent, the id of the record decides.
    pub by: Option<String>,
    /// The name of a field, on the first level, that tells in a kept document the rate it was kept at.
    #[serde(default, deserialize_with = "name")]
    pub rate_field: Option<String>,
}

fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let name = String::deserialize(deserializer)?;
    if name.is_empty() { Err(D::Error::custom("an empty name; name the field")) } else { Ok(Some(name)) }
}

/// A share, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate(f64);

impl Rate {
    /// The share.
    pub fn share(self) -> f64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match f64::deserialize(deserializer)? {
            share @ 0.0..=1.0 => Ok(Self(share)),
            other => Err(D::Error::custom(format_args!("{other} is no rate; write a number from 0 to 1"))),
        }
    }
}

impl JsonSchema for Rate {
    fn schema_name() -> Cow<'static, str> {
        "Rate".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "minimum": 0, "maximum": 1 })
    }
}
