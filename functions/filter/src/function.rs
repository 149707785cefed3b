//! The Lambda function: CloudWatch Logs envelopes are opened, then every document is judged.

use crate::{Configuration, Filter, TokenKey, edit::Edits, redact::MIN_KEY_BYTES};
use nozzle::{
    Then, Transform,
    firehose::Processor,
    function::{ConfigurationError, Description, Expansion},
    lambda,
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
        Ok(processor(Filter::build(&configuration.unwrap_or_default()).await?))
    }
}

impl Filter {
    /// A transform that works as `configuration` says, with the key for tokens that it names.
    ///
    /// # Errors
    /// The configuration says something that cannot be done, or the key cannot be had.
    pub async fn build(configuration: &Configuration) -> Result<Self, ConfigurationError> {
        check_paths(configuration)?;
        let key = token_key(configuration, lambda::variable(TOKEN_KEY)?)?;
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

/// The variable that holds the key of tokens.
const TOKEN_KEY: &str = "NOZZLE_TOKEN_KEY";

/// The key of tokens, where the configuration asks for tokens.
fn token_key(
    configuration: &Configuration,
    key: Option<String>,
) -> Result<Option<TokenKey>, ConfigurationError> {
    if !configuration.makes_tokens() {
        return Ok(None);
    }
    let key = key.as_deref().and_then(|key| TokenKey::new(key.as_bytes()));
    key.map(Some).ok_or_else(|| {
        ConfigurationError::new(
            format!("redact makes tokens, and {TOKEN_KEY} is no key of {MIN_KEY_BYTES} bytes or more"),
            format!("set {TOKEN_KEY} to what `openssl rand -hex 32` prints, or write mask for token"),
        )
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
    use serde_json::Value;

    const EXAMPLE: &str = Function::EXAMPLE;

    #[test]
    fn the_example_is_the_default_configuration() {
        let configuration: Configuration = serde_saphyr::from_str(EXAMPLE).unwrap();
        assert_eq!(configuration, Configuration::default());
    }

    #[test]
    fn tokens_need_a_key() {
        let configuration: Configuration =
            serde_saphyr::from_str("version: 1\nredact: {detectors: {email: token}}").unwrap();
        let error = |key: Option<&str>| token_key(&configuration, key.map(str::to_owned)).err();
        assert_eq!(error(Some("0123456789abcdef")), None);
        let expected = "configuration: redact makes tokens, and NOZZLE_TOKEN_KEY is no key of 16 bytes or more\n\
            fix: set NOZZLE_TOKEN_KEY to what `openssl rand -hex 32` prints, or write mask for token";
        assert_eq!(error(Some("too short")).unwrap().to_string(), expected);
        assert_eq!(error(None).unwrap().to_string(), expected);
        assert!(token_key(&Configuration::default(), None).unwrap().is_none());
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
    fn the_example_shows_every_property_of_the_schema() {
        let example: Value = serde_saphyr::from_str(EXAMPLE).unwrap();
        let schema = schemars::schema_for!(Configuration).to_value();
        let properties = schema["properties"].as_object().expect("a schema of an object");
        let mut shown: Vec<_> = example.as_object().expect("a mapping").keys().collect();
        let mut known: Vec<_> = properties.keys().collect();
        shown.sort();
        known.sort();
        assert_eq!(shown, known);
    }
}
