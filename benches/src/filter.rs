//! What is filtered and redacted, and the code everybody writes to filter it.

use crate::{formats::Format, naive, normalize, random::Random};
use aws_lambda_events::event::firehose::{KinesisFirehoseEvent, KinesisFirehoseResponse};
use filter::Filter;
use nozzle::{Then, firehose::Processor, unpack::CloudWatchLogs};
use serde_json::{Value, json};

/// How much data, before base64, an event has that is filtered.
pub const EVENT_BYTES: usize = 1 << 20;

/// Bytes of a document, with its newline.
const DOCUMENT_BYTES: usize = 500;

/// Where in a document the fields stand that are asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// Before all others.
    First,
    /// Behind all others.
    Last,
}

/// The two conditions, as a pattern; about an eighth of the documents satisfies them.
pub fn pattern() -> Value {
    json!({"level": ["ERROR", "WARN"], "status": [{"numeric": [">=", 500]}]})
}

/// The same two conditions on a tree of values.
pub fn is_wanted(document: &Value) -> bool {
    matches!(document["level"].as_str(), Some("ERROR" | "WARN"))
        && document["status"].as_f64().is_some_and(|status| status >= 500.0)
}

/// A hundred patterns of the kinds that a configuration has which has grown, on four fields.
pub fn hundred_patterns() -> Vec<Value> {
    let others = (1..100).map(|number| match number % 3 {
        0 => json!({"level": ["ERROR"], "service": [format!("service-{number}")]}),
        1 => json!({"status": [{"numeric": ["=", 600 + number]}], "service": ["checkout", "search"]}),
        _ => json!({"level": ["ERROR", "FATAL"], "path": [{"prefix": format!("/team-{number}/")}]}),
    });
    others.chain([pattern()]).collect()
}

/// Documents of one length that fill an event.
pub fn documents(fields: Fields) -> Vec<Vec<u8>> {
    let mut random = Random::new(1);
    (0..EVENT_BYTES / DOCUMENT_BYTES).map(|_| document(fields, &mut random)).collect()
}

fn document(fields: Fields, random: &mut Random) -> Vec<u8> {
    let asked = format!(
        r#""level":"{}","status":{},"service":"{}","path":"/{}/v1/{}""#,
        random.choose(&["DEBUG", "INFO", "INFO", "INFO", "WARN", "ERROR"]),
        random.choose(&[200, 200, 204, 301, 404, 500, 502, 503]),
        random.choose(&["checkout", "search", "basket", "account"]),
        random.choose(&["orders", "items", "users"]),
        random.below(100_000),
    );
    let others = format!(
        r#""time":"2026-03-04T08:{:02}:{:02}.{:03}Z","trace_id":"{}","host":"ip-10-1-{}-{}","client":{{"address":"203.0.113.{}","port":{}}},"tags":["eu","canary"],"duration_ms":{}.{},"cached":{},"user":null"#,
        random.below(60),
        random.below(60),
        random.below(1000),
        random.hexadecimal(32),
        random.below(8),
        random.below(256),
        random.below(256),
        random.below(65_536),
        random.below(900),
        random.below(100),
        random.once_in(3),
    );
    let length = DOCUMENT_BYTES - asked.len() - others.len() - "{,,\"message\":\"\"}\n".len();
    let message: String =
        (0..length).map(|_| random.choose(b"etaoin shrdlu, cmfwyp vbgkqj") as char).collect();
    let others = format!(r#"{others},"message":"{message}""#);
    let document = match fields {
        Fields::First => format!("{{{asked},{others}}}\n"),
        Fields::Last => format!("{{{others},{asked}}}\n"),
    };
    document.into_bytes()
}

/// Access logs as `normalize` writes them, one a record.
pub fn normalized_access_logs() -> Vec<Vec<u8>> {
    let logs =
        Format::of_name("combined_access").expect("a format that is measured").records(EVENT_BYTES / 3);
    let event = crate::events::event(&logs);
    let response = normalize("auto").process(&event).expect("answered").response;
    outcomes(&response).into_iter().map(|(_, data)| data).collect()
}

/// What all detectors do together.
pub fn detectors() -> Value {
    json!({"detectors": {
        "email": "mask", "ipv4": "truncate", "ipv6": "truncate", "payment_card": "mask", "iban": "mask",
        "jwt": "mask", "aws_access_key": "mask", "bearer_token": "mask", "private_key": "remove",
    }})
}

/// The function `filter` as it is deployed, with these keys of its configuration.
pub fn filter(mut configuration: Value) -> Processor<Then<CloudWatchLogs, Filter>> {
    configuration["version"] = 1.into();
    let configuration = serde_json::from_value(configuration).expect("a configuration");
    filter::processor(Filter::build(&configuration).expect("a filter"))
}

/// Event in, response out, by the code everybody writes: records that are wanted pass, the others are dropped.
pub fn naive(event: &[u8], mut is_wanted: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut deserializer = serde_json::Deserializer::from_slice(event);
    let event: KinesisFirehoseEvent =
        serde_path_to_error::deserialize(&mut deserializer).expect("a good event");
    let wanted: Vec<bool> = event.records.iter().map(|record| is_wanted(&record.data)).collect();
    let mut number = 0;
    let mut response: KinesisFirehoseResponse = naive::respond(event, |record| {
        let is_wanted = wanted[number];
        number += 1;
        if is_wanted { record.data.to_vec() } else { Vec::new() }
    });
    for (record, is_wanted) in response.records.iter_mut().zip(&wanted) {
        if !is_wanted {
            record.result = Some("Dropped".to_owned());
        }
    }
    serde_json::to_vec(&response).expect("a response")
}

/// The result and the data of each record of a response.
///
/// # Panics
///
/// If the response is none.
pub fn outcomes(response: &[u8]) -> Vec<(String, Vec<u8>)> {
    let response: Value = serde_json::from_slice(response).expect("a response");
    let outcome = |record: &Value| {
        let result = record["result"].as_str().expect("a result").to_owned();
        let data = record["data"].as_str().unwrap_or_default();
        (result, base64_simd::STANDARD.decode_to_vec(data).expect("base64"))
    };
    response["records"].as_array().expect("records").iter().map(outcome).collect()
}
