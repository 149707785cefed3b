//! The name of a format, or `auto`.

use crate::format::{FORMATS, Format};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::borrow::Cow;

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
