//! `DescribeDeliveryStream` and `ListDeliveryStreams`.

use super::{
    api::Api,
    refusal::{Refusal, Violations, check_name},
};
use crate::delivery_stream::{DeliveryStream, LambdaProcessor, S3Destination};
use serde::Deserialize;
use serde_json::{Value, json};

const MEBIBYTE: u64 = 1 << 20;
const DIRECT_PUT: &str = "DirectPut";
const KINESIS_STREAM_AS_SOURCE: &str = "KinesisStreamAsSource";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DescribeDeliveryStream {
    delivery_stream_name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListDeliveryStreams {
    limit: Option<i64>,
    delivery_stream_type: Option<String>,
    exclusive_start_delivery_stream_name: Option<String>,
}

pub(super) fn list(api: &Api, request: &ListDeliveryStreams) -> Result<Value, Refusal> {
    /// <https://docs.aws.amazon.com/firehose/latest/APIReference/API_ListDeliveryStreams.html>
    const DEFAULT_LIMIT: usize = 10;
    let mut violations = Violations::default();
    match request.limit {
        Some(limit) if limit < 1 => {
            violations.add(Some(&limit), "limit", "have value greater than or equal to 1");
        }
        Some(limit) if limit > 10_000 => {
            violations.add(Some(&limit), "limit", "have value less than or equal to 10000");
        }
        _ => {}
    }
    const TYPES: [&str; 4] = [DIRECT_PUT, KINESIS_STREAM_AS_SOURCE, "MSKAsSource", "DatabaseAsSource"];
    if let Some(kind) = &request.delivery_stream_type
        && !TYPES.contains(&kind.as_str())
    {
        let constraint = format!("satisfy enum value set: [{}]", TYPES.join(", "));
        violations.add(Some(kind), "deliveryStreamType", &constraint);
    }
    if let Some(name) = &request.exclusive_start_delivery_stream_name {
        check_name(name, "exclusiveStartDeliveryStreamName", &mut violations);
    }
    violations.check()?;
    let limit = request.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(DEFAULT_LIMIT);
    let start = request.exclusive_start_delivery_stream_name.as_deref().unwrap_or_default();
    let wanted = request.delivery_stream_type.as_deref();
    let mut names: Vec<_> = api
        .streams()
        .filter(|stream| wanted.is_none_or(|wanted| kind(stream) == wanted) && stream.name.as_str() > start)
        .map(|stream| stream.name.as_str())
        .collect();
    names.sort_unstable();
    let has_more = names.len() > limit;
    names.truncate(limit);
    Ok(json!({ "DeliveryStreamNames": names, "HasMoreDeliveryStreams": has_more }))
}

pub(super) fn stream(api: &Api, request: &DescribeDeliveryStream) -> Result<Value, Refusal> {
    let mut violations = Violations::default();
    match &request.delivery_stream_name {
        Some(name) => check_name(name, "deliveryStreamName", &mut violations),
        None => violations.add_null("deliveryStreamName"),
    }
    violations.check()?;
    let stream = &api.served(request.delivery_stream_name.as_deref().unwrap_or_default())?.stream;
    let created = api.created().as_millisecond() as f64 / 1000.0;
    let mut description = json!({
        "DeliveryStreamName": stream.name,
        "DeliveryStreamARN": stream.arn,
        "DeliveryStreamStatus": "ACTIVE",
        "DeliveryStreamEncryptionConfiguration": { "Status": "DISABLED" },
        "DeliveryStreamType": kind(stream),
        "VersionId": "1",
        "CreateTimestamp": created,
        "Destinations": [destination(stream)],
        "HasMoreDestinations": false,
    });
    if let Some(arn) = &stream.source_kinesis_stream_arn {
        let source = json!({ "KinesisStreamARN": arn, "RoleARN": role_arn(stream), "DeliveryStartTimestamp": created });
        description["Source"] = json!({ "KinesisStreamSourceDescription": source });
    }
    Ok(json!({ "DeliveryStreamDescription": description }))
}

fn kind(stream: &DeliveryStream) -> &'static str {
    match stream.source_kinesis_stream_arn {
        Some(_) => KINESIS_STREAM_AS_SOURCE,
        None => DIRECT_PUT,
    }
}

/// AWS describes an extended destination in both forms.
fn destination(stream: &DeliveryStream) -> Value {
    let plain = s3(stream, &stream.destination);
    let mut extended = plain.clone();
    extended["ProcessingConfiguration"] = processing(stream);
    extended["S3BackupMode"] = if stream.backup.is_some() { "Enabled" } else { "Disabled" }.into();
    if let Some(backup) = &stream.backup {
        extended["S3BackupDescription"] = s3(stream, backup);
    }
    if stream.dynamic_partitioning {
        extended["DynamicPartitioningConfiguration"] = json!({ "Enabled": true });
    }
    if let Some(extension) = &stream.destination.file_extension {
        extended["FileExtension"] = extension.as_str().into();
    }
    extended["CustomTimeZone"] = stream.destination.time_zone.as_str().into();
    json!({
        "DestinationId": "destinationId-000000000001",
        "S3DestinationDescription": plain,
        "ExtendedS3DestinationDescription": extended,
    })
}

fn s3(stream: &DeliveryStream, destination: &S3Destination) -> Value {
    let mut description = json!({
        "RoleARN": role_arn(stream),
        "BucketARN": format!("arn:aws:s3:::{}", destination.bucket),
        "BufferingHints": {
            "SizeInMBs": destination.buffer_size_bytes / MEBIBYTE,
            "IntervalInSeconds": destination.buffer_interval.as_secs(),
        },
        "CompressionFormat": destination.compression.name(),
        "EncryptionConfiguration": { "NoEncryptionConfig": "NoEncryption" },
        "CloudWatchLoggingOptions": { "Enabled": false },
    });
    for (name, prefix) in
        [("Prefix", &destination.prefix), ("ErrorOutputPrefix", &destination.error_output_prefix)]
    {
        if let Some(prefix) = prefix {
            description[name] = prefix.as_str().into();
        }
    }
    description
}

fn processing(stream: &DeliveryStream) -> Value {
    let lambda = stream.processor.as_ref().map(|processor| lambda(stream, processor));
    let delimiter =
        stream.append_delimiter.then(|| json!({ "Type": "AppendDelimiterToRecord", "Parameters": [] }));
    let processors: Vec<_> = lambda.into_iter().chain(delimiter).collect();
    json!({ "Enabled": !processors.is_empty(), "Processors": processors })
}

fn lambda(stream: &DeliveryStream, processor: &LambdaProcessor) -> Value {
    let size_mb = processor.buffer_size_bytes as f64 / MEBIBYTE as f64;
    // As it is written in templates: tenths where they matter.
    let size_mb = (size_mb * 1000.0).round() / 1000.0;
    let parameters = [
        ("LambdaArn", processor.lambda_arn.clone()),
        ("NumberOfRetries", processor.number_of_retries.to_string()),
        ("RoleArn", role_arn(stream)),
        ("BufferSizeInMBs", size_mb.to_string()),
        ("BufferIntervalInSeconds", processor.buffer_interval.as_secs().to_string()),
    ];
    let parameters =
        parameters.map(|(name, value)| json!({ "ParameterName": name, "ParameterValue": value }));
    json!({ "Type": "Lambda", "Parameters": parameters })
}

/// Roles are the account's: one is named that stands for whichever it is there.
fn role_arn(stream: &DeliveryStream) -> String {
    let account = stream.arn.split(':').nth(4).unwrap_or_default();
    format!("arn:aws:iam::{account}:role/{}", stream.name)
}
