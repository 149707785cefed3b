use crate::{Filter, TokenKey};
use nozzle::log::{Log, Shape, Value};
use nozzle::{Failure, Item, Origin, Output, Transform, firehose::Processor, testing};

fn filter(yaml: &str) -> Filter {
    let configuration = serde_saphyr::from_str(&format!("version: 1\n{yaml}")).unwrap();
    Filter::new(&configuration, TokenKey::new(b"0123456789abcdef"))
}

#[track_caller]
fn check(yaml: &str, document: &str, expected: &str) {
    testing::run(filter(yaml), [document]).assert_ok([format!("{expected}\n")]);
}

#[test]
fn fields_are_removed() {
    check("remove: [a, b.c]", r#"{"a":1,"b":{"c":2,"d":[3 ]},"e":4}"#, r#"{"b":{"d":[3 ]},"e":4}"#);
    check("remove: [a.b]", r#"{"a":[{"b":1},{"c":2,"b":3},[{"b":4}],5]}"#, r#"{"a":[{},{"c":2},[{}],5]}"#);
    check("remove: [a.b]", r#"{"a.b":1,"\u0061":{"\u0062":2}}"#, r#"{"\u0061":{}}"#);
    check("remove: [a.b]", r#"{"a":1}"#, r#"{"a":1}"#);
}

#[test]
fn fields_are_renamed_in_their_place() {
    check("rename: {msg: message}", r#"{"a":1,"msg":"x","b":2}"#, r#"{"a":1,"message":"x","b":2}"#);
    check("rename: {a.b: c.d}", r#"{"a":{"b":1}}"#, r#"{"a":{"c.d":1}}"#);
    // A name stands once.
    check("rename: {msg: message}", r#"{"message":0,"msg":"x"}"#, r#"{"message":"x"}"#);
    check("rename: {msg: message}", r#"{"message":0}"#, r#"{"message":0}"#);
    check("rename: {a: b, b: a}", r#"{"a":1,"b":2}"#, r#"{"b":1,"a":2}"#);
}

#[test]
fn fields_are_set() {
    check("set: {env: test}", r#"{"env":"x","a":1}"#, r#"{"env":"test","a":1}"#);
    check("set: {env: test, n: 1.5, l: [a, null]}", "{}", r#"{"env":"test","l":["a",null],"n":1.5}"#);
    check("set: {a.b: true, a.c: {d: 1}}", r#"{"x":1}"#, r#"{"x":1,"a":{"b":true,"c":{"d":1}}}"#);
    check("set: {a.b: true}", r#"{"a":{"c":1}}"#, r#"{"a":{"c":1,"b":true}}"#);
    check("set: {a.b: true}", r#"{"a.b":1}"#, r#"{"a.b":true}"#);
    check("set: {a.b: true, a.c: 1}", r#"{"a.b":1}"#, r#"{"a.b":true,"a":{"c":1}}"#);
    check("set: {a.b: true}", r#"{"a":1}"#, r#"{"a":1}"#);
}

#[test]
fn fields_are_redacted() {
    check(
        "redact: {fields: {user.name: mask, user.id: token, ip: truncate, key: remove}}",
        r#"{"user":{"name":"Ana","id":7},"ip":"2001:db8:1:2::3","key":{"a":1}}"#,
        r#"{"user":{"name":"[redacted]","id":"tok_f69cf4852626eee19b92af564b9413e4"},"ip":"2001:db8:1::"}"#,
    );
    check(
        "redact: {fields: {a: mask, b: mask, c: truncate}}",
        r#"{"a":[1,{"b":2}],"b":null,"c":"x"}"#,
        r#"{"a":"[redacted]","b":null,"c":"[redacted]"}"#,
    );
    // The same text has the same token, wherever it was found and however it is spelt.
    let outcomes = testing::run(
        filter("redact: {fields: {a: token}, detectors: {email: token}}"),
        [r#"{"a":"ana\u0040example.com","b":"ana@example.com"}"#],
    );
    let document: serde_json::Value = serde_json::from_slice(&outcomes.iter().next().unwrap().data).unwrap();
    assert_eq!(document["a"], document["b"]);
}

#[test]
fn what_has_no_fields_does_as_what_is_not_json() {
    let run = |yaml: &str| testing::run(filter(&format!("remove: [a]\n{yaml}")), ["text", "{\"a\":1,}"]);
    run("").assert_text(
        "0  ProcessingFailed  not_json: an object should stand here (byte 0)\n\
         1  ProcessingFailed  not_json: a key should stand here (byte 7)\n",
    );
    run("on_not_json: keep").assert_ok(["text\n", "{\"a\":1,}\n"]);
    run("on_not_json: drop").assert_text("0  Dropped\n1  Dropped\n");
}

#[test]
fn logs_are_edited_as_logs() {
    let as_log = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| -> Result<(), Failure> {
        let Item::Bytes(body) = item else { unreachable!() };
        let mut log = Log { body: Some(body.into()), source_format: "text", ..Log::default() };
        log.trace_id = Some("4bf92f3577b34da6a3ce929d0e0e4736".into());
        log.attributes.push("user.name", "Ana");
        log.attributes.push("client.address", "192.0.2.7");
        log.attributes.push("http.route", "/");
        log.attributes.push("req", Value::Json(r#"{"headers":{"cookie":"x","host":"y"}}"#));
        log.resource.push("host.name", "web-1");
        out.emit(Item::Log(&log), from)
    };
    let yaml = "remove: [attributes.http.route, attributes.req.headers.cookie, trace_id]\n\
                rename: {attributes.user.name: user.id}\n\
                set: {env: test, attributes.a.b: 1, resource.host.name: web}\n\
                redact: {fields: {attributes.client.address: truncate}, detectors: {email: mask}}";
    let mut processor = Processor::new(as_log.then(filter(yaml))).shape(Shape::Otel);
    let outcomes = testing::run_processor(&mut processor, ["from ana@example.com"]);
    let data = str::from_utf8(&outcomes.iter().next().unwrap().data).unwrap().to_owned();
    let log: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(log["body"], "from [email]");
    assert_eq!(log.get("trace_id"), None);
    assert_eq!(log["resource"], serde_json::json!({ "host.name": "web" }));
    assert_eq!(
        log["attributes"],
        serde_json::json!({
            "user.id": "Ana",
            "client.address": "192.0.2.0",
            "req": { "headers": { "host": "y" } },
            "a.b": 1,
            "env": "test",
        })
    );
}
