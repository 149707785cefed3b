use super::*;
use crate::row::Value::{Boolean, Integer, Null, Number, Text};
use proptest::prelude::*;

/// What becomes of a value, as JSON; nothing where it does not fit.
fn fitted(value: Value<'_>, kind: &str, formats: &[TimeFormat]) -> Option<String> {
    let (arena, kind) = (Bump::new(), Type::parse(kind).unwrap());
    let fitted = Fit { arena: &arena, formats }.value(value, &kind)?;
    let mut out = Vec::new();
    Json::new(Times::Rfc3339).value(fitted, &mut out);
    Some(String::from_utf8(out).unwrap())
}

#[track_caller]
fn check(value: Value<'_>, kind: &str, expected: Option<&str>) {
    assert_eq!(fitted(value, kind, &[]).as_deref(), expected, "{value:?} as {kind}");
}

#[test]
fn whole_numbers_have_their_ranges() {
    for (kind, fits, does_not) in [
        ("tinyint", ["127", "-128"], ["128", "-129"]),
        ("smallint", ["32767", "-32768"], ["32768", "-32769"]),
        ("int", ["2147483647", "-2147483648"], ["2147483648", "-2147483649"]),
        (
            "bigint",
            ["9223372036854775807", "-9223372036854775808"],
            ["9223372036854775808", "-9223372036854775809"],
        ),
    ] {
        for text in fits {
            check(Number(text.as_bytes()), kind, Some(text));
            check(Text(text.as_bytes()), kind, Some(text));
        }
        for text in does_not {
            check(Number(text.as_bytes()), kind, None);
            check(Text(text.as_bytes()), kind, None);
        }
    }
    check(Text(b" 007 "), "int", Some("7"));
    check(Number(b"1e3"), "int", Some("1000"));
    check(Number(b"1.0"), "int", Some("1"));
    check(Number(b"1.5"), "int", None);
    check(Number(b"-0"), "bigint", Some("-0"));
    check(Integer(300), "tinyint", None);
    check(Boolean(true), "int", None);
    check(Text(b""), "int", Some("null"));
    check(Text(b"x"), "int", None);
    check(Value::Json(b"[]"), "int", None);
}

#[test]
fn floating_point_numbers_keep_their_spelling() {
    for text in ["-0.0", "-0", "1e308", "0.1", "9007199254740993", "123456789012345678901234567890.5"] {
        check(Number(text.as_bytes()), "double", Some(text));
        check(Text(text.as_bytes()), "double", Some(text));
    }
    for (text, json) in [
        ("+1.5", "1.5"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("1.", "1.0"),
        ("007.50", "7.50"),
        ("1.e5", "1.0e5"),
    ] {
        check(Text(text.as_bytes()), "double", Some(json));
    }
    check(Number(b"1e309"), "double", None);
    check(Number(b"1e39"), "float", None);
    check(Text(b"NaN"), "double", None);
    check(Value::Double(f64::NAN), "double", None);
    check(Value::Double(-0.0), "double", Some("-0.0"));
}

#[test]
fn decimals_lose_no_digit() {
    check(Number(b"12.50"), "decimal(4,2)", Some("12.50"));
    check(Text(b"12.5"), "decimal(4,2)", Some("12.5"));
    check(Number(b"12.505"), "decimal(4,2)", None);
    check(Number(b"123.5"), "decimal(4,2)", None);
    check(Number(b"1.25e1"), "decimal(4,2)", Some("12.50"));
    check(Text(b"+.5"), "decimal(4,2)", Some("0.50"));
    check(
        Text(b"99999999999999999999999999999999999999"),
        "decimal(38,0)",
        Some("99999999999999999999999999999999999999"),
    );
    check(Value::Double(0.1), "decimal(4,2)", Some("0.1"));
    check(Integer(-7), "decimal(4,2)", Some("-7"));
}

#[test]
fn other_values_have_few_spellings() {
    for text in ["true", "T", "1", "Yes", "y"] {
        check(Text(text.as_bytes()), "boolean", Some("true"));
    }
    check(Number(b"0"), "boolean", Some("false"));
    check(Text(b"on"), "boolean", None);
    check(Text(b"2026-03-04"), "date", Some("\"2026-03-04\""));
    check(Text(b"2026-03-04T00:00:00Z"), "date", Some("\"2026-03-04\""));
    check(Text(b"2026-03-04T08:00:00Z"), "date", None);
    check(Text(b"2026-02-29"), "date", None);
    check(Text(b"2026-03-04 09:00:00.25+01:00"), "timestamp", Some("\"2026-03-04T08:00:00.25Z\""));
    check(Number(b"1772611200"), "timestamp", None);
    check(Text(b"AAH/"), "binary", Some("\"AAH/\""));
    check(Text(b"AAH"), "binary", None);
    check(Number(b"7"), "binary", None);
    check(Number(b"1.50"), "string", Some("\"1.50\""));
    check(Boolean(true), "string", Some("\"true\""));
    check(Value::Json(b"{\"a\":\n1}"), "string", Some(r#""{\"a\":1}""#));
    check(Value::Escaped(br"a\u00e4\n"), "string", Some(r#""a\u00e4\n""#));
    check(Null, "string", Some("null"));
}

#[test]
fn times_are_spelt_as_their_column_says() {
    let formats = [TimeFormat::Unix(3), TimeFormat::Iso8601];
    let time = |value| fitted(value, "timestamp", &formats);
    assert_eq!(time(Number(b"1772611200007")).as_deref(), Some("\"2026-03-04T08:00:00.007Z\""));
    assert_eq!(time(Integer(1_772_611_200_007)).as_deref(), Some("\"2026-03-04T08:00:00.007Z\""));
    assert_eq!(time(Text(b"2026-03-04")).as_deref(), Some("\"2026-03-04T00:00:00Z\""));
    assert_eq!(
        fitted(Number(b"1772611200"), "date", &[TimeFormat::Unix(0)]).as_deref(),
        Some("\"2026-03-04\"")
    );
}

#[test]
fn values_that_nest_are_held_to_their_types() {
    let json = br#"{"id":"7","Tags":["a",1],"extra":true,"at":{"x":1,"y":null},"id":"8"}"#;
    let kind = "struct<id:bigint,tags:array<string>,at:map<string,int>,none:int>";
    let expected = r#"{"id":8,"tags":["a","1"],"at":{"x":1,"y":null}}"#;
    check(Value::Json(json), kind, Some(expected));
    check(Text(json), kind, Some(expected));
    check(Value::Json(br#"{"id":"x"}"#), kind, None);
    check(Value::Json(b"[1]"), kind, None);
    check(Value::Json(b"[[1,2],[]]"), "array<array<int>>", Some("[[1,2],[]]"));
    check(Text(b"[1,"), "array<int>", None);
    check(Text(b""), "array<int>", Some("null"));
    check(Number(b"7"), "array<int>", None);
    check(
        Value::Object(&[Field { name: b"a", value: Integer(1) }]),
        "map<string,string>",
        Some(r#"{"a":"1"}"#),
    );
}

proptest! {
    #[test]
    fn what_fits_a_double_is_the_same_number_and_json(text in "[-+]?[0-9]{0,25}(\\.[0-9]{0,9})?([eE][-+]?[0-9]{1,3})?") {
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        match fitted(Text(text.as_bytes()), "double", &[]) {
            Some(json) if json == "null" => prop_assert!(text.is_empty()),
            Some(json) => {
                prop_assert!(serde_json::from_str::<serde_json::Number>(&json).is_ok(), "{}", json);
                prop_assert_eq!(json.parse().ok(), number, "{} {}", text, json);
            },
            None => prop_assert_eq!(number, None, "{}", text),
        }
    }

    #[test]
    fn what_fits_a_bigint_is_the_same_number(number in any::<i128>(), small in any::<i64>()) {
        let text = number.to_string();
        prop_assert_eq!(fitted(Text(text.as_bytes()), "bigint", &[]).is_some(), i64::try_from(number).is_ok());
        let text = small.to_string();
        prop_assert_eq!(fitted(Number(text.as_bytes()), "bigint", &[]), Some(text.clone()));
    }
}
