//! Configuration: YAML with `version: 1`, and what is wrong with it.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use std::{borrow::Cow, fmt};

/// The member `version: 1` of a configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConfigurationVersion;

impl<'de> Deserialize<'de> for ConfigurationVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            1 => Ok(Self),
            other => {
                Err(serde::de::Error::custom(format_args!("version {other} is not known, expected one of 1")))
            }
        }
    }
}

impl JsonSchema for ConfigurationVersion {
    fn schema_name() -> Cow<'static, str> {
        "ConfigurationVersion".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "const": 1 })
    }
}

/// Why a function does not start: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationError {
    pub(crate) source: String,
    pub(crate) what: String,
    pub(crate) fix: String,
}

impl ConfigurationError {
    /// An error with what is wrong and what to write instead.
    pub fn new(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { source: "configuration".to_owned(), what: what.into(), fix: fix.into() }
    }

    /// The same error, at a place inside its configuration.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        self.source = format!("{}: {place}", self.source);
        self
    }
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\nfix: {}", self.source, self.what, self.fix)
    }
}

impl std::error::Error for ConfigurationError {}

/// Reads YAML that comes from `source`. Only the configuration as a whole has to say its version, not those inside it.
pub(crate) fn parse<C: DeserializeOwned>(source: &str, yaml: &str) -> Result<C, ConfigurationError> {
    #[derive(Deserialize)]
    struct Versioned {
        #[serde(rename = "version")]
        _version: ConfigurationVersion,
    }
    let configuration = serde_saphyr::from_str::<Versioned>(yaml).and_then(|_| serde_saphyr::from_str(yaml));
    configuration.map_err(|error| {
        let (mut place, mut what) = (source.to_owned(), error.without_snippet().to_string());
        if let Some(location) = error.location() {
            let (line, column) = (location.line(), location.column());
            place = format!("{source} line {line} column {column}");
            what = what.replace(&format!(" at line {line}, column {column}"), "");
        }
        let fix = fix(&what);
        ConfigurationError { source: place, what, fix }
    })
}

/// What to write instead, from what was written and what was expected.
fn fix(what: &str) -> String {
    if let Some(field) = what.strip_prefix("missing field ") {
        return if field == "`version`" {
            "begin with `version: 1`".to_owned()
        } else {
            format!("add {field}")
        };
    }
    let Some((found, expected)) = what.split_once(", expected one of ") else {
        return "see the example that `FUNCTION describe` prints".to_owned();
    };
    let found = found.split('`').nth(1).unwrap_or_default();
    let nearest = expected
        .split(", ")
        .map(|word| (strsim::jaro_winkler(found, word), word))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match nearest {
        Some((_, word)) => format!("write `{word}`"),
        None => format!("write one of {expected}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only its reading is tested")]
    struct Example {
        #[serde(default)]
        version: ConfigurationVersion,
        #[serde(default)]
        format: Format,
        #[serde(default)]
        limit: u64,
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Format {
        #[default]
        Auto,
        Json,
    }

    #[track_caller]
    fn refused(yaml: &str, expected: &str) {
        assert_eq!(parse::<Example>("NOZZLE_CONFIG", yaml).unwrap_err().to_string(), expected);
    }

    #[test]
    fn mistakes_are_answered_with_where_what_and_what_to_write() {
        refused(
            "version: 1\nformt: json",
            "NOZZLE_CONFIG line 2 column 1: unknown field `formt`, expected one of version, format, limit\nfix: write `format`",
        );
        refused(
            "version: 1\nformat: jsn",
            "NOZZLE_CONFIG line 2 column 9: unknown variant `jsn`, expected one of auto, json\nfix: write `json`",
        );
        refused(
            "version: 1\nformat: xml",
            "NOZZLE_CONFIG line 2 column 9: unknown variant `xml`, expected one of auto, json\nfix: write one of auto, json",
        );
        refused(
            "format: auto",
            "NOZZLE_CONFIG line 1 column 1: missing field `version`\nfix: begin with `version: 1`",
        );
        refused(
            "version: 2",
            "NOZZLE_CONFIG line 1 column 10: version 2 is not known, expected one of 1\nfix: write one of 1",
        );
        refused(
            "version: 1\nlimit: many",
            "NOZZLE_CONFIG line 2 column 8: invalid u64\nfix: see the example that `FUNCTION describe` prints",
        );
    }

    #[test]
    fn a_good_configuration_is_read() {
        let example: Example = parse("NOZZLE_CONFIG", "version: 1\nformat: json # as it is\n").unwrap();
        assert!(matches!(example, Example { format: Format::Json, .. }));
    }
}
