//! `ProcessingConfiguration`: what becomes of records before they are delivered.

use super::{destination::MEBIBYTE, function, properties::Properties, resolve::Resolver};
use crate::{delivery_stream::LambdaProcessor, error::Error};
use std::time::Duration;

/// The Lambda processor, and whether a delimiter is appended.
pub(super) fn read(
    resolver: &Resolver<'_>,
    s3: &Properties<'_, '_>,
) -> Result<(Option<LambdaProcessor>, bool), Error> {
    let Some(processing) = s3.section("ProcessingConfiguration")? else { return Ok((None, false)) };
    processing.only(&["Enabled", "Processors"])?;
    if !processing.boolean("Enabled")?.unwrap_or(false) {
        return Ok((None, false));
    }
    let (mut lambda, mut append_delimiter) = (None, false);
    for processor in processing.sections("Processors")? {
        match processor.required_text("Type")?.as_str() {
            "Lambda" if lambda.is_none() => lambda = Some(lambda_processor(resolver, &processor)?),
            "Lambda" => {
                return Err(processor.error(
                    processor.line,
                    "a delivery stream takes one Lambda processor, and this is the second".to_owned(),
                    "take one of them out".to_owned(),
                ));
            }
            "AppendDelimiterToRecord" => append_delimiter = true,
            other => {
                return Err(processor.error(
                    processor.line_of("Type"),
                    format!("the local delivery stream has no processor of type {other}"),
                    "put the processor behind a condition (!If) whose parameter turns it off for local runs"
                        .to_owned(),
                ));
            }
        }
    }
    Ok((lambda, append_delimiter))
}

fn lambda_processor<'t>(
    resolver: &Resolver<'t>,
    processor: &Properties<'_, 't>,
) -> Result<LambdaProcessor, Error> {
    let (mut arn, mut size_mb, mut interval_s, mut number_of_retries) = (None, 1.0, 60, 3);
    for parameter in processor.sections("Parameters")? {
        let name = parameter.required_text("ParameterName")?;
        let value = parameter.required_text("ParameterValue")?;
        let line = parameter.line_of("ParameterValue");
        match name.as_str() {
            "LambdaArn" => arn = Some((value, line)),
            "BufferSizeInMBs" => size_mb = parameter.in_range(&name, &value, 0.2..=3.0, line)?,
            "BufferIntervalInSeconds" => interval_s = parameter.in_range(&name, &value, 0..=900, line)?,
            "NumberOfRetries" => number_of_retries = parameter.in_range(&name, &value, 0..=300, line)?,
            "RoleArn" => {}
            other => {
                return Err(parameter.error(
                    parameter.line_of("ParameterName"),
                    format!("a Lambda processor has no parameter {other}"),
                    "it takes LambdaArn, RoleArn, NumberOfRetries, BufferSizeInMBs and BufferIntervalInSeconds"
                        .to_owned(),
                ));
            }
        }
    }
    let Some((lambda_arn, line)) = arn else { return Err(processor.missing("LambdaArn")) };
    let (resource, lambda_arn) = function::by_arn(resolver, "LambdaArn", &lambda_arn, line)?;
    Ok(LambdaProcessor {
        function: function::behind_firehose(resolver, resource)?,
        lambda_arn,
        buffer_size_bytes: (size_mb * MEBIBYTE as f64).round() as u64,
        buffer_interval: Duration::from_secs(interval_s),
        number_of_retries,
    })
}
