//! Destinations other than S3, as a template defines them.

use std::time::Duration;

/// Where records go that are not delivered to S3. What cannot be delivered is set aside in S3.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// Which service, and what it is told.
    pub service: Service,
    /// `BufferingHints.SizeInMBs`, in bytes.
    pub buffer_size_bytes: u64,
    /// `BufferingHints.IntervalInSeconds`
    pub buffer_interval: Duration,
    /// `RetryOptions.DurationInSeconds`: pauses between attempts, waiting for answers not counted.
    pub retry_duration: Duration,
}

/// A service that takes records in requests.
#[derive(Debug, Clone, PartialEq)]
pub enum Service {
    /// `HttpEndpointDestinationConfiguration`
    HttpEndpoint(HttpEndpoint),
    /// `AmazonopensearchserviceDestinationConfiguration` and its kin.
    OpenSearch(OpenSearch),
    /// `SplunkDestinationConfiguration`
    Splunk(Splunk),
    /// `IcebergDestinationConfiguration`
    Iceberg(Iceberg),
    /// `SnowflakeDestinationConfiguration`
    Snowflake(Snowflake),
}

/// `HttpEndpointDestinationConfiguration`
#[derive(Debug, Clone, PartialEq)]
pub struct HttpEndpoint {
    /// `EndpointConfiguration.AccessKey`
    pub access_key: Option<String>,
    /// `RequestConfiguration.CommonAttributes`, names and values.
    pub common_attributes: Vec<(String, String)>,
    /// `RequestConfiguration.ContentEncoding` is `GZIP`.
    pub gzip: bool,
}

/// `AmazonopensearchserviceDestinationConfiguration`, `ElasticsearchDestinationConfiguration` or
/// `AmazonOpenSearchServerlessDestinationConfiguration`.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenSearch {
    /// `IndexName`
    pub index_name: String,
    /// `IndexRotationPeriod`
    pub index_rotation_period: IndexRotationPeriod,
    /// `DocumentIdOptions.DefaultDocumentIdFormat` is `FIREHOSE_DEFAULT`.
    pub gives_document_ids: bool,
    /// Serverless collections call what failed otherwise.
    pub serverless: bool,
}

/// `IndexRotationPeriod`: what follows the name of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexRotationPeriod {
    /// `NoRotation`
    None,
    /// `OneHour`
    OneHour,
    /// `OneDay`
    OneDay,
    /// `OneWeek`
    OneWeek,
    /// `OneMonth`
    OneMonth,
}

/// `SplunkDestinationConfiguration`
#[derive(Debug, Clone, PartialEq)]
pub struct Splunk {
    /// `HECEndpointType`
    pub endpoint_type: HecEndpointType,
}

/// `HECEndpointType`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HecEndpointType {
    /// `Raw`: text that Splunk splits into events.
    Raw,
    /// `Event`: JSON objects with `event`.
    Event,
}

/// `IcebergDestinationConfiguration`
#[derive(Debug, Clone, PartialEq)]
pub struct Iceberg {
    /// `DestinationTableConfigurationList`: databases and tables.
    pub tables: Vec<(String, String)>,
}

/// `SnowflakeDestinationConfiguration`
#[derive(Debug, Clone, PartialEq)]
pub struct Snowflake {
    /// `Database`, `Schema` and `Table`.
    pub table: [String; 3],
}

/// `RedshiftDestinationConfiguration`: objects in S3, and a statement that loads them.
#[derive(Debug, Clone, PartialEq)]
pub struct Redshift {
    /// `CopyCommand.DataTableName`
    pub table: String,
    /// `CopyCommand.DataTableColumns`
    pub columns: Option<String>,
    /// `CopyCommand.CopyOptions`
    pub options: Option<String>,
    /// `RoleARN`
    pub role_arn: String,
}
