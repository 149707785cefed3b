//! A delivery stream as a template defines it, with every value resolved.

use std::{collections::BTreeMap, time::Duration};

/// `AWS::KinesisFirehose::DeliveryStream` with an S3 destination.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryStream {
    /// Name of the resource in the template.
    pub logical_id: String,
    /// `DeliveryStreamName`, or the logical id where the template leaves the name to CloudFormation.
    pub name: String,
    /// ARN on the pretended account.
    pub arn: String,
    /// Region on the pretended account.
    pub region: String,
    /// ARN of the Kinesis stream that feeds it; none for direct put.
    pub source_kinesis_stream_arn: Option<String>,
    /// The Lambda processor; none where records pass unchanged.
    pub processor: Option<LambdaProcessor>,
    /// `AppendDelimiterToRecord`: a newline between records, not behind the last.
    pub append_delimiter: bool,
    /// `DynamicPartitioningConfiguration.Enabled`
    pub dynamic_partitioning: bool,
    /// Where transformed records go.
    pub destination: S3Destination,
    /// Where the originals go, if `S3BackupMode` is `Enabled`.
    pub backup: Option<S3Destination>,
}

/// The processor of type `Lambda`.
#[derive(Debug, Clone, PartialEq)]
pub struct LambdaProcessor {
    /// The function that `LambdaArn` names.
    pub function: Function,
    /// ARN with its qualifier, as failures name it: `arn:aws:lambda:…:function:normalize:$LATEST`.
    pub lambda_arn: String,
    /// `BufferSizeInMBs`, in bytes of records before base64. Default 1 MiB.
    pub buffer_size_bytes: u64,
    /// `BufferIntervalInSeconds`. Default 60 s.
    pub buffer_interval: Duration,
    /// `NumberOfRetries` behind the first attempt. Default 3.
    pub number_of_retries: u32,
}

/// `AWS::Serverless::Function` or `AWS::Lambda::Function`.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Name of the resource in the template.
    pub logical_id: String,
    /// `FunctionName`, or the logical id.
    pub name: String,
    /// Binary to build and start: `Metadata.BuildProperties.Binary`, which is also the function's folder.
    pub binary: String,
    /// `Timeout`. Default 3 s.
    pub timeout: Duration,
    /// `MemorySize`, in MB. Default 128.
    pub memory_mb: u64,
    /// `Environment.Variables`, resolved; paths under `/opt` point to the layer's folder beside the template.
    pub environment: BTreeMap<String, String>,
}

/// An S3 destination or backup.
#[derive(Debug, Clone, PartialEq)]
pub struct S3Destination {
    /// Logical id of the bucket, or its name where the template does not define it: the output folder's name.
    pub bucket: String,
    /// `Prefix`
    pub prefix: Option<String>,
    /// `ErrorOutputPrefix`
    pub error_output_prefix: Option<String>,
    /// `BufferingHints.SizeInMBs`, in bytes. Default 5 MiB.
    pub buffer_size_bytes: u64,
    /// `BufferingHints.IntervalInSeconds`. Default 300 s.
    pub buffer_interval: Duration,
    /// `CompressionFormat`
    pub compression: Compression,
    /// `FileExtension`: replaces the one that the compression gives.
    pub file_extension: Option<String>,
    /// `CustomTimeZone`, an IANA name. Default UTC.
    pub time_zone: String,
}

/// `CompressionFormat`, in the template's spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// `UNCOMPRESSED`
    #[default]
    Uncompressed,
    /// `GZIP`
    Gzip,
    /// `ZIP`
    Zip,
    /// `Snappy`
    Snappy,
    /// `HADOOP_SNAPPY`
    HadoopSnappy,
}

impl Compression {
    /// The template's and the API's spelling.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uncompressed => "UNCOMPRESSED",
            Self::Gzip => "GZIP",
            Self::Zip => "ZIP",
            Self::Snappy => "Snappy",
            Self::HadoopSnappy => "HADOOP_SNAPPY",
        }
    }
}
