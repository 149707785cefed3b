//! From `AWS::Lambda::EventSourceMapping`, or SAM's event of type `Kinesis`, to the mapping that the local machine runs.

use super::{
    function,
    properties::Properties,
    resolve::Resolver,
    resource::{FUNCTIONS, Resource},
};
use crate::{
    delivery_stream::Function,
    error::Error,
    event_source_mapping::{EventSourceMapping, OnFailure, OnFailureKind, asks_about_data},
};
use nozzle::event_pattern::{Pattern, Source};
use std::time::Duration;

/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html> ("up to 10", "4096 characters")
const MAX_FILTERS: usize = 10;
const MAX_PATTERN_CHARACTERS: usize = 4096;

/// What only AWS looks at stands behind what is looked at here.
const PROPERTIES: [&str; 22] = [
    "BatchSize",
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "EventSourceArn",
    "FilterCriteria",
    "FunctionName",
    "FunctionResponseTypes",
    "MaximumBatchingWindowInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "ParallelizationFactor",
    "Stream",
    "TumblingWindowInSeconds",
    "Enabled",
    "KmsKeyArn",
    "LoggingConfig",
    "MetricsConfig",
    "ProvisionedPollerConfig",
    "StartingPosition",
    "StartingPositionTimestamp",
    "StreamConsumer",
    "Tags",
];

/// A mapping as it stands in the template.
pub(super) struct Found<'r, 't> {
    pub(super) name: String,
    pub(super) properties: Properties<'r, 't>,
    /// The mapping, or the function that SAM's event belongs to.
    pub(super) resource: Resource<'t>,
    is_event_of_function: bool,
}

/// The mapping of this function or name; without a name the only one.
pub(super) fn read(
    resolver: &Resolver<'_>,
    name: Option<&str>,
) -> Result<(EventSourceMapping, Function), Error> {
    let found = find(resolver, name)?;
    let (function, function_arn) = found.function(resolver)?;
    let stream_arn = found.stream_arn()?;
    let Found { name, properties, .. } = found;
    properties.only(&PROPERTIES)?;
    let tumbling_window =
        properties.number("TumblingWindowInSeconds", 0..=900)?.filter(|seconds| *seconds > 0);
    let parallelization_factor = properties.number("ParallelizationFactor", 1..=10)?.unwrap_or(1);
    if tumbling_window.is_some() && parallelization_factor > 1 {
        return Err(properties.error(
            properties.line_of("ParallelizationFactor"),
            format!("a shard has one tumbling window, but ParallelizationFactor is {parallelization_factor}"),
            "write 1, or leave TumblingWindowInSeconds out".to_owned(),
        ));
    }
    let mapping = EventSourceMapping {
        batch_size: properties.number("BatchSize", 1..=10_000)?.unwrap_or(100),
        maximum_batching_window: Duration::from_secs(
            properties.number("MaximumBatchingWindowInSeconds", 0..=300)?.unwrap_or(0),
        ),
        parallelization_factor,
        maximum_record_age: maximum_record_age(&properties)?,
        maximum_retry_attempts: properties
            .number("MaximumRetryAttempts", -1..=10_000)?
            .and_then(|attempts: i64| u32::try_from(attempts).ok()),
        tumbling_window: tumbling_window.map(Duration::from_secs),
        report_batch_item_failures: reports_failures(&properties)?,
        bisect_batch_on_function_error: properties.boolean("BisectBatchOnFunctionError")?.unwrap_or(false),
        filters: filters(&properties)?,
        on_failure: on_failure(resolver, &properties)?,
        ..EventSourceMapping::new(&name, &function_arn, &stream_arn, &resolver.pseudo("AWS::Region"))
    };
    Ok((mapping, function::resolve(resolver, function)?))
}

fn find<'r, 't>(resolver: &'r Resolver<'t>, name: Option<&str>) -> Result<Found<'r, 't>, Error> {
    let mut found = all(resolver).into_iter().collect::<Result<Vec<_>, _>>()?;
    let names = found.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ");
    if let Some(name) = name {
        found.retain(|it| it.name == name || is_of_function(resolver, it, name));
    }
    let several = found.len();
    match (found.pop(), several, name) {
        (Some(only), 1, _) => Ok(only),
        (Some(_), _, None) => Err(resolver.template.error(
            None,
            format!("the template maps Kinesis streams to functions {several} times"),
            format!("name one of {names}: --function NAME"),
        )),
        (Some(_), _, Some(name)) => Err(resolver.template.error(
            None,
            format!("the template maps Kinesis streams to {name} {several} times"),
            format!("name one of {names}: --function NAME"),
        )),
        (None, ..) => {
            let what = match name {
                Some(name) => format!("the template maps no Kinesis stream to {name}"),
                None => "the template maps no Kinesis stream to a function".to_owned(),
            };
            let fix = match names.as_str() {
                "" => "add a resource of type AWS::Lambda::EventSourceMapping, or name another template: --template FILE"
                    .to_owned(),
                names => format!("name one of {names}: --function NAME"),
            };
            Err(resolver.template.error(None, what, fix))
        }
    }
}

/// All mappings that are not known to read something other than Kinesis.
pub(super) fn all<'r, 't>(resolver: &'r Resolver<'t>) -> Vec<Result<Found<'r, 't>, Error>> {
    let mut found = Vec::new();
    for resource in resolver.resources(&["AWS::Lambda::EventSourceMapping"]) {
        found.extend(mapping(resolver, resource).transpose());
    }
    for function in resolver.resources(&["AWS::Serverless::Function"]) {
        match events(resolver, function) {
            Ok(events) => found.extend(events.into_iter().map(Ok)),
            Err(error) => found.push(Err(error)),
        }
    }
    found
}

fn mapping<'r, 't>(
    resolver: &'r Resolver<'t>,
    resource: Resource<'t>,
) -> Result<Option<Found<'r, 't>>, Error> {
    let properties = resolver.properties(resource)?;
    let source = properties.text("EventSourceArn");
    if source.is_ok_and(|arn| arn.is_none_or(|arn| arn.starts_with("arn:") && !is_kinesis(&arn))) {
        return Ok(None);
    }
    let name = resource.logical_id.to_owned();
    Ok(Some(Found { name, properties, resource, is_event_of_function: false }))
}

fn events<'r, 't>(resolver: &'r Resolver<'t>, function: Resource<'t>) -> Result<Vec<Found<'r, 't>>, Error> {
    let mut found = Vec::new();
    let Some(events) = resolver.properties(function)?.section("Events")? else { return Ok(found) };
    for entry in events.entries() {
        let Some(event) = events.section(&entry.key)? else { continue };
        if event.text("Type")?.as_deref() != Some("Kinesis") {
            continue;
        }
        // As SAM names the mapping that it makes of it.
        let name = format!("{}{}", function.logical_id, entry.key);
        let properties = event.section("Properties")?.ok_or_else(|| event.missing("Properties"))?;
        found.push(Found { name, properties, resource: function, is_event_of_function: true });
    }
    Ok(found)
}

impl<'t> Found<'_, 't> {
    /// The function that it invokes, and the ARN with its qualifier.
    pub(super) fn function(&self, resolver: &Resolver<'t>) -> Result<(Resource<'t>, String), Error> {
        if self.is_event_of_function {
            return Ok((self.resource, arn_behind_sam(resolver, self.resource)?));
        }
        function_of(resolver, &self.properties)
    }

    /// The stream that it reads.
    pub(super) fn stream_arn(&self) -> Result<String, Error> {
        let properties = &self.properties;
        let property = if properties.has("Stream") { "Stream" } else { "EventSourceArn" };
        let arn = properties.required_text(property)?;
        if is_kinesis(&arn) {
            return Ok(arn);
        }
        Err(properties.error(
            properties.line_of(property),
            format!("{property} is \"{arn}\", which is no ARN of a Kinesis stream"),
            "write !GetAtt STREAM.Arn".to_owned(),
        ))
    }
}

fn is_kinesis(arn: &str) -> bool {
    arn.starts_with("arn:") && arn.split(':').nth(2) == Some("kinesis")
}

/// A function that cannot be resolved here is not the one that is named.
fn is_of_function<'t>(resolver: &Resolver<'t>, found: &Found<'_, 't>, name: &str) -> bool {
    let function = found.function(resolver).ok().map(|(function, _)| function);
    function.is_some_and(|function| {
        function.logical_id == name
            || resolver.physical_name(function).is_ok_and(|it| it == name)
            || function::binary(resolver, function).is_ok_and(|it| it == name)
    })
}

/// The function that `FunctionName` names: by its name or ARN, each perhaps with a qualifier.
fn function_of<'t>(
    resolver: &Resolver<'t>,
    properties: &Properties<'_, 't>,
) -> Result<(Resource<'t>, String), Error> {
    let text = properties.required_text("FunctionName")?;
    let line = properties.line_of("FunctionName");
    let (name, qualifier) = text.split_once(':').unwrap_or((&text, "$LATEST"));
    for function in resolver.resources(&FUNCTIONS) {
        if resolver.physical_name(function).is_ok_and(|it| it == name)
            && let Some(arn) = resolver.arn(function)?
        {
            return Ok((function, format!("{arn}:{qualifier}")));
        }
    }
    function::by_arn(resolver, "FunctionName", &text, line)
}

/// SAM maps to the alias that it publishes, if it does.
fn arn_behind_sam<'t>(resolver: &Resolver<'t>, function: Resource<'t>) -> Result<String, Error> {
    let qualifier = resolver.properties(function)?.text("AutoPublishAlias")?;
    let arn = resolver.arn(function)?.unwrap_or_default();
    Ok(format!("{arn}:{}", qualifier.as_deref().unwrap_or("$LATEST")))
}

fn maximum_record_age(properties: &Properties<'_, '_>) -> Result<Option<Duration>, Error> {
    const NAME: &str = "MaximumRecordAgeInSeconds";
    match properties.number::<i64>(NAME, -1..=604_800)? {
        None | Some(-1) => Ok(None),
        Some(seconds @ 60..) => Ok(Some(Duration::from_secs(seconds.unsigned_abs()))),
        Some(seconds) => Err(properties.error(
            properties.line_of(NAME),
            format!("{NAME} is {seconds}, which is out of range"),
            "write -1, or a number from 60 to 604800".to_owned(),
        )),
    }
}

fn reports_failures(properties: &Properties<'_, '_>) -> Result<bool, Error> {
    const NAME: &str = "FunctionResponseTypes";
    let types = properties.texts(NAME)?;
    match types.iter().find(|it| *it != "ReportBatchItemFailures") {
        Some(other) => Err(properties.error(
            properties.line_of(NAME),
            format!("{NAME} holds {other}"),
            "write [ReportBatchItemFailures], the only one there is".to_owned(),
        )),
        None => Ok(!types.is_empty()),
    }
}

fn filters(properties: &Properties<'_, '_>) -> Result<Vec<Pattern>, Error> {
    let Some(criteria) = properties.section("FilterCriteria")? else { return Ok(Vec::new()) };
    criteria.only(&["Filters"])?;
    let filters = criteria.sections("Filters")?;
    if filters.len() > MAX_FILTERS {
        return Err(criteria.error(
            criteria.line_of("Filters"),
            format!("{} filters are more than the {MAX_FILTERS} that a mapping takes", filters.len()),
            "join patterns with $or, or filter in the function".to_owned(),
        ));
    }
    filters.iter().map(filter).collect()
}

fn filter(filter: &Properties<'_, '_>) -> Result<Pattern, Error> {
    let text = filter.required_text("Pattern")?;
    let wrong = |what: String, fix: &str| filter.error(filter.line_of("Pattern"), what, fix.to_owned());
    if text.chars().count() > MAX_PATTERN_CHARACTERS {
        let what = format!("Pattern is longer than {MAX_PATTERN_CHARACTERS} characters");
        return Err(wrong(what, "shorten it, or write several filters"));
    }
    let pattern = Pattern::from_json(&text).map_err(|error| {
        wrong(
            format!("Pattern is none: {error}"),
            "write it as Lambda takes it, such as '{\"data\": {\"level\": [\"ERROR\"]}}'",
        )
    })?;
    let data = match pattern.source() {
        Source::Object(fields) => fields.iter().find(|(name, _)| name == "data"),
        _ => None,
    };
    if asks_about_data(&pattern) && data.is_some_and(|(_, value)| !matches!(value, Source::Object(_))) {
        let what = "Pattern asks for data that is not JSON, which Lambda refuses for streams".to_owned();
        return Err(wrong(
            what,
            "write what fields of the data may be: '{\"data\": {\"level\": [\"ERROR\"]}}'",
        ));
    }
    Ok(pattern)
}

fn on_failure(resolver: &Resolver<'_>, properties: &Properties<'_, '_>) -> Result<Option<OnFailure>, Error> {
    let Some(config) = properties.section("DestinationConfig")? else { return Ok(None) };
    config.only(&["OnFailure"])?;
    let Some(on_failure) = config.section("OnFailure")? else { return Ok(None) };
    on_failure.only(&["Destination", "Type"])?;
    let arn = on_failure.required_text("Destination")?;
    let kind = match arn.split(':').nth(2) {
        Some("s3") => OnFailureKind::S3,
        Some("sqs" | "sns") => OnFailureKind::Message,
        _ => {
            return Err(on_failure.error(
                on_failure.line_of("Destination"),
                format!("Destination is \"{arn}\", which is no ARN of a bucket, a queue or a topic"),
                "write !GetAtt BUCKET.Arn, !GetAtt QUEUE.Arn or !Ref TOPIC".to_owned(),
            ));
        }
    };
    for resource in resolver.resources(&["AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::SNS::Topic"]) {
        if resolver.arn(resource).is_ok_and(|it| it.as_deref() == Some(&arn)) {
            return Ok(Some(OnFailure { name: resource.logical_id.to_owned(), kind }));
        }
    }
    let name = arn.rsplit(':').next().unwrap_or_default().to_owned();
    Ok(Some(OnFailure { name, kind }))
}
