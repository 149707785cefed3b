//! Streams whose destination is not S3: where requests and what failed are written.

use super::*;
use crate::{
    delivery_stream::{
        Endpoint, HecEndpointType, HttpEndpoint, Iceberg, IndexRotationPeriod, OpenSearch, Redshift, Service,
        Splunk,
    },
    stream::endpoint::transport::{Answer, NoAnswer, Transport},
    summary::ObjectKind,
};
use futures::future::BoxFuture;
use std::sync::Arc;
use uuid::Uuid;

/// The stream with an endpoint whose batches are sealed after ten seconds.
fn stream_to(service: Service) -> DeliveryStream {
    let mut stream = stream();
    stream.endpoint = Some(Endpoint {
        service,
        buffer_size_bytes: 1 << 20,
        buffer_interval: Duration::from_secs(10),
        retry_duration: Duration::from_secs(10),
    });
    stream.backup = None;
    stream
}

fn http() -> Service {
    Service::HttpEndpoint(HttpEndpoint { access_key: None, common_attributes: Vec::new(), gzip: false })
}

/// The code and the data of what was set aside.
fn set_aside(body: &str) -> Vec<(String, String, u64)> {
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        (
            line["errorCode"].as_str().expect("text").to_owned(),
            {
                let data = STANDARD.decode(line["rawData"].as_str().expect("text")).expect("base64");
                String::from_utf8(data).expect("UTF-8")
            },
            line["attemptsMade"].as_u64().expect("a number"),
        )
    };
    body.lines().map(line).collect()
}

#[tokio::test(start_paused = true)]
async fn what_the_service_does_not_take_is_set_aside_as_it_was_transformed() {
    let service = Service::OpenSearch(OpenSearch {
        index_name: "logs".into(),
        index_rotation_period: IndexRotationPeriod::None,
        gives_document_ids: false,
        serverless: false,
    });
    let (storage, stream) = (Storage::in_memory(), stream_to(service));
    let records = lines(&["{\"a\":1}\n", "no document\n", "fail\n", "drop\n", "{\"a\":2}\n"]);
    let replayed = replay_to(&storage, &stream, Some(&Fake::new(obey_all)), records).await;
    let objects = layout(&storage).await;
    let paths: Vec<_> = objects.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "Delivered/AmazonOpenSearchService-failed/2026/03/05/04/logs-1-2026-03-05-04-07-09-UUID",
            "Delivered/processing-failed/2026/03/05/04/logs-1-2026-03-05-04-07-09-UUID",
            "OpenSearch/_bulk/logs-1-2026-03-05-04-07-09-UUID",
        ]
    );
    assert_eq!(set_aside(&objects[0].1), [("OS.MalformedData".into(), "no document\n".into(), 1)]);
    assert_eq!(set_aside(&objects[1].1)[0].1, "fail\n");
    let action = "{\"index\":{\"_index\":\"logs\"}}\n";
    assert_eq!(objects[2].1, format!("{action}{{\"a\":1}}\n{action}{{\"a\":2}}\n"));
    let summary = &replayed.summary;
    assert_eq!((summary.ok, summary.dropped, summary.failed), (2, 1, 2));
    assert_eq!(summary.failed_by_error_code["OS.MalformedData"], 1);
    assert_eq!((summary.endpoint, replayed.exit_code()), (None, ExitCode::RecordsFailed));
}

#[tokio::test(start_paused = true)]
async fn all_originals_are_backed_up_where_the_template_asks_for_it() {
    let mut stream = stream_to(Service::Splunk(Splunk { endpoint_type: HecEndpointType::Raw }));
    stream.destination.prefix = Some("all/".into());
    stream.destination.error_output_prefix = Some("bad/!{firehose:error-output-type}/".into());
    stream.backup = Some(stream.destination.clone());
    let storage = Storage::in_memory();
    replay_to(&storage, &stream, Some(&Fake::new(obey_all)), lines(&["a\n", "drop\n", "b\n"])).await;
    assert_eq!(
        layout(&storage).await,
        [
            ("Delivered/all/2026/03/05/04/logs-1-2026-03-05-04-07-09-UUID".into(), "a\ndrop\nb\n".into()),
            ("Splunk/services/collector/raw/logs-1-2026-03-05-04-07-09-UUID".into(), "a\nb\n".into()),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn redshift_gets_an_object_a_manifest_and_a_statement() {
    let mut stream = stream();
    stream.backup = None;
    stream.destination.prefix = Some("load/".into());
    stream.redshift = Some(Redshift {
        table: "logs".into(),
        columns: Some("time,body".into()),
        options: Some("JSON 'auto'".into()),
        role_arn: "arn:aws:iam::123456789012:role/load".into(),
    });
    let storage = Storage::in_memory();
    let records = lines(&["{\"time\":1}\n", "{\"time\":2}\n"]);
    let replayed = replay_to(&storage, &stream, Some(&Fake::new(obey_all)), records).await;
    let keys: Vec<_> = replayed.summary.objects.iter().map(|object| object.key.clone()).collect();
    let objects = layout(&storage).await;
    let name = "load/2026/03/05/04/logs-1-2026-03-05-04-07-09-UUID";
    let uuid = &keys[0][keys[0].len() - 36..];
    assert_eq!(
        objects,
        [
            (format!("Delivered/{name}"), "{\"time\":1}\n{\"time\":2}\n".to_owned()),
            (
                format!("Delivered/manifests/{name}.json"),
                format!("{{\"entries\":[{{\"mandatory\":true,\"url\":\"s3://Delivered/{name}\"}}]}}")
                    .replace("UUID", uuid)
            ),
            (
                format!("Redshift/{name}.sql"),
                format!(
                    "COPY logs (time,body) FROM 's3://Delivered/manifests/{name}.json' CREDENTIALS \
                     'aws_iam_role=arn:aws:iam::123456789012:role/load' MANIFEST JSON 'auto';\n"
                )
                .replace("UUID", uuid)
            ),
        ]
    );
    let kinds: Vec<_> = replayed.summary.objects.iter().map(|object| object.kind).collect();
    assert_eq!(kinds, [ObjectKind::Delivered, ObjectKind::Load, ObjectKind::Load]);
}

#[tokio::test(start_paused = true)]
async fn iceberg_rows_go_where_the_function_says() {
    let tables = vec![("lake".into(), "users".into()), ("lake".into(), "orders".into())];
    let (storage, stream) = (Storage::in_memory(), stream_to(Service::Iceberg(Iceberg { tables })));
    let function = Fake::new(|_, records: Vec<Value>| {
        let answer = |record: &Value| {
            let route = json!({
                "destinationDatabaseName": "lake",
                "destinationTableName": text_of(record).trim(),
                "operation": "update",
            });
            json!({
                "recordId": record["recordId"], "result": "Ok", "data": STANDARD.encode("{\"id\":1}\n"),
                "metadata": {"otfMetadata": route},
            })
        };
        Ok(json!({"records": records.iter().map(answer).collect::<Vec<_>>()}))
    });
    replay_to(&storage, &stream, Some(&function), lines(&["users\n", "orders\n", "else\n"])).await;
    let objects = layout(&storage).await;
    assert_eq!(set_aside(&objects[0].1), [("Iceberg.NoSuchTable".into(), "{\"id\":1}\n".into(), 1)]);
    assert!(objects[0].0.starts_with("Delivered/iceberg-failed/"), "{}", objects[0].0);
    let rows: Vec<_> = objects[1..].iter().map(|(path, body)| (&path[..27], body.as_str())).collect();
    assert_eq!(
        rows,
        [("Iceberg/lake/orders/update/", "{\"id\":1}\n"), ("Iceberg/lake/users/update/l", "{\"id\":1}\n")]
    );
}

/// Answers with the status that the first record of a request says, and takes a second for it.
#[derive(Debug, Default)]
struct Obedient(Mutex<Vec<Vec<String>>>);

impl Transport for Obedient {
    fn post(&self, id: Uuid, body: Bytes) -> BoxFuture<'static, Result<Answer, NoAnswer>> {
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        let texts: Vec<_> = body["records"].as_array().expect("records").iter().map(text_of).collect();
        let status = texts[0].trim().parse().unwrap_or(200);
        self.0.lock().expect("lock").push(texts);
        Box::pin(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let body = format!("{{\"requestId\":\"{id}\",\"timestamp\":1}}").into();
            Ok(Answer { status, content_type: Some("application/json".into()), is_encoded: false, body })
        })
    }
}

async fn replay_over(transport: &Arc<Obedient>, storage: &Storage, records: Records) -> Replayed {
    let mut stream = stream_to(http());
    // Each record is a batch of its own for the function, and for the endpoint.
    stream.processor.as_mut().expect("a processor").buffer_size_bytes = 1;
    stream.endpoint.as_mut().expect("an endpoint").buffer_size_bytes = 1;
    let delivery = delivery_to(storage, &stream).over(transport.clone());
    let function = Fake::new(obey_all);
    let stream = Stream::new(&stream, Some(&function), delivery, clock()).expect("a function");
    replay(stream, records, &ProgressBar::hidden(), pending()).await
}

#[tokio::test(start_paused = true)]
async fn what_does_not_arrive_in_time_is_set_aside() {
    let (storage, transport) = (Storage::in_memory(), Arc::new(Obedient::default()));
    let replayed = replay_over(&transport, &storage, lines(&["a\n", "500\n", "b\n", "413\n"])).await;
    let objects = layout(&storage).await;
    assert_eq!(objects.len(), 1, "{objects:?}");
    assert_eq!(objects[0].0, "Delivered/http-endpoint-failed/2026/03/05/04/logs-1-2026-03-05-04-07-09-UUID");
    // 1, 2, 4 and what is left of 10 s.
    let expected = [("HttpEndpoint.DestinationException".to_owned(), "500\n".to_owned(), 5)];
    assert_eq!(set_aside(&objects[0].1), expected);
    let summary = &replayed.summary;
    assert_eq!((summary.records_in, summary.ok, summary.failed), (4, 2, 2));
    assert_eq!(summary.failed_by_reason["HttpEndpoint.DestinationException"], 2);
    let counts = summary.endpoint.expect("requests were sent");
    assert_eq!((counts.requests, counts.retries), (4, 4));
    assert_eq!((replayed.exit_code(), replayed.errors.len()), (ExitCode::RecordsFailed, 0));
    assert_eq!(transport.0.lock().expect("lock").len(), 8);
}

#[tokio::test(start_paused = true)]
async fn a_stream_goes_on_while_a_request_is_tried_again() {
    let (storage, transport) = (Storage::in_memory(), Arc::new(Obedient::default()));
    let (sender, records) = mpsc::channel(1);
    let feeding = async {
        for text in ["500\n", "a\n", "b\n"] {
            sender.send(Ok(vec![Bytes::from_static(text.as_bytes()).into()])).await.expect("taken");
        }
        // Batches for the function and for the endpoint are due after a minute and ten seconds more.
        tokio::time::sleep(Duration::from_secs(72)).await;
        let seen = transport.0.lock().expect("lock").concat();
        assert!(seen.contains(&"a\n".to_owned()) && seen.contains(&"b\n".to_owned()), "{seen:?}");
        assert!(seen.iter().filter(|text| *text == "500\n").count() > 1, "{seen:?}");
        tokio::time::sleep(Duration::from_secs(400)).await;
        assert_eq!(storage.all().await.len(), 1, "what failed is written by the clock as well");
        drop(sender);
    };
    let (replayed, ()) = tokio::join!(replay_over(&transport, &storage, records), feeding);
    assert_eq!((replayed.summary.ok, replayed.summary.failed), (2, 1));
}
