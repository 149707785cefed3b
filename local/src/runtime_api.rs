//! The Lambda Runtime API on loopback: what a function's process talks to.
//!
//! One server belongs to one process, so that a process which was given up cannot answer for the next.

mod state;

use crate::function::{ErrorReport, FunctionError};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use futures::StreamExt;
use nozzle::firehose::limits::MAX_RESPONSE_BYTES;
use state::{Exchange, Refusal};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// The response as the function posted it, or its error.
pub type Answer = Result<Bytes, FunctionError>;

/// The Runtime API of one process.
#[derive(Debug)]
pub struct RuntimeApi {
    address: SocketAddr,
    exchange: Arc<Exchange>,
    server: JoinHandle<io::Result<()>>,
}

/// An event that was handed out, or waits to be.
#[derive(Debug)]
pub struct Pending {
    /// `Lambda-Runtime-Aws-Request-Id`
    pub request_id: String,
    /// Comes once the function has posted a response or an error.
    pub answer: oneshot::Receiver<Answer>,
}

/// An event on its way to `next`.
#[derive(Debug)]
struct Event {
    request_id: String,
    deadline: SystemTime,
    body: Bytes,
}

impl RuntimeApi {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// There is no such port.
    pub async fn start(invoked_function_arn: &str) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let exchange = Arc::new(Exchange::new(invoked_function_arn));
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{request_id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{request_id}/error", post(invocation_error))
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .with_state(Arc::clone(&exchange));
        let server = tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Self { address, exchange, server })
    }

    /// `AWS_LAMBDA_RUNTIME_API`
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for the first `next`, or for the error that the function posts in its stead.
    ///
    /// # Errors
    ///
    /// What the function posted to `init/error`.
    pub async fn initialized(&self) -> Result<(), FunctionError> {
        self.exchange.initialized().await
    }

    /// Hands an event to the next `next`.
    pub fn invoke(&self, body: Bytes, deadline: SystemTime) -> Pending {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let request_id = format!("00000000-0000-4000-8000-{:012x}", COUNT.fetch_add(1, Ordering::Relaxed));
        let answer = self.exchange.hand_over(Event { request_id: request_id.clone(), deadline, body });
        Pending { request_id, answer }
    }

    /// Whether the function has fetched this event.
    pub fn has_taken(&self, request_id: &str) -> bool {
        self.exchange.has_taken(request_id)
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn next(State(exchange): State<Arc<Exchange>>) -> Response {
    let event = match exchange.next().await {
        Ok(event) => event,
        Err(refusal) => return refusal.into_response(),
    };
    let epoch = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let headers = [
        ("lambda-runtime-aws-request-id", event.request_id.clone()),
        ("lambda-runtime-deadline-ms", epoch(event.deadline).as_millis().to_string()),
        ("lambda-runtime-invoked-function-arn", exchange.invoked_function_arn.clone()),
        (
            "lambda-runtime-trace-id",
            format!(
                "Root=1-{:08x}-{};Sampled=0",
                epoch(event.deadline).as_secs(),
                &event.request_id.replace('-', "")[8..]
            ),
        ),
        (CONTENT_TYPE.as_str(), "application/json".to_owned()),
    ];
    (headers, event.body).into_response()
}

async fn response(
    State(exchange): State<Arc<Exchange>>,
    Path(request_id): Path<String>,
    body: Body,
) -> Response {
    match read(body).await {
        Ok(Ok(bytes)) => accepted(exchange.answer(&request_id, Ok(bytes))),
        Ok(Err(too_many)) => {
            match exchange.answer(&request_id, Err(FunctionError::ResponseTooLarge(too_many))) {
                Ok(()) => refused(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "RequestEntityTooLarge",
                    &FunctionError::ResponseTooLarge(too_many).to_string(),
                ),
                Err(refusal) => refusal.into_response(),
            }
        }
        // The process is gone in mid-sentence; whoever waits for it will notice.
        Err(error) => refused(StatusCode::BAD_REQUEST, "InvalidRequest", &error.to_string()),
    }
}

async fn invocation_error(
    State(exchange): State<Arc<Exchange>>,
    Path(request_id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    accepted(exchange.answer(&request_id, Err(posted_error(&headers, body).await)))
}

async fn init_error(State(exchange): State<Arc<Exchange>>, headers: HeaderMap, body: Body) -> Response {
    accepted(exchange.fail_initialization(posted_error(&headers, body).await))
}

/// Reads a body to its end; keeps no more of it than a response may have, and counts the rest.
async fn read(body: Body) -> Result<Result<Bytes, usize>, axum::Error> {
    let (mut bytes, mut count) = (Vec::new(), 0);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        count += chunk.len();
        if count <= MAX_RESPONSE_BYTES {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(if count <= MAX_RESPONSE_BYTES { Ok(bytes.into()) } else { Err(count) })
}

/// Error reports have `errorType` and `errorMessage`; the type may stand in a header alone.
async fn posted_error(headers: &HeaderMap, body: Body) -> FunctionError {
    let report = match read(body).await {
        Ok(Ok(bytes)) => serde_json::from_slice(&bytes).unwrap_or_default(),
        _ => ErrorReport::default(),
    };
    let in_header = || headers.get("lambda-runtime-function-error-type")?.to_str().ok().map(str::to_owned);
    FunctionError::Returned {
        error_type: report.error_type.or_else(in_header).unwrap_or_else(|| "Unhandled".to_owned()),
        message: report.error_message.unwrap_or_default(),
    }
}

fn accepted(result: Result<(), Refusal>) -> Response {
    match result {
        Ok(()) => {
            (StatusCode::ACCEPTED, [(CONTENT_TYPE, "application/json")], r#"{"status":"OK"}"#).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

fn refused(status: StatusCode, error_type: &str, message: &str) -> Response {
    let body = serde_json::json!({ "errorMessage": message, "errorType": error_type });
    (status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::RequestId => {
                refused(StatusCode::BAD_REQUEST, "InvalidRequestID", "no invocation with this id is running")
            }
            Self::StateTransition => refused(
                StatusCode::FORBIDDEN,
                "InvalidStateTransition",
                "this call is not allowed at this point of the invocation",
            ),
            Self::Closed => {
                refused(StatusCode::INTERNAL_SERVER_ERROR, "ServiceException", "the sandbox is shutting down")
            }
        }
    }
}
