//! A delivery stream of the template, whatever it delivers to, with the lines of what is said.

use super::Findings;
use crate::{
    error::Error,
    template::{function, properties::Properties, resolve::Resolver, resource::Resource},
};

/// A delivery stream.
pub(super) struct Stream<'r, 't> {
    pub(super) resource: Resource<'t>,
    pub(super) properties: Properties<'r, 't>,
    pub(super) kind: Kind,
    pub(super) destination: Properties<'r, 't>,
}

/// Where a stream delivers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    S3,
    Redshift,
    OpenSearch,
    Splunk,
    HttpEndpoint,
    Snowflake,
    Iceberg,
}

const KINDS: [(&str, Kind); 9] = [
    ("ExtendedS3DestinationConfiguration", Kind::S3),
    ("S3DestinationConfiguration", Kind::S3),
    ("RedshiftDestinationConfiguration", Kind::Redshift),
    ("AmazonopensearchserviceDestinationConfiguration", Kind::OpenSearch),
    ("AmazonOpenSearchServerlessDestinationConfiguration", Kind::OpenSearch),
    ("ElasticsearchDestinationConfiguration", Kind::OpenSearch),
    ("SplunkDestinationConfiguration", Kind::Splunk),
    ("HttpEndpointDestinationConfiguration", Kind::HttpEndpoint),
    ("SnowflakeDestinationConfiguration", Kind::Snowflake),
];
const ICEBERG: &str = "IcebergDestinationConfiguration";

/// A bucket that a stream writes to.
pub(super) struct Place<'r, 't> {
    pub(super) purpose: Purpose,
    pub(super) properties: Properties<'r, 't>,
}

/// What a stream writes to a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// What the function made, for readers.
    Delivered,
    /// The same, on its way to Redshift.
    Intermediate,
    /// Originals.
    Backup,
}

/// The Lambda processor of a stream.
pub(super) struct Processor<'t> {
    /// The function, if the template has it.
    pub(super) function: Option<Resource<'t>>,
    /// Its ARN as Firehose calls it, with a qualifier.
    pub(super) arn: String,
    pub(super) role: Option<(String, usize)>,
    pub(super) buffer_size_mb: f64,
    pub(super) buffer_line: usize,
}

impl<'r, 't> Stream<'r, 't> {
    /// All streams of the template that exist under its parameters.
    pub(super) fn all(resolver: &'r Resolver<'t>, findings: &mut Findings<'_>) -> Vec<Self> {
        let mut streams = Vec::new();
        for resource in resolver.resources(&["AWS::KinesisFirehose::DeliveryStream"]) {
            match Self::read(resolver, resource) {
                Ok(Some(stream)) => streams.push(stream),
                Ok(None) => findings.add(
                    resource.line,
                    format!("{} has no destination", resource.logical_id),
                    "add an ExtendedS3DestinationConfiguration, or that of another destination",
                ),
                Err(error) => findings.unreadable(error),
            }
        }
        streams
    }

    fn read(resolver: &'r Resolver<'t>, resource: Resource<'t>) -> Result<Option<Self>, Error> {
        resolver.exists(resource)?;
        let properties = resolver.properties(resource)?;
        for (name, kind) in KINDS.iter().chain(&[(ICEBERG, Kind::Iceberg)]) {
            if let Some(destination) = properties.section(name)? {
                return Ok(Some(Self { resource, properties, kind: *kind, destination }));
            }
        }
        Ok(None)
    }

    pub(super) fn name(&self) -> &'t str {
        self.resource.logical_id
    }

    /// Buckets that the stream writes to.
    pub(super) fn places(&self) -> Result<Vec<Place<'r, 't>>, Error> {
        let mut places = Vec::new();
        let mut add = |purpose, properties: Option<Properties<'r, 't>>| {
            places.extend(properties.map(|properties| Place { purpose, properties }));
        };
        match self.kind {
            Kind::S3 => {
                add(Purpose::Delivered, Some(self.destination.clone()));
                add(Purpose::Backup, self.backup_configuration()?);
            }
            Kind::Redshift => {
                add(Purpose::Intermediate, self.destination.section("S3Configuration")?);
                add(Purpose::Backup, self.backup_configuration()?);
            }
            _ => add(Purpose::Backup, self.destination.section("S3Configuration")?),
        }
        Ok(places)
    }

    fn backup_configuration(&self) -> Result<Option<Properties<'r, 't>>, Error> {
        match self.destination.text("S3BackupMode")?.as_deref() {
            Some("Enabled") => self.destination.section("S3BackupConfiguration"),
            _ => Ok(None),
        }
    }

    /// Processors, if they are enabled.
    pub(super) fn processors(&self) -> Result<Vec<Properties<'r, 't>>, Error> {
        match self.destination.section("ProcessingConfiguration")? {
            Some(processing) if processing.boolean("Enabled")?.unwrap_or(false) => {
                processing.sections("Processors")
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The first processor of a type.
    pub(super) fn processor(&self, kind: &str) -> Result<Option<Properties<'r, 't>>, Error> {
        for processor in self.processors()? {
            if processor.text("Type")?.as_deref() == Some(kind) {
                return Ok(Some(processor));
            }
        }
        Ok(None)
    }

    pub(super) fn lambda(&self, resolver: &Resolver<'t>) -> Result<Option<Processor<'t>>, Error> {
        let Some(processor) = self.processor("Lambda")? else { return Ok(None) };
        let default_mb = if matches!(self.kind, Kind::Splunk | Kind::Snowflake) { 0.25 } else { 1.0 };
        let (mut arn, mut role) = (None, None);
        let (mut buffer_size_mb, mut buffer_line) = (default_mb, processor.line);
        for parameter in processor.sections("Parameters")? {
            let line = parameter.line_of("ParameterValue");
            match parameter.required_text("ParameterName")?.as_str() {
                "LambdaArn" => arn = Some((parameter.required_text("ParameterValue")?, line)),
                "RoleArn" => role = Some((parameter.required_text("ParameterValue")?, line)),
                "BufferSizeInMBs" => {
                    let value = parameter.required_text("ParameterValue")?;
                    buffer_size_mb = parameter.in_range("BufferSizeInMBs", &value, 0.2..=3.0, line)?;
                    buffer_line = line;
                }
                _ => {}
            }
        }
        let Some((arn, line)) = arn else { return Err(processor.missing("LambdaArn")) };
        let role = match role {
            Some(role) => Some(role),
            None => self.role(&self.destination)?,
        };
        let (function, arn) = match function::by_arn(resolver, "LambdaArn", &arn, line) {
            Ok((function, arn)) => (Some(function), arn),
            Err(_) if arn.split(':').count() > 7 => (None, arn),
            Err(_) => (None, format!("{arn}:$LATEST")),
        };
        Ok(Some(Processor { function, arn, role, buffer_size_mb, buffer_line }))
    }

    /// `RoleARN` of a section and its line.
    pub(super) fn role(&self, section: &Properties<'_, '_>) -> Result<Option<(String, usize)>, Error> {
        Ok(section.text("RoleARN")?.map(|role| (role, section.line_of("RoleARN"))))
    }
}

impl Place<'_, '_> {
    /// What stands in every key, before the first expression.
    pub(super) fn head(&self, property: &str) -> Result<String, Error> {
        let prefix = self.properties.text(property)?.unwrap_or_default();
        // It begins what fails, and what fails in a function is the most frequent.
        let prefix = prefix.replace("!{firehose:error-output-type}", "processing-failed");
        Ok(prefix.split("!{").next().unwrap_or_default().to_owned())
    }

    /// The bucket's ARN, and its line.
    pub(super) fn bucket(&self) -> Result<(String, usize), Error> {
        Ok((self.properties.required_text("BucketARN")?, self.properties.line_of("BucketARN")))
    }
}
