//! From `AWS::KinesisFirehose::DeliveryStream` to the stream that the local machine runs. What it cannot do as AWS
//! does is refused here: a stream that silently skips a step would show results that AWS does not give.

use super::{processing, properties::Properties, resolve::Resolver, resource::Resource};
use crate::{
    delivery_stream::{Compression, DeliveryStream, S3Destination},
    error::Error,
};
use std::time::Duration;

const DELIVERY_STREAMS: [&str; 1] = ["AWS::KinesisFirehose::DeliveryStream"];
pub(super) const MEBIBYTE: u64 = 1024 * 1024;

const DESTINATION_PROPERTIES: [&str; 15] = [
    "BucketARN",
    "BufferingHints",
    "CloudWatchLoggingOptions",
    "CompressionFormat",
    "CustomTimeZone",
    "DataFormatConversionConfiguration",
    "DynamicPartitioningConfiguration",
    "EncryptionConfiguration",
    "ErrorOutputPrefix",
    "FileExtension",
    "Prefix",
    "ProcessingConfiguration",
    "RoleARN",
    "S3BackupConfiguration",
    "S3BackupMode",
];

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
    let s3 = s3_properties(&properties)?;
    s3.only(&DESTINATION_PROPERTIES)?;
    refuse_format_conversion(&s3)?;

    let dynamic_partitioning = match s3.section("DynamicPartitioningConfiguration")? {
        Some(partitioning) => partitioning.boolean("Enabled")?.unwrap_or(false),
        None => false,
    };
    let destination = destination(resolver, &s3, dynamic_partitioning.then_some(PARTITIONED))?;
    if dynamic_partitioning {
        // Without its two prefixes Firehose does not accept such a stream.
        for prefix in ["Prefix", "ErrorOutputPrefix"] {
            s3.required_text(prefix)?;
        }
    }
    let (processor, append_delimiter) = processing::read(resolver, &s3)?;
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
        backup: backup(resolver, &s3)?,
        destination,
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

/// The S3 destination in either of its two spellings.
fn s3_properties<'r, 't>(properties: &Properties<'r, 't>) -> Result<Properties<'r, 't>, Error> {
    const S3: [&str; 2] = ["ExtendedS3DestinationConfiguration", "S3DestinationConfiguration"];
    for entry in properties.entries() {
        let is_other = entry.key.ends_with("DestinationConfiguration") && !S3.contains(&entry.key.as_str());
        if is_other && properties.section(&entry.key)?.is_some() {
            return Err(properties.error(
                entry.line,
                format!("the local delivery stream cannot deliver as {} says", entry.key),
                "choose a stream with an ExtendedS3DestinationConfiguration".to_owned(),
            ));
        }
    }
    match properties.section(S3[0])? {
        Some(s3) => Ok(s3),
        None => properties.section(S3[1])?.ok_or_else(|| properties.missing(S3[0])),
    }
}

fn refuse_format_conversion(s3: &Properties<'_, '_>) -> Result<(), Error> {
    match s3.section("DataFormatConversionConfiguration")? {
        // `Enabled` is true where it is left out.
        Some(conversion) if conversion.boolean("Enabled")?.unwrap_or(true) => Err(s3.error(
            conversion.line,
            "the local delivery stream cannot convert records to Parquet or ORC".to_owned(),
            "put the conversion behind a condition (!If) whose parameter turns it off for local runs"
                .to_owned(),
        )),
        _ => Ok(()),
    }
}

/// Zero buffering is for plain destinations. The shortest interval of others in seconds, and why.
type LeastInterval = (u64, &'static str);
/// <https://docs.aws.amazon.com/firehose/latest/dev/buffering-hints.html>
const PARTITIONED: LeastInterval = (1, "Firehose takes no zero buffering with dynamic partitioning");
/// No page of AWS says so; the service refuses less.
const BACKUP: LeastInterval = (60, "Firehose takes no less than 60 for a backup");

fn destination(
    resolver: &Resolver<'_>,
    s3: &Properties<'_, '_>,
    least_interval: Option<LeastInterval>,
) -> Result<S3Destination, Error> {
    let hints = s3.section("BufferingHints")?;
    let (size_mb, interval_s) = match &hints {
        Some(hints) => {
            hints.only(&["IntervalInSeconds", "SizeInMBs"])?;
            (hints.number("SizeInMBs", 1..=128)?, hints.number("IntervalInSeconds", 0..=900)?)
        }
        None => (None, None),
    };
    if let (Some(hints), Some(interval_s), Some((least_s, why))) = (&hints, interval_s, least_interval)
        && interval_s < least_s
    {
        return Err(hints.error(
            hints.line_of("IntervalInSeconds"),
            format!("IntervalInSeconds is {interval_s}, but {why}"),
            "write a number from 60 to 900".to_owned(),
        ));
    }
    Ok(S3Destination {
        bucket: bucket(resolver, s3)?,
        prefix: s3.text("Prefix")?,
        error_output_prefix: s3.text("ErrorOutputPrefix")?,
        buffer_size_bytes: size_mb.unwrap_or(5) * MEBIBYTE,
        buffer_interval: Duration::from_secs(interval_s.unwrap_or(300)),
        compression: compression(s3)?,
        file_extension: s3.text("FileExtension")?.filter(|extension| !extension.is_empty()),
        time_zone: s3
            .text("CustomTimeZone")?
            .filter(|zone| !zone.is_empty())
            .unwrap_or_else(|| "UTC".to_owned()),
    })
}

/// The bucket's logical id where the template defines it, else the name in the ARN.
fn bucket(resolver: &Resolver<'_>, s3: &Properties<'_, '_>) -> Result<String, Error> {
    let arn = s3.required_text("BucketARN")?;
    for bucket in resolver.resources(&["AWS::S3::Bucket"]) {
        // A bucket whose name cannot be resolved here is not the one whose ARN just was.
        if resolver.arn(bucket).is_ok_and(|it| it.as_deref() == Some(&arn)) {
            return Ok(bucket.logical_id.to_owned());
        }
    }
    match arn.splitn(6, ':').collect::<Vec<_>>()[..] {
        ["arn", _, "s3", "", "", name] if !name.is_empty() && !name.contains('/') => Ok(name.to_owned()),
        _ => Err(s3.error(
            s3.line_of("BucketARN"),
            format!("BucketARN is \"{arn}\", which is no ARN of a bucket"),
            "write !GetAtt BUCKET.Arn, or arn:aws:s3:::NAME".to_owned(),
        )),
    }
}

fn compression(s3: &Properties<'_, '_>) -> Result<Compression, Error> {
    match s3.text("CompressionFormat")?.as_deref() {
        None | Some("UNCOMPRESSED") => Ok(Compression::Uncompressed),
        Some("GZIP") => Ok(Compression::Gzip),
        Some("ZIP") => Ok(Compression::Zip),
        Some("Snappy") => Ok(Compression::Snappy),
        Some("HADOOP_SNAPPY") => Ok(Compression::HadoopSnappy),
        Some(other) => Err(s3.error(
            s3.line_of("CompressionFormat"),
            format!("Firehose knows no CompressionFormat {other}"),
            "write UNCOMPRESSED, GZIP, ZIP, Snappy or HADOOP_SNAPPY".to_owned(),
        )),
    }
}

fn backup(resolver: &Resolver<'_>, s3: &Properties<'_, '_>) -> Result<Option<S3Destination>, Error> {
    match s3.text("S3BackupMode")?.as_deref() {
        None | Some("Disabled") => Ok(None),
        Some("Enabled") => match s3.section("S3BackupConfiguration")? {
            Some(backup) => {
                backup.only(&DESTINATION_PROPERTIES)?;
                destination(resolver, &backup, Some(BACKUP)).map(Some)
            }
            None => Err(s3.missing("S3BackupConfiguration")),
        },
        Some(other) => Err(s3.error(
            s3.line_of("S3BackupMode"),
            format!("Firehose knows no S3BackupMode {other} for S3"),
            "write Enabled or Disabled".to_owned(),
        )),
    }
}
