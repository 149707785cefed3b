//! Destinations other than S3.

use super::parse;
use crate::{
    delivery_stream::{
        DeliveryStream, Endpoint, HecEndpointType, HttpEndpoint, Iceberg, IndexRotationPeriod, OpenSearch,
        Redshift, Service, Snowflake, Splunk,
    },
    error::Error,
};
use std::time::Duration;

/// A stream whose destination is `kind` with these properties, beside a bucket for what fails.
fn read(kind: &str, properties: &str) -> Result<DeliveryStream, Error> {
    let properties: String =
        properties.lines().filter(|line| !line.is_empty()).map(|line| format!("        {line}\n")).collect();
    let text = format!(
        "Resources:
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      {kind}DestinationConfiguration:
{properties}        S3Configuration: {{BucketARN: !GetAtt Failed.Arn, RoleARN: r, ErrorOutputPrefix: bad/}}
  Failed: {{Type: AWS::S3::Bucket}}
"
    );
    parse(&text).delivery_stream(None)
}

fn endpoint(kind: &str, properties: &str) -> Endpoint {
    let stream = read(kind, properties).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(stream.destination.bucket, "Failed");
    assert_eq!(stream.destination.error_output_prefix.as_deref(), Some("bad/"));
    assert_eq!((stream.backup, stream.redshift, stream.dynamic_partitioning), (None, None, false));
    stream.endpoint.expect("an endpoint")
}

#[track_caller]
fn refused(kind: &str, properties: &str, expected: &str) {
    let error = read(kind, properties).expect_err("refused").to_string();
    assert_eq!(error, format!("template.yaml {expected}"));
}

const HTTP: &str = "EndpointConfiguration: {Url: 'https://logs.example.com/', AccessKey: key}";
const OPEN_SEARCH: &str = "IndexName: logs";
const SPLUNK: &str = "HECEndpointType: Event";

#[test]
fn an_http_endpoint() {
    let whole = endpoint(
        "HttpEndpoint",
        "EndpointConfiguration: {Url: 'https://logs.example.com/', Name: logs}
SecretsManagerConfiguration: {Enabled: true, SecretARN: s}
BufferingHints: {SizeInMBs: 64, IntervalInSeconds: 0}
RetryOptions: {DurationInSeconds: 7}
RequestConfiguration:
  ContentEncoding: GZIP
  CommonAttributes: [{AttributeName: a, AttributeValue: b}]
CloudWatchLoggingOptions: {Enabled: false}
S3BackupMode: FailedDataOnly",
    );
    let http = HttpEndpoint {
        access_key: Some("local".into()),
        common_attributes: vec![("a".into(), "b".into())],
        gzip: true,
    };
    assert_eq!(
        whole,
        Endpoint {
            service: Service::HttpEndpoint(http),
            buffer_size_bytes: 64 << 20,
            buffer_interval: Duration::ZERO,
            retry_duration: Duration::from_secs(7),
        }
    );
    let http = HttpEndpoint { access_key: Some("key".into()), common_attributes: vec![], gzip: false };
    assert_eq!(
        endpoint("HttpEndpoint", HTTP),
        Endpoint {
            service: Service::HttpEndpoint(http),
            buffer_size_bytes: 5 << 20,
            buffer_interval: Duration::from_secs(300),
            retry_duration: Duration::from_secs(300),
        }
    );
}

#[test]
fn open_search_and_its_kin() {
    let daily = OpenSearch {
        index_name: "logs".into(),
        index_rotation_period: IndexRotationPeriod::OneDay,
        gives_document_ids: true,
        serverless: false,
    };
    for kind in ["Amazonopensearchservice", "Elasticsearch"] {
        assert_eq!(endpoint(kind, OPEN_SEARCH).service, Service::OpenSearch(daily.clone()));
    }
    let own_ids = endpoint(
        "Amazonopensearchservice",
        "IndexName: logs
IndexRotationPeriod: NoRotation
DocumentIdOptions: {DefaultDocumentIdFormat: NO_DOCUMENT_ID}",
    );
    let plain = OpenSearch {
        index_rotation_period: IndexRotationPeriod::None,
        gives_document_ids: false,
        ..daily.clone()
    };
    assert_eq!(own_ids.service, Service::OpenSearch(plain));
    let serverless =
        OpenSearch { index_rotation_period: IndexRotationPeriod::None, serverless: true, ..daily };
    assert_eq!(endpoint("AmazonOpenSearchServerless", OPEN_SEARCH).service, Service::OpenSearch(serverless));
}

#[test]
fn splunk_iceberg_and_snowflake() {
    let splunk = endpoint("Splunk", SPLUNK);
    assert_eq!(splunk.service, Service::Splunk(Splunk { endpoint_type: HecEndpointType::Event }));
    assert_eq!(splunk.buffer_interval, Duration::from_secs(60));
    assert_eq!(splunk.retry_duration, Duration::from_secs(3600));
    let iceberg = endpoint(
        "Iceberg",
        "s3BackupMode: FailedDataOnly
DestinationTableConfigurationList: [{DestinationDatabaseName: lake, DestinationTableName: logs}]",
    );
    let tables = vec![("lake".to_owned(), "logs".to_owned())];
    assert_eq!(iceberg.service, Service::Iceberg(Iceberg { tables }));
    let snowflake = endpoint("Snowflake", "Database: db\nSchema: public\nTable: logs");
    let table = ["db", "public", "logs"].map(str::to_owned);
    assert_eq!(snowflake.service, Service::Snowflake(Snowflake { table }));
    assert_eq!((snowflake.buffer_size_bytes, snowflake.buffer_interval), (128 << 20, Duration::ZERO));
}

/// Its S3 configuration is of another kind than that of the others.
fn redshift(copy: &str, s3: &str) -> Result<DeliveryStream, Error> {
    let text = format!(
        "Resources:
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      RedshiftDestinationConfiguration:
        RoleARN: role
        CopyCommand: {{DataTableName: logs, {copy}}}
        S3Configuration: {{BucketARN: 'arn:aws:s3:::load', {s3}}}
"
    );
    parse(&text).delivery_stream(None)
}

#[test]
fn redshift_goes_through_s3() {
    let stream = redshift("CopyOptions: JSON 'auto' gzip", "CompressionFormat: GZIP, Prefix: load/");
    let stream = stream.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((stream.endpoint, stream.destination.bucket.as_str()), (None, "load"));
    assert_eq!(
        stream.redshift,
        Some(Redshift {
            table: "logs".into(),
            columns: None,
            options: Some("JSON 'auto' gzip".into()),
            role_arn: "role".into(),
        })
    );
    for (copy, s3, expected) in [
        (
            "CopyOptions: JSON 'auto'",
            "CompressionFormat: GZIP",
            "line 7: CopyOptions and CompressionFormat disagree about GZIP\nfix: write GZIP in both, or in neither",
        ),
        (
            "CopyOptions: CSV",
            "CompressionFormat: ZIP",
            "line 8: Redshift loads objects that are uncompressed or GZIP only\nfix: write UNCOMPRESSED or GZIP",
        ),
        (
            "CopyOptions: CSV",
            "Prefix: '!{timestamp:yyyy}/'",
            "line 8: Firehose takes no expressions and no ErrorOutputPrefix for Redshift\n\
             fix: write a Prefix without !{…}, or none",
        ),
    ] {
        let error = redshift(copy, s3).expect_err("refused").to_string();
        assert_eq!(error, format!("template.yaml {expected}"));
    }
}

#[test]
fn a_stream_has_one_destination() {
    let text = "Resources:
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      ExtendedS3DestinationConfiguration: {BucketARN: 'arn:aws:s3:::records'}
      SplunkDestinationConfiguration: {HECEndpointType: Raw}
";
    assert_eq!(
        parse(text).delivery_stream(None).expect_err("two").to_string(),
        "template.yaml line 6: SplunkDestinationConfiguration is a second destination beside \
         ExtendedS3DestinationConfiguration\nfix: leave one of them: a delivery stream has exactly one"
    );
}

#[test]
fn originals_are_backed_up_where_the_mode_says_so() {
    for (kind, properties, mode) in [
        ("HttpEndpoint", HTTP, "AllData"),
        ("Amazonopensearchservice", OPEN_SEARCH, "AllDocuments"),
        ("Splunk", SPLUNK, "AllEvents"),
    ] {
        let stream = read(kind, &format!("{properties}\nS3BackupMode: {mode}"));
        let stream = stream.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(stream.backup, Some(stream.destination));
    }
}

#[test]
fn what_firehose_refuses_is_refused() {
    refused(
        "HttpEndpoint",
        &format!("{HTTP}\nS3BackupMode: AllEvents"),
        "line 7: Firehose knows no S3BackupMode AllEvents for HttpEndpointDestinationConfiguration\n\
         fix: write FailedDataOnly or AllData",
    );
    refused(
        "HttpEndpoint",
        "RoleARN: r",
        "line 5: HttpEndpointDestinationConfiguration has no EndpointConfiguration\n\
         fix: add EndpointConfiguration to HttpEndpointDestinationConfiguration",
    );
    refused(
        "HttpEndpoint",
        &format!("{HTTP}\nRequestConfiguration: {{ContentEncoding: gzip}}"),
        "line 7: Firehose knows no ContentEncoding gzip\nfix: write one of NONE, GZIP",
    );
    refused(
        "Splunk",
        &format!("{SPLUNK}\nBufferingHints: {{SizeInMBs: 6}}"),
        "line 7: SizeInMBs is 6, which is out of range\nfix: write a number from 1 to 5",
    );
    refused(
        "Splunk",
        &format!("{SPLUNK}\nHECAcknowledgmentTimeoutInSeconds: 60"),
        "line 7: HECAcknowledgmentTimeoutInSeconds is 60, which is out of range\n\
         fix: write a number from 180 to 600",
    );
    refused(
        "Amazonopensearchservice",
        &format!("{OPEN_SEARCH}\nIndexRotationPeriod: OneYear"),
        "line 7: Firehose knows no IndexRotationPeriod OneYear\n\
         fix: write one of NoRotation, OneHour, OneDay, OneWeek, OneMonth",
    );
    refused(
        "Amazonopensearchservice",
        "IndxName: logs",
        "line 6: AmazonopensearchserviceDestinationConfiguration has no property IndxName\n\
         fix: write IndexName, if that is what is meant",
    );
    refused(
        "Splunk",
        &format!("{SPLUNK}\nRetryOptions: {{DurationInSeconds: 7201}}"),
        "line 7: DurationInSeconds is 7201, which is out of range\nfix: write a number from 0 to 7200",
    );
}
