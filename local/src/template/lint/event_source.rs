//! An event source mapping from a data stream to a function, in the words of Lambda or of SAM.

use super::Findings;
use crate::{
    error::Error,
    template::{
        function, properties::Properties, resolve::Resolver, resource::FUNCTIONS, resource::Resource,
    },
};

/// A mapping from a Kinesis stream.
pub(super) struct EventSource<'r, 't> {
    /// What a message calls it.
    pub(super) name: String,
    pub(super) properties: Properties<'r, 't>,
    pub(super) stream_arn: String,
    /// The function, if the template has it.
    pub(super) function: Option<Resource<'t>>,
}

impl<'r, 't> EventSource<'r, 't> {
    /// All mappings that exist under the template's parameters.
    pub(super) fn all(resolver: &'r Resolver<'t>, findings: &mut Findings<'_>) -> Vec<Self> {
        let mut sources = Vec::new();
        for resource in resolver.resources(&["AWS::Lambda::EventSourceMapping"]) {
            match Self::of_lambda(resolver, resource) {
                Ok(source) => sources.extend(source),
                Err(error) => findings.unreadable(error),
            }
        }
        for function in resolver.resources(&FUNCTIONS) {
            match Self::of_sam(resolver, function) {
                Ok(found) => sources.extend(found),
                Err(error) => findings.unreadable(error),
            }
        }
        sources
    }

    fn of_lambda(resolver: &'r Resolver<'t>, resource: Resource<'t>) -> Result<Option<Self>, Error> {
        resolver.exists(resource)?;
        let properties = resolver.properties(resource)?;
        let Some(stream_arn) = properties.text("EventSourceArn")? else { return Ok(None) };
        if !is_kinesis(&stream_arn) {
            return Ok(None);
        }
        let name = properties.required_text("FunctionName")?;
        let by_name = |function: &Resource<'t>| resolver.physical_name(*function).is_ok_and(|it| it == name);
        let function = match function::by_arn(resolver, &name, properties.line) {
            Ok((function, _)) => Some(function),
            Err(_) => resolver.resources(&FUNCTIONS).into_iter().find(by_name),
        };
        let name = resource.logical_id.to_owned();
        Ok(Some(Self { name, properties, stream_arn, function }))
    }

    fn of_sam(resolver: &'r Resolver<'t>, function: Resource<'t>) -> Result<Vec<Self>, Error> {
        let mut found = Vec::new();
        let Some(events) = resolver.properties(function)?.section("Events")? else { return Ok(found) };
        for entry in events.entries() {
            let Some(event) = events.section(&entry.key)? else { continue };
            if event.text("Type")?.as_deref() != Some("Kinesis") {
                continue;
            }
            let name = format!("{} of {}", entry.key, function.logical_id);
            let properties = event.section("Properties")?.ok_or_else(|| event.missing("Properties"))?;
            let stream_arn = properties.required_text("Stream")?;
            found.push(Self { name, properties, stream_arn, function: Some(function) });
        }
        Ok(found)
    }

    /// Where what failed goes: its ARN and line.
    pub(super) fn on_failure(&self) -> Result<Option<(String, usize)>, Error> {
        let Some(config) = self.properties.section("DestinationConfig")? else { return Ok(None) };
        let Some(on_failure) = config.section("OnFailure")? else { return Ok(None) };
        let arn = on_failure.text("Destination")?;
        Ok(arn.map(|arn| (arn, on_failure.line_of("Destination"))))
    }
}

fn is_kinesis(arn: &str) -> bool {
    arn.split(':').nth(2) == Some("kinesis")
}
