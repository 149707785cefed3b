//! One thing that is counted.

use super::Key;
use pipeline::configuration::EventPattern;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use std::collections::BTreeMap;

/// One thing that is counted.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Its name in results and metrics.
    pub name: String,
    /// Only what matches this pattern is counted.
    #[serde(rename = "where")]
    pub condition: Option<EventPattern>,
    /// What is counted apart: the names of columns, and the fields that they are taken from.
    #[serde(default)]
    pub by: BTreeMap<String, Key>,
    /// The path of a number: its sum, its least and its largest value are written as well.
    pub field: Option<String>,
    /// Quantiles of the field, from 0 to 1, each at most a hundredth of its value off: `0.99` is written as `p99`.
    #[serde(default)]
    pub quantiles: Vec<Quantile>,
    /// Whether the field's distribution is written: pairs of a value and how many were near it, from which quantiles of
    /// several shards or windows can be had.
    #[serde(default)]
    pub histogram: bool,
    /// Whether it becomes metrics of CloudWatch, with `by` for dimensions.
    #[serde(default)]
    pub metrics: bool,
    /// The unit of the field in CloudWatch.
    #[serde(default)]
    pub unit: Unit,
}

/// A number from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Quantile(#[schemars(range(min = 0, max = 1))] pub(crate) f64);

impl<'de> Deserialize<'de> for Quantile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let quantile = f64::deserialize(deserializer)?;
        if (0.0..=1.0).contains(&quantile) {
            return Ok(Self(quantile));
        }
        Err(D::Error::custom(format_args!("{quantile} is no quantile; write a number from 0 to 1")))
    }
}

impl Quantile {
    /// Its name in results: `p50`, `p99_9`.
    pub(crate) fn name(self) -> String {
        let percent = format!("{:.4}", self.0 * 100.0);
        format!("p{}", percent.trim_end_matches('0').trim_end_matches('.').replace('.', "_"))
    }
}

/// A unit of CloudWatch.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the names are those of CloudWatch")]
pub enum Unit {
    #[default]
    None,
    Seconds,
    Milliseconds,
    Microseconds,
    Bytes,
    Kilobytes,
    Megabytes,
    Gigabytes,
    Percent,
    Count,
}
