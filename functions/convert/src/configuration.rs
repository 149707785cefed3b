//! What can be configured.

mod files;
mod from;
mod to;

pub use files::Files;
pub use from::{Compression, Encoding, Framing, From, FromFormat, Header, HeaderLine, MaxBytes, Quote};
pub use to::{KeySpelling, Operation, To, ToFormat};

use crate::schema::{TimeFormat, Type};
use nozzle::function::ConfigurationVersion;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::BTreeMap;

/// Configuration of `convert`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Version of this configuration's layout: 1.
    #[serde(default)]
    pub version: ConfigurationVersion,
    /// What records are.
    #[serde(default)]
    pub from: From,
    /// What they become.
    #[serde(default)]
    pub to: To,
    /// Fields that hold JSON in a string: it is opened. A string that is not JSON stays one.
    #[serde(default)]
    pub open: Vec<String>,
    /// A field that is an array: each element becomes a row of its own, beside all other fields. An empty array becomes
    /// one row without the field.
    #[serde(default)]
    pub explode: Option<String>,
    /// Objects inside of a row become fields of it.
    #[serde(default)]
    pub flatten: Option<Flatten>,
    /// Fields that get another name.
    #[serde(default)]
    pub rename: BTreeMap<String, String>,
    /// Fields that are left out. They are named as they are after `flatten` and before `rename`.
    #[serde(default)]
    pub drop: Vec<String>,
    /// The columns that a row has, in their order. Where there are none, a row has what it came with.
    #[serde(default)]
    pub schema: Vec<Column>,
    /// What becomes of a value that does not fit its column.
    #[serde(default)]
    pub on_mismatch: OnMismatch,
    /// What becomes of fields that are no columns.
    #[serde(default)]
    pub other_fields: OtherFields,
}

/// How objects become fields.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flatten {
    /// What stands between the names.
    #[serde(default = "underscore")]
    pub separator: String,
    /// How many levels are opened; what lies deeper stays an object.
    #[serde(default = "all_levels")]
    pub max_depth: usize,
}

fn underscore() -> String {
    "_".to_owned()
}

const fn all_levels() -> usize {
    nozzle::json::MAX_DEPTH as usize
}

/// A column.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name, which is that of the field, after `rename`.
    pub name: String,
    /// Its type, in the words of AWS Glue.
    #[serde(rename = "type")]
    pub kind: Type,
    /// How its times are spelt, tried in this order; `iso8601` where nothing is said.
    #[serde(default)]
    pub formats: Vec<TimeFormat>,
    /// What it has where a row has nothing, or null.
    #[serde(default)]
    pub default: Option<serde_json::Value>,
    /// What becomes of a value that does not fit, in this column.
    #[serde(default, deserialize_with = "on_mismatch_of_column")]
    pub on_mismatch: Option<OnMismatch>,
}

fn on_mismatch_of_column<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OnMismatch>, D::Error> {
    OnMismatch::deserialize(deserializer).map(Some)
}

/// What becomes of a value that does not fit its column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnMismatch {
    /// The record fails: Firehose sets it aside.
    #[default]
    Fail,
    /// It is left out, and the column's default stands for it.
    Null,
    /// It is written as a string.
    String,
}

impl<'de> Deserialize<'de> for OnMismatch {
    /// YAML has a word of its own for null: with and without quotes it means the same here.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Option::<String>::deserialize(deserializer)?.as_deref() {
            None | Some("null") => Ok(Self::Null),
            Some("fail") => Ok(Self::Fail),
            Some("string") => Ok(Self::String),
            Some(other) => Err(D::Error::unknown_variant(other, &["fail", "null", "string"])),
        }
    }
}

/// What becomes of fields that are no columns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OtherFields {
    /// They are left out.
    #[default]
    Drop,
    /// They are written behind the columns.
    Keep,
    /// The record fails: Firehose sets it aside.
    Fail,
}

#[cfg(test)]
mod tests;
