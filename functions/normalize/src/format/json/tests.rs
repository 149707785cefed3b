use crate::tests::{check, otel};
use nozzle::{
    Timestamp,
    log::{Log, Severity, Shape, Text, Value},
};
use proptest::prelude::*;

#[test]
fn what_loggers_share_has_its_place() {
    check(
        "auto",
        super::FORMAT.example,
        r#"{"time":"2026-03-04T08:00:00.123Z","severity_number":13,"severity_text":"warn","body":"slow card check","scope":{"name":"shop.Cart"},"attributes":{"ms":812},"source_format":"json"}"#,
    );
    // pino
    check(
        "auto",
        r#"{"level":40,"time":1772611200456,"pid":17,"hostname":"ip-10-1-2-3","reqId":"r-9","msg":"retry 2/5"}"#,
        r#"{"time":"2026-03-04T08:00:00.456Z","severity_number":13,"severity_text":"40","body":"retry 2/5","resource":{"host.name":"ip-10-1-2-3"},"attributes":{"process.pid":17,"reqId":"r-9"},"source_format":"json"}"#,
    );
    // Python
    check(
        "auto",
        r#"{"asctime":"2026-03-04 08:00:00,123","levelname":"ERROR","name":"root","threadName":"MainThread","message":"no","exc_info":"Traceback:\n  x","service":"pay"}"#,
        r#"{"time":"2026-03-04T08:00:00.123Z","severity_number":17,"severity_text":"ERROR","body":"no","scope":{"name":"root"},"resource":{"service.name":"pay"},"attributes":{"thread.name":"MainThread","exception.stacktrace":"Traceback:\n  x"},"source_format":"json"}"#,
    );
    // Elastic Common Schema, dotted and nested
    let ecs = r#"{"time":"2026-03-04T08:00:00Z","severity_number":9,"severity_text":"INFO","body":"m","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","scope":{"name":"L"},"resource":{"host.name":"h","service.name":"s","service.version":"2"},"attributes":{"process.pid":1,"thread.name":"t","exception.stacktrace":"at x","exception.type":"E","exception.message":"no"},"source_format":"json"}"#;
    check(
        "auto",
        r#"{"@timestamp":"2026-03-04T08:00:00Z","log.level":"INFO","message":"m","service.name":"s","service.version":"2","host.name":"h","process.pid":1,"process.thread.name":"t","log.logger":"L","trace.id":"4bf92f3577b34da6a3ce929d0e0e4736","span.id":"00f067aa0ba902b7","error.type":"E","error.message":"no","error.stack_trace":"at x"}"#,
        ecs,
    );
    check(
        "auto",
        r#"{"@timestamp":"2026-03-04T08:00:00Z","log":{"level":"INFO","logger":"L"},"message":"m","service":{"name":"s","version":"2"},"host":{"name":"h"},"process":{"pid":1},"thread":{"name":"t"},"trace":{"id":"4BF92F3577B34DA6A3CE929D0E0E4736"},"span":{"id":"00f067aa0ba902b7"},"error":{"type":"E","message":"no","stack_trace":"at x"}}"#,
        ecs,
    );
    // AWS Lambda
    check(
        "auto",
        r#"{"timestamp":"2026-03-04T08:00:00.123Z","level":"ERROR","requestId":"6f0e","xray_trace_id":"1-5759e988-BD862e3fe1be46a994272793","message":{"errorType":"TimeoutError","errorMessage":"late","stackTrace":["at run","at \"main\""]}}"#,
        r#"{"time":"2026-03-04T08:00:00.123Z","severity_number":17,"severity_text":"ERROR","body":{"errorType":"TimeoutError","errorMessage":"late","stackTrace":["at run","at \"main\""]},"trace_id":"5759e988bd862e3fe1be46a994272793","attributes":{"exception.stacktrace":"at run\nat \"main\"","exception.type":"TimeoutError","exception.message":"late","requestId":"6f0e"},"source_format":"json"}"#,
    );
    // MongoDB's time, text of a container's log
    check(
        "auto",
        r#"{"t":{"$date":"2026-03-04T09:00:00.000+01:00"},"log":"hello\n","n":1}"#,
        r#"{"time":"2026-03-04T08:00:00Z","severity_number":0,"body":"hello\n","attributes":{"n":1},"source_format":"json"}"#,
    );
}

#[test]
fn a_document_in_a_message_is_read_too() {
    check(
        "auto",
        r#"{"time":"2026-03-04T08:00:00Z","level":"info","host":"h","message":"{\"level\":\"warn\",\"msg\":\"a \\\"b\\\"\",\"ms\":7}"}"#,
        r#"{"time":"2026-03-04T08:00:00Z","severity_number":13,"severity_text":"warn","body":"a \"b\"","resource":{"host.name":"h"},"attributes":{"ms":7},"source_format":"json"}"#,
    );
    // As AWS delivers the lines of others; prose is not looked into where more is said of it.
    check(
        "auto",
        r#"{"message":"<13>1 2026-03-04T08:00:00Z h a - - - m"}"#,
        r#"{"time":"2026-03-04T08:00:00Z","severity_number":10,"severity_text":"notice","body":"m","resource":{"host.name":"h","service.name":"a"},"attributes":{"syslog.facility.code":1,"syslog.severity.code":5},"source_format":"rfc5424"}"#,
    );
    check(
        "auto",
        r#"{"level":"info","message":"<13>1 2026-03-04T08:00:00Z h a - - - m"}"#,
        r#"{"severity_number":9,"severity_text":"info","body":"<13>1 2026-03-04T08:00:00Z h a - - - m","source_format":"json"}"#,
    );
    for message in ["{main} started", "{}}", "{"] {
        check(
            "auto",
            &format!(r#"{{"message":"{message}"}}"#),
            &format!(r#"{{"severity_number":0,"body":"{message}","source_format":"json"}}"#),
        );
    }
}

#[test]
fn requests_have_their_names() {
    // nginx, with the names of its variables
    check(
        "auto",
        r#"{"time_iso8601":"2026-03-04T08:00:00+00:00","remote_addr":"203.0.113.9","remote_user":"","request":"GET /cart?id=7 HTTP/1.1","status":"200","body_bytes_sent":"512","request_time":"0.025","http_referer":"","http_user_agent":"curl/8.5"}"#,
        r#"{"time":"2026-03-04T08:00:00Z","severity_number":0,"attributes":{"url.path":"/cart","url.query":"id=7","http.request.method":"GET","network.protocol.version":"1.1","duration_ms":25,"client.address":"203.0.113.9","http.response.status_code":200,"http.response.body.size":512,"user_agent.original":"curl/8.5"},"source_format":"json"}"#,
    );
    // pino-http
    check(
        "auto",
        r#"{"level":30,"time":1772611200000,"req":{"id":1,"method":"GET","url":"/cart","headers":{"host":"a"},"remoteAddress":"::1","remotePort":5022},"res":{"statusCode":200},"responseTime":7,"msg":"request completed"}"#,
        r#"{"time":"2026-03-04T08:00:00Z","severity_number":9,"severity_text":"30","body":"request completed","attributes":{"http.request.method":"GET","url.path":"/cart","duration_ms":7,"client.address":"::1","client.port":5022,"http.response.status_code":200,"req.id":1,"req.headers":{"host":"a"}},"source_format":"json"}"#,
    );
    // Names of everyday life mean a request only beside its method.
    members(
        r#""path":"/tmp/a","status":7,"duration":3,"url":"/x","size":1,"ip":"::1""#,
        r#""attributes":{"path":"/tmp/a","status":7,"duration":3,"url":"/x","size":1,"ip":"::1"}"#,
    );
    members(
        r#""method":"POST","url":"https://shop.example/a?b","statusCode":201,"duration":"1.5ms""#,
        r#""attributes":{"http.request.method":"POST","url.full":"https://shop.example/a?b","duration_ms":1.5,"http.response.status_code":201}"#,
    );
}

#[test]
fn exceptions_are_told_alike() {
    // log4j 2
    check(
        "auto",
        r#"{"instant":{"epochSecond":1772611200,"nanoOfSecond":123000000},"thread":"main","level":"ERROR","loggerName":"shop.Cart","message":"no","thrown":{"commonElementCount":0,"name":"java.io.IOException","message":"gone","extendedStackTrace":"java.io.IOException: gone\n\tat shop.Cart"},"endOfBatch":false,"threadId":7}"#,
        r#"{"time":"2026-03-04T08:00:00.123Z","severity_number":17,"severity_text":"ERROR","body":"no","scope":{"name":"shop.Cart"},"attributes":{"thread.id":7,"thread.name":"main","exception.stacktrace":"java.io.IOException: gone\n\tat shop.Cart","exception.type":"java.io.IOException","exception.message":"gone","endOfBatch":false,"thrown.commonElementCount":0},"source_format":"json"}"#,
    );
    // Serilog, compact
    check(
        "auto",
        r#"{"@t":"2026-03-04T08:00:00.1234567Z","@mt":"cart {Id} failed","@m":"cart 7 failed","@l":"Error","@x":"System.IO.IOException: gone\n   at Cart.Add()","Id":7,"SourceContext":"Shop.Cart"}"#,
        r#"{"time":"2026-03-04T08:00:00.1234567Z","severity_number":17,"severity_text":"Error","body":"cart 7 failed","scope":{"name":"Shop.Cart"},"attributes":{"exception.stacktrace":"System.IO.IOException: gone\n   at Cart.Add()","exception.type":"System.IO.IOException","exception.message":"gone","@mt":"cart {Id} failed","Id":7},"source_format":"json"}"#,
    );
    // structlog
    check(
        "auto",
        r#"{"event":"failed","level":"error","timestamp":"2026-03-04T08:00:00Z","exception":"Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: bad: 7"}"#,
        r#"{"time":"2026-03-04T08:00:00Z","severity_number":17,"severity_text":"error","body":"failed","attributes":{"exception.stacktrace":"Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: bad: 7","exception.type":"ValueError","exception.message":"bad: 7"},"source_format":"json"}"#,
    );
    // tracing (Rust)
    check(
        "auto",
        r#"{"timestamp":"2026-03-04T08:00:00Z","level":"ERROR","fields":{"message":"failed","error":"gone","order":7},"target":"shop"}"#,
        r#"{"time":"2026-03-04T08:00:00Z","severity_number":17,"severity_text":"ERROR","body":"failed","scope":{"name":"shop"},"attributes":{"exception.message":"gone","fields.order":7},"source_format":"json"}"#,
    );
    // zap
    check(
        "auto",
        r#"{"level":"error","ts":1772611200.5,"caller":"cart/add.go:71","msg":"failed","error":"gone","stacktrace":"main.add\n\t/cart/add.go:71"}"#,
        r#"{"time":"2026-03-04T08:00:00.5Z","severity_number":17,"severity_text":"error","body":"failed","attributes":{"exception.message":"gone","exception.stacktrace":"main.add\n\t/cart/add.go:71","code.file.path":"cart/add.go","code.line.number":71},"source_format":"json"}"#,
    );
}

#[test]
fn an_impossible_time_is_kept_as_one() {
    members(
        r#""time":"2026-02-30T08:00:00Z""#,
        r#""attributes":{"log.time.invalid":"2026-02-30T08:00:00Z"}"#,
    );
}

/// `members` of a document give `rest` behind the severity.
#[track_caller]
fn members(members: &str, rest: &str) {
    let separator = if rest.is_empty() { "" } else { "," };
    check(
        "auto",
        &format!("{{{members}}}"),
        &format!(r#"{{"severity_number":0{separator}{rest},"source_format":"json"}}"#),
    );
}

#[test]
fn everything_else_is_an_attribute_of_its_own() {
    members("", "");
    members(
        r#""a":1,"b":-0,"c":1.50,"d":1e400,"e":9223372036854775808,"f":true,"g":{"h":[null, 1]},"i":[],"j":null,"\u006b\"":"\u0000ü""#,
        r#""attributes":{"a":1,"b":-0,"c":1.50,"d":1e400,"e":9223372036854775808,"f":true,"g":{"h":[null, 1]},"i":[],"k\"":"\u0000ü"}"#,
    );
    members("\"a\":{\n  \"b\": [\r\n 1 ]}", r#""attributes":{"a":{  "b": [ 1 ]}}"#);
    members(r#""a":1,"b":2,"a":3"#, r#""attributes":{"b":2,"a":3}"#);
}

#[test]
fn of_names_with_one_meaning_the_best_known_wins() {
    members(
        r#""event":"login","message":"m","log":"l""#,
        r#""body":"m","attributes":{"event":"login","log":"l"}"#,
    );
    members(r#""msg":"m","message":"n""#, r#""body":"m","attributes":{"message":"n"}"#);
    members(r#""msg":"m","msg":"n""#, r#""body":"n""#);
    members(r#""event":{"a":1},"body":7"#, r#""body":7,"attributes":{"event.a":1}"#);
}

#[test]
fn what_has_the_wrong_kind_keeps_its_name() {
    members(r#""time":"yesterday","ts":true"#, r#""attributes":{"time":"yesterday","ts":true}"#);
    members(r#""time":12.5"#, r#""attributes":{"time":12.5}"#);
    members(r#""level":{"a":1},"severity":300"#, r#""attributes":{"level":{"a":1},"severity":300}"#);
    members(
        r#""trace_id":"123","span_id":"0000000000000000""#,
        r#""attributes":{"trace_id":"123","span_id":"0000000000000000"}"#,
    );
    members(r#""pid":"x","host":7,"stack":[1]"#, r#""attributes":{"pid":"x","host":7,"stack":[1]}"#);
    members(
        r#""attributes":{"a":1},"resource":{"b":2}"#,
        r#""attributes":{"attributes":{"a":1},"resource":{"b":2}}"#,
    );
    check(
        "auto",
        r#"{"level":"whatever"}"#,
        r#"{"severity_number":0,"severity_text":"whatever","source_format":"json"}"#,
    );
}

#[test]
fn what_is_no_json_is_text() {
    for line in [r#"{"a":1"#, r#"{"a":NaN}"#, r#"{"a":1,}"#, "{main} started", "{'a':1}"] {
        let body = line.replace('"', "\\\"");
        check("auto", line, &format!(r#"{{"severity_number":0,"body":"{body}","source_format":"text"}}"#));
    }
    assert_eq!(
        otel("auto", b"{\"a\":\"\xe4\"}"),
        ["{\"severity_number\":0,\"body\":\"{\\\"a\\\":\\\"ä\\\"}\",\"source_format\":\"text\"}"]
    );
}

#[test]
fn half_a_character_is_replaced() {
    for (text, expected) in [
        (r"\ud83d\ude00", "😀"),
        (r"\\ud83d", r"\ud83d"),
        (r"\u00d8", "Ø"),
        (r"cut off\ud83d", "cut off\u{fffd}"),
        (r"\uDE00\uD83D", "\u{fffd}\u{fffd}"),
        (r"\ud83d\\ude00", "\u{fffd}\\ude00"),
        (r"\ud83d\ud83d\ude00", "\u{fffd}😀"),
    ] {
        let log = otel("auto", format!("{{\"level\":\"error\",\"a\":[\"{text}\"]}}").as_bytes()).concat();
        let log: serde_json::Value = serde_json::from_str(&log).unwrap();
        assert_eq!(
            (&log["severity_number"], &log["attributes"]["a"][0]),
            (&17.into(), &expected.into()),
            "{text}"
        );
    }
}

#[test]
fn a_time_of_day_has_its_date_beside_it() {
    for line in [
        r#"{"date":"2026-01-31","time":"08:00:00.5","msg":"m"}"#,
        r#"{"time":"08:00:00.5","msg":"m","date":"31.01.2026"}"#,
    ] {
        let expected =
            r#"{"time":"2026-01-31T08:00:00.5Z","severity_number":0,"body":"m","source_format":"json"}"#;
        crate::tests::check_arrived("auto", line, expected);
    }
}

#[test]
fn a_name_of_a_level_counts_more_than_its_number() {
    check(
        "auto",
        r#"{"message":"m","level":200,"level_name":"INFO"}"#,
        r#"{"severity_number":9,"severity_text":"INFO","body":"m","attributes":{"level":200},"source_format":"json"}"#,
    );
}

#[test]
fn serilog_leaves_information_out() {
    for (level, expected) in [("", 9), (r#","@l":"Error""#, 17)] {
        let log =
            otel("auto", format!(r#"{{"@t":"2026-03-04T08:00:00Z","@mt":"m"{level}}}"#).as_bytes()).concat();
        assert!(log.contains(&format!(r#""severity_number":{expected},"#)), "{log}");
    }
}

#[test]
fn many_members_take_linear_time() {
    let members: Vec<String> = (0..50_000).map(|number| format!("\"k{number}\":{number}")).collect();
    let members = members.join(",");
    let document = format!(
        "{{\"severity_number\":9,{members},\"resource\":{{{members}}},\"attributes\":{{{members}}}}}"
    );
    assert_eq!(otel("auto", document.as_bytes()).len(), 1);
}

fn any_value() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        any::<String>().prop_map(Value::from),
        any::<i64>().prop_map(Value::Integer),
        any::<bool>().prop_map(Value::Boolean),
        prop::sample::select(&["1.50", "-0", "1e400", "18446744073709551615"][..]).prop_map(Value::Number),
        prop::sample::select(&["[null,{\"a\":\"}\"}]", "{}", "[ 1 ]"][..]).prop_map(Value::Json),
    ]
}

proptest! {
    #[test]
    fn the_otel_shape_reads_back(
        seconds in prop::option::of(-62_167_219_200..253_402_300_799_i64),
        nanoseconds in 0..1_000_000_000_u32,
        severity in 0..=24_u8,
        texts in prop::collection::vec(prop::option::of(any::<String>()), 3),
        ids in prop::option::of("[0-9a-f]{31}[1-9]"),
        body in prop::option::of(any_value()),
        resource in prop::collection::btree_map(any::<String>(), any_value(), 0..4),
        attributes in prop::collection::btree_map(any::<String>(), any_value(), 0..20),
    ) {
        let mut log = Log {
            time: seconds.and_then(|seconds| Timestamp::from_unix(seconds, nanoseconds)),
            observed_time: seconds.and_then(|seconds| Timestamp::from_unix(-seconds / 2, nanoseconds)),
            severity: Severity::from_number(severity),
            severity_text: texts[0].clone().map(Text::Owned),
            body,
            trace_id: ids.clone().map(Text::Owned),
            span_id: ids.map(|id| Text::Owned(id[16..].to_owned())),
            event_name: texts[1].clone().map(Text::Owned),
            logger: texts[2].clone().map(Text::Owned),
            source_format: "rfc5424",
            ..Log::default()
        };
        for (name, value) in resource {
            log.resource.set(name, value);
        }
        for (name, value) in attributes {
            log.attributes.set(name, value);
        }
        let mut line = Vec::new();
        Shape::Otel.write(&log, &mut line);
        prop_assert_eq!(otel("auto", &line), [String::from_utf8(line).unwrap()]);
    }
}

#[test]
fn monolog_counts_its_levels_in_hundreds() {
    for (level, number) in
        [(100, 5), (200, 9), (250, 10), (300, 13), (400, 17), (500, 18), (550, 19), (600, 21)]
    {
        check(
            "json",
            &format!(r#"{{"message":"m","context":{{}},"level":{level},"channel":"shop","extra":{{}}}}"#),
            &format!(
                r#"{{"severity_number":{number},"severity_text":"{level}","body":"m","scope":{{"name":"shop"}},"attributes":{{"context":{{}},"extra":{{}}}},"source_format":"json"}}"#
            ),
        );
    }
    // A name counts more, and so does a number of another logger.
    for (members, expected) in [
        (
            r#""level":300,"level_name":"ERROR","channel":"shop","extra":{}"#,
            r#""severity_number":17,"severity_text":"ERROR""#,
        ),
        (r#""level":60,"channel":"shop","context":{}"#, r#""severity_number":21,"severity_text":"60""#),
        (r#""level":100,"context":{}"#, r#""severity_number":21,"severity_text":"100""#),
    ] {
        let logs = crate::tests::otel("json", format!("{{{members}}}").as_bytes());
        assert!(logs[0].contains(expected), "{members}\n{}", logs[0]);
    }
}
