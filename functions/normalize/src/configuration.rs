//! What can be configured.

use crate::format::{FORMATS, Format};
use nozzle::{function::ConfigurationVersion, log::Shape};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::borrow::Cow;

/// Configuration of `normalize`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Version of this configuration's layout: 1.
    pub version: ConfigurationVersion,
    /// The format of the logs. `auto` looks at each log.
    #[serde(default)]
    pub format: FormatName,
    /// The JSON that a log becomes.
    #[serde(default)]
    pub output: Shape,
    /// Offset from UTC of times that carry none, for example `+01:00`.
    #[serde(default)]
    pub time_zone_offset: TimeZoneOffset,
}

/// The name of a format, or `auto`.
#[derive(Debug, Clone, Copy, Default)]
pub enum FormatName {
    /// Each log is looked at.
    #[default]
    Auto,
    /// Every log is of this format, or text.
    Named(&'static Format),
}

impl FormatName {
    /// The name as configurations spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => AUTO,
            Self::Named(format) => format.name,
        }
    }
}

impl PartialEq for FormatName {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for FormatName {}

const AUTO: &str = "auto";

/// What a configuration may say: `auto`, then all formats in their order.
const NAMES: [&str; FORMATS.len() + 1] = {
    let mut names = [AUTO; FORMATS.len() + 1];
    let mut index = 0;
    while index < FORMATS.len() {
        names[index + 1] = FORMATS[index].name;
        index += 1;
    }
    names
};

impl<'de> Deserialize<'de> for FormatName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        if name == AUTO {
            return Ok(Self::Auto);
        }
        let format = FORMATS.iter().find(|format| format.name == name);
        format.map(Self::Named).ok_or_else(|| D::Error::unknown_variant(&name, &NAMES))
    }
}

impl JsonSchema for FormatName {
    fn schema_name() -> Cow<'static, str> {
        "FormatName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut choices =
            vec![json_schema!({ "const": AUTO, "description": "Each log is looked at, by itself." })];
        choices.extend(
            FORMATS
                .iter()
                .map(|format| json_schema!({ "const": format.name, "description": format.description })),
        );
        json_schema!({ "oneOf": choices })
    }
}

/// An offset from UTC, spelt `Z` or `+01:00`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TimeZoneOffset {
    seconds: i32,
}

impl TimeZoneOffset {
    /// Seconds east of UTC.
    pub const fn seconds(self) -> i32 {
        self.seconds
    }

    fn parse(text: &str) -> Option<Self> {
        if text == "Z" {
            return Some(Self::default());
        }
        let seconds = crate::time::offset(text.as_bytes())?;
        (text.len() == 6).then_some(Self { seconds })
    }
}

impl<'de> Deserialize<'de> for TimeZoneOffset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format_args!("`{text}` is no offset from UTC; write one as `+01:00`, or `Z`"))
        })
    }
}

impl JsonSchema for TimeZoneOffset {
    fn schema_name() -> Cow<'static, str> {
        "TimeZoneOffset".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^(Z|[+-][0-9]{2}:[0-9]{2})$", "default": "Z" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(json: &str, expected: &str) {
        let error = serde_json::from_str::<Configuration>(json).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }

    #[test]
    fn version_is_enough() {
        assert_eq!(
            serde_json::from_str::<Configuration>(r#"{"version":1}"#).unwrap(),
            Configuration::default()
        );
    }

    #[test]
    fn everything_can_be_said() {
        let configuration: Configuration = serde_json::from_str(
            r#"{"version":1,"format":"nginx_access","output":"otel","time_zone_offset":"-05:30"}"#,
        )
        .unwrap();
        assert_eq!(configuration.format.as_str(), "nginx_access");
        assert_eq!(configuration.output, Shape::Otel);
        assert_eq!(configuration.time_zone_offset.seconds(), -(5 * 3600 + 30 * 60));
    }

    #[test]
    fn errors_say_what_to_write() {
        let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
        refused("{}", "missing field `version`");
        refused(r#"{"version":2}"#, "version 2 is not known, expected one of 1");
        refused(r#"{"version":1,"formats":"auto"}"#, "unknown field `formats`, expected one of `version`,");
        refused(
            r#"{"version":1,"format":"ngnix"}"#,
            &format!("unknown variant `ngnix`, expected one of `auto`, `{}`", names.join("`, `")),
        );
        refused(
            r#"{"version":1,"time_zone_offset":"CET"}"#,
            "`CET` is no offset from UTC; write one as `+01:00`, or `Z`",
        );
        refused(r#"{"version":1,"time_zone_offset":"+0100"}"#, "`+0100` is no offset from UTC");
    }

    #[test]
    fn the_schema_names_every_format() {
        let schema = serde_json::to_string(&schemars::schema_for!(Configuration)).unwrap();
        for format in FORMATS {
            assert!(schema.contains(&format!("\"const\":\"{}\"", format.name)), "{}", format.name);
        }
    }
}
