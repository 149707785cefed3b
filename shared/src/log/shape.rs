//! How a log looks when it leaves.

use super::{Log, flat, otel};

/// The JSON that a log becomes, one line without its newline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "lambda", derive(serde::Deserialize, schemars::JsonSchema))]
#[cfg_attr(feature = "lambda", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Shape {
    /// Fixed columns for AWS Glue and Amazon Athena; what has no column is in `attributes`, a map of strings.
    #[default]
    Flat,
    /// The OpenTelemetry data model, attributes as flat objects with dotted names.
    Otel,
}

impl Shape {
    /// Appends `log` to `out`.
    pub fn write(self, log: &Log<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Flat => flat::write(log, out),
            Self::Otel => otel::write(log, out),
        }
    }
}
