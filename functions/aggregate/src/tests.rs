//! What windows come to, through the whole contract.

mod faults;

use crate::{Configuration, Gather, processor};
use nozzle::{
    Invocation,
    function::ConfigurationError,
    kinesis::{Answer, MemorySink, WindowProcessor},
    testing::{block_on, kinesis::window_event},
};
use pipeline::Pipeline;

fn build(yaml: &str) -> Result<WindowProcessor<Pipeline, Gather>, ConfigurationError> {
    processor(&serde_saphyr::from_str::<Configuration>(yaml).unwrap())
}

fn process(processor: &mut WindowProcessor<Pipeline, Gather>, event: &[u8]) -> Answer {
    block_on(processor.process(event, Invocation::default())).unwrap()
}

/// The lines of one window of these records, without what they have in common.
#[track_caller]
fn results(measures: &str, records: &[&str], expected: &[&str]) -> String {
    let sink = MemorySink::default();
    let mut processor =
        build(&format!("steps: [lines]\nmeasures:\n{measures}\n")).unwrap().sink(sink.clone());
    let answer = process(&mut processor, &window_event(records, None, true));
    assert_eq!(answer.failed, []);
    let lines = sink.texts();
    let about = r#"{"window_start":"2026-03-04T08:00:00Z","window_end":"2026-03-04T08:01:00Z","shard_id":"shardId-000000000000","#;
    let told: Vec<&str> = lines
        .iter()
        .map(|line| line.strip_prefix(about).unwrap_or_else(|| panic!("{line}")))
        .map(|line| line.split_once(",\"part\":\"").unwrap().0)
        .collect();
    assert_eq!(told, expected);
    String::from_utf8(answer.log_lines).unwrap()
}

#[test]
fn logs_are_counted_by_what_they_say() {
    let records = [
        r#"{"s":"a","code":200}"#,
        "{\"s\":\"a\",\"code\":500}\n{\"s\":\"b\",\"code\":200}",
        r#"{"s":"\u0061","code":200}"#,
    ];
    results(
        "- {name: requests, by: {service: s, status: code}}\n- {name: all}\n- {name: failures, where: {code: [{numeric: ['>=', 500]}]}, by: {service: s}}",
        &records,
        &[
            r#""name":"requests","service":"a","status":200,"count":2"#,
            r#""name":"requests","service":"a","status":500,"count":1"#,
            r#""name":"requests","service":"b","status":200,"count":1"#,
            r#""name":"all","count":4"#,
            r#""name":"failures","service":"a","count":1"#,
        ],
    );
}

#[test]
fn of_a_field_sum_bounds_and_quantiles_are_told() {
    let records: Vec<String> = (1..=100).map(|ms| format!(r#"{{"ms":{ms}}}"#)).collect();
    let mut records: Vec<&str> = records.iter().map(String::as_str).collect();
    records.extend([r#"{"ms":"100"}"#, r#"{"ms":"slow"}"#, r#"{"ms":null}"#, "{}"]);
    results(
        "- {name: latency, field: ms, quantiles: [0, 0.5, 0.99, 1]}",
        &records,
        &[
            r#""name":"latency","count":101,"without_value":3,"sum":5150,"min":1,"max":100,"p0":1,"p50":50.9463,"p99":99.8892,"p100":100"#,
        ],
    );
    results(
        "- {name: latency, field: ms, histogram: true}",
        &[r#"{"ms":0}"#, r#"{"ms":-2.5}"#, r#"{"ms":10}"#, r#"{"ms":10.05}"#],
        &[
            r#""name":"latency","count":4,"sum":17.55,"min":-2.5,"max":10.05,"histogram":[[-2.51123,1],[0,1],[10.0438,2]]"#,
        ],
    );
    results("- {name: a, field: ms}", &["{}"], &[r#""name":"a","count":0,"without_value":1"#]);
}

#[test]
fn whatever_a_field_says_can_be_a_key() {
    let long = format!(r#"{{"a":"{}é"}}"#, "x".repeat(1023));
    let cut = format!(r#""name":"n","a":"{}","count":1"#, "x".repeat(1023));
    results(
        "- {name: n, by: {a: a}}",
        &[
            "{}",
            r#"{"a":null}"#,
            r#"{"a":[1, 2]}"#,
            r#"{"a":true}"#,
            r#"{"a":-0.50}"#,
            r#"{"a":"q\"\n"}"#,
            &long,
        ],
        &[
            r#""name":"n","a":"[1, 2]","count":1"#,
            r#""name":"n","a":"q\"\n","count":1"#,
            &cut,
            r#""name":"n","a":-0.50,"count":1"#,
            r#""name":"n","a":null,"count":2"#,
            r#""name":"n","a":true,"count":1"#,
        ],
    );
}

#[test]
fn what_arrives_late_is_counted_by_its_time_if_asked() {
    results(
        "- {name: n, by: {minute: {field: time, period: minute}}}",
        &[
            r#"{"time":"2026-03-04T07:58:59.9Z"}"#,
            r#"{"time":"2026-03-04T08:58:00+01:00"}"#,
            r#"{"time":"soon"}"#,
        ],
        &[
            r#""name":"n","minute":"2026-03-04T07:58:00Z","count":2"#,
            r#""name":"n","minute":"2026-03-04T08:00:00Z","count":1"#,
        ],
    );
}

#[test]
fn measures_become_metrics() {
    let log = results(
        "- {name: latency, by: {route: r, x: x}, field: ms, quantiles: [0.9], unit: Milliseconds, metrics: true}\n- {name: all, metrics: true}",
        &[r#"{"ms":4,"r":"/cart"}"#],
        &[
            r#""name":"latency","route":"/cart","x":null,"count":1,"sum":4,"min":4,"max":4,"p90":4"#,
            r#""name":"all","count":1"#,
        ],
    );
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        lines[0],
        serde_json::json!({
            "_aws": {
                "Timestamp": 1_772_611_200_000_i64,
                "CloudWatchMetrics": [{
                    "Namespace": "Nozzle",
                    "Dimensions": [["route", "x"]],
                    "Metrics": [
                        { "Name": "latency.count", "Unit": "Count" },
                        { "Name": "latency.sum", "Unit": "Milliseconds" },
                        { "Name": "latency.min", "Unit": "Milliseconds" },
                        { "Name": "latency.max", "Unit": "Milliseconds" },
                        { "Name": "latency.p90", "Unit": "Milliseconds" },
                    ],
                }],
            },
            "route": "/cart", "x": "none",
            "latency.count": 1, "latency.sum": 4, "latency.min": 4, "latency.max": 4, "latency.p90": 4,
        })
    );
    assert_eq!(lines[1]["all"], 1);
    assert_eq!(lines[1]["_aws"]["CloudWatchMetrics"][0]["Dimensions"], serde_json::json!([[]]));
}

#[test]
fn logs_of_a_pipeline_are_counted() {
    let yaml = "steps: [{normalize: {}}]\nmeasures: [{name: n, by: {status: attributes.http.response.status_code}, \
                field: attributes.http.response.body.size}]";
    let access =
        r#"192.0.2.7 - ana [04/Mar/2026:08:00:12 +0000] "GET /cart HTTP/1.1" 200 512 "-" "curl/8.5.0""#;
    let answer = process(&mut build(yaml).unwrap(), &window_event([access, access], None, true));
    let log = String::from_utf8(answer.log_lines).unwrap();
    assert!(
        log.contains(r#""name":"n","status":200,"count":2,"sum":1024,"min":512,"max":512,"part":""#),
        "{log}"
    );
}

#[test]
fn what_was_counted_under_another_configuration_is_written_as_it_was() {
    let one = "steps: [lines]\nmeasures: [{name: old, by: {a: a}, field: b}]";
    let other = "steps: [lines]\nmeasures: [{name: new}]";
    let answer = process(&mut build(one).unwrap(), &window_event([r#"{"a":1,"b":2}"#], None, false));
    let response: serde_json::Value = serde_json::from_slice(&answer.response).unwrap();
    let state = response["state"].to_string();
    let answer = process(&mut build(other).unwrap(), &window_event(["{}"], Some(&state), false));
    let log = String::from_utf8(answer.log_lines).unwrap();
    assert!(log.contains(r#""name":"old","a":1,"count":1,"sum":2,"min":2,"max":2,"part":""#), "{log}");
    assert!(log.ends_with(",\"partial\":true}\n"), "{log}");
    let response: serde_json::Value = serde_json::from_slice(&answer.response).unwrap();
    assert_eq!(response["state"]["groups"], serde_json::json!([[["[]", 1]]]));
    let error = block_on(
        build(other)
            .unwrap()
            .process(&window_event(["{}"], Some(r#"{"1":282}"#), false), Invocation::default()),
    );
    assert_eq!(
        error.unwrap_err().to_string().lines().next().unwrap(),
        "the state of the window cannot be read: unreadable_state: it is of another version of the function, or of another \
         function (byte 9)"
    );
}

#[test]
fn text_fails_where_nothing_made_logs_of_it() {
    let answer = process(
        &mut build("steps: [lines]\nmeasures: [{name: n}]").unwrap(),
        &window_event(["text"], None, false),
    );
    assert_eq!(answer.failed[0].failure.reason(), "not_json");
}

#[track_caller]
fn refused(measures: &str, expected: &str) {
    let error = build(&format!("measures: {measures}")).err().expect("refused");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_measure_that_cannot_be_is_named() {
    refused("[]", "configuration: there are no measures\nfix: write what is to be counted under `measures`");
    refused(
        "[{name: a}, {name: a}]",
        "configuration: two measures have the name a\nfix: give one of them another name",
    );
    refused(
        "[{name: a, quantiles: [0.5]}]",
        "configuration: measure a: quantiles, histogram and unit are said of a field, and there is none\n\
         fix: name the field that they are of, or remove them",
    );
    refused(
        "[{name: a, by: {p50: b}, field: c, quantiles: [0.5]}]",
        "configuration: measure a: the column p50 of `by` is one that every result has\nfix: give it another name",
    );
    refused(
        "[{name: a, field: b, quantiles: [0.5, 0.50]}]",
        "configuration: measure a: a quantile is asked for twice\nfix: ask for it once",
    );
    let many: Vec<String> = (0..31).map(|number| format!("c{number}: f")).collect();
    refused(
        &format!("[{{name: a, by: {{{}}}}}]", many.join(", ")),
        "configuration: measure a: 31 columns under `by` are more than the 30 allowed\nfix: count by fewer of them",
    );
}
