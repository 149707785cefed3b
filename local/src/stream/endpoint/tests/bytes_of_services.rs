//! What each service expects: <https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html>

use super::*;
use crate::{
    delivery_stream::{
        HecEndpointType, HttpEndpoint, Iceberg, IndexRotationPeriod, OpenSearch, Snowflake, Splunk,
    },
    stream::endpoint::document::{TableRoute, Undelivered},
};
use serde_json::{Value, json};
use std::time::Duration;

fn form_of(service: Service) -> Box<dyn Form> {
    let second = Duration::from_secs(1);
    let endpoint =
        Endpoint { service, buffer_size_bytes: 1, buffer_interval: second, retry_duration: second };
    form(&endpoint, b"")
}

/// Place and text of each request.
fn requests(form: &dyn Form, documents: &[Document]) -> Vec<(String, String)> {
    let generated = Timestamp::from_millisecond(1_772_683_700_000).expect("a time");
    let requests = form.requests(documents, generated);
    assert_eq!(requests.iter().map(|request| request.documents).sum::<u64>(), documents.len() as u64);
    let text = |request: Request| (request.place, String::from_utf8(request.body).expect("UTF-8"));
    requests.into_iter().map(text).collect()
}

#[track_caller]
fn refused(form: &dyn Form, data: &[u8]) -> (&'static str, String) {
    let Refusal { code, message, told } = form.check(&document(1, data)).expect_err("refused");
    assert_eq!(message, told);
    (code, message)
}

fn line(form: &dyn Form) -> String {
    let undelivered = Undelivered {
        document: document(1, b"a\n"),
        refusal: Refusal::new("Code", "why"),
        attempts_made: 5,
        is_set_aside: true,
    };
    String::from_utf8(undelivered.line(form, 1_772_683_700_000)).expect("UTF-8")
}

const OF_ALL: &str = "{\"attemptsMade\":5,\"arrivalTimestamp\":1772683629000,\"errorCode\":\"Code\",\
                      \"errorMessage\":\"why\",\"attemptEndingTimestamp\":1772683700000,\"rawData\":\"YQo=\"";

fn open_search(index_rotation_period: IndexRotationPeriod) -> OpenSearch {
    OpenSearch {
        index_name: "logs".into(),
        index_rotation_period,
        gives_document_ids: true,
        serverless: false,
    }
}

#[test]
fn an_http_endpoint_gets_the_request_format_of_firehose() {
    let http = HttpEndpoint { access_key: None, common_attributes: Vec::new(), gzip: false };
    let form = form_of(Service::HttpEndpoint(http));
    let request = form.requests(
        &[document(1, b"{\"a\":1}\n"), document(2, b"\xff")],
        Timestamp::from_millisecond(1_772_683_700_000).expect("a time"),
    );
    let body: Value = serde_json::from_slice(&request[0].body).expect("JSON");
    assert_eq!(
        body,
        json!({
            "requestId": request[0].id.hyphenated().to_string(),
            "timestamp": 1_772_683_700_000_i64,
            "records": [{"data": "eyJhIjoxfQo="}, {"data": "/w=="}],
        })
    );
    assert_eq!((request.len(), form.max_documents()), (1, 10_000));
    let id = format!("{}000001.1", "7".repeat(50));
    assert_eq!(line(&*form), format!("{OF_ALL},\"subsequenceNumber\":1,\"dataId\":\"{id}\"}}\n"));
    assert_eq!(form.error_output_type(), "http-endpoint-failed");
}

#[test]
fn open_search_gets_one_action_and_one_line_a_record() {
    let form = form_of(Service::OpenSearch(open_search(IndexRotationPeriod::OneDay)));
    let id = |number: u64| format!("{}{number:06}.{}", "7".repeat(50), number % 2);
    assert_eq!(
        requests(&*form, &[document(1, b"{\"a\":\"\xc3\xbc\"}\n"), document(2, b"{\"b\":[1]}")]),
        [(
            "_bulk".to_owned(),
            format!(
                "{{\"index\":{{\"_id\":\"{}\",\"_index\":\"logs-2026-03-05\"}}}}\n{{\"a\":\"ü\"}}\n\
                 {{\"index\":{{\"_id\":\"{}\",\"_index\":\"logs-2026-03-05\"}}}}\n{{\"b\":[1]}}\n",
                id(1),
                id(2)
            )
        )]
    );
    let expected = format!(
        "{OF_ALL},\"esDocumentId\":\"{}\",\"esIndexName\":\"logs-2026-03-05\",\"esTypeName\":\"\"}}\n",
        id(1)
    );
    assert_eq!(line(&*form), expected);
}

#[test]
fn indices_of_open_search_rotate_by_the_arrival_in_utc() {
    for (period, index) in [
        (IndexRotationPeriod::None, "logs"),
        (IndexRotationPeriod::OneHour, "logs-2026-03-05-04"),
        (IndexRotationPeriod::OneDay, "logs-2026-03-05"),
        (IndexRotationPeriod::OneWeek, "logs-2026-w10"),
        (IndexRotationPeriod::OneMonth, "logs-2026-03"),
    ] {
        let service = OpenSearch { gives_document_ids: false, ..open_search(period) };
        let form = form_of(Service::OpenSearch(service));
        let body = requests(&*form, &[document(1, b"{}")]).remove(0).1;
        assert_eq!(body, format!("{{\"index\":{{\"_index\":\"{index}\"}}}}\n{{}}\n"));
    }
    let serverless = OpenSearch { serverless: true, ..open_search(IndexRotationPeriod::None) };
    let line = line(&*form_of(Service::OpenSearch(serverless)));
    assert!(line.ends_with(".1\",\"osIndexName\":\"logs\"}\n"), "{line}");
}

#[test]
fn open_search_takes_one_json_object_on_one_line() {
    let form = form_of(Service::OpenSearch(open_search(IndexRotationPeriod::None)));
    for (data, what) in [
        (&b"text"[..], "it is not JSON"),
        (b"[{}]", "it is JSON, but not an object"),
        (b"{}\n{}", "it holds more than one JSON document"),
        (b"{\n}", "it is more than one line"),
        (b"\xff", "it is not UTF-8"),
        (b"", "it is empty"),
    ] {
        let message = format!("Each record must be one JSON object on one line, encoded as UTF-8; {what}.");
        assert_eq!(refused(&*form, data), ("OS.MalformedData", message));
    }
    assert_eq!(form.check(&document(1, b"{\"a\":\"b\\nc\"}\n")), Ok(()));
}

#[test]
fn splunk_gets_records_one_behind_the_other() {
    let raw = form_of(Service::Splunk(Splunk { endpoint_type: HecEndpointType::Raw }));
    let documents = [document(1, b"one\n"), document(2, b"two")];
    assert_eq!(requests(&*raw, &documents), [("services/collector/raw".to_owned(), "one\ntwo".to_owned())]);
    let refusal =
        ("Splunk.InvalidDataFormat", "The data is not what the HEC endpoint takes: it is not UTF-8.");
    assert_eq!(refused(&*raw, b"\xff"), (refusal.0, refusal.1.to_owned()));
    assert_eq!(line(&*raw), format!("{OF_ALL},\"EventId\":\"{}000001.1\"}}\n", "7".repeat(50)));

    let event = form_of(Service::Splunk(Splunk { endpoint_type: HecEndpointType::Event }));
    let documents =
        [document(1, b"{\"time\":1,\"event\":\"a\"}\n{\"event\":{}}\n"), document(2, b"{\"event\":0}")];
    for document in &documents {
        assert_eq!(event.check(document), Ok(()));
    }
    assert_eq!(
        requests(&*event, &documents),
        [(
            "services/collector/event".to_owned(),
            "{\"time\":1,\"event\":\"a\"}\n{\"event\":{}}\n{\"event\":0}".to_owned()
        )]
    );
    for (data, what) in [
        (&b"text"[..], "it is not a row of JSON objects"),
        (b"[{\"event\":1}]", "it is not a row of JSON objects"),
        (b"{\"event\":1}{\"time\":1}", "an object has no event"),
        (b"{\"event\":null}", "an event is null"),
        (b"{\"event\":\"\"}", "an event is empty"),
        (b"\n", "it holds no event"),
    ] {
        let message = format!("The data is not what the HEC endpoint takes: {what}.");
        assert_eq!(refused(&*event, data), ("Splunk.InvalidDataFormat", message));
    }
}

#[test]
fn a_delimiter_stands_between_records_for_splunk() {
    let second = Duration::from_secs(1);
    let service = Service::Splunk(Splunk { endpoint_type: HecEndpointType::Raw });
    let endpoint =
        Endpoint { service, buffer_size_bytes: 1, buffer_interval: second, retry_duration: second };
    let form = form(&endpoint, b"\n");
    let documents = [document(1, b"one"), document(2, b"two")];
    assert_eq!(requests(&*form, &documents)[0].1, "one\ntwo");
}

fn routed(data: &[u8], table: &str, operation: &str) -> Document {
    let table = TableRoute { database: "lake".into(), table: table.into(), operation: operation.into() };
    Document { table: Some(table), ..document(1, data) }
}

#[test]
fn iceberg_gets_one_row_a_record_in_the_table_that_the_function_names() {
    let tables = ["orders", "users"].map(|table| ("lake".to_owned(), table.to_owned()));
    let form = form_of(Service::Iceberg(Iceberg { tables: tables.to_vec() }));
    let documents = [
        routed(b"{\"id\":1}\n", "users", "insert"),
        routed(b"{\"id\":2}", "orders", "delete"),
        routed(b" {\"id\":3}", "users", "insert"),
    ];
    assert_eq!(
        requests(&*form, &documents),
        [
            ("lake/orders/delete".to_owned(), "{\"id\":2}\n".to_owned()),
            ("lake/users/insert".to_owned(), "{\"id\":1}\n{\"id\":3}\n".to_owned()),
        ]
    );
    let no_table = (
        "Iceberg.NoSuchTable",
        "The record names no table, or one that the stream does not list.".to_owned(),
    );
    assert_eq!(refused(&*form, b"{}"), no_table);
    assert_eq!(
        form.check(&routed(b"{}", "other", "insert")).map_err(|it| it.code),
        Err("Iceberg.NoSuchTable")
    );
    assert_eq!(
        refused(&*form, b"{}{}"),
        (
            "Iceberg.InvalidRecord",
            "A record must hold exactly one JSON object; it holds more than one JSON document.".to_owned()
        )
    );
    assert_eq!(refused(&*form, b"[{}]").0, "Iceberg.InvalidRecord");

    let only = form_of(Service::Iceberg(Iceberg { tables: tables[..1].to_vec() }));
    assert_eq!(requests(&*only, &[document(1, b"{}")])[0].0, "lake/orders/insert");
}

#[test]
fn snowflake_gets_one_row_a_record() {
    let table = ["db", "public", "logs"].map(str::to_owned);
    let form = form_of(Service::Snowflake(Snowflake { table }));
    assert_eq!(
        requests(&*form, &[document(1, b"{\"a\":1}\n"), document(2, b"{\"a\":2}")]),
        [("db/public/logs".to_owned(), "{\"a\":1}\n{\"a\":2}\n".to_owned())]
    );
    assert_eq!(refused(&*form, b"x").0, "Snowflake.InvalidRecord");
    assert_eq!(line(&*form), format!("{OF_ALL}}}\n"));
}
