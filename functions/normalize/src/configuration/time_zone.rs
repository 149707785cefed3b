//! The zone of times that carry none.

use crate::time::{Zone, offset};
use jiff::tz::TimeZone as Named;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::borrow::Cow;

/// The zone of times that carry none: `UTC`, an offset such as `+01:00`, or a name of the IANA time zone database
/// such as `Europe/Berlin`, whose summer times are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeZone(pub Zone);

impl TimeZone {
    fn parse(text: &str) -> Option<Zone> {
        if matches!(text, "UTC" | "Z") {
            return Some(Zone::Offset(0));
        }
        if text.starts_with(['+', '-']) {
            let is_whole = text.len() == 6 && text.as_bytes()[3] == b':';
            return offset(text.as_bytes()).filter(|_| is_whole).map(Zone::Offset);
        }
        Named::get(text).ok().map(Zone::Named)
    }
}

impl<'de> Deserialize<'de> for TimeZone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map(Self).ok_or_else(|| {
            D::Error::custom(format_args!(
                "`{text}` is no time zone; write `UTC`, an offset as `+01:00`, or a name as `Europe/Berlin`"
            ))
        })
    }
}

impl JsonSchema for TimeZone {
    fn schema_name() -> Cow<'static, str> {
        "TimeZone".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "default": "UTC" })
    }
}
