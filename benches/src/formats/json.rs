//! Application JSON of about ten members, as pino, zap and logback write it.

use super::web;
use crate::{
    naive::{Read, Row},
    random::Random,
};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

const MESSAGES: [&str; 6] = [
    "request completed",
    "slow card check",
    r#"item \"red shoes\" is not in stock"#,
    "größe of the basket is over its limit",
    r"retry 2/5\nupstream timed out",
    "user signed in",
];

pub(super) fn log(time: DateTime<Utc>, random: &mut Random) -> String {
    let message = random.choose(&MESSAGES);
    let host = format!("ip-10-1-{}-{}", random.below(8), random.below(256));
    let (trace, span) = (random.hexadecimal(32), random.hexadecimal(16));
    match random.below(3) {
        0 => {
            let level = random.choose(&[10, 20, 30, 30, 30, 30, 40, 50, 60]);
            let (time, pid, request) =
                (time.timestamp_millis(), random.below(65_000), random.hexadecimal(12));
            let (method, url, status) = (web::method(random), web::target(random), web::status(random));
            let response_time = random.below(9_000) as f64 / 8.0;
            format!(
                r#"{{"level":{level},"time":{time},"pid":{pid},"hostname":"{host}","name":"shop","reqId":"{request}","req":{{"method":"{method}","url":"{url}"}},"statusCode":{status},"responseTime":{response_time},"userId":null,"msg":"{message}"}}"#
            )
        }
        1 => {
            let level = random.choose(&["debug", "info", "info", "info", "warn", "error"]);
            let seconds = time.format("%s%.6f");
            let (line, items) = (random.below(900), random.below(9));
            let user = random.choose(&["\"frank\"", "\"maria\"", "null"]);
            let (duration, cached) = (random.below(1_000_000) as f64 / 1024.0, random.once_in(3));
            format!(
                r#"{{"level":"{level}","ts":{seconds},"logger":"shop.cart","caller":"cart/cart.go:{line}","msg":"{message}","trace_id":"{trace}","span_id":"{span}","user":{user},"items":[{items},"a/b"],"duration_ms":{duration},"cached":{cached}}}"#
            )
        }
        _ => {
            let level = random.choose(&["TRACE", "DEBUG", "INFO", "INFO", "INFO", "WARN", "ERROR"]);
            let time = time.format("%Y-%m-%dT%H:%M:%S%.3fZ");
            let (thread, attempt) = (random.below(16), random.below(5));
            let customer = random.hexadecimal(10);
            format!(
                r#"{{"@timestamp":"{time}","@version":"1","message":"{message}","logger_name":"example.shop.PaymentService","thread_name":"http-nio-8080-exec-{thread}","level":"{level}","traceId":"{trace}","service":"payment","customer":"{customer}","attempt":{attempt},"cause":null}}"#
            )
        }
    }
}

pub(super) fn naive() -> Read {
    Box::new(|text, row| match serde_json::from_slice(text) {
        Ok(Value::Object(members)) => {
            read(members, row);
            true
        }
        _ => false,
    })
}

fn read(members: Map<String, Value>, row: &mut Row) {
    row.column("severity_number", 0);
    row.column("source_format", "json");
    for (key, value) in members {
        match (key.as_str(), &value) {
            (_, Value::Null) => {}
            ("time" | "ts" | "timestamp" | "@timestamp", _) if time(&value).is_some() => {
                if let Some(time) = time(&value) {
                    row.time("time", time);
                }
            }
            ("level" | "severity" | "levelname", Value::String(level)) => {
                row.column("severity_number", severity_of_word(level));
                row.column("severity_text", level.as_str());
            }
            ("level", Value::Number(level)) => {
                row.column("severity_number", severity_of_number(level.as_i64().unwrap_or(0)));
                row.column("severity_text", level.to_string());
            }
            ("msg" | "message" | "body", _) => row.column("body", as_text(value)),
            ("logger" | "logger_name" | "name", Value::String(_)) => row.column("scope_name", value),
            ("trace_id" | "traceId", Value::String(_)) => row.column("trace_id", value),
            ("span_id" | "spanId", Value::String(_)) => row.column("span_id", value),
            ("host" | "hostname", Value::String(_)) => row.column("host_name", value),
            ("service" | "app", Value::String(_)) => row.column("service_name", value),
            ("pid", Value::Number(_)) => row.column("process_pid", value),
            ("thread_name" | "thread", Value::String(_)) => row.attribute("thread.name", as_text(value)),
            ("caller", Value::String(caller)) if caller.contains(':') => {
                if let Some((file, line)) = caller.rsplit_once(':') {
                    row.attribute("code.file.path", file);
                    row.attribute("code.line.number", line);
                }
            }
            ("req", Value::Object(request)) => read_request(request, row),
            ("statusCode" | "status_code", Value::Number(_)) => {
                row.column("http_response_status_code", value)
            }
            ("responseTime" | "duration_ms", Value::Number(_)) => row.column("duration_ms", value),
            ("error" | "err", Value::String(_)) => row.column("exception_message", value),
            _ => row.attribute(&key, as_text(value)),
        }
    }
}

fn read_request(request: &Map<String, Value>, row: &mut Row) {
    if let Some(Value::String(method)) = request.get("method") {
        row.column("http_request_method", method.as_str());
    }
    if let Some(Value::String(url)) = request.get("url") {
        let (path, query) =
            url.split_once('?').map_or((url.as_str(), None), |(path, query)| (path, Some(query)));
        row.column("url_path", path);
        if let Some(query) = query {
            row.column("url_query", query);
        }
    }
}

fn as_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn time(value: &Value) -> Option<DateTime<Utc>> {
    match value {
        Value::String(text) => Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc()),
        Value::Number(number) => match number.as_i64() {
            Some(whole) if whole > 100_000_000_000 => DateTime::from_timestamp_millis(whole),
            Some(whole) => DateTime::from_timestamp(whole, 0),
            None => DateTime::from_timestamp_micros((number.as_f64()? * 1e6).round() as i64),
        },
        _ => None,
    }
}

fn severity_of_word(word: &str) -> i32 {
    match word.to_ascii_lowercase().as_str() {
        "trace" => 1,
        "debug" => 5,
        "info" => 9,
        "warn" | "warning" => 13,
        "error" => 17,
        "fatal" => 21,
        _ => 0,
    }
}

fn severity_of_number(level: i64) -> i32 {
    match level {
        10..20 => 1,
        20..30 => 5,
        30..40 => 9,
        40..50 => 13,
        50..60 => 17,
        60.. => 21,
        _ => 0,
    }
}
