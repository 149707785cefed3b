mod random;

use super::*;

/// Both ways of reading agree on the verdict.
#[track_caller]
fn check(pattern: &str, document: &str, expected: bool) {
    let pattern = Pattern::from_json(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    let mut patterns = Patterns::new([[pattern.clone()]]);
    assert_eq!(patterns.first_group(document.as_bytes()).unwrap().is_some(), expected, "{document}");
    let slowly = consistent::first_group(&patterns.index, document.as_bytes()).unwrap();
    assert_eq!(slowly.is_some(), expected, "slowly: {document}");
    assert_eq!(pattern.explain(document.as_bytes()).unwrap().is_empty(), expected, "explained: {document}");
}

#[test]
fn exact_values() {
    check(r#"{"a":["x","y"]}"#, r#"{"a":"y"}"#, true);
    check(r#"{"a":["x"]}"#, r#"{"a":"X"}"#, false);
    check(r#"{"a":["ä\n"]}"#, r#"{"a":"\u00e4\u000a"}"#, true);
    check(r#"{"a\u0062":["x"]}"#, r#"{"\u0061b":"x"}"#, true);
    check(r#"{"a":[5]}"#, r#"{"a":5.0}"#, true);
    check(r#"{"a":[3e2]}"#, r#"{"a":300}"#, true);
    check(r#"{"a":[-0]}"#, r#"{"a":0.0}"#, true);
    check(r#"{"a":["5"]}"#, r#"{"a":5}"#, false);
    check(r#"{"a":[9007199254740993]}"#, r#"{"a":9007199254740992}"#, false);
    check(r#"{"a":[null]}"#, r#"{"a":null}"#, true);
    check(r#"{"a":[null]}"#, "{}", false);
    check(r#"{"a":[""]}"#, r#"{"a":""}"#, true);
    check(r#"{"a":[true]}"#, r#"{"a":true}"#, true);
    check(r#"{"a":[true]}"#, r#"{"a":"true"}"#, false);
}

#[test]
fn operators() {
    check(r#"{"a":[{"prefix":"us-"}]}"#, r#"{"a":"us-east-1"}"#, true);
    check(r#"{"a":[{"prefix":{"equals-ignore-case":"US-"}}]}"#, r#"{"a":"us-east-1"}"#, true);
    check(r#"{"a":[{"suffix":{"equals-ignore-case":".PNG"}}]}"#, r#"{"a":"ß.png"}"#, true);
    check(r#"{"a":[{"suffix":".png"}]}"#, r#"{"a":"x.PNG"}"#, false);
    check(r#"{"a":[{"equals-ignore-case":"größe"}]}"#, r#"{"a":"GRÖßE"}"#, true);
    check(r#"{"a":[{"wildcard":"/aws/*/shop-*"}]}"#, r#"{"a":"/aws/lambda/shop-cart"}"#, true);
    check(r#"{"a":[{"numeric":[">",0,"<=",5]}]}"#, r#"{"a":5.0}"#, true);
    check(r#"{"a":[{"numeric":[">",0,"<=",5]}]}"#, r#"{"a":0}"#, false);
    check(r#"{"a":[{"numeric":["=",3.0e2]}]}"#, r#"{"a":300}"#, true);
    check(r#"{"a":[{"numeric":[">",5]}]}"#, r#"{"a":"6"}"#, false);
    check(r#"{"a":[{"cidr":"10.0.0.0/24"}]}"#, r#"{"a":"10.0.0.9"}"#, true);
    check(r#"{"a":["2001:db8::1"]}"#, r#"{"a":"2001:DB8:0::1"}"#, true);
    check(r#"{"a":[{"exactly":"x"}]}"#, r#"{"a":"x"}"#, true);
    check(r#"{"a":[{"exists":true}]}"#, r#"{"a":null}"#, true);
    check(r#"{"a":[{"exists":true}]}"#, r#"{"a":[]}"#, false);
    check(r#"{"a":[{"exists":true}]}"#, r#"{"a":{"b":1}}"#, false);
    check(r#"{"a":[{"exists":false}]}"#, r#"{"a":{"b":1}}"#, true);
    check(r#"{"a":[{"exists":false}]}"#, r#"{"b":1}"#, true);
    check(r#"{"a":["x",{"exists":false}]}"#, r#"{"a":"x"}"#, true);
    check(r#"{"a":["x",{"exists":false}]}"#, r#"{"a":"y"}"#, false);
}

#[test]
fn anything_but() {
    check(r#"{"a":[{"anything-but":"x"}]}"#, r#"{"a":"y"}"#, true);
    check(r#"{"a":[{"anything-but":"x"}]}"#, "{}", false);
    check(r#"{"a":[{"anything-but":"x"}]}"#, r#"{"a":1}"#, true);
    check(r#"{"a":[{"anything-but":"x"}]}"#, r#"{"a":["x","y"]}"#, true);
    check(r#"{"a":[{"anything-but":["x","y"]}]}"#, r#"{"a":"y"}"#, false);
    check(r#"{"a":[{"anything-but":[1,2]}]}"#, r#"{"a":2.0}"#, false);
    check(r#"{"a":[{"anything-but":{"prefix":["x","y"]}}]}"#, r#"{"a":"yz"}"#, false);
    check(r#"{"a":[{"anything-but":{"wildcard":"*foo*"}}]}"#, r#"{"a":"a food"}"#, false);
    check(r#"{"a":[{"anything-but":{"equals-ignore-case":"NO"}}]}"#, r#"{"a":"no"}"#, false);
}

#[test]
fn names_and_dots() {
    check(r#"{"a":{"b":["x"]}}"#, r#"{"a.b":"x"}"#, true);
    check(r#"{"a.b":["x"]}"#, r#"{"a":{"b":"x"}}"#, true);
    check(r#"{"a.b.c":["x"]}"#, r#"{"a":{"b.c":"x"}}"#, true);
    check(r#"{"a":{"b":["x"]}}"#, r#"{"a":{"c":"x"},"b":"x"}"#, false);
    check(r#"{"a":["x"]}"#, r#"{"a":"x","a":"y"}"#, true);
    check(r#"{"a":["y"]}"#, r#"{"a":"x","a":"y"}"#, false);
}

#[test]
fn fields_below_an_array_match_in_one_element() {
    let pattern = r#"{"songs":{"writer":["Ann"],"year":[1966]}}"#;
    check(pattern, r#"{"songs":[{"writer":"Ann","year":1965},{"writer":"Ben","year":1966}]}"#, false);
    check(pattern, r#"{"songs":[{"writer":"Ben","year":1966},{"writer":["Cy","Ann"],"year":1966}]}"#, true);
    check(pattern, r#"{"songs":[[{"writer":"Ann","year":1966}]]}"#, true);
    check(r#"{"a":{"b":[{"exists":false}],"c":[1]}}"#, r#"{"a":[{"b":1},{"c":1}]}"#, false);
    check(r#"{"a":{"b":[{"exists":false}],"c":[1]}}"#, r#"{"a":[{"d":1},{"c":1}]}"#, true);
    // Behind a value, a field is absent from its element; before any, from all of them.
    let pattern = r#"{"a":{"b":["x"],"c":[{"exists":false}]}}"#;
    check(pattern, r#"{"a":[{"b":"x"},{"c":1}]}"#, true);
    check(pattern, r#"{"a":[{"b":"x","c":1},{"b":"y"}]}"#, false);
    check(pattern, r#"{"a":[[{"b":"x"},{"c":1}],[{"b":"x","c":[]}]]}"#, true);
    check(
        r#"{"a":{"b":["x"],"c":{"d":[1],"e":[{"exists":false}]}}}"#,
        r#"{"a":[{"b":"x","c":[{"e":1},{"d":1}]}]}"#,
        true,
    );
    check(r#"{"a":{"b":["x",{"exists":false}],"c":[1]}}"#, r#"{"a":[{"b":"y"},{"c":1}]}"#, false);
    check(r#"{"a":{"b":["x",{"exists":false}],"c":[1]}}"#, r#"{"a":[{"b":"x","c":1},{"c":2}]}"#, true);
    check(r#"{"a":["x"]}"#, r#"{"a":[["y",["x"]],{"b":1}]}"#, true);
    check(r#"{"a":["x"],"b":["y"]}"#, r#"{"a":["z","x"],"b":["y"]}"#, true);
}

#[test]
fn or_joins_what_stands_beside_it() {
    let pattern = r#"{"a":[1],"$or":[{"b":[2]},{"c":[3]}]}"#;
    check(pattern, r#"{"a":1,"c":3}"#, true);
    check(pattern, r#"{"a":1,"b":3}"#, false);
    check(pattern, r#"{"b":2,"c":3}"#, false);
    check(r#"{"a":{"$or":[{"b":[2]},{"c":[3]}]}}"#, r#"{"a":{"c":3}}"#, true);
    check(r#"{"$or":["x"]}"#, r#"{"$or":"x"}"#, true);
    // Said twice of one field, the last counts.
    check(r#"{"a":["x"],"$or":[{"a":["y"]},{"b":[1]}]}"#, r#"{"a":"y"}"#, true);
    check(r#"{"a":["x"],"$or":[{"a":["y"]},{"b":[1]}]}"#, r#"{"a":"x"}"#, false);
    check(r#"{"a":["x"],"$or":[{"a":["y"]},{"b":[1]}]}"#, r#"{"a":"x","b":1}"#, true);
    check(r#"{"a":{"b":["x"]},"a.b":["y"]}"#, r#"{"a":{"b":"x"}}"#, false);
    check(r#"{"a":[1],"a":{"b":[2]}}"#, r#"{"a":[1,{"c":3}],"a.b":2}"#, true);
}

#[test]
fn an_earlier_group_wins() {
    let pattern = |json| Pattern::from_json(json).unwrap();
    let mut patterns = Patterns::new([
        vec![pattern(r#"{"path":[{"prefix":"/health"}]}"#)],
        vec![pattern(r#"{"status":[{"numeric":[">=",500]}]}"#), pattern(r#"{"level":["ERROR"]}"#)],
    ]);
    let mut group = |document: &str| patterns.first_group(document.as_bytes()).unwrap();
    assert_eq!(group(r#"{"status":503,"path":"/cart"}"#), Some(1));
    assert_eq!(group(r#"{"status":503,"path":"/health/db"}"#), Some(0));
    assert_eq!(group(r#"{"status":503}"#), Some(1));
    assert_eq!(group(r#"{"status":200,"level":"ERROR","path":"/cart"}"#), Some(1));
    assert_eq!(group(r#"{"status":200,"path":"/cart"}"#), None);
}

#[test]
fn reading_stops_when_the_verdict_is_known() {
    let pattern = Pattern::from_json(r#"{"level":["ERROR"]}"#).unwrap();
    let mut patterns = Patterns::new([[pattern]]);
    assert_eq!(patterns.first_group(br#"{"level":"ERROR", broken"#), Ok(Some(0)));
    assert_eq!(patterns.first_group(br#"{"level":"INFO", broken"#), Ok(None));
    for (document, message) in [
        (&b"broken"[..], "an object should stand here (byte 0)"),
        (b"[1]", "an object should stand here (byte 0)"),
        (br#"{"x":1, broken"#, "a key should stand here (byte 8)"),
        (br#"{"x":"1}"#, "the document ends inside a string (byte 8)"),
        (br#"{"x":1} x"#, "something follows the end of the document (byte 8)"),
    ] {
        assert_eq!(patterns.first_group(document).unwrap_err().to_string(), message);
    }
}

#[test]
fn what_is_no_pattern_is_refused_with_its_place() {
    for (pattern, error) in [
        ("{", "byte 1: not JSON: a key should stand here"),
        ("[]", "a pattern is an object"),
        ("{}", "an empty object matches nothing; name a field, or remove it"),
        (r#"{"a":{}}"#, "a: an empty object matches nothing; name a field, or remove it"),
        (r#"{"a":[]}"#, "a: an empty array matches nothing; say what the field may be"),
        (r#"{"a":{"b":"x"}}"#, r#"a.b: what a field may be stands in an array: write ["x"]"#),
        (r#"{"a":[["x"]]}"#, "a: an array stands in an array; list what the field may be in one"),
        (
            r#"{"a":[{"prefix":"x","suffix":"y"}]}"#,
            "a: a condition has one operator; write two conditions in the array",
        ),
        (
            r#"{"a":[{"starts-with":"x"}]}"#,
            "a: `starts-with` is no operator; there are exactly, prefix, suffix, equals-ignore-case, wildcard, \
             anything-but, numeric, cidr and exists",
        ),
        (r#"{"a":[{"prefix":1}]}"#, "a: prefix is a text"),
        (r#"{"a":[{"wildcard":"a**b"}]}"#, "a: two stars stand side by side; one is enough"),
        (
            r#"{"a":[{"numeric":["<"]}]}"#,
            "a: numeric is an operator and a number, or a lower and an upper bound: [\">\", 0, \"<=\", 5]",
        ),
        (r#"{"a":[{"numeric":[">",5,"<",5]}]}"#, "a: the lower bound of numeric is below the upper one"),
        (r#"{"a":[{"numeric":["=",2e422]}]}"#, "a: 2e422 is too large for a number"),
        (r#"{"a":[{"exactly":1}]}"#, "a: exactly is a text"),
        (r#"{"a":[{"exists":"yes"}]}"#, "a: exists is true or false"),
        (
            r#"{"a":[{"cidr":"10.0.0.0"}]}"#,
            "a: `10.0.0.0` is no block of addresses; write one as 10.0.0.0/24, and one address as a text",
        ),
        (r#"{"a":[{"anything-but":["x",1]}]}"#, "a: anything-but lists texts only, or numbers only"),
        (
            r#"{"a":[{"anything-but":{"prefix":""}}]}"#,
            "a: an empty prefix in anything-but excludes every text",
        ),
    ] {
        assert_eq!(Pattern::from_json(pattern).unwrap_err().to_string(), error, "{pattern}");
    }
}

#[test]
fn a_mismatch_says_what_was_found() {
    let pattern =
        Pattern::from_json(r#"{"level":["ERROR"],"http":{"status":[{"numeric":[">=",500]}]},"id":[1]}"#)
            .unwrap();
    let mismatches: Vec<String> = pattern
        .explain(br#"{"level":"WARN","http":[{"status":404},{"status":200}],"id":1}"#)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        mismatches,
        [r#"level: "WARN", wanted ["ERROR"]"#, r#"http.status: 404, 200, wanted [{"numeric":[">=",500]}]"#]
    );
}

#[test]
fn logs_match_in_the_names_of_the_otel_shape() {
    use crate::log::{Severity, Value};
    let mut log = Log { severity: Severity::ERROR, body: Some("disk full".into()), ..Log::default() };
    log.attributes.push("http.response.status_code", Value::Integer(503));
    log.attributes.push("req", Value::Json(r#"{"headers":{"host":["a","b"]}}"#));
    log.resource.push("host.name", "web-1");
    for (pattern, expected) in [
        (r#"{"severity_number":[{"numeric":[">=",17]}]}"#, true),
        (
            r#"{"attributes":{"http":{"response":{"status_code":[503]}}},"resource":{"host.name":["web-1"]}}"#,
            true,
        ),
        (r#"{"attributes.req.headers.host":["b"]}"#, true),
        (r#"{"attributes.req.headers.host":["c"]}"#, false),
        (r#"{"body":[{"suffix":"full"}],"trace_id":[{"exists":false}]}"#, true),
        (r#"{"severity_text":["ERROR"]}"#, false),
        (r#"{"attributes.req":[{"exists":true}]}"#, false),
    ] {
        let mut patterns = Patterns::new([[Pattern::from_json(pattern).unwrap()]]);
        assert_eq!(patterns.first_group_of_log(&log).is_some(), expected, "{pattern}");
    }
}
