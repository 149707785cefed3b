//! An HTTP endpoint that takes what Firehose sends and nothing else, and answers as its script says.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::{
    collections::VecDeque,
    io::Read,
    net::{Ipv4Addr, TcpListener},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// What the endpoint does with a request that is as it must be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answer {
    Acknowledge,
    /// Acknowledges, after a while.
    Slowly,
    Status(u16),
    /// Acknowledges another request.
    WrongId,
    /// 200, and not a word that Firehose understands.
    Text,
    /// Ends the connection.
    HangUp,
}

/// A request that was as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) id: String,
    pub(crate) records: Vec<String>,
}

/// What the server and the test share.
#[derive(Debug, Default)]
struct Script {
    answers: VecDeque<Answer>,
    received: Vec<Received>,
    faults: Vec<String>,
}

/// An endpoint on loopback; it ends with the test.
pub(crate) struct HttpEndpoint {
    port: u16,
    script: Arc<Mutex<Script>>,
}

impl HttpEndpoint {
    /// Answers as it is told, and with `Acknowledge` from then on.
    pub(crate) fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        listener.set_nonblocking(true).expect("a socket");
        let script = Script { answers: answers.into_iter().collect(), ..Script::default() };
        let script = Arc::new(Mutex::new(script));
        let routes = Router::new().route("/intake", post(answer)).with_state(Arc::clone(&script));
        thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
                axum::serve(listener, routes).await
            })
        });
        Self { port, script }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/intake", self.port)
    }

    /// All requests, in order; every one was as it must be.
    #[track_caller]
    pub(crate) fn received(&self) -> Vec<Received> {
        let script = self.script.lock().unwrap();
        assert!(script.faults.is_empty(), "{:?}", script.faults);
        script.received.clone()
    }
}

async fn answer(State(script): State<Arc<Mutex<Script>>>, headers: HeaderMap, body: Bytes) -> Response {
    let received = match read(&headers, &body) {
        Ok(received) => received,
        Err(fault) => {
            script.lock().unwrap().faults.push(fault);
            return StatusCode::BAD_REQUEST.into_response();
        }
    };
    let id = received.id.clone();
    let answer = {
        let mut script = script.lock().unwrap();
        script.received.push(received);
        script.answers.pop_front().unwrap_or(Answer::Acknowledge)
    };
    let acknowledge = |id: &str| {
        let body = format!("{{\"requestId\":\"{id}\",\"timestamp\":1578090903599}}");
        ([(CONTENT_TYPE, "application/json")], body).into_response()
    };
    match answer {
        Answer::Acknowledge => acknowledge(&id),
        Answer::Slowly => {
            tokio::time::sleep(Duration::from_secs(1)).await;
            acknowledge(&id)
        }
        Answer::Status(status) => StatusCode::from_u16(status).expect("a status").into_response(),
        Answer::WrongId => acknowledge("00000000-0000-0000-0000-000000000000"),
        Answer::Text => "OK".into_response(),
        // The server drops the connection of a task that panics; no answer has begun.
        Answer::HangUp => panic!("told to hang up"),
    }
}

/// The request format of <https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html>, word by
/// word, with what the template of the test configures.
fn read(headers: &HeaderMap, body: &[u8]) -> Result<Received, String> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for (name, expected) in [
        ("content-type", "application/json"),
        ("content-encoding", "gzip"),
        ("x-amz-firehose-protocol-version", "1.0"),
        ("x-amz-firehose-source-arn", "arn:aws:firehose:us-east-1:123456789012:deliverystream/HttpStream"),
        ("x-amz-firehose-access-key", "key-of-the-endpoint"),
        ("x-amz-firehose-common-attributes", "{\"commonAttributes\":{\"environment\":\"test\"}}"),
    ] {
        if header(name) != expected {
            return Err(format!("{name} is {:?}", header(name)));
        }
    }
    if header("content-length") != body.len().to_string() {
        return Err("content-length is not the length".to_owned());
    }
    let mut text = String::new();
    GzDecoder::new(body).read_to_string(&mut text).map_err(|error| format!("gzip: {error}"))?;
    let request: Value = serde_json::from_str(&text).map_err(|error| format!("JSON: {error}"))?;
    let fields: Vec<_> = request.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    if fields != ["records", "requestId", "timestamp"] {
        return Err(format!("fields are {fields:?}"));
    }
    let id = request["requestId"].as_str().unwrap_or_default();
    if id.len() != 36 || id != header("x-amz-firehose-request-id") {
        return Err(format!("requestId is {id:?}"));
    }
    if !request["timestamp"].is_u64() {
        return Err("timestamp is no number of milliseconds".to_owned());
    }
    let record = |record: &Value| {
        let is_data_alone = record.as_object().is_some_and(|fields| fields.len() == 1);
        let data = record["data"].as_str().filter(|_| is_data_alone)?;
        String::from_utf8(STANDARD.decode(data).ok()?).ok()
    };
    let records: Option<Vec<_>> =
        request["records"].as_array().and_then(|it| it.iter().map(record).collect());
    match records {
        Some(records) if (1..=10_000).contains(&records.len()) => Ok(Received { id: id.to_owned(), records }),
        _ => Err("records are not 1 to 10,000 of base64 text".to_owned()),
    }
}
