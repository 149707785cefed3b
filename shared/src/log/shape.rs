//! How a log looks when it leaves.

use super::{Log, ecs, flat, hec, otel, ss4o};

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
    /// The Simple Schema for Observability, for Amazon OpenSearch.
    Ss4o,
    /// The Elastic Common Schema, for dashboards that are made for it.
    Ecs,
    /// Events for Splunk's HTTP Event Collector.
    Hec,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Flat, Self::Otel, Self::Ss4o, Self::Ecs, Self::Hec];

    /// Appends `log` to `out`.
    pub fn write(self, log: &Log<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Flat => flat::write(log, out),
            Self::Otel => otel::write(log, out),
            Self::Ss4o => ss4o::write(log, out),
            Self::Ecs => ecs::write(log, out),
            Self::Hec => hec::write(log, out),
        }
    }
}

#[cfg(test)]
mod tests;
