//! The Lambda function.

use crate::Configuration;
use nozzle::{
    function::{ConfigurationError, Description},
    kinesis::Processor,
    sinks,
};
use pipeline::Pipeline;

/// What `main` serves.
pub struct Function;

impl nozzle::function::Function for Function {
    const NAME: &'static str = "forward";
    const EXAMPLE: &'static str = include_str!("../../../config/nozzle/forward.yaml");
    type Configuration = Configuration;
    type Served = Processor<Pipeline>;

    fn describe(configuration: &Configuration) -> Description {
        let summary = "Records of a Kinesis data stream, through transforms, into a delivery stream.";
        Description { summary, ..pipeline::Function::describe(&configuration.pipeline()) }
    }

    async fn build(configuration: Option<Configuration>) -> Result<Self::Served, ConfigurationError> {
        let configuration = configuration.unwrap_or_default();
        let transform = pipeline::chain(&configuration.steps)?;
        // What is said wrong is told before what is missing.
        let sink = sinks::delivery_stream(configuration.delivery_stream.as_deref())?;
        let on_poison = configuration.on_poison.open(configuration.set_aside_url.as_deref())?;
        Ok(Processor::new(transform, sink)
            .on_poison(on_poison)
            .shape(configuration.output)
            .newline(ends_in_newline(&configuration)))
    }
}

/// What no step has looked at gets no newline either.
fn ends_in_newline(configuration: &Configuration) -> bool {
    !configuration.steps.is_empty() && pipeline::ends_in_newline(&configuration.steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nozzle::{Invocation, function::Function as _, kinesis::MemorySink, testing};

    #[test]
    fn the_example_is_the_default() {
        let configuration: Configuration = serde_saphyr::from_str(Function::EXAMPLE).unwrap();
        assert_eq!(configuration, Configuration::default());
    }

    #[test]
    fn the_example_shows_every_property() {
        testing::assert_example_is_complete::<Function>();
    }

    #[track_caller]
    fn forwards(yaml: &str, records: &[&[u8]], expected: &[&str]) {
        let configuration: Configuration = serde_saphyr::from_str(yaml).unwrap();
        let sink = MemorySink::default();
        let mut processor = Processor::new(pipeline::chain(&configuration.steps).unwrap(), sink.clone())
            .newline(ends_in_newline(&configuration));
        let event = testing::kinesis::event(records);
        testing::block_on(processor.process(&event, Invocation::default())).unwrap();
        assert_eq!(sink.texts(), expected);
    }

    #[test]
    fn without_steps_bytes_pass_unchanged() {
        forwards(
            "version: 1",
            &[b"no newline", b"one\n", b"{\"a\": 1}"],
            &["no newline", "one\n", "{\"a\": 1}"],
        );
    }

    #[test]
    fn steps_see_the_records_of_aggregates() {
        let aggregate =
            testing::kinesis::aggregate([("a", r#"{"level":"ERROR"}"#), ("b", r#"{"level":"INFO"}"#)]);
        forwards(
            "steps:\n- filter: {drop: [{level: [INFO]}]}",
            &[&aggregate, br#"{"level":"WARN"}"#],
            &["{\"level\":\"ERROR\"}\n", "{\"level\":\"WARN\"}\n"],
        );
    }

    #[test]
    fn a_step_that_cannot_be_is_refused() {
        let configuration: Configuration =
            serde_saphyr::from_str("steps:\n- normalize: {}\n- lines").unwrap();
        assert_eq!(
            pipeline::chain(&configuration.steps).err().unwrap().to_string(),
            "configuration: step 2 (lines) would do nothing behind step 1 (normalize)\nfix: put it before"
        );
    }

    #[test]
    fn it_describes_what_its_steps_write() {
        let configuration = serde_saphyr::from_str("steps:\n- normalize: {}").unwrap();
        assert_eq!(Function::describe(&configuration).columns, nozzle::function::flat_columns());
        assert!(Function::describe(&Configuration::default()).columns.is_empty());
    }
}
