//! An event pattern in YAML.

use nozzle::event_pattern::{Pattern, Source};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error};
use std::borrow::Cow;

/// An event pattern that is known to be valid.
#[derive(Debug, Clone, PartialEq)]
pub struct EventPattern(pub Pattern);

impl<'de> Deserialize<'de> for EventPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = Source::deserialize(deserializer)?;
        Pattern::new(source).map(Self).map_err(|error| D::Error::custom(format_args!("no pattern: {error}")))
    }
}

impl JsonSchema for EventPattern {
    fn schema_name() -> Cow<'static, str> {
        "EventPattern".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "An event pattern of Amazon EventBridge.",
            "type": "object",
            "minProperties": 1,
        })
    }
}
