//! The Runtime API, spoken to over HTTP.

use bytes::Bytes;
use nozzle_local::{
    function::FunctionError,
    runtime_api::{Pending, RuntimeApi},
};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:normalize";

fn client() -> Client {
    nozzle_local::tls::choose_provider();
    Client::builder().no_proxy().build().unwrap()
}

struct Runtime {
    api: RuntimeApi,
    client: Client,
}

impl Runtime {
    async fn start() -> Self {
        Self { api: RuntimeApi::start(ARN).await.unwrap(), client: client() }
    }

    /// A runtime which has got its first event.
    async fn invoked(event: &'static str) -> (Self, Pending) {
        let runtime = Self::start().await;
        let pending = runtime.api.invoke(Bytes::from_static(event.as_bytes()), SystemTime::UNIX_EPOCH);
        assert_eq!(runtime.next().await.status(), 200);
        (runtime, pending)
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/2018-06-01/runtime/{path}", self.api.address())
    }

    async fn next(&self) -> Response {
        self.client.get(self.url("invocation/next")).send().await.unwrap()
    }

    async fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> (u16, Value) {
        let response = self.client.post(self.url(path)).body(body).send().await.unwrap();
        (response.status().as_u16(), serde_json::from_slice(&response.bytes().await.unwrap()).unwrap())
    }
}

fn error_type((status, body): (u16, Value)) -> (u16, String) {
    (status, body["errorType"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn an_event_goes_out_with_its_headers_and_comes_back_as_a_response() {
    let runtime = Runtime::start().await;
    let deadline = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_123);
    let pending = runtime.api.invoke(Bytes::from_static(b"{\"records\":[]}"), deadline);
    let next = runtime.next().await;
    assert_eq!(next.status(), 200);
    let header = |name: &str| next.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("Lambda-Runtime-Aws-Request-Id"), pending.request_id);
    assert_eq!(header("Lambda-Runtime-Deadline-Ms"), "1700000000123");
    assert_eq!(header("Lambda-Runtime-Invoked-Function-Arn"), ARN);
    assert_eq!(header("Content-Type"), "application/json");
    let trace: Vec<usize> = header("Lambda-Runtime-Trace-Id").split(['-', ';']).map(str::len).collect();
    assert_eq!(trace, ["Root=1".len(), 8, 24, "Sampled=0".len()]);
    assert_eq!(next.text().await.unwrap(), "{\"records\":[]}");

    let path = format!("invocation/{}/response", pending.request_id);
    assert_eq!(runtime.post(&path, "answer").await, (202, json!({"status": "OK"})));
    assert_eq!(pending.answer.await.unwrap(), Ok(Bytes::from_static(b"answer")));
}

#[tokio::test]
async fn next_waits_for_an_event() {
    let runtime = Runtime::start().await;
    let (next, pending) = tokio::join!(runtime.next(), async {
        // The first `next` is what ends the initialization: it is being waited on now.
        runtime.api.initialized().await.unwrap();
        runtime.api.invoke(Bytes::from_static(b"later"), SystemTime::now())
    });
    assert_eq!(next.headers()["lambda-runtime-aws-request-id"], pending.request_id);
    assert_eq!(next.text().await.unwrap(), "later");
}

#[tokio::test]
async fn a_response_may_have_6291556_bytes_and_no_more() {
    let (runtime, pending) = Runtime::invoked("{}").await;
    let path = format!("invocation/{}/response", pending.request_id);
    assert_eq!(runtime.post(&path, vec![b'x'; 6_291_556]).await.0, 202);
    assert_eq!(pending.answer.await.unwrap().map(|body| body.len()), Ok(6_291_556));

    let pending = runtime.api.invoke(Bytes::new(), SystemTime::now());
    runtime.next().await;
    let path = format!("invocation/{}/response", pending.request_id);
    let refused = runtime.post(&path, vec![b'x'; 6_291_557]).await;
    assert_eq!(error_type(refused), (413, "RequestEntityTooLarge".to_owned()));
    assert_eq!(pending.answer.await.unwrap(), Err(FunctionError::ResponseTooLarge(6_291_557)));

    // The runtime carries on.
    let pending = runtime.api.invoke(Bytes::new(), SystemTime::now());
    assert_eq!(runtime.next().await.headers()["lambda-runtime-aws-request-id"], pending.request_id);
}

#[tokio::test]
async fn an_error_report_is_the_answer() {
    let (runtime, pending) = Runtime::invoked("{}").await;
    let path = format!("invocation/{}/error", pending.request_id);
    let report = r#"{"errorMessage":"no records","errorType":"Batch","stackTrace":[]}"#;
    assert_eq!(runtime.post(&path, report).await.0, 202);
    let error = FunctionError::Returned { error_type: "Batch".to_owned(), message: "no records".to_owned() };
    assert_eq!(pending.answer.await.unwrap(), Err(error));
}

#[tokio::test]
async fn a_wrong_request_id_is_refused_and_harms_nothing() {
    let (runtime, pending) = Runtime::invoked("{}").await;
    for path in ["invocation/other/response", "invocation/other/error"] {
        assert_eq!(error_type(runtime.post(path, "{}").await), (400, "InvalidRequestID".to_owned()));
    }
    let path = format!("invocation/{}/response", pending.request_id);
    assert_eq!(runtime.post(&path, "right").await.0, 202);
    assert_eq!(error_type(runtime.post("invocation/other/response", "{}").await).0, 400);
    assert_eq!(pending.answer.await.unwrap(), Ok(Bytes::from_static(b"right")));
}

#[tokio::test]
async fn calls_out_of_turn_are_refused() {
    let forbidden = (403, "InvalidStateTransition".to_owned());
    let runtime = Runtime::start().await;
    assert_eq!(error_type(runtime.post("invocation/early/response", "{}").await), forbidden);

    let (runtime, pending) = Runtime::invoked("{}").await;
    assert_eq!(runtime.next().await.status(), 403);
    assert_eq!(error_type(runtime.post("init/error", "{}").await), forbidden);
    let path = format!("invocation/{}/response", pending.request_id);
    assert_eq!(runtime.post(&path, "first").await.0, 202);
    assert_eq!(error_type(runtime.post(&path, "second").await), forbidden);
    assert_eq!(pending.answer.await.unwrap(), Ok(Bytes::from_static(b"first")));
}

#[tokio::test]
async fn an_error_in_place_of_the_first_next_fails_the_initialization() {
    let runtime = Runtime::start().await;
    let response = runtime
        .client
        .post(runtime.url("init/error"))
        .header("Lambda-Runtime-Function-Error-Type", "Runtime.Configuration")
        .body(r#"{"errorMessage":"no such format"}"#)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 202);
    let error = FunctionError::Returned {
        error_type: "Runtime.Configuration".to_owned(),
        message: "no such format".to_owned(),
    };
    assert_eq!(runtime.api.initialized().await, Err(error));
}
