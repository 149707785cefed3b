use super::{delivery_stream::WHOLE, parse, refused_property};

/// The error of the whole stream with one text in it replaced.
fn refused_with(from: &str, to: &str) -> String {
    assert!(WHOLE.contains(from), "{from}");
    parse(&WHOLE.replace(from, to)).delivery_stream(None).expect_err("an error").to_string()
}

#[test]
fn stream_with_values_out_of_range() {
    for (from, to, error) in [
        (
            "ParameterValue: '0.2'",
            "ParameterValue: '0.1'",
            "line 33: BufferSizeInMBs is 0.1, which is out of range\nfix: write a number from 0.2 to 3",
        ),
        (
            "ParameterValue: 5",
            "ParameterValue: 901",
            "line 34: BufferIntervalInSeconds is 901, which is out of range\nfix: write a number from 0 to 900",
        ),
        (
            "ParameterValue: 1}",
            "ParameterValue: -1}",
            "line 35: NumberOfRetries is \"-1\", which is not such a number\nfix: write a number from 0 to 300",
        ),
        (
            "SizeInMBs: 2,",
            "SizeInMBs: 129,",
            "line 18: SizeInMBs is 129, which is out of range\nfix: write a number from 1 to 128",
        ),
        (
            "IntervalInSeconds: 90}",
            "IntervalInSeconds: 901}",
            "line 18: IntervalInSeconds is 901, which is out of range\nfix: write a number from 0 to 900",
        ),
        (
            "IntervalInSeconds: 90}",
            "IntervalInSeconds: 0}",
            "line 18: IntervalInSeconds is 0, but Firehose takes no zero buffering with dynamic partitioning\n\
             fix: write a number from 60 to 900",
        ),
        (
            "S3BackupConfiguration:",
            "S3BackupConfiguration:\n          BufferingHints: {SizeInMBs: 5, IntervalInSeconds: 59}",
            "line 25: IntervalInSeconds is 59, but Firehose takes no less than 60 for a backup\n\
             fix: write a number from 60 to 900",
        ),
        (
            "Timeout: 300",
            "Timeout: 301",
            "line 46: Timeout of Function is 301, but Firehose waits 300 seconds at most\n\
             fix: write a number from 1 to 300",
        ),
    ] {
        assert_eq!(refused_with(from, to), format!("template.yaml {error}"));
    }
}

#[test]
fn stream_with_what_only_aws_can_do() {
    let condition =
        "fix: put the processor behind a condition (!If) whose parameter turns it off for local runs";
    for kind in ["RecordDeAggregation", "Decompression", "CloudWatchLogProcessing", "MetadataExtraction"] {
        assert_eq!(
            refused_with("Type: AppendDelimiterToRecord", &format!("Type: {kind}")),
            format!(
                "template.yaml line 36: the local delivery stream has no processor of type {kind}\n{condition}"
            )
        );
    }
    assert_eq!(
        refused_property("", "DataFormatConversionConfiguration: {SchemaConfiguration: {}}"),
        "template.yaml line 8: the local delivery stream cannot convert records to Parquet or ORC\n\
         fix: put the conversion behind a condition (!If) whose parameter turns it off for local runs"
    );
    assert_eq!(
        refused_with("ExtendedS3DestinationConfiguration", "DatabaseDestinationConfiguration"),
        "template.yaml line 13: the local delivery stream cannot deliver as DatabaseDestinationConfiguration says\n\
         fix: choose a stream with an ExtendedS3DestinationConfiguration"
    );
    assert_eq!(
        refused_with("KinesisStreamAsSource", "MSKAsSource"),
        "template.yaml line 9: the local delivery stream has no source of type MSKAsSource\n\
         fix: choose a stream of type DirectPut or KinesisStreamAsSource"
    );
}

#[test]
fn stream_with_a_misspelt_property() {
    assert_eq!(
        refused_property("", "Prefx: a"),
        "template.yaml line 8: ExtendedS3DestinationConfiguration has no property Prefx\n\
         fix: write Prefix, if that is what is meant"
    );
    assert_eq!(
        refused_with("ParameterName: NumberOfRetries", "ParameterName: Retries"),
        "template.yaml line 35: a Lambda processor has no parameter Retries\n\
         fix: it takes LambdaArn, RoleArn, NumberOfRetries, BufferSizeInMBs and BufferIntervalInSeconds"
    );
    assert_eq!(
        refused_property("", "CompressionFormat: gzip"),
        "template.yaml line 8: Firehose knows no CompressionFormat gzip\n\
         fix: write UNCOMPRESSED, GZIP, ZIP, Snappy or HADOOP_SNAPPY"
    );
    assert_eq!(
        refused_property("", "S3BackupMode: AllData"),
        "template.yaml line 8: Firehose knows no S3BackupMode AllData for S3\nfix: write Enabled or Disabled"
    );
}

#[test]
fn stream_with_something_missing() {
    assert_eq!(
        refused_property("", "S3BackupMode: Enabled"),
        "template.yaml line 6: ExtendedS3DestinationConfiguration has no S3BackupConfiguration\n\
         fix: add S3BackupConfiguration to ExtendedS3DestinationConfiguration"
    );
    assert_eq!(
        refused_property("", "DynamicPartitioningConfiguration: {Enabled: true}"),
        "template.yaml line 6: ExtendedS3DestinationConfiguration has no Prefix\n\
         fix: add Prefix to ExtendedS3DestinationConfiguration"
    );
    assert_eq!(
        refused_property("", "ProcessingConfiguration: {Enabled: true, Processors: [{Type: Lambda}]}"),
        "template.yaml line 8: Processors has no LambdaArn\nfix: add LambdaArn to Processors"
    );
}

#[test]
fn stream_with_arns_that_lead_nowhere() {
    assert_eq!(
        refused_with(
            "!Sub '${Function.Arn}:live'",
            "arn:aws:lambda:us-east-1:210987654321:function:Function"
        ),
        "template.yaml line 32: LambdaArn is \"arn:aws:lambda:us-east-1:210987654321:function:Function\", which is no \
         function of the template\n\
         fix: write !GetAtt FUNCTION.Arn with one of Function, Other"
    );
    assert_eq!(
        refused_with("!GetAtt Records.Arn", "!Ref Records"),
        "template.yaml line 15: BucketARN is \"records-123456789012\", which is no ARN of a bucket\n\
         fix: write !GetAtt BUCKET.Arn, or arn:aws:s3:::NAME"
    );
    assert_eq!(
        refused_with(
            "Originals: {Type: AWS::S3::Bucket}",
            "Originals: {Type: AWS::S3::Bucket, Condition: Never}"
        ),
        "template.yaml line 25: Originals does not exist, because its condition does not hold\n\
         fix: pass parameters under which it does, or put this value behind the same condition"
    );
}

#[test]
fn two_lambda_processors_are_one_too_many() {
    let lambda =
        "- {Type: Lambda, Parameters: [{ParameterName: LambdaArn, ParameterValue: !GetAtt Function.Arn}]}";
    assert_eq!(
        refused_with("- Type: AppendDelimiterToRecord", lambda),
        "template.yaml line 36: a delivery stream takes one Lambda processor, and this is the second\n\
         fix: take one of them out"
    );
}
