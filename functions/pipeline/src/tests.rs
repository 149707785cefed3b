use crate::{Configuration, Pipeline, processor};
use nozzle::{firehose::Processor, function::ConfigurationError, testing};

const ACCESS: &str =
    r#"192.0.2.7 - ana [04/Mar/2026:08:00:12 +0000] "GET /cart?id=7 HTTP/1.1" 200 512 "-" "curl/8.5.0""#;

fn build(yaml: &str) -> Result<Processor<Pipeline>, ConfigurationError> {
    processor(&serde_saphyr::from_str::<Configuration>(yaml).unwrap())
}

#[track_caller]
fn check(processor: &mut Processor<Pipeline>, records: &[&str], expected: &str) {
    testing::run_processor(processor, records).assert_text(expected);
}

#[track_caller]
fn refused(built: Result<Processor<Pipeline>, ConfigurationError>, expected: &str) {
    assert_eq!(built.err().expect("refused").to_string(), expected);
}

#[test]
fn filter_judges_the_logs_that_normalize_makes() {
    let mut processor = build(
        "steps:\n\
         - normalize: {}\n\
         - filter: {\
         keep: [{attributes.url.path: [{prefix: /cart}], attributes.http.response.status_code: [{numeric: [<, 300]}]}], \
         redact: {detectors: {ipv4: truncate}}, remove: [attributes.user.name, attributes.user_agent.original]}\n\
         partition_keys: {format: source_format, hour: {field: time, period: hour}}\n",
    )
    .unwrap();
    check(
        &mut processor,
        &[ACCESS, &ACCESS.replace("200", "500"), &ACCESS.replace("cart", "health")],
        concat!(
            r#"0  Ok  {"severity_number":9,"time":"2026-03-04T08:00:12Z","observed_time":"2026-03-04T08:00:00Z","body":"GET /cart?id=7 HTTP/1.1","client_address":"192.0.2.0","http_request_method":"GET","url_path":"/cart","url_query":"id=7","network_protocol_version":"1.1","http_response_status_code":200,"http_response_body_size":512,"source_format":"combined_access"}\n  metadata {"partitionKeys":{"format":"combined_access","hour":"2026-03-04-08"}}"#,
            "\n1  Dropped\n2  Dropped\n"
        ),
    );
}

#[test]
fn steps_work_in_their_order() {
    let filter = "- filter: {keep: [{a: [1]}]}";
    let records = [r#"[{"a":1},{"a":2},{"a":1,"b":3}]"#];
    let mut opened = build(&format!("steps:\n- json\n{filter}\n")).unwrap();
    check(&mut opened, &records, "0  Ok  {\"a\":1}\\n{\"a\":1,\"b\":3}\\n\n");
    let mut whole = build(&format!("steps:\n{filter}\n- json\n")).unwrap();
    let outcomes = testing::run_processor(&mut whole, records);
    assert_eq!(outcomes.iter().next().unwrap().failure.unwrap().reason(), "not_json");
    let mut lines = build("steps:\n- lines\n- filter: {drop_text: [prefix: '#']}\n").unwrap();
    check(&mut lines, &["#a\nb\r\n#c"], "0  Ok  b\\n\n");
}

#[test]
fn envelopes_are_opened_where_a_step_says_so() {
    let envelope = r#"{"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/app","logStream":"a","subscriptionFilters":["f"],"logEvents":[{"id":"1","timestamp":1772611200123,"message":"ERROR no disk"},{"id":"2","timestamp":1772611200456,"message":"INFO ready"}]}"#;
    let mut processor = build(
        "steps:\n- cloudwatch\n- normalize: {}\n- filter: {drop: [{severity_text: [INFO]}]}\noutput: otel\n\
         partition_keys: {account: resource.cloud.account.id}\n",
    )
    .unwrap();
    let outcomes = testing::run_processor(&mut processor, [envelope]).to_string();
    assert!(outcomes.contains(r#""body":"no disk""#) && !outcomes.contains("ready"), "{outcomes}");
    assert!(
        outcomes.ends_with("  metadata {\"partitionKeys\":{\"account\":\"123456789012\"}}\n"),
        "{outcomes}"
    );
}

#[test]
fn partition_keys_are_those_of_what_goes_out() {
    let keys = "partition_keys: {service: {field: service, default: none}}";
    let mut processor = build(&format!("steps:\n- filter: {{rename: {{svc: service}}}}\n{keys}\n")).unwrap();
    check(
        &mut processor,
        &[
            r#"{"svc":"a"}"#,
            r#"{"id":7}"#,
            "{\"svc\":\"a\"}\n{\"svc\":\"b\"}",
            "{\"svc\":\"c\"}\n{\"svc\":\"c\"}",
        ],
        "0  Ok  {\"service\":\"a\"}\\n  metadata {\"partitionKeys\":{\"service\":\"a\"}}\n\
         1  Ok  {\"id\":7}\\n  metadata {\"partitionKeys\":{\"service\":\"none\"}}\n\
         2  ProcessingFailed  partition_key_conflict: lines of the record want different values for a partition key\n\
         3  Ok  {\"service\":\"c\"}\\n{\"service\":\"c\"}\\n  metadata {\"partitionKeys\":{\"service\":\"c\"}}\n",
    );
    let first = format!("steps:\n- lines\n{keys}\non_partition_key_conflict: first\n");
    check(
        &mut build(&first).unwrap(),
        &["{\"service\":\"a\"}\n{\"service\":\"b\"}"],
        "0  Ok  {\"service\":\"a\"}\\n{\"service\":\"b\"}\\n  metadata {\"partitionKeys\":{\"service\":\"a\"}}\n",
    );
}

#[test]
fn combinations_of_partition_keys_are_counted() {
    let mut processor =
        build("steps: [lines]\npartition_keys: {a: {field: a, default: x}, b: {field: b, default: x}}\n")
            .unwrap();
    for (records, expected) in
        [(vec![r#"{"a":1}"#, r#"{"a":2}"#, r#"{"a":1}"#, r#"{"b":1}"#], 3), (vec![], 0)]
    {
        let answer = processor.process(&testing::event(records)).unwrap();
        assert_eq!(answer.transform_counts, [("PartitionKeyCombinations", expected)]);
    }
}

#[test]
fn a_step_that_cannot_be_is_named() {
    refused(
        build("steps: []"),
        "configuration: there are no steps\nfix: write what is to be done under `steps`",
    );
    refused(
        build("steps:\n- lines\n- normalize: {output: otel}\n"),
        "configuration: step 2 (normalize): `output` is not the step's to say: other steps may follow\n\
         fix: say `output` beside `steps`",
    );
    refused(
        build("steps:\n- normalize: {}\n- filter: {}\n- lines\n"),
        "configuration: step 3 (lines) would do nothing behind step 1 (normalize)\nfix: put it before",
    );
    refused(
        build("steps:\n- normalize: {}\n- normalize: {}\n"),
        "configuration: step 2 (normalize) would do nothing behind step 1 (normalize)\nfix: remove it",
    );
    refused(
        build("steps:\n- filter: {remove: [a], set: {a: 1}}\n"),
        "configuration: step 1 (filter): the field a is named by two of rename, set, remove and redact.fields\n\
         fix: name it once",
    );
}

#[test]
fn logs_and_documents_are_converted() {
    let mut logs = build(
        "steps:\n- normalize: {format: combined_access}\n- convert:\n    to: {format: csv}\n    schema:\n    \
         - {name: time, type: timestamp}\n    - {name: client_address, type: string}\n    \
         - {name: http_response_status_code, type: int}\n- lines\n",
    )
    .unwrap();
    check(&mut logs, &[ACCESS], "0  Ok  2026-03-04 08:00:12,192.0.2.7,200\\n\n");
    let mut rows = build(
        "steps:\n- convert: {from: {format: csv}}\n- filter: {drop: [{level: [DEBUG]}]}\n\
         partition_keys: {level: level}\n",
    )
    .unwrap();
    check(
        &mut rows,
        &["Level,text\nINFO,ready\nDEBUG,a detail\n"],
        "0  Ok  {\"level\":\"INFO\",\"text\":\"ready\"}\\n  metadata {\"partitionKeys\":{\"level\":\"INFO\"}}\n",
    );
    refused(
        build("steps:\n- convert: {to: {format: csv}}\n"),
        "configuration: step 1 (convert): to: lines of fields need a `schema`, which says their order\n\
         fix: name the columns under `schema`",
    );
}
