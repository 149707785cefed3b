//! Destinations other than S3, with the ranges and defaults that Firehose gives them.
//! <https://docs.aws.amazon.com/firehose/latest/dev/buffering-hints.html>

use super::{destination::MEBIBYTE, properties::Properties};
use crate::{
    delivery_stream::{
        Endpoint, HecEndpointType, HttpEndpoint, Iceberg, IndexRotationPeriod, OpenSearch, Redshift, Service,
        Snowflake, Splunk,
    },
    error::Error,
};
use std::time::Duration;

/// `RedshiftDestinationConfiguration`, which goes through S3.
pub(super) const REDSHIFT: &str = "RedshiftDestinationConfiguration";

/// How one destination is configured.
pub(super) struct Kind {
    /// The property of the stream that holds it.
    pub(super) section: &'static str,
    /// What it may hold beside what all hold.
    properties: &'static [&'static str],
    max_size_mb: u64,
    max_interval_s: u64,
    default_size_mb: u64,
    default_interval_s: u64,
    default_retry_s: u64,
    /// `S3BackupMode`: what failed only, or all.
    backup_modes: [&'static str; 2],
    read: fn(&Properties<'_, '_>) -> Result<Service, Error>,
}

const COMMON: [&str; 8] = [
    "BufferingHints",
    "CloudWatchLoggingOptions",
    "ProcessingConfiguration",
    "RetryOptions",
    "RoleARN",
    "S3BackupMode",
    "S3Configuration",
    // CloudFormation spells it so for one of them.
    "s3BackupMode",
];
const DOCUMENTS: [&str; 2] = ["FailedDocumentsOnly", "AllDocuments"];
const DATA: [&str; 2] = ["FailedDataOnly", "AllData"];

const OPEN_SEARCH: Kind = Kind {
    section: "AmazonopensearchserviceDestinationConfiguration",
    properties: &[
        "ClusterEndpoint",
        "DocumentIdOptions",
        "DomainARN",
        "IndexName",
        "IndexRotationPeriod",
        "TypeName",
        "VpcConfiguration",
    ],
    max_size_mb: 100,
    max_interval_s: 900,
    default_size_mb: 5,
    default_interval_s: 300,
    default_retry_s: 300,
    backup_modes: DOCUMENTS,
    read: open_search,
};

/// All destinations that are neither S3 nor Redshift.
pub(super) const KINDS: [Kind; 7] = [
    Kind {
        section: "HttpEndpointDestinationConfiguration",
        properties: &["EndpointConfiguration", "RequestConfiguration", "SecretsManagerConfiguration"],
        max_size_mb: 64,
        backup_modes: DATA,
        read: http_endpoint,
        ..OPEN_SEARCH
    },
    OPEN_SEARCH,
    Kind { section: "ElasticsearchDestinationConfiguration", ..OPEN_SEARCH },
    Kind {
        section: "AmazonOpenSearchServerlessDestinationConfiguration",
        properties: &["CollectionEndpoint", "IndexName", "VpcConfiguration"],
        read: open_search_serverless,
        ..OPEN_SEARCH
    },
    Kind {
        section: "SplunkDestinationConfiguration",
        properties: &[
            "HECAcknowledgmentTimeoutInSeconds",
            "HECEndpoint",
            "HECEndpointType",
            "HECToken",
            "SecretsManagerConfiguration",
        ],
        max_size_mb: 5,
        max_interval_s: 60,
        default_interval_s: 60,
        default_retry_s: 3600,
        backup_modes: ["FailedEventsOnly", "AllEvents"],
        read: splunk,
        ..OPEN_SEARCH
    },
    Kind {
        section: "IcebergDestinationConfiguration",
        properties: &[
            "AppendOnly",
            "CatalogConfiguration",
            "DestinationTableConfigurationList",
            "SchemaEvolutionConfiguration",
            "TableCreationConfiguration",
        ],
        max_size_mb: 128,
        backup_modes: DATA,
        read: iceberg,
        ..OPEN_SEARCH
    },
    Kind {
        section: "SnowflakeDestinationConfiguration",
        properties: &[
            "AccountUrl",
            "ContentColumnName",
            "DataLoadingOption",
            "Database",
            "KeyPassphrase",
            "MetaDataColumnName",
            "PrivateKey",
            "Schema",
            "SecretsManagerConfiguration",
            "SnowflakeRoleConfiguration",
            "SnowflakeVpcConfiguration",
            "Table",
            "User",
        ],
        max_size_mb: 128,
        default_size_mb: 128,
        default_interval_s: 0,
        default_retry_s: 60,
        backup_modes: DATA,
        read: snowflake,
        ..OPEN_SEARCH
    },
];

impl Kind {
    /// The endpoint, and whether the originals are backed up.
    pub(super) fn read(&self, section: &Properties<'_, '_>) -> Result<(Endpoint, bool), Error> {
        section.only(&[&COMMON, self.properties].concat())?;
        let (mut size_mb, mut interval_s) = (self.default_size_mb, self.default_interval_s);
        if let Some(hints) = section.section("BufferingHints")? {
            hints.only(&["IntervalInSeconds", "SizeInMBs"])?;
            size_mb = hints.number("SizeInMBs", 1..=self.max_size_mb)?.unwrap_or(size_mb);
            interval_s = hints.number("IntervalInSeconds", 0..=self.max_interval_s)?.unwrap_or(interval_s);
        }
        let retry_s = match section.section("RetryOptions")? {
            Some(retry) => retry.number("DurationInSeconds", 0..=7200)?,
            None => None,
        };
        let endpoint = Endpoint {
            service: (self.read)(section)?,
            buffer_size_bytes: size_mb * MEBIBYTE,
            buffer_interval: Duration::from_secs(interval_s),
            retry_duration: Duration::from_secs(retry_s.unwrap_or(self.default_retry_s)),
        };
        Ok((endpoint, self.backs_all_up(section)?))
    }

    fn backs_all_up(&self, section: &Properties<'_, '_>) -> Result<bool, Error> {
        let [failed, all] = self.backup_modes;
        let property = if section.has("s3BackupMode") { "s3BackupMode" } else { "S3BackupMode" };
        match section.text(property)? {
            None => Ok(false),
            Some(mode) if mode == failed => Ok(false),
            Some(mode) if mode == all => Ok(true),
            Some(mode) => Err(section.error(
                section.line_of(property),
                format!("Firehose knows no S3BackupMode {mode} for {}", self.section),
                format!("write {failed} or {all}"),
            )),
        }
    }
}

/// One of some words, or the first where nothing is said.
fn word<T: Copy>(
    section: &Properties<'_, '_>,
    property: &str,
    words: &[(&str, T)],
    default: T,
) -> Result<T, Error> {
    let Some(written) = section.text(property)? else { return Ok(default) };
    words.iter().find(|(word, _)| *word == written).map(|(_, value)| *value).ok_or_else(|| {
        let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        section.error(
            section.line_of(property),
            format!("Firehose knows no {property} {written}"),
            format!("write one of {}", known.join(", ")),
        )
    })
}

fn required<'r, 't>(section: &Properties<'r, 't>, name: &str) -> Result<Properties<'r, 't>, Error> {
    section.section(name)?.ok_or_else(|| section.missing(name))
}

fn http_endpoint(section: &Properties<'_, '_>) -> Result<Service, Error> {
    let endpoint = required(section, "EndpointConfiguration")?;
    endpoint.only(&["AccessKey", "Name", "Url"])?;
    let secret = section.section("SecretsManagerConfiguration")?;
    let has_secret = match secret {
        Some(secret) => secret.boolean("Enabled")?.unwrap_or(false),
        None => false,
    };
    let (mut gzip, mut common_attributes) = (false, Vec::new());
    if let Some(request) = section.section("RequestConfiguration")? {
        request.only(&["CommonAttributes", "ContentEncoding"])?;
        gzip = word(&request, "ContentEncoding", &[("NONE", false), ("GZIP", true)], false)?;
        for attribute in request.sections("CommonAttributes")? {
            common_attributes.push((
                attribute.required_text("AttributeName")?,
                attribute.required_text("AttributeValue")?,
            ));
        }
    }
    Ok(Service::HttpEndpoint(HttpEndpoint {
        // A secret is the account's; a word of the local stream takes its place.
        access_key: if has_secret { Some("local".to_owned()) } else { endpoint.text("AccessKey")? },
        common_attributes,
        gzip,
    }))
}

fn open_search(section: &Properties<'_, '_>) -> Result<Service, Error> {
    use IndexRotationPeriod as Period;
    let periods = [
        ("NoRotation", Period::None),
        ("OneHour", Period::OneHour),
        ("OneDay", Period::OneDay),
        ("OneWeek", Period::OneWeek),
        ("OneMonth", Period::OneMonth),
    ];
    let gives_document_ids = match section.section("DocumentIdOptions")? {
        Some(options) => {
            let formats = [("FIREHOSE_DEFAULT", true), ("NO_DOCUMENT_ID", false)];
            word(&options, "DefaultDocumentIdFormat", &formats, true)?
        }
        None => true,
    };
    Ok(Service::OpenSearch(OpenSearch {
        index_name: section.required_text("IndexName")?,
        index_rotation_period: word(section, "IndexRotationPeriod", &periods, Period::OneDay)?,
        gives_document_ids,
        serverless: false,
    }))
}

fn open_search_serverless(section: &Properties<'_, '_>) -> Result<Service, Error> {
    Ok(Service::OpenSearch(OpenSearch {
        index_name: section.required_text("IndexName")?,
        index_rotation_period: IndexRotationPeriod::None,
        gives_document_ids: true,
        serverless: true,
    }))
}

fn splunk(section: &Properties<'_, '_>) -> Result<Service, Error> {
    section.number("HECAcknowledgmentTimeoutInSeconds", 180..=600)?;
    section.required_text("HECEndpointType")?;
    let types = [("Raw", HecEndpointType::Raw), ("Event", HecEndpointType::Event)];
    let endpoint_type = word(section, "HECEndpointType", &types, HecEndpointType::Raw)?;
    Ok(Service::Splunk(Splunk { endpoint_type }))
}

fn iceberg(section: &Properties<'_, '_>) -> Result<Service, Error> {
    let mut tables = Vec::new();
    for table in section.sections("DestinationTableConfigurationList")? {
        tables.push((
            table.required_text("DestinationDatabaseName")?,
            table.required_text("DestinationTableName")?,
        ));
    }
    Ok(Service::Iceberg(Iceberg { tables }))
}

fn snowflake(section: &Properties<'_, '_>) -> Result<Service, Error> {
    let table = [
        section.required_text("Database")?,
        section.required_text("Schema")?,
        section.required_text("Table")?,
    ];
    Ok(Service::Snowflake(Snowflake { table }))
}

/// The COPY command of a Redshift destination.
pub(super) fn redshift(section: &Properties<'_, '_>) -> Result<Redshift, Error> {
    section.only(&[
        "CloudWatchLoggingOptions",
        "ClusterJDBCURL",
        "CopyCommand",
        "Password",
        "ProcessingConfiguration",
        "RetryOptions",
        "RoleARN",
        "S3BackupConfiguration",
        "S3BackupMode",
        "S3Configuration",
        "SecretsManagerConfiguration",
        "Username",
    ])?;
    let copy = required(section, "CopyCommand")?;
    copy.only(&["CopyOptions", "DataTableColumns", "DataTableName"])?;
    Ok(Redshift {
        table: copy.required_text("DataTableName")?,
        columns: copy.text("DataTableColumns")?,
        options: copy.text("CopyOptions")?,
        role_arn: section.required_text("RoleARN")?,
    })
}
