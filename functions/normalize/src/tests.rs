//! The transform as a whole, and what the tests of the formats share.

use super::*;
use nozzle::log::Shape;
use nozzle::{TableRoute, Timestamp};
use proptest::prelude::*;

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

fn run(configuration: &Configuration, shape: Shape, record: &[u8], from: &Origin<'_>) -> Vec<String> {
    let mut rendered = Rendered { shape, ..Rendered::default() };
    Normalize::new(configuration).transform(Item::Bytes(record), from, &mut rendered).unwrap();
    rendered.logs
}

/// What `record` becomes as `otel`, without an observed time.
pub(crate) fn otel(format: &str, record: &[u8]) -> Vec<String> {
    run(&configuration(format), Shape::Otel, record, &Origin::default())
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
fn the_configured_zone_is_that_of_times_without_one() {
    let configuration: Configuration =
        serde_json::from_str(r#"{"version":1,"time_zone_offset":"+01:00"}"#).unwrap();
    for (line, time) in [
        ("Mar  4 08:00:11 web-1 cron[7]: d", "1970-03-04T07:00:11Z"),
        ("{\"time\":\"2026-03-04 08:00:11\"}", "2026-03-04T07:00:11Z"),
        ("{\"time\":\"2026-03-04 08:00:11Z\"}", "2026-03-04T08:00:11Z"),
    ] {
        let logs = run(&configuration, Shape::Otel, line.as_bytes(), &Origin::default());
        assert!(logs[0].starts_with(&format!("{{\"time\":\"{time}\"")), "{}", logs[0]);
    }
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

/// What makes it safe to try the format of the log before first.
#[test]
fn exclusive_formats_leave_each_others_logs_alone() {
    let arena = Bump::new();
    let detection = Detection::default();
    let mut taken = Vec::new();
    let owners = format::FORMATS.iter().filter(|format| format.exclusive && !format.first_bytes.is_empty());
    for owner in owners.clone() {
        for other in owners.clone().filter(|other| other.name != owner.name) {
            let clock = Clock { zone: &Zone::default(), observed_time: None };
            let context = Context::new(clock, &detection, &arena);
            if detect::read_as(other, owner.example.as_bytes(), &context, &mut Log::default()).is_some() {
                taken.push(format!("{} takes a log of {}", other.name, owner.name));
            }
        }
    }
    assert_eq!(taken, Vec::<String>::new());
}

/// Were a parser to read its line again and again, this would take minutes.
#[test]
fn hostile_lines_take_linear_time() {
    const ACCESS: &str = "::1 - - [04/Mar/2026:08:00:08 +0000] \"-\" 200 0";
    let many = |text: &str| text.repeat(200_000);
    for line in [
        many("a["),
        many("a [04/Mar/2026:08:00:08"),
        format!("{ACCESS} \"{}\"", many("\"a")),
        format!("{ACCESS} \"{}\" \"\"", many("\\x")),
        format!("{ACCESS} - - {}", many("\"-\" ")),
        format!("{ACCESS} - - {}", many("a=\"-\" ")),
        format!("{ACCESS} - - {}", (0..100_000).map(|key| format!("k{key}=1 ")).collect::<String>()),
        format!("{ACCESS} - - \"1.1.1.1{}\"", many(", 1.1.1.1")),
        format!("<13>1 - - - - - [a{}]", many(" b=\"\\]\"")),
        format!("<13>1 - - - - - {}", many("[a]")),
        format!("<13>Mar  4 08:00:11 {}", many("a[")),
        format!("Mar  4 08:00:11 a {}", many(" ")),
        format!("{{\"a\":\"{}\"}}", many("\\u00e4")),
        format!("{{\"a\":[{}0]}}", many("[],")),
        format!("{{{}\"a\":0}}", many("\"error\":{\"b\":{}},")),
        many("a=["),
        many("a=[ "),
        many("a=\"b "),
        many("a='b "),
        format!("2026-03-04 08:00:15 {}", many("[a] ")),
        format!("2026-03-04 08:00:15 {}", many("[")),
        format!("2026-03-04 08:00:15 INFO {}", many("a")),
        format!("2026-03-04 08:00:15 INFO {}", many("a.")),
        many("2026-03-04 08:00:15 "),
        format!("[2026-03-04 08:00:15,001] INFO {}", many("(a.b) ")),
        format!("2026-03-04 08:00:15 ERROR a{}", many("\n\tat a")),
        format!("2026-03-04 08:00:15 ERROR a{}", many("\n a.b.E: c")),
        format!("2026-03-04 08:00:15 ERROR {}", many("a.E: ")),
        format!("panic: a{}", many("\n\ngoroutine 1")),
        format!("Traceback (most recent call last):{}", many("\n a")),
        format!("####{}", many("<")),
        format!("[#|{}", many("|")),
        format!("a:1\t{}", many("b:2\t")),
    ] {
        assert_eq!(otel("auto", line.as_bytes()).len(), 1, "{}", &line[..60]);
    }
}

/// Bytes that come near to logs: pieces of them in any order.
fn nearly_logs() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&'static [u8]> = vec![
        b"203.0.113.9 - - [04/Mar/2026:08:00:08 +0000] ",
        b"\"GET /a?b HTTP/1.1\" 200 5",
        b" \"-\" \"ua\\x",
        b"[",
        b"]",
        b"\"",
        b"\\",
        b"\xe4",
        b"\xff",
        b"\0",
        b" ",
        b"\n",
        b"\r",
        b"\t",
        b"<13>",
        b"1 - - - - - ",
        b"[a b=\"",
        b"2026-03-04T08:00:00Z ",
        b"Mar  4 08:00:11 ",
        b"Feb 29 08:00:11 2025 ",
        b"web-1 ",
        b"cron[7]: ",
        b": ",
        b"%",
        b"12 <34>1 - ",
        b"{",
        b"}",
        b"[{\"a\":",
        b",",
        b"\"time\":",
        b"\"level\":",
        b"\"message\":",
        b"\"error\":{\"stack\":[\"a\"]}",
        b"\"attributes\":{\"a\":null}",
        b"\"severity_number\":9,",
        b"\"time\":\"x\",\"level\":-1,\"msg\":{}",
        b"-1.5e3",
        b"1772611200123",
        b"null",
        b"\"\\u0000\\ud83d\"",
        b"- ",
        b"=",
        b"?",
        b"2026-03-04 08:00:15,007 ",
        b"[2026-03-04 08:00:15,007] ",
        b"INFO ",
        b"[main] ",
        b"a.b.C: ",
        b" - ",
        b"(a.B)",
        b"\n\tat a.B.c(B.java:9)",
        b"java.io.IOException: full",
        b"Traceback (most recent call last):\n",
        b"level=info ",
        b"msg=\"a ",
        b"a=[",
        b"a:\t",
        b"I0304 08:00:19.000001 1 a.go:7] ",
        b"####<",
        b"> <",
        b"I, [2026-03-04T08:00:15.123456 #17] ",
        b"[#|",
        b"|",
        b"17 --- ",
        b"7f43ff76be00 ",
        b"[req-1 - - - - -] ",
        b"Started GET \"/a\" for ",
        b"Completed 200 ",
        b"PHP Warning:  ",
        b"info: A[0] ",
        b"panic: ",
        b"goroutine 1 [running]:",
    ];
    prop::collection::vec(
        prop_oneof![
            8 => prop::sample::select(pieces).prop_map(<[u8]>::to_vec),
            1 => prop::collection::vec(any::<u8>(), 0..4),
        ],
        0..16,
    )
    .prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_become_logs_that_are_valid_json(
        record in prop_oneof![nearly_logs(), any::<Vec<u8>>()],
        format in prop::sample::select(["auto"].into_iter().chain(format::FORMATS.iter().map(|format| format.name)).collect::<Vec<_>>()),
    ) {
        for shape in [Shape::Flat, Shape::Otel] {
            let logs = run(&configuration(format), shape, &record, &Origin::default());
            let text = record.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&record);
            prop_assert_eq!(logs.is_empty(), text.trim_ascii().is_empty());
            for log in logs {
                let value: serde_json::Value = serde_json::from_str(&log).unwrap();
                prop_assert!(value["severity_number"].is_u64(), "{}", log);
                prop_assert!(value["source_format"].is_string(), "{}", log);
            }
        }
    }
}

#[test]
fn a_log_event_of_cloudwatch_is_one_log() {
    let from = Origin { log_event_id: Some("38"), ..Origin::default() };
    assert_eq!(
        run(&Configuration::default(), Shape::Otel, b"first line\nsecond line\n", &from),
        [
            r#"{"severity_number":0,"body":"first line\nsecond line","attributes":{"log.record.uid":"38"},"source_format":"text"}"#
        ]
    );
    assert!(run(&Configuration::default(), Shape::Otel, b" \n", &from).is_empty());
}
