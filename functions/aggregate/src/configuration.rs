//! What can be configured.

mod key;
mod measure;

pub use key::{Key, Period};
pub use measure::{Measure, Quantile, Unit};

use nozzle::{function::ConfigurationVersion, sinks::PoisonPolicy};
use pipeline::configuration::Step;
use schemars::JsonSchema;
use serde::Deserialize;

/// Configuration of `aggregate`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Version of this configuration's layout: 1.
    #[serde(default)]
    pub version: ConfigurationVersion,
    /// What happens to a record before it is counted, in this order: the steps of the function `pipeline`.
    #[serde(default = "default_steps")]
    pub steps: Vec<Step>,
    /// What is counted.
    #[serde(default)]
    pub measures: Vec<Measure>,
    /// Where results go.
    #[serde(default)]
    pub results: Destination,
    /// Name of the delivery stream that results go to; that in the variable `NOZZLE_DELIVERY_STREAM` where it is not said.
    #[serde(default)]
    pub delivery_stream: Option<String>,
    /// The namespace of the measures that are metrics.
    #[serde(default = "default_namespace")]
    pub metrics_namespace: String,
    /// What becomes of records that cannot be read.
    #[serde(default)]
    pub on_poison: PoisonPolicy,
    /// Where they are set aside, `s3://BUCKET/PREFIX` or `file:///FOLDER`; that in the variable `NOZZLE_SET_ASIDE_URL`
    /// where it is not said.
    pub set_aside_url: Option<String>,
}

/// Where results go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// To a delivery stream, one JSON line a record.
    #[default]
    DeliveryStream,
    /// To the function's log, one JSON line each.
    Log,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            version: ConfigurationVersion,
            steps: default_steps(),
            measures: Vec::new(),
            results: Destination::default(),
            delivery_stream: None,
            metrics_namespace: default_namespace(),
            on_poison: PoisonPolicy::default(),
            set_aside_url: None,
        }
    }
}

fn default_steps() -> Vec<Step> {
    vec![Step::Cloudwatch, Step::Normalize(Box::default())]
}

fn default_namespace() -> String {
    "Nozzle".to_owned()
}

#[cfg(test)]
mod tests;
