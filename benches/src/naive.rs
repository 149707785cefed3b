//! The code everybody writes: `aws_lambda_events` through `serde_json`, as `lambda_runtime` calls it.

use aws_lambda_events::event::firehose::{
    KinesisFirehoseEvent, KinesisFirehoseResponse, KinesisFirehoseResponseRecord,
};
use chrono::{DateTime, SecondsFormat, Utc};
use regex::bytes::Regex;
use serde_json::json;

/// Event in, response out; `transform` turns one record's bytes into new ones.
pub fn process(event: &[u8], transform: impl FnMut(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut deserializer = serde_json::Deserializer::from_slice(event);
    let event: KinesisFirehoseEvent =
        serde_path_to_error::deserialize(&mut deserializer).expect("a good event");
    serde_json::to_vec(&respond(event, transform)).expect("a response")
}

/// The handler by itself, between `lambda_runtime`'s reading and writing.
pub fn respond(
    event: KinesisFirehoseEvent,
    mut transform: impl FnMut(&[u8]) -> Vec<u8>,
) -> KinesisFirehoseResponse {
    let mut response = KinesisFirehoseResponse::default();
    for record in event.records {
        let mut answer = KinesisFirehoseResponseRecord::default();
        answer.record_id = record.record_id;
        answer.result = Some("Ok".to_owned());
        *answer.data = transform(&record.data);
        response.records.push(answer);
    }
    response
}

/// A record with a newline behind it.
pub fn newline(record: &[u8]) -> Vec<u8> {
    let mut line = Vec::with_capacity(record.len() + 1);
    line.extend_from_slice(record);
    line.push(b'\n');
    line
}

/// A combined access log line as `otel` JSON, by a regular expression and a tree of values.
pub fn access_log() -> impl FnMut(&[u8]) -> Vec<u8> {
    let line = Regex::new(
        r#"^(\S+) (\S+) (\S+) \[([^\]]+)\] "(?:(\S+) ([^ ?"]*)(?:\?([^ "]*))? HTTP/([0-9.]+)|[^"]*)" (\d{3}) (\d+|-) "([^"]*)" "([^"]*)"\s*$"#,
    )
    .expect("a regular expression");
    move |record| {
        let Some(found) = line.captures(record) else {
            return json!({"severity_number": 0, "body": String::from_utf8_lossy(record), "source_format": "text"})
                .to_string()
                .into_bytes();
        };
        let text =
            |group: usize| found.get(group).map(|part| String::from_utf8_lossy(part.as_bytes()).into_owned());
        let present = |group: usize| text(group).filter(|text| text != "-");
        let time = text(4)
            .and_then(|text| DateTime::parse_from_str(&text, "%d/%b/%Y:%H:%M:%S %z").ok())
            .map(|time| time.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Secs, true));
        let mut attributes = serde_json::Map::new();
        let mut set = |name: &str, value: Option<serde_json::Value>| {
            if let Some(value) = value {
                attributes.insert(name.to_owned(), value);
            }
        };
        set("client.address", text(1).map(Into::into));
        set("user.name", present(3).map(Into::into));
        set("http.request.method", text(5).map(Into::into));
        set("url.path", text(6).map(Into::into));
        set("url.query", text(7).map(Into::into));
        set("network.protocol.version", text(8).map(Into::into));
        set("http.response.status_code", text(9).and_then(|text| text.parse::<i64>().ok()).map(Into::into));
        set("http.response.body.size", text(10).and_then(|text| text.parse::<i64>().ok()).map(Into::into));
        set("http.request.header.referer", present(11).map(Into::into));
        set("user_agent.original", present(12).map(Into::into));
        let body = match (text(5), text(6), text(7), text(8)) {
            (Some(method), Some(path), query, Some(version)) => {
                let query = query.map(|query| format!("?{query}")).unwrap_or_default();
                format!("{method} {path}{query} HTTP/{version}")
            }
            _ => String::new(),
        };
        let log = json!({
            "time": time,
            "observed_time": "2026-03-04T08:00:00Z",
            "severity_number": 9,
            "body": body,
            "attributes": attributes,
            "source_format": "combined_access",
        });
        let mut json = log.to_string().into_bytes();
        json.push(b'\n');
        json
    }
}
