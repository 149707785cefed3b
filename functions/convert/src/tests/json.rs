//! What RFC 8259 takes for JSON, and what it refuses. A refusal is the record's alone.

use super::{check, outcomes};
use crate::{Configuration, Convert};
use nozzle::testing;
use proptest::prelude::*;
use serde_json::{Map, Value};

/// Values that are JSON, each as the member of a row; they come out as they went in.
const ACCEPTED: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "123",
    "1.5",
    "-0.0",
    "1e5",
    "1E5",
    "1e+5",
    "1e-5",
    "1.5e10",
    "0e1",
    "0.1e-7",
    "123456789012345678901234567890",
    "1e400",
    "-1e-400",
    "0.1234567890123456789012345678901234567890",
    "\"\"",
    "\"a\"",
    "\" \"",
    "\"\\\"\"",
    "\"\\\\\"",
    "\"\\/\"",
    "\"\\b\\f\\n\\r\\t\"",
    "\"\\u0000\"",
    "\"\\u00e4\"",
    "\"\\uD834\\uDD1E\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\uFFFF\"",
    "\"/\"",
    "\"\u{7f}\"",
    "\"ä€😀\"",
    "\"\u{2028}\"",
    "\"'\"",
    "\"a/*b*/c\"",
    "\"\u{fffe}\"",
    "[]",
    "[[]]",
    "{}",
    "[1,2]",
    "[null]",
    "[true,false]",
    "[\"a\",{}]",
    "{\"a\":{}}",
    "{\"a\":1,\"a\":2}",
    "{\"\":0}",
    "{\"\\u0061\":0}",
    "[1 ,2]",
    "[ ]",
    "{ }",
    "[\t1]",
];

/// Values that are none.
const REFUSED: &[&str] = &[
    "",
    "nul",
    "nulll",
    "tru",
    "True",
    "TRUE",
    "undefined",
    "NaN",
    "Infinity",
    "-Infinity",
    "inf",
    "+1",
    "01",
    "-01",
    "00",
    "1.",
    ".5",
    "-.5",
    "1.e5",
    "1e",
    "1e+",
    "1E-",
    "1e5.5",
    "-",
    "--1",
    "- 1",
    "0x1F",
    "1_000",
    "1,000",
    "1a",
    "0b1",
    "1 2",
    "0.1.2",
    "１",
    "'a'",
    "a",
    "\"",
    "\"a",
    "a\"",
    "\"\\\"",
    "\"\\x41\"",
    "\"\\a\"",
    "\"\\u\"",
    "\"\\u00\"",
    "\"\\u00g0\"",
    "\"\\U0041\"",
    "\"\\ \"",
    "\"\\\u{e4}\"",
    "\"\t\"",
    "\"\n\"",
    "\"\u{0}\"",
    "\"\u{1f}\"",
    "\"a\" \"b\"",
    "[",
    "]",
    "[1",
    "[1,",
    "[1,]",
    "[,1]",
    "[,]",
    "[1,,2]",
    "[1 2]",
    "[1;2]",
    "[1}",
    "[\"a\",\n1",
    "[1]]",
    "{",
    "}",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "{\"a\":1,}",
    "{,}",
    "{\"a\" 1}",
    "{\"a\"::1}",
    "{\"a\":1 \"b\":2}",
    "{a:1}",
    "{'a':1}",
    "{1:1}",
    "{null:1}",
    "{\"a\":1]",
    "{\"a\":1,\"b\"}",
    "{\"a\",\"b\"}",
    "{[]:1}",
    "/**/1",
    "1//",
    "#",
    "*",
    "\u{a0}1",
    "\u{b}1",
    "\u{c}1",
    "\u{feff}1",
    "\\u0031",
    "<1>",
    "[\u{b}]",
    "(1)",
    "True",
    "{}}",
    "[][",
    "\"\"\"",
];

#[test]
fn json_is_taken_as_it_stands() {
    for value in ACCEPTED {
        let record = format!("{{\"v\":{value}}}");
        check(
            "to: {format: json}",
            &[&record],
            &format!("0  Ok  {}\\n\n", testing::readable(record.as_bytes())),
        );
        // The test's own opinion is checked by another reader, which alone refuses lone surrogates and what overflows.
        if !value.contains("\\ud800") && !value.contains("e400") {
            assert!(serde_json::from_str::<serde_json::Value>(&record).is_ok(), "{record}");
        }
    }
}

#[test]
fn what_is_not_json_fails_its_record_alone() {
    for value in REFUSED {
        for record in [format!("{{\"v\":{value}}}"), format!("[{{\"v\":[{value}]}}]")] {
            // What is no value may be no member, and the row empty of it: such texts are JSON inside of an array.
            if serde_json::from_str::<serde_json::Value>(&record).is_ok() {
                assert!(value.is_empty(), "{record}");
                continue;
            }
            for format in ["json", "ndjson"] {
                let found =
                    outcomes(&format!("from: {{format: {format}}}"), &["{\"a\":1}", &record, "{\"b\":2}"]);
                let lines: Vec<_> = found.lines().collect();
                assert_eq!(lines.len(), 3, "{record}: {found}");
                assert_eq!((lines[0], lines[2]), ("0  Ok  {\"a\":1}\\n", "2  Ok  {\"b\":2}\\n"), "{record}");
                let refused = ["1  ProcessingFailed  not_json: ", "1  ProcessingFailed  not_an_object: "];
                assert!(
                    refused.iter().any(|refused| lines[1].starts_with(refused)),
                    "{record}: {}",
                    lines[1]
                );
            }
        }
    }
}

#[test]
fn bytes_that_are_not_utf8_are_not_json() {
    let configuration: Configuration = serde_saphyr::from_str("version: 1").unwrap();
    // A lone continuation, a cut sequence, an overlong slash, a surrogate, beyond U+10FFFF, Latin-1.
    for bytes in [&b"\x80"[..], b"\xe2\x82", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe4"] {
        let record = [b"{\"v\":\"", bytes, b"\"}"].concat();
        let found = testing::run(Convert::build(&configuration).unwrap(), [record]).to_string();
        assert_eq!(found, "0  ProcessingFailed  not_utf8: the text is not UTF-8 (byte 6)\n", "{bytes:?}");
    }
}

#[test]
fn documents_stand_however_they_stand() {
    let rows = "0  Ok  {\"a\":1}\\n{\"a\":2}\\n\n";
    for record in [
        "{\"a\":1}{\"a\":2}",
        "{\"a\":1}\r\n{\"a\":2}\r\n",
        " {\n\"a\" :\t1 } \n\n {\"a\":2}",
        "[{\"a\":1},{\"a\":2}]",
        "[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  }\n]\n",
        "[{\"a\":1}][{\"a\":2}]",
        "[]{\"a\":1}[{\"a\":2}] []",
        "\u{feff}{\"a\":1}\n{\"a\":2}",
    ] {
        check("version: 1", &[record], rows);
    }
    check("from: {format: ndjson}", &["{\"a\":1}\r\n\n{ \"a\" : 2 }\r\n"], rows);
    check(
        "from: {format: ndjson}",
        &["{\"a\":1}{\"a\":2}", "{\"a\":\n1}", "[{\"a\":1}]"],
        "0  ProcessingFailed  not_json: something follows the end of the document (byte 7)\n\
         1  ProcessingFailed  not_json: the document ends where a value should stand (byte 5)\n\
         2  ProcessingFailed  not_an_object: only an object is a row (byte 0)\n",
    );
    check(
        "version: 1",
        &["[1]", "\"a\"", "[[{}]]", "7", "{\"a\":1},{\"a\":2}"],
        "0  ProcessingFailed  not_an_object: only an object is a row (byte 1)\n\
         1  ProcessingFailed  not_an_object: only an object is a row (byte 0)\n\
         2  ProcessingFailed  not_an_object: only an object is a row (byte 1)\n\
         3  ProcessingFailed  not_an_object: only an object is a row (byte 0)\n\
         4  ProcessingFailed  not_json: a value should stand here (byte 7)\n",
    );
}

#[test]
fn nesting_of_ten_thousand_is_refused() {
    let deep = format!("{{\"v\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let objects = format!("{}1{}", "{\"v\":".repeat(10_000), "}".repeat(10_000));
    for yaml in ["version: 1", "flatten: {}", "schema: [{name: v, type: 'array<string>'}]"] {
        let found = outcomes(yaml, &[&deep, &objects]);
        for line in found.lines() {
            assert!(line.contains("not_json: arrays and objects nest too deep (byte "), "{line}");
        }
    }
    let members: String = (0..10_001).map(|member| format!("\"{member}\":0,")).collect();
    check(
        "version: 1",
        &[&format!("{{{members}\"z\":0}}")],
        "0  ProcessingFailed  too_many_fields: a row has more than 10000 fields (byte 88899)\n",
    );
}

#[test]
fn a_record_cut_anywhere_fails_or_is_whole_rows() {
    let whole = r#"{"a":"x\u00e4","b":[1,{"c":null}]}"#;
    for end in 1..whole.len() {
        let found = outcomes("version: 1", &[&whole[..end]]);
        assert!(found.starts_with("0  ProcessingFailed  not_json: "), "{end}: {found}");
    }
}

/// A member: a key as it may be spelt, with what may stand around it.
fn member() -> impl Strategy<Value = String> {
    let long = format!("\"{}\":", "x".repeat(120));
    let keys = ["\"a\":", "\"b\":", "\"c\" :", " \"a\": ", "\"\\u0061\":", "\"\u{e4}\":", "\"a,\":"];
    let key = prop::sample::select(keys.map(str::to_owned).into_iter().chain([long]).collect::<Vec<_>>());
    (key, 0..100).prop_map(|(key, number)| format!("{key}{number}"))
}

proptest! {
    /// Names are remembered from one row to the next: whatever they were, each row gets its own.
    #[test]
    fn rows_have_their_own_names(
        rows in prop::collection::vec(prop::collection::vec(member(), 0..5), 1..12),
        columns in any::<bool>(),
        cut in 0_usize..12,
    ) {
        let columns = if columns { "schema: [{name: b, type: bigint}, {name: a, type: bigint}]" } else { "" };
        let configuration = serde_saphyr::from_str(&format!("from: {{format: ndjson}}\n{columns}")).unwrap();
        let lines: Vec<_> = rows.iter().map(|row| format!("{{{}}}\n", row.join(","))).collect();
        let (first, second) = lines.split_at(cut.min(lines.len()));
        // A record that is broken somewhere is between two that are not.
        let records = [first.concat(), "{\"b\":1,\"\":2,\"a\"}".to_owned(), second.concat()];
        let outcomes = testing::run(Convert::build(&configuration).unwrap(), &records);
        let mut written = String::new();
        for place in [0, 2] {
            written += str::from_utf8(&outcomes.iter().nth(place).unwrap().data).unwrap();
        }
        let written: Vec<Value> = written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let expected = lines.iter().map(|line| {
            let mut row: Map<String, Value> = serde_json::from_str(line).unwrap();
            row.retain(|name, _| columns.is_empty() || matches!(name.as_str(), "a" | "b"));
            Value::Object(row)
        });
        prop_assert_eq!(written, expected.collect::<Vec<_>>());
    }
}
