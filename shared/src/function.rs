//! A finished function: its configuration, what it makes of it, and what it says about itself.

mod configuration;
mod describe;

pub(crate) use configuration::parse as parse_configuration;
pub use configuration::{ConfigurationError, ConfigurationVersion};
pub(crate) use describe::json as describe_json;
pub use describe::{Column, Description, Expansion, flat_columns};

use crate::lambda::Process;
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
    type Configuration: DeserializeOwned + JsonSchema;

    /// What answers events: a [`firehose::Processor`](crate::firehose::Processor) or a
    /// [`kinesis::Processor`](crate::kinesis::Processor) of some transform.
    type Served: Process;

    /// What it writes when it is configured like this.
    fn describe(configuration: &Self::Configuration) -> Description;

    /// Builds the function, once, at start. The configuration is `None` where the environment names none.
    ///
    /// # Errors
    /// The configuration says something that cannot be done: what, and what to write instead.
    fn build(
        configuration: Option<Self::Configuration>,
    ) -> impl Future<Output = Result<Self::Served, ConfigurationError>>;
}
