//! What can be configured.

use nozzle::{
    function::{ConfigurationError, ConfigurationVersion},
    log::Shape,
};
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
    /// What happens to a record that can never be delivered.
    #[serde(default)]
    pub on_poison: OnPoison,
    /// Where such records are set aside, `s3://BUCKET/PREFIX` or `file:///FOLDER`; that in the variable
    /// `NOZZLE_SET_ASIDE_URL` where it is not said.
    #[serde(default)]
    pub set_aside_url: Option<String>,
}

/// What happens to a record that can never be delivered: it is not base64, a step fails on it, or it becomes larger than
/// a record may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnPoison {
    /// It is kept at `set_aside_url` with the reason, and those behind it go on.
    #[default]
    SetAside,
    /// Lambda is told, and tries it and all behind it again, as often and as long as the event source mapping says.
    Report,
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

    /// The delivery stream, by the configuration or the environment's variable.
    pub(crate) fn delivery_stream(&self, variable: Option<String>) -> Result<String, ConfigurationError> {
        self.delivery_stream.clone().or(variable).ok_or_else(|| {
            ConfigurationError::new(
                "no delivery stream is named",
                "write its name under `delivery_stream`, or set NOZZLE_DELIVERY_STREAM",
            )
        })
    }

    /// Where poison is set aside, by the configuration or the environment's variable; nowhere where it is reported.
    pub(crate) fn set_aside_url(
        &self,
        variable: Option<String>,
    ) -> Result<Option<String>, ConfigurationError> {
        match (self.on_poison, self.set_aside_url.clone().or(variable)) {
            (OnPoison::Report, _) => Ok(None),
            (OnPoison::SetAside, Some(url)) => Ok(Some(url)),
            (OnPoison::SetAside, None) => Err(ConfigurationError::new(
                "records would be set aside, and no place is named",
                "write s3://BUCKET/PREFIX under `set_aside_url`, set NOZZLE_SET_ASIDE_URL, or write `on_poison: report`",
            )),
        }
    }
}

#[cfg(test)]
mod tests;
