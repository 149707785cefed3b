//! Bytes that nobody meant: no parser panics, gives JSON that is not valid, or takes more than linear time.

use super::*;
use crate::format::FORMATS;
use proptest::prelude::*;

/// Were a parser to read its line again and again, this would take minutes.
#[test]
fn hostile_lines_take_linear_time() {
    const ACCESS: &str = "::1 - - [04/Mar/2026:08:00:08 +0000] \"-\" 200 0";
    let many = |text: &str| text.repeat(200_000);
    for line in [
        many("a["),
        many("a [04/Mar/2026:08:00:08"),
        format!("2 {}", many("eni-0a 10.0.0.1 ")),
        format!("version {}", many("srcaddr ")),
        format!("{ACCESS} \"{}\"", many("\"a")),
        format!("{ACCESS} \"{}\" \"\"", many("\\x")),
        format!("{ACCESS} - - {}", many("\"-\" ")),
        format!("{ACCESS} - - {}", many("a=\"-\" ")),
        format!("{ACCESS} - - {}", (0..100_000).map(|key| format!("k{key}=1 ")).collect::<String>()),
        format!("{ACCESS} - - \"1.1.1.1{}\"", many(", 1.1.1.1")),
        format!("<13>1 - - - - - [a{}]", many(" b=\"\\]\"")),
        format!("<13>1 - - - - - {}", many("[a]")),
        format!("<13>Mar  4 08:00:11 web-1 a: {}", many("#012")),
        format!("<13>Mar  4 08:00:11 web-1 sshd[7]: Failed password for {}", many(" from ")),
        format!("<13>Mar  4 08:00:11 web-1 postfix/smtp[7]: 4FGhTk1zqX: {}", many("a=b, ")),
        format!("<13>Mar  4 08:00:11 web-1 postfix/smtp[7]: 4FGhTk1zqX: {}", many("to=< ")),
        format!("<13>Mar  4 08:00:11 web-1 dovecot: imap-login: user=<{}", many("a,")),
        format!("<13>Mar  4 08:00:11 web-1 kernel: IN=a OUT= {}", many("SRC=[ ")),
        format!("<13>Mar  4 08:00:11 web-1 sudo: jo : TTY=a ; {}", many("A=b ; ")),
        format!("CEF:0|a|b|c|d|e|f|{}", many("=\\= a=")),
        format!("CEF:0|a|b|c|d|e|f|{}", many("(=")),
        format!("CEF:0|{}", many("\\|")),
        format!("LEEF:1.0|a|b|c|d|{}", many("a=b\t")),
        format!("type=A msg=audit(1772611211.250:7): {}", many("a= ' ")),
        format!("type=A msg=audit(1772611211.250:7): {}", many("msg='a")),
        format!("<Event>{}", many("<a b='")),
        format!("<Event><System><EventID>1</EventID>{}", many("<a/>&lt ")),
        format!("<13>Mar  4 08:00:11 {}", many("a[")),
        format!("Mar  4 08:00:11 a {}", many(" ")),
        format!("{{\"a\":\"{}\"}}", many("\\u00e4")),
        format!("{{\"a\":[{}0]}}", many("[],")),
        format!("{{{}\"a\":0}}", many("\"error\":{\"b\":{}},")),
        many("a=["),
        many("a=[ "),
        many("a=\"b "),
        many("a='b "),
        many("\x1b["),
        format!("2026-03-04 08:00:15 {}", many("\x1b[3")),
        format!("I0304 08:00:19.000001 1 a.go:7] \"a\"{}", many(" a=<\n")),
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

/// The same for every format: its example with a long row of what may separate fields behind it.
#[test]
fn examples_with_long_ends_take_linear_time() {
    const SEPARATORS: [&str; 16] =
        [" ", "\"", "\\\"", "[", "]", "(", "<", "{", "=", " a=", ",", "\t", "|", ":", "\n\t", "'"];
    for format in FORMATS {
        for separator in SEPARATORS {
            let line = format!("{}{}", format.example, separator.repeat(20_000));
            for name in ["auto", format.name] {
                assert!(!otel(name, line.as_bytes()).is_empty(), "{} {separator:?}", format.name);
            }
        }
    }
}

fn any_format() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("auto"), prop::sample::select(FORMATS).prop_map(|format| format.name)]
}

/// Examples of formats with parts cut out, repeated and replaced.
fn broken_examples() -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_u8, any::<u8>());
    (prop::sample::select(FORMATS), prop::collection::vec(edit, 0..4)).prop_map(|(format, edits)| {
        let mut text = format.example.as_bytes().to_vec();
        for (start, end, kind, byte) in edits {
            if text.is_empty() {
                break;
            }
            let (start, end) = (start.index(text.len()), end.index(text.len()));
            let (start, end) = (start.min(end), start.max(end));
            match kind {
                0 => drop(text.drain(start..end)),
                1 => text[start] = byte,
                2 => text.truncate(end),
                _ => {
                    let part = text[start..end].to_vec();
                    text.splice(start..start, part);
                }
            }
        }
        text
    })
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
        record in prop_oneof![nearly_logs(), broken_examples(), any::<Vec<u8>>()],
        format in any_format(),
    ) {
        for shape in [Shape::Flat, Shape::Otel, Shape::Ss4o, Shape::Ecs, Shape::Hec] {
            let logs = run(&configuration(format), shape, &record, &Origin::default());
            let text = record.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&record);
            prop_assert_eq!(logs.is_empty(), text.trim_ascii().is_empty());
            for log in logs {
                // Not every number of JSON is one for serde_json.
                serde_json::from_str::<serde::de::IgnoredAny>(&log).unwrap();
                if matches!(shape, Shape::Flat | Shape::Otel) {
                    prop_assert!(log.contains("\"severity_number\":"), "{}", log);
                    prop_assert!(log.contains("\"source_format\":\""), "{}", log);
                }
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
