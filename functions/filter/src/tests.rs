mod random;

use super::*;
use nozzle::testing::{self, Outcomes};

fn filter(yaml: &str) -> Filter {
    Filter::new(
        &serde_saphyr::from_str(&format!(
            "version: 1
{yaml}"
        ))
        .unwrap(),
        None,
    )
}

#[track_caller]
fn check(yaml: &str, records: &[&str], expected: &str) {
    testing::run(filter(yaml), records).assert_text(expected);
}

/// Set wherever cargo runs tests, and long enough.
#[test]
fn the_first_batch_asks_for_the_key_of_tokens() {
    let token = |key: &str| {
        let yaml = format!("redact: {{key: {{environment: {key}}}, detectors: {{email: token}}}}");
        let outcomes = testing::run(filter(&yaml), ["ana@example.com"]);
        outcomes.iter().next().unwrap().data.clone()
    };
    let by_description = token("CARGO_PKG_DESCRIPTION");
    assert!(by_description.starts_with(b"tok_") && by_description.len() == 37, "{by_description:?}");
    assert_ne!(token("CARGO_MANIFEST_DIR"), by_description);
}

#[test]
fn without_a_word_everything_passes() {
    check(
        "",
        &["{\"a\":1}", "text\n", "{broken\n", ""],
        "0  Ok  {\"a\":1}\\n\n1  Ok  text\\n\n2  Ok  {broken\\n\n3  Dropped\n",
    );
}

#[test]
fn patterns_keep_and_drop_wins() {
    check(
        "keep: [{level: [ERROR, WARN]}, {status: [{numeric: ['>=', 500]}]}]\ndrop: [{path: [{prefix: /health}]}]",
        &[
            r#"{"level":"ERROR","path":"/cart"}"#,
            r#"{"level":"INFO","status":503}"#,
            r#"{"level":"INFO"}"#,
            r#"{"level":"ERROR","path":"/health/db"}"#,
        ],
        "0  Ok  {\"level\":\"ERROR\",\"path\":\"/cart\"}\\n\n\
         1  Ok  {\"level\":\"INFO\",\"status\":503}\\n\n\
         2  Dropped\n\
         3  Dropped\n",
    );
    check("drop: [{a: [1]}]", &[r#"{"a":1}"#, r#"{"a":2}"#], "0  Dropped\n1  Ok  {\"a\":2}\\n\n");
}

#[test]
fn each_line_is_judged_alone() {
    check(
        "drop: [{a: [1]}]",
        &[
            "{\"a\":2}\n{\"a\":1}\n{\"a\":3}\n",
            "{\"a\":1}\n\n{\"a\":1.0}",
            "{\"a\":2}\r\n {\"a\":3}\n",
            "{\n \"a\": 2\n}\n",
        ],
        "0  Ok  {\"a\":2}\\n{\"a\":3}\\n\n\
         1  Dropped\n\
         2  Ok  {\"a\":2}\\r\\n {\"a\":3}\\n\n\
         3  Ok  {\\n \"a\": 2\\n}\\n\n",
    );
}

#[test]
fn what_is_not_json_does_as_it_is_told() {
    let records = ["text", "{\"b\":1}\n{\"a\":", "[1]"];
    check(
        "drop: [{a: [1]}]",
        &records,
        "0  ProcessingFailed  not_json: an object should stand here (byte 0)\n\
         1  ProcessingFailed  not_json: the document ends where a value should stand (byte 13)\n\
         2  ProcessingFailed  not_json: an object should stand here (byte 0)\n",
    );
    check("drop: [{a: [1]}]\non_not_json: drop", &records, "0  Dropped\n1  Ok  {\"b\":1}\\n\n2  Dropped\n");
    check(
        "drop: [{a: [1]}]\non_not_json: keep",
        &records,
        "0  Ok  text\\n\n1  Ok  {\"b\":1}\\n{\"a\":\\n\n2  Ok  [1]\\n\n",
    );
}

#[test]
fn text_is_judged_before_json_is_read() {
    check(
        "keep_text: [contains: ERROR, regex: ' 5\\d\\d$']\ndrop_text: [prefix: '#']",
        &["an ERROR", "# ERROR", "GET / 503", "GET / 200"],
        "0  Ok  an ERROR\\n\n1  Dropped\n2  Ok  GET / 503\\n\n3  Dropped\n",
    );
    check(
        "keep_text: [contains: ERROR]\nkeep: [{level: [WARN]}]\ndrop: [{path: [/]}]",
        &[
            r#"{"level":"WARN"}"#,
            r#"{"m":"ERROR"}"#,
            r#"{"m":"ERROR","path":"/"}"#,
            r#"{"m":"x"}"#,
            "ERROR",
            "INFO",
        ],
        "0  Ok  {\"level\":\"WARN\"}\\n\n\
         1  Ok  {\"m\":\"ERROR\"}\\n\n\
         2  Dropped\n\
         3  Dropped\n\
         4  Ok  ERROR\\n\n\
         5  ProcessingFailed  not_json: an object should stand here (byte 0)\n",
    );
}

fn kept(outcomes: &Outcomes) -> Vec<bool> {
    outcomes.iter().map(|outcome| !outcome.data.is_empty()).collect()
}

#[test]
fn samples_are_the_same_each_time() {
    let records: Vec<String> = (0..1000).map(|id| format!("{{\"level\":\"INFO\",\"id\":{id}}}")).collect();
    let run = || kept(&testing::run(filter("sample: [{pattern: {level: [INFO]}, rate: 0.1}]"), &records));
    let first = run();
    assert_eq!(first, run());
    let count = first.iter().filter(|kept| **kept).count();
    assert!((70..130).contains(&count), "{count}");
    let others: Vec<String> = records.iter().map(|record| record.replace("INFO", "WARN")).collect();
    let sampled = kept(&testing::run(filter("sample: [{pattern: {level: [INFO]}, rate: 0}]"), &others));
    assert!(sampled.iter().all(|kept| *kept));
}

#[test]
fn what_has_one_trace_stays_together() {
    let records: Vec<String> =
        (0..400).map(|id| format!("{{\"trace\":{{\"id\":\"{}\"}}}}", id % 100)).collect();
    let kept = kept(&testing::run(filter("sample: [{rate: 0.5, by: trace.id}]"), &records));
    for trace in 0..100 {
        assert!((1..4).all(|turn| kept[trace] == kept[trace + turn * 100]), "{trace}");
    }
    let count = kept[..100].iter().filter(|kept| **kept).count();
    assert!((30..70).contains(&count), "{count}");
}

#[test]
fn the_first_rule_counts_and_writes_its_rate() {
    check(
        "sample: [{pattern: {level: [ERROR]}, rate: 1}, {pattern: {level: [WARN]}, rate: 1, rate_field: sample_rate}, \
         {rate: 0}]",
        &[r#"{"level":"ERROR"}"#, r#"{"level":"WARN"}"#, r#"{"level":"INFO"}"#, "text"],
        "0  Ok  {\"level\":\"ERROR\"}\\n\n\
         1  Ok  {\"level\":\"WARN\",\"sample_rate\":1}\\n\n\
         2  Dropped\n\
         3  Dropped\n",
    );
}

#[test]
fn logs_are_judged_as_logs() {
    let as_log = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| -> Result<(), Failure> {
        let Item::Bytes(body) = item else { unreachable!() };
        let mut log = Log { body: Some(body.into()), source_format: "text", ..Log::default() };
        log.attributes.push("http.response.status_code", Value::Integer(body.len() as i64));
        out.emit(Item::Log(&log), from)
    };
    let run = |yaml: &str| {
        let outcomes = testing::run(as_log.then(filter(yaml)), ["four", "eleven long"]);
        kept(&outcomes)
    };
    assert_eq!(run("keep: [{attributes.http.response.status_code: [4]}]"), [true, false]);
    assert_eq!(run("drop_text: [contains: long]"), [true, false]);
    assert_eq!(run("sample: [{pattern: {body: [four]}, rate: 0}]"), [false, true]);
    let outcomes = testing::run(as_log.then(filter("sample: [{rate: 1, rate_field: rate}]")), ["four"]);
    let data = String::from_utf8_lossy(&outcomes.iter().next().unwrap().data).into_owned();
    assert!(data.contains(r#""rate":"1""#), "{data}");
}

#[test]
fn findings_are_counted() {
    let mut processor =
        nozzle::firehose::Processor::new(filter("redact: {detectors: {email: mask, ipv4: mask}}"));
    let event = testing::event([r#"{"a":"b@c.io d@e.io","f":["g@h.io"]}"#, "192.0.2.7"]);
    for _ in 0..2 {
        let answer = processor.process(&event).unwrap();
        assert_eq!(answer.transform_counts, [("Redacted.email", 3), ("Redacted.ipv4", 1)]);
    }
}

#[test]
fn what_is_redacted_to_nothing_is_dropped() {
    check(
        "redact: {detectors: {email: remove}}",
        &["ana@example.com", "ana@example.com\n\nx\nana@example.com", "{\"a\":1}\n{\"a\":\"b@c.io\"}"],
        "0  Dropped\n1  Ok  x\\n\n2  Ok  {\"a\":1}\\n{\"a\":\"\"}\\n\n",
    );
}
