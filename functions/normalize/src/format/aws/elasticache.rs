//! Logs of Amazon ElastiCache: its slow log and the log of its engine, as JSON.
//!
//! ```text
//! {"CacheClusterId":…,"CacheNodeId":…,"Id":…,"Timestamp":SECONDS,"Duration (us)":…,"Command":…,"ClientAddress":…,"ClientName":…}
//! {"CacheClusterId":…,"CacheNodeId":…,"LogLevel":…,"Role":"M","Time":"04 Mar 2026 08:00:20.123 UTC","Message":…}
//! ```
//!
//! Source: <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape, Unit};
use crate::level::severity;
use crate::time;
use nozzle::log::{Log, Severity, Text, Value};

/// Logs of Amazon ElastiCache.
pub const SHAPE: Shape = Shape {
    name: "elasticache",
    description: "Slow log and engine log of Amazon ElastiCache.",
    example: r#"{"CacheClusterId":"shop-001","CacheNodeId":"0001","Id":296,"Timestamp":1772611220,"Duration (us)":12450,"Command":"KEYS cart:*","ClientAddress":"10.9.0.14:55452","ClientName":"shop"}"#,
    keys: &[&["CacheClusterId"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    match document.take("Timestamp") {
        Some(time) => {
            log.time = Some(time.time(&context.clock)?);
            log.severity = Severity::INFO;
            log.body = document.get("Command").and_then(Json::value);
        }
        None => {
            let time = document.take_if("Time", Json::string)?;
            log.time = time::day_first(time.as_bytes(), &super::utc()).and_then(|reading| reading.time);
            if log.time.is_none() {
                log.attributes.push(time::INVALID, Text::Json(time));
            }
            log.body = document.take("Message").and_then(Json::value);
        }
    }
    if let Some(level) = document.take_if("LogLevel", Json::string) {
        log.severity = severity(level.as_bytes()).unwrap_or_default();
        log.severity_text = Some(Text::Json(level));
    }
    log.attributes.push("db.system.name", "redis");
    document.put(
        &mut log.resource,
        &[
            ("CacheClusterId", "aws.elasticache.cluster.id", Kind::Text),
            ("CacheNodeId", "aws.elasticache.node.id", Kind::Text),
        ],
    );
    document.put_duration("Duration (us)", Unit::Microseconds, context, &mut log.attributes);
    document.put(
        &mut log.attributes,
        &[
            ("Command", "db.query.text", Kind::Text),
            ("ClientName", "aws.elasticache.client.name", Kind::Text),
            ("Role", "aws.elasticache.role", Kind::Text),
            ("Id", "aws.elasticache.id", Kind::Integer),
        ],
    );
    if let Some((host, port)) = document.take_if("ClientAddress", |value| value.host_and_port()) {
        log.attributes.push("client.address", Text::Json(host));
        log.attributes.push("client.port", Value::Integer(port));
    }
    document.keep_rest("aws.elasticache", &mut log.attributes);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    const RESOURCE: &str =
        r#""resource":{"aws.elasticache.cluster.id":"shop-001","aws.elasticache.node.id":"0001"}"#;

    #[test]
    fn slow_commands() {
        check(
            "auto",
            super::SHAPE.example,
            &format!(
                r#"{{"time":"2026-03-04T08:00:20Z","severity_number":9,"body":"KEYS cart:*",{RESOURCE},"attributes":{{"db.system.name":"redis","duration_ms":12.45,"db.query.text":"KEYS cart:*","aws.elasticache.client.name":"shop","aws.elasticache.id":296,"client.address":"10.9.0.14","client.port":55452}},"source_format":"elasticache"}}"#
            ),
        );
    }

    #[test]
    fn the_engine() {
        check(
            "auto",
            r#"{"CacheClusterId":"shop-001","CacheNodeId":"0001","LogLevel":"VERBOSE","Role":"M","Time":"04 Mar 2026 08:00:20.123 UTC","Message":"Replica is waiting"}"#,
            &format!(
                r#"{{"time":"2026-03-04T08:00:20.123Z","severity_number":5,"severity_text":"VERBOSE","body":"Replica is waiting",{RESOURCE},"attributes":{{"db.system.name":"redis","aws.elasticache.role":"M"}},"source_format":"elasticache"}}"#
            ),
        );
    }
}
