//! Where a stream delivers to, what becomes of what cannot be delivered, and of the originals.

use super::{
    endpoint::{self, KINDS, REDSHIFT},
    properties::Properties,
    resolve::Resolver,
};
use crate::{
    delivery_stream::{Compression, Endpoint, Redshift, S3Destination},
    error::Error,
};
use std::time::Duration;

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

/// Where records go.
pub(super) struct Delivered {
    pub(super) destination: S3Destination,
    pub(super) dynamic_partitioning: bool,
    pub(super) endpoint: Option<Endpoint>,
    pub(super) redshift: Option<Redshift>,
    pub(super) backup: Option<S3Destination>,
}

/// Reads the one destination of a stream, as [`section`] found it.
pub(super) fn read(resolver: &Resolver<'_>, section: &Properties<'_, '_>) -> Result<Delivered, Error> {
    if section.name == REDSHIFT {
        return through_redshift(resolver, section);
    }
    match KINDS.iter().find(|kind| kind.section == section.name) {
        Some(kind) => {
            let (endpoint, backs_all_up) = kind.read(section)?;
            to_endpoint(resolver, section, endpoint, backs_all_up)
        }
        None => to_s3(resolver, section),
    }
}

fn to_s3(resolver: &Resolver<'_>, s3: &Properties<'_, '_>) -> Result<Delivered, Error> {
    s3.only(&DESTINATION_PROPERTIES)?;
    refuse_format_conversion(s3)?;
    let dynamic_partitioning = match s3.section("DynamicPartitioningConfiguration")? {
        Some(partitioning) => partitioning.boolean("Enabled")?.unwrap_or(false),
        None => false,
    };
    let destination = destination(resolver, s3, dynamic_partitioning.then_some(PARTITIONED))?;
    if dynamic_partitioning {
        // Without its two prefixes Firehose does not accept such a stream.
        for prefix in ["Prefix", "ErrorOutputPrefix"] {
            s3.required_text(prefix)?;
        }
    }
    let backup = backup(resolver, s3)?;
    Ok(Delivered { destination, dynamic_partitioning, endpoint: None, redshift: None, backup })
}

/// The bucket is for what the endpoint does not take and, if asked for, for the originals.
fn to_endpoint(
    resolver: &Resolver<'_>,
    section: &Properties<'_, '_>,
    endpoint: Endpoint,
    backs_all_up: bool,
) -> Result<Delivered, Error> {
    let s3 = s3_configuration(section)?;
    let destination = destination(resolver, &s3, backs_all_up.then_some(BACKUP))?;
    let backup = backs_all_up.then(|| destination.clone());
    Ok(Delivered {
        destination,
        dynamic_partitioning: false,
        endpoint: Some(endpoint),
        redshift: None,
        backup,
    })
}

/// <https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html>
fn through_redshift(resolver: &Resolver<'_>, section: &Properties<'_, '_>) -> Result<Delivered, Error> {
    let redshift = endpoint::redshift(section)?;
    let s3 = s3_configuration(section)?;
    let destination = destination(resolver, &s3, None)?;
    if !matches!(destination.compression, Compression::Uncompressed | Compression::Gzip) {
        return Err(s3.error(
            s3.line_of("CompressionFormat"),
            "Redshift loads objects that are uncompressed or GZIP only".to_owned(),
            "write UNCOMPRESSED or GZIP".to_owned(),
        ));
    }
    for (property, prefix) in
        [("Prefix", &destination.prefix), ("ErrorOutputPrefix", &destination.error_output_prefix)]
    {
        if prefix.as_ref().is_some_and(|prefix| prefix.contains("!{") || property == "ErrorOutputPrefix") {
            return Err(s3.error(
                s3.line_of(property),
                "Firehose takes no expressions and no ErrorOutputPrefix for Redshift".to_owned(),
                format!("write a {property} without !{{…}}, or none"),
            ));
        }
    }
    let is_gzip = destination.compression == Compression::Gzip;
    let options = redshift.options.as_deref().unwrap_or_default();
    let reads_gzip = options.split_whitespace().any(|option| option.eq_ignore_ascii_case("GZIP"));
    if is_gzip != reads_gzip {
        return Err(section.error(
            section.line_of("CopyCommand"),
            "CopyOptions and CompressionFormat disagree about GZIP".to_owned(),
            "write GZIP in both, or in neither".to_owned(),
        ));
    }
    let backup = backup(resolver, section)?;
    Ok(Delivered {
        destination,
        dynamic_partitioning: false,
        endpoint: None,
        redshift: Some(redshift),
        backup,
    })
}

fn s3_configuration<'r, 't>(section: &Properties<'r, 't>) -> Result<Properties<'r, 't>, Error> {
    let s3 = section.section("S3Configuration")?.ok_or_else(|| section.missing("S3Configuration"))?;
    s3.only(&[
        "BucketARN",
        "BufferingHints",
        "CloudWatchLoggingOptions",
        "CompressionFormat",
        "EncryptionConfiguration",
        "ErrorOutputPrefix",
        "Prefix",
        "RoleARN",
    ])?;
    Ok(s3)
}

/// The one destination that the stream has; S3 has two spellings.
pub(super) fn section<'r, 't>(properties: &Properties<'r, 't>) -> Result<Properties<'r, 't>, Error> {
    const S3: [&str; 2] = ["ExtendedS3DestinationConfiguration", "S3DestinationConfiguration"];
    let mut found: Option<Properties<'r, 't>> = None;
    for entry in properties.entries() {
        let name = entry.key.as_str();
        if !name.ends_with("DestinationConfiguration") {
            continue;
        }
        let Some(section) = properties.section(name)? else { continue };
        if !S3.contains(&name) && name != REDSHIFT && !KINDS.iter().any(|kind| kind.section == name) {
            return Err(properties.error(
                entry.line,
                format!("the local delivery stream cannot deliver as {name} says"),
                "choose a stream with an ExtendedS3DestinationConfiguration".to_owned(),
            ));
        }
        if let Some(first) = found.replace(section) {
            return Err(properties.error(
                entry.line,
                format!("{name} is a second destination beside {}", first.name),
                "leave one of them: a delivery stream has exactly one".to_owned(),
            ));
        }
    }
    found.ok_or_else(|| properties.missing(S3[0]))
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
