//! What can be configured.

use nozzle::{function::ConfigurationVersion, log::Shape, sinks::PoisonPolicy};
use pipeline::configuration::Step;
use schemars::JsonSchema;
use serde::Deserialize;

/// Configuration of `forward`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Version of this configuration's layout: 1.
    #[serde(default)]
    pub version: ConfigurationVersion,
    /// What happens to a record, in this order. Without steps, its bytes pass unchanged.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// The JSON that a log becomes behind the last step.
    #[serde(default)]
    pub output: Shape,
    /// Name of the delivery stream; that in the variable `NOZZLE_DELIVERY_STREAM` where it is not said.
    #[serde(default)]
    pub delivery_stream: Option<String>,
    /// What happens to a record that can never be delivered: it is not base64, a step fails on it, or it becomes larger
    /// than a record may be.
    #[serde(default)]
    pub on_poison: PoisonPolicy,
    /// Where such records are set aside, `s3://BUCKET/PREFIX` or `file:///FOLDER`; that in the variable
    /// `NOZZLE_SET_ASIDE_URL` where it is not said.
    #[serde(default)]
    pub set_aside_url: Option<String>,
}

impl Configuration {
    /// The same as a configuration of `pipeline`.
    pub(crate) fn pipeline(&self) -> pipeline::Configuration {
        pipeline::Configuration {
            steps: self.steps.clone(),
            output: self.output,
            ..pipeline::Configuration::default()
        }
    }
}

#[cfg(test)]
mod tests;
