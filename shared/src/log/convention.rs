//! Attributes that output shapes know by name, with their types and what each shape calls them.
//!
//! Names are those of OpenTelemetry's semantic conventions, which never use one name for a value and for a
//! group of values; nor do the columns and fields here. Rows with a column come first; a new column is
//! the last of them, so that columns keep their places.
//!
//! Sources: <https://opentelemetry.io/docs/specs/semconv/registry/attributes/>,
//! <https://www.elastic.co/docs/reference/ecs/ecs-otel-alignment-details>

use super::Value;
use crate::json::{self, Cursor};

/// An attribute with a place of its own.
#[derive(Debug)]
pub(super) struct Convention {
    /// Its name in the log model.
    pub(super) attribute: &'static str,
    pub(super) kind: Kind,
    /// Its column in the shape `flat`; empty where it has none.
    pub(super) column: &'static str,
    /// The column as a key in JSON, with the comma before it.
    pub(super) column_key: &'static str,
    /// Its field in the Elastic Common Schema; empty where that has none.
    pub(super) field: &'static str,
    /// The field as a key in JSON, with the comma before it.
    pub(super) field_key: &'static str,
}

/// What values an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// An IP address or a name.
    Address,
    /// A list of one text.
    OneText,
    /// A number of 32 bits.
    Int,
    /// A number of 64 bits.
    Bigint,
    /// Milliseconds with a fraction.
    Milliseconds,
    Boolean,
}

impl Kind {
    /// The type in AWS Glue's words.
    pub(super) const fn glue_type(self) -> &'static str {
        match self {
            Self::Text | Self::Address | Self::OneText => "string",
            Self::Int => "int",
            Self::Bigint => "bigint",
            Self::Milliseconds => "double",
            Self::Boolean => "boolean",
        }
    }

    #[inline]
    pub(super) fn takes(self, value: &Value<'_>) -> bool {
        match value {
            Value::Text(_) => matches!(self, Self::Text | Self::Address | Self::OneText),
            Value::Integer(number) => match self {
                Self::Int => i32::try_from(*number).is_ok(),
                _ => matches!(self, Self::Bigint | Self::Milliseconds),
            },
            Value::Number(digits) => self == Self::Milliseconds && is_finite(digits),
            Value::Boolean(_) => self == Self::Boolean,
            Value::Json(json) => self == Self::OneText && only_text(json).is_some(),
        }
    }

    /// Appends a value that it takes.
    #[inline]
    pub(super) fn write(self, value: &Value<'_>, out: &mut Vec<u8>) {
        match value {
            Value::Text(text) => text.write_json(out),
            Value::Json(json) => out.extend_from_slice(only_text(json).unwrap_or("null").as_bytes()),
            _ => value.write_json(out),
        }
    }
}

/// Is a JSON number one that a double can hold?
pub(super) fn is_finite(digits: &str) -> bool {
    digits.parse().is_ok_and(f64::is_finite)
}

/// The text, quotes included, of a JSON array that holds nothing else.
fn only_text(json: &str) -> Option<&str> {
    let inside = json.strip_prefix('[')?.strip_suffix(']')?.trim_ascii();
    let mut cursor = Cursor::new(inside.as_bytes());
    let is_text = inside.starts_with('"') && cursor.value().is_ok() && cursor.position() == inside.len();
    is_text.then_some(inside)
}

macro_rules! key {
    (_) => {
        ""
    };
    ($name:literal) => {
        concat!(",\"", $name, "\":")
    };
}

macro_rules! name {
    (_) => {
        ""
    };
    ($name:literal) => {
        $name
    };
}

macro_rules! conventions {
    ($($attribute:literal $kind:ident $column:tt $field:tt,)*) => {
        &[$(Convention {
            attribute: $attribute,
            kind: Kind::$kind,
            column: name!($column),
            column_key: key!($column),
            field: name!($field),
            field_key: key!($field),
        },)*]
    };
}

/// All of them.
#[rustfmt::skip]
pub(super) const CONVENTIONS: &[Convention] = conventions![
    // attribute                   kind          column of `flat`               field of `ecs`
    "service.name"                 Text          "service_name"                 "service.name",
    "host.name"                    Text          "host_name"                    "host.name",
    "cloud.account.id"             Text          "cloud_account_id"             "cloud.account.id",
    "cloud.region"                 Text          "cloud_region"                 "cloud.region",
    "cloud.resource_id"            Text          "cloud_resource_id"            _,
    "aws.log.group.names"          OneText       "aws_log_group_name"           _,
    "aws.log.stream.names"         OneText       "aws_log_stream_name"          _,
    "k8s.namespace.name"           Text          "k8s_namespace_name"           "orchestrator.namespace",
    "k8s.pod.name"                 Text          "k8s_pod_name"                 "orchestrator.resource.name",
    "k8s.container.name"           Text          "k8s_container_name"           "container.name",
    "container.id"                 Text          "container_id"                 "container.id",
    "container.name"               Text          "container_name"               "container.name",
    "faas.invocation_id"           Text          "faas_invocation_id"           "faas.execution",
    "aws.request_id"               Text          "aws_request_id"               _,
    "process.pid"                  Bigint        "process_pid"                  "process.pid",
    "thread.id"                    Bigint        "thread_id"                    "process.thread.id",
    "thread.name"                  Text          "thread_name"                  "process.thread.name",
    "client.address"               Address       "client_address"               "client.address",
    "client.port"                  Int           "client_port"                  "client.port",
    "server.address"               Address       "server_address"               "server.address",
    "server.port"                  Int           "server_port"                  "server.port",
    "source.address"               Address       "source_address"               "source.address",
    "source.port"                  Int           "source_port"                  "source.port",
    "destination.address"          Address       "destination_address"          "destination.address",
    "destination.port"             Int           "destination_port"             "destination.port",
    "network.transport"            Text          "network_transport"            "network.transport",
    "network.protocol.version"     Text          "network_protocol_version"     "http.version",
    "user.name"                    Text          "user_name"                    "user.name",
    "user_agent.original"          Text          "user_agent_original"          "user_agent.original",
    "http.request.method"          Text          "http_request_method"          "http.request.method",
    "http.response.status_code"    Int           "http_response_status_code"    "http.response.status_code",
    "http.request.size"            Bigint        "http_request_size"            "http.request.bytes",
    "http.response.size"           Bigint        "http_response_size"           "http.response.bytes",
    "http.response.body.size"      Bigint        "http_response_body_size"      "http.response.body.bytes",
    "http.request.header.referer"  Text          "http_request_header_referer"  "http.request.referrer",
    "http.route"                   Text          "http_route"                   _,
    "url.full"                     Text          "url_full"                     "url.full",
    "url.domain"                   Text          "url_domain"                   "url.domain",
    "url.path"                     Text          "url_path"                     "url.path",
    "url.query"                    Text          "url_query"                    "url.query",
    "rpc.service"                  Text          "rpc_service"                  "event.provider",
    "rpc.method"                   Text          "rpc_method"                   "event.action",
    "db.system.name"               Text          "db_system_name"               _,
    "db.namespace"                 Text          "db_namespace"                 _,
    "db.query.text"                Text          "db_query_text"                _,
    "db.response.status_code"      Text          "db_response_status_code"      _,
    "dns.question.name"            Text          "dns_question_name"            "dns.question.name",
    "aws.vpc.flow.action"          Text          "aws_vpc_flow_action"          _,
    "aws.vpc.flow.bytes"           Bigint        "aws_vpc_flow_bytes"           "network.bytes",
    "aws.vpc.flow.packets"         Bigint        "aws_vpc_flow_packets"         "network.packets",
    "duration_ms"                  Milliseconds  "duration_ms"                  "event.duration",
    "error.code"                   Text          "error_code"                   "error.code",
    "exception.type"               Text          "exception_type"               "error.type",
    "exception.message"            Text          "exception_message"            "error.message",
    "exception.stacktrace"         Text          "exception_stacktrace"         "error.stack_trace",
    "error.type"                   Text          _                              "error.type",
    "aws.error.code"               Text          _                              "error.code",
    "aws.error.message"            Text          _                              "error.message",
    "log.record.uid"               Text          _                              "event.id",
    "log.file.path"                Text          _                              "log.file.path",
    "service.version"              Text          _                              "service.version",
    "host.id"                      Text          _                              "host.id",
    "cloud.provider"               Text          _                              "cloud.provider",
    "cloud.availability_zone"      Text          _                              "cloud.availability_zone",
    "k8s.cluster.name"             Text          _                              "orchestrator.cluster.name",
    "container.image.name"         Text          _                              "container.image.name",
    "faas.name"                    Text          _                              "faas.name",
    "faas.coldstart"               Boolean       _                              "faas.coldstart",
    "network.type"                 Text          _                              "network.type",
    "user.id"                      Text          _                              "user.id",
    "http.request.body.size"       Bigint        _                              "http.request.body.bytes",
    "url.original"                 Text          _                              "url.original",
    "tls.cipher"                   Text          _                              "tls.cipher",
    "tls.protocol.version"         Text          _                              "tls.version",
    "geo.country.iso_code"         Text          _                              "client.geo.country_iso_code",
    "syslog.facility.code"         Bigint        _                              "log.syslog.facility.code",
    "syslog.severity.code"         Bigint        _                              "log.syslog.severity.code",
    "syslog.procid"                Text          _                              "log.syslog.procid",
    "syslog.msg.id"                Text          _                              "log.syslog.msgid",
];

/// Rows as bits of a `u128`.
const _: () = assert!(CONVENTIONS.len() <= 128);

/// The row of an attribute, if shapes know it.
#[inline]
pub(super) fn row_of(name: &str) -> Option<usize> {
    let slot = slot_of(name.as_bytes(), MULTIPLIER)?;
    let row = usize::from(ROWS[slot]);
    CONVENTIONS.get(row).filter(|convention| convention.attribute == name).map(|_| row)
}

/// Which slot of [`ROWS`] a name has: no two known names share one. None where it is shorter than all of them.
#[inline]
const fn slot_of(name: &[u8], multiplier: u64) -> Option<usize> {
    // Names that are alike differ near one of their ends or in length.
    let (first, last) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => match (name.first_chunk::<4>(), name.last_chunk::<4>()) {
            (Some(first), Some(last)) => {
                (u32::from_le_bytes(*first) as u64, u32::from_le_bytes(*last) as u64)
            }
            _ => return None,
        },
    };
    let mixed = (first ^ last.rotate_left(29) ^ name.len() as u64).wrapping_mul(multiplier);
    Some((mixed >> (u64::BITS - SLOTS.ilog2())) as usize)
}

const SLOTS: usize = 1024;
const NO_ROW: u8 = u8::MAX;

/// The row of each slot, found when this is compiled.
static ROWS: [u8; SLOTS] = rows(MULTIPLIER).expect("the multiplier was tried");

const MULTIPLIER: u64 = {
    let mut multiplier = 0x9e37_79b9_7f4a_7c15_u64;
    while rows(multiplier).is_none() {
        multiplier = multiplier.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1) | 1;
    }
    multiplier
};

/// The row of each slot, or nothing where two names share one.
const fn rows(multiplier: u64) -> Option<[u8; SLOTS]> {
    let mut rows = [NO_ROW; SLOTS];
    let mut row = 0;
    while row < CONVENTIONS.len() {
        let Some(slot) = slot_of(CONVENTIONS[row].attribute.as_bytes(), multiplier) else { return None };
        if rows[slot] != NO_ROW {
            return None;
        }
        rows[slot] = row as u8;
        row += 1;
    }
    Some(rows)
}

/// Is this the name of a group of attributes, so that no value may have it?
pub(super) fn is_group(name: &str) -> bool {
    matches!(
        name,
        "access"
            | "aws"
            | "client"
            | "cloud"
            | "code"
            | "container"
            | "data_stream"
            | "db"
            | "destination"
            | "dns"
            | "error"
            | "event"
            | "exception"
            | "faas"
            | "geo"
            | "host"
            | "http"
            | "k8s"
            | "log"
            | "messaging"
            | "network"
            | "os"
            | "otel"
            | "process"
            | "rpc"
            | "server"
            | "service"
            | "source"
            | "span"
            | "syslog"
            | "thread"
            | "tls"
            | "trace"
            | "url"
            | "user"
            | "user_agent"
    )
}

/// Appends any value as a JSON string.
pub(super) fn write_as_string(value: &Value<'_>, out: &mut Vec<u8>) {
    match value {
        Value::Text(text) => text.write_json(out),
        Value::Json(json) => json::write_string(json.as_bytes(), out),
        Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => {
            out.push(b'"');
            value.write_json(out);
            out.push(b'"');
        }
    }
}

#[cfg(test)]
mod tests;
