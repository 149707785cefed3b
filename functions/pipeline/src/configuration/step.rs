//! One step.

use schemars::JsonSchema;
use serde::Deserialize;

/// One thing that happens to a record.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Envelopes of CloudWatch Logs are opened: each log event goes on by itself. Gzip is decompressed. What is no
    /// envelope goes on as it is.
    Cloudwatch,
    /// Each line goes on by itself.
    Lines,
    /// Each JSON document goes on by itself, and each element of an array.
    Json,
    /// Text becomes logs, as the function `normalize` does it, with its configuration but for `output`.
    Normalize(Box<normalize::Configuration>),
    /// Documents and logs are kept, dropped, edited and redacted, as the function `filter` does it, with its
    /// configuration. Paths of a log are those of the `otel` shape.
    Filter(Box<filter::Configuration>),
    /// Records get another format, as the function `convert` does it, with its configuration. Logs are rows in the `flat`
    /// shape, whatever `from` says.
    Convert(Box<convert::Configuration>),
}

impl Step {
    /// Its name in configurations.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Cloudwatch => "cloudwatch",
            Self::Lines => "lines",
            Self::Json => "json",
            Self::Normalize(_) => "normalize",
            Self::Filter(_) => "filter",
            Self::Convert(_) => "convert",
        }
    }

    /// Does it open bytes, and leave logs as they are?
    pub(crate) fn is_unpacker(&self) -> bool {
        matches!(self, Self::Cloudwatch | Self::Lines | Self::Json)
    }
}
