//! The transform as a whole, and what the tests of the formats share.

use super::*;
use nozzle::log::Shape;
use nozzle::{TableRoute, Timestamp};

mod configured;
mod detected;
mod documented;
mod hostile;

/// When records arrive in tests.
const ARRIVAL: i64 = 1_772_697_600_000;

#[derive(Default)]
struct Rendered {
    shape: Shape,
    logs: Vec<String>,
}

impl Output for Rendered {
    fn emit(&mut self, item: Item<'_>, _: &Origin<'_>) -> Result<(), Failure> {
        let Item::Log(log) = item else { panic!("only logs leave") };
        let mut out = Vec::new();
        self.shape.write(log, &mut out);
        self.logs.push(String::from_utf8(out).unwrap());
        Ok(())
    }

    fn partition_key(&mut self, _: &str, _: &str) -> Result<(), Failure> {
        unreachable!("no keys are set")
    }

    fn route_to_table(&mut self, _: TableRoute<'_>) -> Result<(), Failure> {
        unreachable!("no tables are chosen")
    }
}

fn configuration(format: &str) -> Configuration {
    serde_json::from_str(&format!(r#"{{"version":1,"format":"{format}"}}"#)).unwrap()
}

pub(crate) fn run(
    configuration: &Configuration,
    shape: Shape,
    record: &[u8],
    from: &Origin<'_>,
) -> Vec<String> {
    let mut rendered = Rendered { shape, ..Rendered::default() };
    Normalize::new(configuration).transform(Item::Bytes(record), from, &mut rendered).unwrap();
    rendered.logs
}

/// What `record` becomes as `otel`, without an observed time.
pub(crate) fn otel(format: &str, record: &[u8]) -> Vec<String> {
    run(&configuration(format), Shape::Otel, record, &Origin::default())
}

/// The same with a configuration of its own.
pub(crate) fn otel_configured(configuration: &str, record: &[u8]) -> Vec<String> {
    run(&serde_json::from_str(configuration).unwrap(), Shape::Otel, record, &Origin::default())
}

/// `line` of `format` gives one log, and that log is `expected` as `otel`.
#[track_caller]
pub(crate) fn check(format: &str, line: &str, expected: &str) {
    assert_eq!(otel(format, line.as_bytes()), [expected], "{line}");
}

/// The same for a log that arrived on 2026-03-05 at 08:00 UTC, without that time.
#[track_caller]
pub(crate) fn check_arrived(format: &str, line: &str, expected: &str) {
    let from = Origin {
        approximate_arrival_timestamp: Timestamp::from_unix_milliseconds(ARRIVAL),
        ..Origin::default()
    };
    let logs: Vec<String> = run(&configuration(format), Shape::Otel, line.as_bytes(), &from)
        .iter()
        .map(|log| log.replacen("\"observed_time\":\"2026-03-05T08:00:00Z\",", "", 1))
        .collect();
    assert_eq!(logs, [expected], "{line}");
}

#[test]
fn what_nothing_recognises_is_kept_as_text() {
    check("auto", "disk 91% full", r#"{"severity_number":0,"body":"disk 91% full","source_format":"text"}"#);
    check(
        "json",
        "not \"JSON\" at all",
        r#"{"severity_number":0,"body":"not \"JSON\" at all","source_format":"text"}"#,
    );
    check("text", "{\"a\":1}", r#"{"severity_number":0,"body":"{\"a\":1}","source_format":"text"}"#);
    assert_eq!(
        otel("auto", b"Latin \xe4 and NUL \0"),
        ["{\"severity_number\":0,\"body\":\"Latin ä and NUL \\u0000\",\"source_format\":\"text\"}"]
    );
    for empty in ["", "\n", "\r\n \n"] {
        assert_eq!(otel("auto", empty.as_bytes()), Vec::<String>::new());
    }
}

#[test]
fn one_record_may_hold_logs_of_many_formats() {
    let record = "{\"msg\":\"a\"}{\"msg\":\"b\"}\n<13>1 - - - - - - c\nMar  4 08:00:11 web-1 cron[7]: d\nboom\n\tat e\n";
    let formats: Vec<String> = otel("auto", record.as_bytes())
        .iter()
        .map(|log| log.rsplit('"').nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(formats, ["json", "json", "rfc5424", "rfc3164", "text"]);
}

#[test]
fn a_log_passes_unchanged() {
    let log = Log { body: Some("as it was".into()), source_format: "elsewhere", ..Log::default() };
    let from = Origin { log_group: Some("g"), ..Origin::default() };
    let mut rendered = Rendered::default();
    Normalize::new(&Configuration::default()).transform(Item::Log(&log), &from, &mut rendered).unwrap();
    assert_eq!(rendered.logs, [r#"{"severity_number":0,"body":"as it was","source_format":"elsewhere"}"#]);
}

#[test]
fn the_origin_says_what_the_log_does_not() {
    let from = Origin {
        approximate_arrival_timestamp: Timestamp::from_unix_milliseconds(ARRIVAL),
        log_owner: Some("210987654321"),
        log_group: Some("/aws/lambda/\"checkout\""),
        log_stream: Some("2026/03/04/[$LATEST]9c1f"),
        log_event_id: Some("381"),
        event_time: Timestamp::from_unix_milliseconds(ARRIVAL - 1),
        ..Origin::default()
    };
    let resource = r#""cloud.provider":"aws","cloud.account.id":"210987654321","aws.log.group.names":["/aws/lambda/\"checkout\""],"aws.log.stream.names":["2026/03/04/[$LATEST]9c1f"]"#;
    assert_eq!(
        run(&Configuration::default(), Shape::Otel, b"hello", &from),
        [format!(
            r#"{{"time":"2026-03-05T07:59:59.999Z","observed_time":"2026-03-05T08:00:00Z","severity_number":0,"body":"hello","resource":{{{resource}}},"attributes":{{"log.record.uid":"381"}},"source_format":"text"}}"#
        )]
    );
    let other = Origin { log_group: Some("b"), log_stream: None, event_time: None, ..from };
    let mut normalize = Normalize::new(&Configuration::default());
    let mut rendered = Rendered { shape: Shape::Otel, ..Rendered::default() };
    normalize.transform(Item::Bytes(b"first"), &from, &mut rendered).unwrap();
    normalize.transform(Item::Bytes(b"{\"time\":1772611200}"), &other, &mut rendered).unwrap();
    assert_eq!(
        rendered.logs[1],
        r#"{"time":"2026-03-04T08:00:00Z","observed_time":"2026-03-05T08:00:00Z","severity_number":0,"resource":{"cloud.provider":"aws","cloud.account.id":"210987654321","aws.log.group.names":["b"]},"attributes":{"log.record.uid":"381"},"source_format":"json"}"#
    );
}

#[test]
fn every_format_reads_its_own_example() {
    for format in format::FORMATS {
        for name in ["auto", format.name] {
            let logs = otel(name, format.example.as_bytes());
            assert_eq!(logs.len(), 1, "{}", format.name);
            assert_eq!(
                logs[0].ends_with("\"source_format\":\"text\"}"),
                format.name == "text",
                "{}",
                logs[0]
            );
        }
        let named = otel(format.name, format.example.as_bytes()).concat();
        assert!(named.ends_with(&format!("\"source_format\":\"{}\"}}", format.name)), "{named}");
    }
}
