//! An event source mapping from a data stream to a function, in the words of Lambda or of SAM.

use super::Findings;
use crate::{
    error::Error,
    template::{
        event_source_mapping::{self, Found},
        properties::Properties,
        resolve::Resolver,
        resource::Resource,
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
        for found in event_source_mapping::all(resolver) {
            match found.and_then(|found| Self::new(resolver, found)) {
                Ok(source) => sources.push(source),
                Err(error) => findings.unreadable(error),
            }
        }
        sources
    }

    fn new(resolver: &'r Resolver<'t>, found: Found<'r, 't>) -> Result<Self, Error> {
        resolver.exists(found.resource)?;
        let stream_arn = found.stream_arn()?;
        let function = found.function(resolver).ok().map(|(function, _)| function);
        let Found { name, properties, .. } = found;
        Ok(Self { name, properties, stream_arn, function })
    }

    /// Where what failed goes: its ARN and line.
    pub(super) fn on_failure(&self) -> Result<Option<(String, usize)>, Error> {
        let Some(config) = self.properties.section("DestinationConfig")? else { return Ok(None) };
        let Some(on_failure) = config.section("OnFailure")? else { return Ok(None) };
        let arn = on_failure.text("Destination")?;
        Ok(arn.map(|arn| (arn, on_failure.line_of("Destination"))))
    }
}
