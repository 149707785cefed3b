//! Delivery streams as Firehose describes them.

use super::{deployed, processor, stream, streams, text};
use serde_json::json;
use std::collections::BTreeSet;

#[test]
fn every_transform_is_called_by_an_alias_and_keeps_the_originals() {
    let mut transformed = 0;
    for (combination, name, stream) in streams() {
        let destination = &stream["destination"];
        let Some(parameters) = processor(destination) else {
            assert!(["ForwardedStream", "AggregatesStream", "FailureLogStream"].contains(&name), "{name}");
            continue;
        };
        transformed += 1;
        let function = text(&json!(parameters), "LambdaArn").to_owned();
        assert!(function.ends_with(":live"), "{combination}: {name} calls {function}");
        assert_eq!(
            (
                &parameters["NumberOfRetries"],
                &parameters["BufferSizeInMBs"],
                &parameters["BufferIntervalInSeconds"]
            ),
            (&json!("3"), &json!("1"), &json!("60")),
            "{combination}: {name}"
        );
        let backup = text(destination, "S3BackupMode");
        assert!(
            backup == "Enabled" || backup.starts_with("All"),
            "{combination}: {name} has backup {backup}"
        );
        let backup = if backup == "Enabled" {
            // Told by the API in one name, described in the other.
            destination.get("S3BackupDescription").expect("a backup")
        } else {
            destination
                .get("S3DestinationDescription")
                .or(destination.get("S3Configuration"))
                .expect("a backup")
        };
        assert!(text(backup, "Prefix").starts_with("originals/"), "{combination}: {name}");
        assert!(text(backup, "BucketARN").contains("originalsbucket"), "{combination}: {name}");
        assert_eq!(backup["CompressionFormat"], "GZIP", "{combination}: {name}");
    }
    assert!(transformed > 20);
}

/// What one stream sets aside must not be taken for another's.
#[test]
fn error_prefixes_are_distinct_and_the_tables_find_them() {
    for (combination, deployed) in deployed() {
        let mut seen = BTreeSet::new();
        for (name, stream) in deployed["streams"].as_object().expect("streams") {
            let destination = &stream["destination"];
            let place = destination.get("ErrorOutputPrefix").map_or_else(
                || destination.get("S3DestinationDescription").or(destination.get("S3Configuration")),
                |_| Some(destination),
            );
            let place = place.expect("a place in S3");
            // Redshift takes none, and puts failures below its prefix.
            let prefix = if stream["kind"] == "RedshiftDestinationConfiguration" {
                text(place, "Prefix")
            } else {
                text(place, "ErrorOutputPrefix")
            };
            assert!(seen.insert(prefix), "{combination}: {name} shares {prefix}");
        }
        let table = &deployed["resolved"]["FailedTable"]["TableInput"];
        let location = text(&table["Parameters"], "storage.location.template");
        let streams = text(&table["Parameters"], "projection.stream.values").split(',');
        let found: Vec<_> = streams
            .map(|stream| {
                let key = location.split_once("/failed/").expect("a prefix").1;
                let key = key.replace("${stream}", stream).replace("${date}", "!{timestamp:yyyy-MM-dd}");
                let key = key.replace("${hour}", "!{timestamp:HH}");
                format!("failed/{}", key.replace("processing-failed", "!{firehose:error-output-type}"))
            })
            .collect();
        let own = seen.iter().filter(|it| {
            !["forward", "aggregate", "reasons", "redshift"].iter().any(|other| it.contains(other))
        });
        for prefix in own {
            assert!(
                found.iter().any(|it| it == prefix),
                "{combination}: no partition of FailedTable is {prefix}"
            );
        }
    }
}

#[test]
fn each_destination_is_described_as_its_parameters_say() {
    let partitioned = &stream("key-of-ones-own", "PipelinePartitionedStream")["destination"];
    assert_eq!(partitioned["DynamicPartitioningConfiguration"]["Enabled"], true);
    assert_eq!(
        partitioned["Prefix"],
        "partitioned/service=!{partitionKeyFromLambda:service}/date=!{partitionKeyFromLambda:date}/"
    );
    assert_eq!(partitioned["CompressionFormat"], "GZIP");
    let key = "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";
    assert_eq!(partitioned["EncryptionConfiguration"]["KMSEncryptionConfig"]["AWSKMSKeyARN"], key);

    let parquet = &stream("everything-to-s3", "PipelineStream")["destination"];
    assert_eq!(
        (&parquet["CompressionFormat"], &parquet["BufferingHints"]["SizeInMBs"]),
        (&json!("UNCOMPRESSED"), &json!(128))
    );
    assert_eq!(parquet["DataFormatConversionConfiguration"]["Enabled"], true);

    let redshift = &stream("redshift", "PipelineRedshiftStream")["destination"];
    assert_eq!(
        redshift["CopyCommand"],
        json!({
            "DataTableName": "public.logs",
            "DataTableColumns": "time,body",
            "CopyOptions": "FORMAT AS JSON 'auto' GZIP TIMEFORMAT 'auto' TRUNCATECOLUMNS",
        })
    );
    let opensearch = &stream("opensearch", "PipelineOpenSearchStream")["destination"];
    assert_eq!(
        (&opensearch["IndexRotationPeriod"], &opensearch["S3BackupMode"]),
        (&json!("OneDay"), &json!("AllDocuments"))
    );
    let serverless = &stream("opensearch-serverless", "PipelineOpenSearchServerlessStream")["destination"];
    assert_eq!(
        serverless["CollectionEndpoint"],
        "https://0123456789abcdefghij.eu-central-1.aoss.amazonaws.com"
    );
    let splunk = &stream("splunk", "PipelineSplunkStream")["destination"];
    assert_eq!(
        (&splunk["HECEndpointType"], &splunk["HECAcknowledgmentTimeoutInSeconds"]),
        (&json!("Event"), &json!(300))
    );
    let http = &stream("http", "PipelineHttpEndpointStream")["destination"];
    assert_eq!(http["EndpointConfiguration"]["Url"], "https://logs.example.com/firehose");
    assert_eq!(http["RequestConfiguration"]["ContentEncoding"], "GZIP");
    let iceberg = &stream("iceberg", "PipelineIcebergStream")["destination"];
    assert_eq!(
        iceberg["CatalogConfiguration"]["CatalogARN"],
        "arn:aws:glue:eu-central-1:123456789012:catalog/s3tablescatalog/shop-tables"
    );
    for (name, destination) in [
        ("redshift", redshift),
        ("opensearch", opensearch),
        ("serverless", serverless),
        ("splunk", splunk),
        ("http", http),
        ("iceberg", iceberg),
    ] {
        assert_eq!(destination["RetryOptions"]["DurationInSeconds"], 3600, "{name}");
    }
}
