//! The steps of a configuration as one transform.

use crate::{Configuration, configuration::Step, partition_keys::PartitionKeys};
use convert::Convert;
use filter::Filter;
use normalize::Normalize;
use nozzle::{
    Transform,
    firehose::Processor,
    function::ConfigurationError,
    log::Shape,
    unpack::{CloudWatchLogs, JsonDocuments, Lines},
};

/// All steps in a row.
pub type Pipeline = Box<dyn Transform>;

/// What the function is once it is configured.
///
/// # Errors
/// A step cannot do what is asked of it, or stands where it would do nothing.
pub fn processor(configuration: &Configuration) -> Result<Processor<Pipeline>, ConfigurationError> {
    let mut pipeline = chain(&configuration.steps)?;
    if !configuration.partition_keys.is_empty() {
        let keys = PartitionKeys::new(&configuration.partition_keys);
        pipeline = Some(match pipeline {
            Some(steps) => Box::new(steps.then(keys)),
            None => Box::new(keys),
        });
    }
    let pipeline = pipeline.ok_or_else(|| {
        ConfigurationError::new("there are no steps", "write what is to be done under `steps`")
    })?;
    Ok(Processor::new(pipeline)
        .newline(ends_in_newline(&configuration.steps))
        .shape(configuration.output)
        .on_partition_key_conflict(configuration.on_partition_key_conflict))
}

/// The steps one behind the other; nothing where there are none.
///
/// # Errors
/// A step cannot do what is asked of it, or stands where it would do nothing.
pub fn chain(steps: &[Step]) -> Result<Option<Pipeline>, ConfigurationError> {
    check_order(steps)?;
    let mut transforms: Vec<Pipeline> = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let place = format!("step {} ({})", index + 1, step.name());
        transforms.push(transform(step).map_err(|error| error.within(&place))?);
    }
    Ok(transforms.into_iter().rev().reduce(|next, step| Box::new(step.then(next))))
}

/// Whether what comes out of the last step may end with a newline: behind a value of Avro, it would be part of the next.
pub fn ends_in_newline(steps: &[Step]) -> bool {
    !steps.iter().any(
        |step| matches!(step, Step::Convert(convert) if convert.to.format == convert::configuration::ToFormat::Avro),
    )
}

fn transform(step: &Step) -> Result<Pipeline, ConfigurationError> {
    Ok(match step {
        Step::Cloudwatch => Box::new(CloudWatchLogs::new().or_pass_on()),
        Step::Lines => Box::new(Lines),
        Step::Json => Box::new(JsonDocuments),
        Step::Normalize(configuration) if configuration.output != Shape::default() => {
            return Err(ConfigurationError::new(
                "`output` is not the step's to say: other steps may follow",
                "say `output` beside `steps`",
            ));
        }
        Step::Normalize(configuration) => Box::new(Normalize::new(configuration)),
        Step::Filter(configuration) => Box::new(Filter::build(configuration)?),
        Step::Convert(configuration) => Box::new(Convert::build(configuration)?),
    })
}

/// Logs are not opened again: what opens bytes stands before what makes logs of them, or behind what makes bytes of them.
fn check_order(steps: &[Step]) -> Result<(), ConfigurationError> {
    let Some(normalize) = steps.iter().position(|step| matches!(step, Step::Normalize(_))) else {
        return Ok(());
    };
    let logs =
        steps[normalize + 1..].split(|step| matches!(step, Step::Convert(_))).next().unwrap_or_default();
    let behind = logs.iter().position(|step| !matches!(step, Step::Filter(_)));
    behind.map_or(Ok(()), |behind| {
        let index = normalize + 1 + behind;
        let name = steps[index].name();
        let fix = if steps[index].is_unpacker() { "put it before" } else { "remove it" };
        Err(ConfigurationError::new(
            format!("step {} ({name}) would do nothing behind step {} (normalize)", index + 1, normalize + 1),
            fix,
        ))
    })
}
