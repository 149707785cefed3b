//! The Lambda function: CloudWatch Logs envelopes are opened, then every log is normalised.

use crate::{Configuration, Normalize};
use nozzle::{
    Then, Transform,
    firehose::Processor,
    function::{ConfigurationError, Description, Expansion, flat_columns},
    log::Shape,
    unpack::CloudWatchLogs,
};

/// What `main` serves.
pub struct Function;

impl nozzle::function::Function for Function {
    const NAME: &'static str = "normalize";
    const EXAMPLE: &'static str = include_str!("../../../config/nozzle/normalize.yaml");
    type Configuration = Configuration;
    type Served = Processor<Then<CloudWatchLogs, Normalize>>;

    fn describe(configuration: &Configuration) -> Description {
        Description {
            summary: "Log lines of any kind become one log model.",
            columns: if configuration.output == Shape::Flat { flat_columns() } else { Vec::new() },
            partition_keys: Vec::new(),
            // A control character takes one byte in a log and six in JSON; names and times come on top.
            expansion: Expansion { bytes_per_byte: 6.0, bytes_per_document: 600.0 },
        }
    }

    async fn build(configuration: Option<Configuration>) -> Result<Self::Served, ConfigurationError> {
        Ok(processor(&configuration.unwrap_or_default()))
    }
}

/// What the function is once it is configured.
pub fn processor(configuration: &Configuration) -> Processor<Then<CloudWatchLogs, Normalize>> {
    let transform = CloudWatchLogs::new().or_pass_on().then(Normalize::new(configuration));
    Processor::new(transform).shape(configuration.output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nozzle::function::Function as _;

    const EXAMPLE: &str = Function::EXAMPLE;

    #[test]
    fn the_example_is_the_default_configuration() {
        let configuration: Configuration = serde_saphyr::from_str(EXAMPLE).unwrap();
        assert_eq!(configuration, Configuration::default());
    }

    #[test]
    fn the_example_shows_every_property() {
        nozzle::testing::assert_example_is_complete::<Function>();
    }

    #[test]
    fn the_example_lists_every_output() {
        let schema = schemars::schema_for!(Configuration).to_value();
        for output in schema["$defs"]["Shape"]["oneOf"].as_array().expect("the shapes") {
            let name = output["const"].as_str().expect("a shape's name");
            assert!(EXAMPLE.contains(&format!("\n#   {name} ")), "{name}");
        }
    }
}
