//! A finished function: its configuration, what it makes of it, and what it says about itself.

mod configuration;
mod describe;

pub(crate) use configuration::from_environment as configuration_from_environment;
pub use configuration::{ConfigurationError, ConfigurationVersion};
pub(crate) use describe::json as describe_json;
pub use describe::{Column, Description, Expansion, flat_columns};

use crate::{firehose::Processor, transform::Transform};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// A function that is configured in YAML and describes itself: `FUNCTION describe` prints all of it as JSON.
///
/// [`crate::lambda::run`] serves it; its `main.rs` is one line.
pub trait Function {
    /// The function's name: its folder, its package and its binary.
    const NAME: &'static str;

    /// An annotated configuration that works.
    const EXAMPLE: &'static str;

    /// What stands in the YAML. Keys it does not know are errors (`#[serde(deny_unknown_fields)]`).
    type Configuration: DeserializeOwned + JsonSchema + Default;

    /// What it does with one item.
    type Transform: Transform;

    /// What it writes.
    fn describe() -> Description;

    /// Builds the function, once, at start.
    ///
    /// # Errors
    /// The configuration says something that cannot be done: what, and what to write instead.
    fn build(configuration: Self::Configuration) -> Result<Processor<Self::Transform>, ConfigurationError>;
}
