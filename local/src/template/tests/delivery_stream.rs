use super::{parse, parse_with, stream_with};
use crate::delivery_stream::{Compression, DeliveryStream, S3Destination};
use std::time::Duration;

pub(super) const WHOLE: &str = "
Conditions:
  Never: !Equals [a, b]
Resources:
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      DeliveryStreamName: logs
      DeliveryStreamType: KinesisStreamAsSource
      KinesisStreamSourceConfiguration:
        KinesisStreamARN: !GetAtt Source.Arn
        RoleARN: !ImportValue FirehoseRole
      ExtendedS3DestinationConfiguration:
        RoleARN: !ImportValue FirehoseRole
        BucketARN: !GetAtt Records.Arn
        Prefix: !If [Never, never/, 'records/!{timestamp:yyyy}/']
        ErrorOutputPrefix: failed/!{firehose:error-output-type}/
        BufferingHints: {SizeInMBs: 2, IntervalInSeconds: 90}
        CompressionFormat: Snappy
        FileExtension: .log
        CustomTimeZone: Europe/Berlin
        DynamicPartitioningConfiguration: {Enabled: true}
        S3BackupMode: Enabled
        S3BackupConfiguration:
          BucketARN: !Sub arn:${AWS::Partition}:s3:::${Originals}
        ProcessingConfiguration:
          Enabled: true
          Processors:
            - !If [Never, {Type: Decompression}, !Ref AWS::NoValue]
            - Type: Lambda
              Parameters:
                - {ParameterName: LambdaArn, ParameterValue: !Sub '${Function.Arn}:live'}
                - {ParameterName: BufferSizeInMBs, ParameterValue: '0.2'}
                - {ParameterName: BufferIntervalInSeconds, ParameterValue: 5}
                - {ParameterName: NumberOfRetries, ParameterValue: 1}
            - Type: AppendDelimiterToRecord
  NeverStream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Condition: Never
  Source: {Type: AWS::Kinesis::Stream, Properties: {Name: source}}
  Records: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub 'records-${AWS::AccountId}'}}
  Originals: {Type: AWS::S3::Bucket}
  Function:
    Type: AWS::Serverless::Function
    Metadata: {BuildProperties: {Binary: normalize}}
    Properties: {Runtime: provided.al2023, Timeout: 300}
  Other:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: !ImportValue OtherName}
";

#[test]
fn with_everything() {
    let DeliveryStream { processor, destination, backup, .. } =
        parse(WHOLE).delivery_stream(None).expect("the only stream that exists");
    assert_eq!(
        destination,
        S3Destination {
            bucket: "Records".to_owned(),
            prefix: Some("records/!{timestamp:yyyy}/".to_owned()),
            error_output_prefix: Some("failed/!{firehose:error-output-type}/".to_owned()),
            buffer_size_bytes: 2 * 1024 * 1024,
            buffer_interval: Duration::from_secs(90),
            compression: Compression::Snappy,
            file_extension: Some(".log".to_owned()),
            time_zone: "Europe/Berlin".to_owned(),
        }
    );
    assert_eq!(
        backup,
        Some(S3Destination {
            bucket: "Originals".to_owned(),
            prefix: None,
            error_output_prefix: None,
            buffer_size_bytes: 5 * 1024 * 1024,
            buffer_interval: Duration::from_secs(300),
            compression: Compression::Uncompressed,
            file_extension: None,
            time_zone: "UTC".to_owned(),
        })
    );
    let processor = processor.expect("a processor");
    assert_eq!(processor.function.logical_id, "Function");
    assert_eq!(processor.lambda_arn, "arn:aws:lambda:us-east-1:123456789012:function:Function:live");
    assert_eq!(processor.buffer_size_bytes, 209_715);
    assert_eq!(processor.buffer_interval, Duration::from_secs(5));
    assert_eq!(processor.number_of_retries, 1);
}

#[test]
fn has_a_name_an_arn_a_region_and_a_source() {
    let template = parse_with(WHOLE, &[("AWS::Region", "eu-west-1")]).expect("a template");
    let stream = template.delivery_stream(Some("logs")).expect("by name");
    assert_eq!(template.delivery_stream(Some("Stream")).as_ref(), Ok(&stream));
    assert_eq!((stream.logical_id.as_str(), stream.name.as_str()), ("Stream", "logs"));
    assert_eq!(stream.arn, "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs");
    assert_eq!(stream.region, "eu-west-1");
    assert_eq!(
        stream.source_kinesis_stream_arn.as_deref(),
        Some("arn:aws:kinesis:eu-west-1:123456789012:stream/source")
    );
    assert!(stream.append_delimiter && stream.dynamic_partitioning);
}

#[test]
fn with_nothing_has_firehose_defaults() {
    let stream = parse(&stream_with("", "")).delivery_stream(None).expect("a stream");
    assert_eq!((stream.name.as_str(), stream.destination.bucket.as_str()), ("Stream", "records"));
    assert_eq!((stream.processor, stream.backup), (None, None));
    assert_eq!(stream.source_kinesis_stream_arn, None);
    assert!(!stream.append_delimiter && !stream.dynamic_partitioning);
    assert_eq!(stream.destination.buffer_size_bytes, 5 * 1024 * 1024);
    assert_eq!(stream.destination.buffer_interval, Duration::from_secs(300));
}

#[test]
fn lambda_processor_has_firehose_defaults() {
    let functions = "
  Function:
    Type: AWS::Serverless::Function
    Metadata: {BuildProperties: {Binary: normalize}}
    Properties: {Runtime: provided.al2023, AutoPublishAlias: live}
";
    let processor = |arn: &str| {
        let property = format!(
            "ProcessingConfiguration: {{Enabled: true, Processors: [{{Type: Lambda, Parameters: [{{ParameterName: LambdaArn, ParameterValue: {arn}}}]}}]}}"
        );
        let template = parse(&(stream_with("", &property).trim_end().to_owned() + functions));
        let stream = template.delivery_stream(None).unwrap_or_else(|error| panic!("{error}"));
        stream.processor.expect("a processor")
    };
    let latest = processor("!GetAtt Function.Arn");
    assert_eq!(latest.lambda_arn, "arn:aws:lambda:us-east-1:123456789012:function:Function:$LATEST");
    assert_eq!((latest.buffer_size_bytes, latest.number_of_retries), (1024 * 1024, 3));
    assert_eq!(latest.buffer_interval, Duration::from_secs(60));
    let alias = "arn:aws:lambda:us-east-1:123456789012:function:Function:live";
    assert_eq!(processor("!Ref Function.Alias").lambda_arn, alias);
    assert_eq!(processor("!Sub '${Function.Alias}'").lambda_arn, alias);
    assert_eq!(processor("!Sub '${Function.Arn}:7'").lambda_arn, alias.replace("live", "7"));
}

#[test]
fn zero_buffering_is_for_plain_destinations() {
    let stream = parse(&stream_with("", "BufferingHints: {IntervalInSeconds: 0}")).delivery_stream(None);
    assert_eq!(stream.expect("a stream").destination.buffer_interval, Duration::ZERO);
}

#[test]
fn of_several_must_be_named() {
    let template = parse(&WHOLE.replace("!Equals [a, b]", "!Equals [a, a]"));
    assert_eq!(
        template.delivery_stream(None).expect_err("two streams").to_string(),
        "template.yaml: the template has 2 delivery streams\nfix: name one of Stream, NeverStream: --stream NAME"
    );
    assert_eq!(
        template.delivery_stream(Some("other")).expect_err("no such stream").to_string(),
        "template.yaml: the template has no delivery stream other\n\
         fix: name one of Stream, NeverStream: --stream NAME"
    );
    assert_eq!(
        parse("Resources: {}").delivery_stream(None).expect_err("no stream").to_string(),
        "template.yaml: the template has no delivery stream\n\
         fix: add a resource of type AWS::KinesisFirehose::DeliveryStream, or name another template: --template FILE"
    );
}

#[test]
fn does_not_depend_on_the_condition_of_another() {
    let text = WHOLE
        .replace("Never: !Equals [a, b]", "Never: !Equals [a, b]\n  Elsewhere: !Equals [a, !ImportValue A]");
    let template = parse(&text.replace("    Condition: Never\n", "    Condition: Elsewhere\n"));
    assert!(template.delivery_stream(Some("Stream")).is_ok());
    assert_eq!(
        template.delivery_stream(Some("NeverStream")).expect_err("not resolvable").to_string(),
        "template.yaml line 4: !ImportValue A cannot be resolved without an account\n\
         fix: pass the value as a parameter: !Ref A in the template and --parameter A=VALUE"
    );
}
