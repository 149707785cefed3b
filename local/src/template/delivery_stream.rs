//! From `AWS::KinesisFirehose::DeliveryStream` to the stream that the local machine runs. What it cannot do as AWS
//! does is refused here: a stream that silently skips a step would show results that AWS does not give.

use super::{
    destination::{self, Delivered},
    processing,
    properties::Properties,
    resolve::Resolver,
    resource::Resource,
};
use crate::{delivery_stream::DeliveryStream, error::Error};

const DELIVERY_STREAMS: [&str; 1] = ["AWS::KinesisFirehose::DeliveryStream"];

/// The stream of this logical id or name; without a name the only one.
pub(super) fn read(resolver: &Resolver<'_>, name: Option<&str>) -> Result<DeliveryStream, Error> {
    resolve(resolver, find(resolver, name)?)
}

/// All streams whose conditions hold, in the order of the template.
pub(super) fn read_all(resolver: &Resolver<'_>) -> Result<Vec<DeliveryStream>, Error> {
    let streams = resolver.resources(&DELIVERY_STREAMS);
    if streams.is_empty() {
        return Err(no_stream(resolver));
    }
    streams.into_iter().map(|stream| resolve(resolver, stream)).collect()
}

fn resolve<'t>(resolver: &Resolver<'t>, resource: Resource<'t>) -> Result<DeliveryStream, Error> {
    // Chosen, so that a condition which cannot be resolved matters now.
    resolver.exists(resource)?;
    let properties = resolver.properties(resource)?;
    let source_kinesis_stream_arn = source(&properties)?;
    let section = destination::section(&properties)?;
    let Delivered { destination, dynamic_partitioning, endpoint, redshift, backup } =
        destination::read(resolver, &section)?;
    let (processor, append_delimiter) = processing::read(resolver, &section)?;
    let name = resolver.physical_name(resource)?;
    Ok(DeliveryStream {
        logical_id: resource.logical_id.to_owned(),
        arn: resolver.regional_arn("firehose", &format!("deliverystream/{name}")),
        name,
        region: resolver.pseudo("AWS::Region"),
        source_kinesis_stream_arn,
        processor,
        append_delimiter,
        dynamic_partitioning,
        destination,
        endpoint,
        redshift,
        backup,
    })
}

fn find<'t>(resolver: &Resolver<'t>, name: Option<&str>) -> Result<Resource<'t>, Error> {
    let streams = resolver.resources(&DELIVERY_STREAMS);
    let Some(name) = name else {
        return match &streams[..] {
            [only] => Ok(*only),
            [] => Err(no_stream(resolver)),
            several => Err(resolver.template.error(
                None,
                format!("the template has {} delivery streams", several.len()),
                format!("name one of {}: --stream NAME", logical_ids(several)),
            )),
        };
    };
    if let Some(stream) = streams.iter().find(|stream| stream.logical_id == name) {
        return Ok(*stream);
    }
    // The name of another stream may be one that cannot be resolved here; that is no reason to fail.
    if let Some(stream) =
        streams.iter().find(|stream| resolver.physical_name(**stream).is_ok_and(|it| it == name))
    {
        return Ok(*stream);
    }
    let fix = match &streams[..] {
        [] => "add a resource of type AWS::KinesisFirehose::DeliveryStream".to_owned(),
        some => format!("name one of {}: --stream NAME", logical_ids(some)),
    };
    Err(resolver.template.error(None, format!("the template has no delivery stream {name}"), fix))
}

fn no_stream(resolver: &Resolver<'_>) -> Error {
    resolver.template.error(
        None,
        "the template has no delivery stream".to_owned(),
        "add a resource of type AWS::KinesisFirehose::DeliveryStream, or name another template: --template FILE"
            .to_owned(),
    )
}

pub(super) fn logical_ids(resources: &[Resource<'_>]) -> String {
    resources.iter().map(|resource| resource.logical_id).collect::<Vec<_>>().join(", ")
}

/// ARN of the Kinesis stream that the stream reads; none for direct put.
fn source(properties: &Properties<'_, '_>) -> Result<Option<String>, Error> {
    let kind = properties.text("DeliveryStreamType")?.unwrap_or_else(|| "DirectPut".to_owned());
    match kind.as_str() {
        "DirectPut" => Ok(None),
        "KinesisStreamAsSource" => {
            let source = properties.section("KinesisStreamSourceConfiguration")?;
            let source = source.ok_or_else(|| properties.missing("KinesisStreamSourceConfiguration"))?;
            source.required_text("KinesisStreamARN").map(Some)
        }
        other => Err(properties.error(
            properties.line_of("DeliveryStreamType"),
            format!("the local delivery stream has no source of type {other}"),
            "choose a stream of type DirectPut or KinesisStreamAsSource".to_owned(),
        )),
    }
}
