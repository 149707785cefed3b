//! The Lambda function: CloudWatch Logs envelopes are opened, then every log is normalised.

use crate::{Configuration, Normalize};
use nozzle::{
    Then, Transform,
    firehose::Processor,
    function::{ConfigurationError, Description, Expansion, flat_columns},
    unpack::CloudWatchLogs,
};

/// What `main` serves.
pub struct Function;

impl nozzle::function::Function for Function {
    const NAME: &'static str = "normalize";
    const EXAMPLE: &'static str = include_str!("../../../config/nozzle/normalize.yaml");
    type Configuration = Configuration;
    type Transform = Then<CloudWatchLogs, Normalize>;

    fn describe() -> Description {
        Description {
            summary: "Log lines of any kind become one log model.",
            columns: flat_columns(),
            partition_keys: Vec::new(),
            // A control character takes one byte in a log and six in JSON; names and times come on top.
            expansion: Expansion { bytes_per_byte: 6.0, bytes_per_document: 600.0 },
        }
    }

    fn build(configuration: Configuration) -> Result<Processor<Self::Transform>, ConfigurationError> {
        let transform = CloudWatchLogs::new().or_pass_on().then(Normalize::new(&configuration));
        Ok(Processor::new(transform).shape(configuration.output))
    }
}
