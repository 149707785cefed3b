//! The Lambda function.

use crate::{Configuration, Pipeline, configuration::Step};
use nozzle::{
    firehose::{OnOverflow, Processor},
    function::{ConfigurationError, Description, Expansion, flat_columns},
    log::Shape,
};

/// What `main` serves.
pub struct Function;

impl nozzle::function::Function for Function {
    const NAME: &'static str = "pipeline";
    const EXAMPLE: &'static str = include_str!("../../../config/nozzle/pipeline.yaml");
    type Configuration = Configuration;
    type Served = Processor<Pipeline>;

    fn describe(configuration: &Configuration) -> Description {
        let last =
            configuration.steps.iter().rfind(|step| matches!(step, Step::Normalize(_) | Step::Convert(_)));
        Description {
            summary: "Several transforms in one function, because a delivery stream takes only one.",
            columns: match last {
                Some(Step::Convert(configuration)) => convert::Function::describe(configuration).columns,
                Some(_) if configuration.output == Shape::Flat => flat_columns(),
                _ => Vec::new(),
            },
            partition_keys: configuration.partition_keys.keys().cloned().collect(),
            expansion: configuration.steps.iter().map(expansion).fold(UNCHANGED, Expansion::then),
        }
    }

    async fn build(configuration: Option<Configuration>) -> Result<Self::Served, ConfigurationError> {
        let configuration = configuration.unwrap_or_else(example);
        let processor = crate::processor(&configuration)?;
        match (configuration.on_overflow, configuration.one_record_per_log_event) {
            (OnOverflow::Reingest, false) => Ok(processor.reingest(reingest(configuration.is_only_reader)?)),
            (OnOverflow::Reingest, true) => {
                Ok(processor.reingest(reingest(configuration.is_only_reader)?.one_record_per_log_event()))
            }
            (_, true) => Err(ConfigurationError::new(
                "`one_record_per_log_event` sends records back to their stream",
                "write `on_overflow: reingest` beside it, which says that they may go there",
            )),
            (_, false) => Ok(processor),
        }
    }
}

#[cfg(feature = "reingest")]
use nozzle::sinks::reingest;

#[cfg(not(feature = "reingest"))]
fn reingest(_is_only_reader: bool) -> Result<nozzle::firehose::Reingest, ConfigurationError> {
    Err(ConfigurationError::new(
        "`on_overflow: reingest` is not built into this function",
        "build it with the feature `reingest`, or write `on_overflow: fail`",
    ))
}

/// What happens where nothing is configured: what the annotated example does.
fn example() -> Configuration {
    Configuration {
        steps: vec![Step::Cloudwatch, Step::Normalize(Box::default()), Step::Filter(Box::default())],
        ..Configuration::default()
    }
}

const UNCHANGED: Expansion = Expansion { bytes_per_byte: 1.0, bytes_per_document: 0.0 };

fn expansion(step: &Step) -> Expansion {
    use nozzle::function::Function as _;
    match step {
        // A newline.
        Step::Cloudwatch | Step::Lines | Step::Json => Expansion { bytes_per_document: 1.0, ..UNCHANGED },
        Step::Normalize(configuration) => normalize::Function::describe(configuration).expansion,
        Step::Filter(configuration) => filter::Function::describe(configuration).expansion,
        Step::Convert(configuration) => convert::Function::describe(configuration).expansion,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nozzle::function::Function as _;

    const EXAMPLE: &str = Function::EXAMPLE;

    #[test]
    fn the_example_is_the_default() {
        let configuration: Configuration = serde_saphyr::from_str(EXAMPLE).unwrap();
        assert_eq!(configuration, example());
    }

    #[test]
    fn the_example_shows_every_property() {
        nozzle::testing::assert_example_is_complete::<Function>();
    }

    #[test]
    fn records_go_back_only_where_they_may() {
        let configuration = Configuration { one_record_per_log_event: true, ..example() };
        let built = nozzle::testing::block_on(Function::build(Some(configuration)));
        assert_eq!(
            built.err().unwrap().to_string(),
            "configuration: `one_record_per_log_event` sends records back to their stream\n\
             fix: write `on_overflow: reingest` beside it, which says that they may go there"
        );
    }

    #[test]
    fn steps_expand_one_behind_the_other() {
        let described = Function::describe(&example());
        assert_eq!(described.expansion, Expansion { bytes_per_byte: 6.0, bytes_per_document: 607.0 });
        assert_eq!(described.columns, flat_columns());
    }
}
