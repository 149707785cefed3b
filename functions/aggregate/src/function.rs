//! The Lambda function.

use crate::{
    Configuration, Gather,
    configuration::{Destination, Key, Measure, Unit},
    results::{MAX_DIMENSIONS, MAX_METRICS, OWN_COLUMNS},
};
use nozzle::{
    function::{ConfigurationError, Description, Expansion},
    kinesis::WindowProcessor,
    sinks,
};
use pipeline::{Pipeline, configuration::Step};
use std::collections::BTreeSet;

/// What `main` serves.
pub struct Function;

impl nozzle::function::Function for Function {
    const NAME: &'static str = "aggregate";
    const EXAMPLE: &'static str = include_str!("../../../config/nozzle/aggregate.yaml");
    type Configuration = Configuration;
    type Served = WindowProcessor<Pipeline, Gather>;

    fn describe(_: &Configuration) -> Description {
        Description {
            summary: "Counts, sums and quantiles of what a Kinesis stream says, by tumbling windows.",
            columns: Vec::new(),
            partition_keys: Vec::new(),
            // Nothing is answered but the state of the window.
            expansion: Expansion { bytes_per_byte: 0.0, bytes_per_document: 0.0 },
        }
    }

    async fn build(configuration: Option<Configuration>) -> Result<Self::Served, ConfigurationError> {
        let configuration = configuration.unwrap_or_else(example);
        // What is said wrong is told before what is missing.
        let processor = processor(&configuration)?;
        let processor = match configuration.results {
            Destination::Log => processor,
            Destination::DeliveryStream => {
                processor.sink(sinks::delivery_stream(configuration.delivery_stream.as_deref())?)
            }
        };
        Ok(processor.on_poison(configuration.on_poison.open(configuration.set_aside_url.as_deref())?))
    }
}

/// What is counted where nothing is configured: what the annotated example counts.
fn example() -> Configuration {
    let measure = |name: &str, by: &[(&str, &str)]| Measure {
        name: name.to_owned(),
        condition: None,
        by: by.iter().map(|(name, path)| ((*name).to_owned(), Key::from(*path))).collect(),
        field: None,
        quantiles: Vec::new(),
        histogram: false,
        metrics: false,
        unit: Unit::None,
    };
    Configuration {
        steps: vec![Step::Cloudwatch, Step::Normalize(Box::default())],
        measures: vec![measure(
            "logs",
            &[("service", "resource.service.name"), ("severity", "severity_text")],
        )],
        ..Configuration::default()
    }
}

/// What the function is once it is configured, with results in the log and poison reported.
///
/// # Errors
/// The configuration says something that cannot be done.
pub fn processor(
    configuration: &Configuration,
) -> Result<WindowProcessor<Pipeline, Gather>, ConfigurationError> {
    let pipeline = pipeline::chain(&configuration.steps)?;
    check(&configuration.measures)?;
    Ok(WindowProcessor::new(pipeline, Gather::new(configuration)))
}

/// Bytes that names of measures and columns may have together: a state must have room for more than them.
const MAX_NAMES_BYTES: usize = 64 * 1024;

fn check(measures: &[Measure]) -> Result<(), ConfigurationError> {
    if measures.is_empty() {
        return Err(ConfigurationError::new(
            "there are no measures",
            "write what is to be counted under `measures`",
        ));
    }
    let mut names = BTreeSet::new();
    let mut bytes = 0;
    for measure in measures {
        check_measure(measure).map_err(|error| error.within(&format!("measure {}", measure.name)))?;
        if !names.insert(&measure.name) {
            return Err(ConfigurationError::new(
                format!("two measures have the name {}", measure.name),
                "give one of them another name",
            ));
        }
        bytes += measure.name.len() + measure.by.keys().map(String::len).sum::<usize>();
    }
    if bytes > MAX_NAMES_BYTES {
        return Err(ConfigurationError::new(
            format!("names of measures and columns have {bytes} bytes, more than {MAX_NAMES_BYTES}"),
            "give them shorter names",
        ));
    }
    Ok(())
}

fn check_measure(measure: &Measure) -> Result<(), ConfigurationError> {
    let Measure { name, by, field, quantiles, histogram, unit, .. } = measure;
    if name.trim().is_empty() {
        return Err(ConfigurationError::new("it has no name", "give it one"));
    }
    if field.is_none() && (!quantiles.is_empty() || *histogram || *unit != Unit::None) {
        return Err(ConfigurationError::new(
            "quantiles, histogram and unit are said of a field, and there is none",
            "name the field that they are of, or remove them",
        ));
    }
    let distinct: BTreeSet<String> = quantiles.iter().map(|quantile| quantile.name()).collect();
    if distinct.len() < quantiles.len() {
        return Err(ConfigurationError::new("a quantile is asked for twice", "ask for it once"));
    }
    let is_own = |column: &&String| OWN_COLUMNS.contains(&column.as_str()) || distinct.contains(*column);
    if let Some(column) = by.keys().find(is_own) {
        return Err(ConfigurationError::new(
            format!("the column {column} of `by` is one that every result has"),
            "give it another name",
        ));
    }
    if by.keys().any(|column| column.trim().is_empty()) {
        return Err(ConfigurationError::new("a column of `by` has no name", "give it one"));
    }
    if by.len() > MAX_DIMENSIONS {
        return Err(ConfigurationError::new(
            format!("{} columns under `by` are more than the {MAX_DIMENSIONS} allowed", by.len()),
            "count by fewer of them",
        ));
    }
    // Count, sum, min and max are metrics as well.
    let most = MAX_METRICS - 4;
    if quantiles.len() > most {
        return Err(ConfigurationError::new(
            format!("{} quantiles are more than the {most} allowed", quantiles.len()),
            "ask for fewer, or for a histogram",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use nozzle::function::Function as _;

    #[test]
    fn the_example_is_the_default() {
        let configuration: Configuration = serde_saphyr::from_str(Function::EXAMPLE).unwrap();
        assert_eq!(configuration, example());
    }

    #[test]
    fn the_example_shows_every_property() {
        nozzle::testing::assert_example_is_complete::<Function>();
    }
}
