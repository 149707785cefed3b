//! The Lambda function: CloudWatch Logs envelopes are opened, then every document is judged.

use crate::{Configuration, Filter, TokenKey, edit::Edits};
use nozzle::{
    Then, Transform,
    firehose::Processor,
    function::{ConfigurationError, Description, Expansion},
    unpack::CloudWatchLogs,
};

/// What `main` serves.
pub struct Function;

impl nozzle::function::Function for Function {
    const NAME: &'static str = "filter";
    const EXAMPLE: &'static str = include_str!("../../../config/nozzle/filter.yaml");
    type Configuration = Configuration;
    type Served = Processor<Then<CloudWatchLogs, Filter>>;

    fn describe(configuration: &Configuration) -> Description {
        Description {
            summary: "Keeps, drops and samples records by event patterns, and redacts what must not be stored.",
            columns: Vec::new(),
            partition_keys: Vec::new(),
            expansion: Expansion {
                bytes_per_byte: configuration.bytes_per_byte(),
                bytes_per_document: configuration.bytes_per_document(),
            },
        }
    }

    async fn build(configuration: Option<Configuration>) -> Result<Self::Served, ConfigurationError> {
        Filter::build(&configuration.unwrap_or_default()).map(processor)
    }
}

impl Filter {
    /// A transform that works as `configuration` says, with the key for tokens that it names.
    ///
    /// # Errors
    /// The configuration says something that cannot be done, or the key cannot be had.
    pub fn build(configuration: &Configuration) -> Result<Self, ConfigurationError> {
        check_paths(configuration)?;
        let source = &configuration.redact.key;
        // What the extension holds is asked for by the first batch: it answers no function that is still starting.
        let reads_key = configuration.makes_tokens() && !source.is_behind_extension();
        let key = if reads_key { Some(TokenKey::of_source(source)?) } else { None };
        Ok(Self::new(configuration, key))
    }
}

/// Of a field one thing can be said.
fn check_paths(configuration: &Configuration) -> Result<(), ConfigurationError> {
    Edits::new(configuration).twice().map_or(Ok(()), |path| {
        Err(ConfigurationError::new(
            format!("the field {path} is named by two of rename, set, remove and redact.fields"),
            "name it once",
        ))
    })
}

/// What the function is once it is configured.
pub fn processor(filter: Filter) -> Processor<Then<CloudWatchLogs, Filter>> {
    Processor::new(CloudWatchLogs::new().or_pass_on().then(filter))
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
    fn a_field_is_named_once() {
        let configuration: Configuration =
            serde_saphyr::from_str("version: 1\nremove: [a.b]\nset: {a: 1}\nredact: {fields: {a.b: mask}}")
                .unwrap();
        assert_eq!(
            check_paths(&configuration).unwrap_err().to_string(),
            "configuration: the field a.b is named by two of rename, set, remove and redact.fields\nfix: name it once"
        );
    }

    #[test]
    fn the_example_names_every_detector() {
        for detector in crate::configuration::Detector::ALL {
            assert!(EXAMPLE.contains(&format!("\n#   {} ", detector.as_str())), "{}", detector.as_str());
        }
    }

    #[test]
    fn the_example_shows_every_property() {
        nozzle::testing::assert_example_is_complete::<Function>();
    }
}
