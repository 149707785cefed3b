//! The columns that a log of CloudFront may have, and what each becomes.

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// As headers and JSON name it.
    name: &'static str,
    pub(super) kind: Kind,
    /// The attribute that it becomes.
    attribute: &'static str,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Unknown,
    Date,
    Time,
    /// Seconds since 1970, with a fraction.
    Epoch,
    Text,
    Integer,
    /// Seconds, given in milliseconds.
    Seconds,
    /// URL-encoded text.
    Encoded,
    HttpVersion,
    TlsVersion,
    AddressType,
}

const fn column(name: &'static str, kind: Kind, attribute: &'static str) -> Column {
    Column { name, kind, attribute }
}

use Kind::{AddressType, Date, Encoded, Epoch, HttpVersion, Integer, Seconds, Text, Time, TlsVersion};

impl Column {
    /// The attribute that it becomes.
    pub(crate) const fn attribute(self) -> &'static str {
        self.attribute
    }
}

/// A column that nobody knows.
pub(super) const UNKNOWN: Column = column("", Kind::Unknown, "");

const DATE: Column = column("date", Date, "");
const TIME: Column = column("time", Time, "");
const TIMESTAMP: Column = column("timestamp", Epoch, "");
const EDGE_LOCATION: Column = column("x-edge-location", Text, "aws.cloudfront.edge_location");
const SENT: Column = column("sc-bytes", Integer, "http.response.size");
const CLIENT: Column = column("c-ip", Text, "client.address");
const METHOD: Column = column("cs-method", Text, "http.request.method");
const DOMAIN: Column = column("cs-host", Text, "aws.cloudfront.domain_name");
const PATH: Column = column("cs-uri-stem", Text, "url.path");
const STATUS: Column = column("sc-status", Integer, "http.response.status_code");
const REFERER: Column = column("cs-referer", Encoded, "http.request.header.referer");
const USER_AGENT: Column = column("cs-user-agent", Encoded, "user_agent.original");
const QUERY: Column = column("cs-uri-query", Text, "url.query");
const COOKIE: Column = column("cs-cookie", Encoded, "http.request.header.cookie");
const RESULT: Column = column("x-edge-result-type", Text, "aws.cloudfront.result_type");
const REQUEST_ID: Column = column("x-edge-request-id", Text, "aws.request_id");
const HOST: Column = column("x-host-header", Text, "server.address");
const SCHEME: Column = column("cs-protocol", Text, "url.scheme");
const RECEIVED: Column = column("cs-bytes", Integer, "http.request.size");
const TIME_TAKEN: Column = column("time-taken", Seconds, "duration_ms");
const FORWARDED_FOR: Column = column("x-forwarded-for", Text, "http.request.header.x-forwarded-for");
const TLS: Column = column("ssl-protocol", TlsVersion, "tls.protocol.version");
const CIPHER: Column = column("ssl-cipher", Text, "tls.cipher");
const RESPONSE_RESULT: Column =
    column("x-edge-response-result-type", Text, "aws.cloudfront.response_result_type");
const PROTOCOL: Column = column("cs-protocol-version", HttpVersion, "network.protocol.version");
const FLE_STATUS: Column = column("fle-status", Text, "aws.cloudfront.fle_status");
const FLE_FIELDS: Column = column("fle-encrypted-fields", Text, "aws.cloudfront.fle_encrypted_fields");
const PORT: Column = column("c-port", Integer, "client.port");
const FIRST_BYTE: Column = column("time-to-first-byte", Seconds, "aws.cloudfront.time_to_first_byte_ms");
const DETAILED_RESULT: Column =
    column("x-edge-detailed-result-type", Text, "aws.cloudfront.detailed_result_type");
const CONTENT_TYPE: Column = column("sc-content-type", Encoded, "http.response.header.content-type");
const CONTENT_LENGTH: Column = column("sc-content-len", Integer, "http.response.header.content-length");
const RANGE_START: Column = column("sc-range-start", Integer, "aws.cloudfront.range_start");
const RANGE_END: Column = column("sc-range-end", Integer, "aws.cloudfront.range_end");
const SERVER: Column = column("s-ip", Text, "network.local.address");
const ADDRESS_TYPE: Column = column("c-ip-version", AddressType, "network.type");
const COUNTRY: Column = column("c-country", Text, "geo.country.iso_code");
const ACCEPT_ENCODING: Column = column("cs-accept-encoding", Encoded, "http.request.header.accept-encoding");
const ACCEPT: Column = column("cs-accept", Encoded, "http.request.header.accept");
const PATTERN: Column =
    column("cache-behavior-path-pattern", Encoded, "aws.cloudfront.cache_behavior_path_pattern");
const HEADERS: Column = column("cs-headers", Encoded, "aws.cloudfront.request_headers");
const HEADER_NAMES: Column = column("cs-header-names", Encoded, "aws.cloudfront.request_header_names");
const HEADERS_COUNT: Column = column("cs-headers-count", Integer, "aws.cloudfront.request_headers_count");
const DISTRIBUTION: Column =
    column("primary-distribution-id", Text, "aws.cloudfront.primary_distribution_id");
const DISTRIBUTION_NAME: Column =
    column("primary-distribution-dns-name", Text, "aws.cloudfront.primary_distribution_dns_name");
const ORIGIN_FIRST_BYTE: Column = column("origin-fbl", Seconds, "aws.cloudfront.origin_first_byte_ms");
const ORIGIN_LAST_BYTE: Column = column("origin-lbl", Seconds, "aws.cloudfront.origin_last_byte_ms");
const AS_NUMBER: Column = column("asn", Integer, "client.as.number");

/// Columns that only standard logs of version 2 may have.
const OTHERS: [Column; 4] = [
    column("timestamp(ms)", Epoch, ""),
    column("DistributionId", Text, "aws.cloudfront.distribution_id"),
    column("distributionid", Text, "aws.cloudfront.distribution_id"),
    column("r-host", Text, "aws.cloudfront.origin_host"),
];

/// The columns of standard logs in the order of their files.
pub(super) const STANDARD: [Column; 33] = [
    DATE,
    TIME,
    EDGE_LOCATION,
    SENT,
    CLIENT,
    METHOD,
    DOMAIN,
    PATH,
    STATUS,
    REFERER,
    USER_AGENT,
    QUERY,
    COOKIE,
    RESULT,
    REQUEST_ID,
    HOST,
    SCHEME,
    RECEIVED,
    TIME_TAKEN,
    FORWARDED_FOR,
    TLS,
    CIPHER,
    RESPONSE_RESULT,
    PROTOCOL,
    FLE_STATUS,
    FLE_FIELDS,
    PORT,
    FIRST_BYTE,
    DETAILED_RESULT,
    CONTENT_TYPE,
    CONTENT_LENGTH,
    RANGE_START,
    RANGE_END,
];

/// The columns of real-time logs, with all fields.
pub(super) const REAL_TIME: [Column; 46] = [
    TIMESTAMP,
    CLIENT,
    SERVER,
    FIRST_BYTE,
    STATUS,
    SENT,
    METHOD,
    SCHEME,
    DOMAIN,
    PATH,
    RECEIVED,
    EDGE_LOCATION,
    REQUEST_ID,
    HOST,
    TIME_TAKEN,
    PROTOCOL,
    ADDRESS_TYPE,
    USER_AGENT,
    REFERER,
    COOKIE,
    QUERY,
    RESPONSE_RESULT,
    FORWARDED_FOR,
    TLS,
    CIPHER,
    RESULT,
    FLE_FIELDS,
    FLE_STATUS,
    CONTENT_TYPE,
    CONTENT_LENGTH,
    RANGE_START,
    RANGE_END,
    PORT,
    DETAILED_RESULT,
    COUNTRY,
    ACCEPT_ENCODING,
    ACCEPT,
    PATTERN,
    HEADERS,
    HEADER_NAMES,
    HEADERS_COUNT,
    DISTRIBUTION,
    DISTRIBUTION_NAME,
    ORIGIN_FIRST_BYTE,
    ORIGIN_LAST_BYTE,
    AS_NUMBER,
];

/// The same without the server's address.
pub(super) const REAL_TIME_WITHOUT_SERVER: [Column; 45] = {
    let mut columns = [TIMESTAMP; 45];
    let mut index = 1;
    while index < columns.len() {
        columns[index] = REAL_TIME[if index < 2 { index } else { index + 1 }];
        index += 1;
    }
    columns
};

/// The names that columns have in JSON.
pub(crate) const NAMES: [&str; 52] = [
    "x-edge-location",
    "sc-bytes",
    "c-ip",
    "cs-method",
    "cs(Host)",
    "cs-uri-stem",
    "sc-status",
    "cs(Referer)",
    "cs(User-Agent)",
    "cs-uri-query",
    "cs(Cookie)",
    "cs-host",
    "cs-referer",
    "cs-user-agent",
    "cs-cookie",
    "x-edge-result-type",
    "x-edge-request-id",
    "x-host-header",
    "cs-protocol",
    "cs-bytes",
    "time-taken",
    "x-forwarded-for",
    "ssl-protocol",
    "ssl-cipher",
    "x-edge-response-result-type",
    "cs-protocol-version",
    "fle-status",
    "fle-encrypted-fields",
    "c-port",
    "time-to-first-byte",
    "x-edge-detailed-result-type",
    "sc-content-type",
    "sc-content-len",
    "sc-range-start",
    "sc-range-end",
    "s-ip",
    "c-ip-version",
    "c-country",
    "cs-accept-encoding",
    "cs-accept",
    "cache-behavior-path-pattern",
    "cs-headers",
    "cs-header-names",
    "cs-headers-count",
    "primary-distribution-id",
    "primary-distribution-dns-name",
    "origin-fbl",
    "origin-lbl",
    "asn",
    "DistributionId",
    "distributionid",
    "r-host",
];

/// The column of this name: `cs(User-Agent)` is that of `cs-user-agent`.
pub(crate) fn find(name: &[u8]) -> Option<Column> {
    const ALL: [&[Column]; 3] = [&STANDARD, &REAL_TIME, &OTHERS];
    ALL.iter().copied().flatten().find(|column| is_named(column.name.as_bytes(), name)).copied()
}

fn is_named(column: &[u8], name: &[u8]) -> bool {
    if column == name {
        return true;
    }
    let header = name.strip_prefix(b"cs(").and_then(|header| header.strip_suffix(b")"));
    header.is_some_and(|header| {
        column.strip_prefix(b"cs-").is_some_and(|column| column.eq_ignore_ascii_case(header))
    })
}
