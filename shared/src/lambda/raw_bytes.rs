//! The event's bytes go to the processor as they came, and the response's bytes go out as they are.
//!
//! `lambda_runtime` keeps its loop, retries, initialisation errors and error format; its serde round trip is left
//! out by a layer in front of the stock service. Failures take the stock way: the layer hands the stock service a
//! small body, and the handler behind it returns it as the error.

use super::{Answer, Process, Refusal, clock, logs, metrics};
use crate::{
    deadline::Invocation,
    function::ConfigurationError,
    isolate::{Panicked, isolate},
};
use http::{HeaderName, Method};
use lambda_runtime::{Diagnostic, LambdaEvent, LambdaInvocation, Runtime, SnapStartResource, service_fn};
use lambda_runtime_api_client::{BoxError, PooledClient, body::Body, build_request};
use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};
use tokio::sync::Mutex;
use tower::{Layer, Service};

const INVOCATION_ID: HeaderName = HeaderName::from_static("lambda-runtime-invocation-id");

pub(super) async fn serve(processor: impl Process) -> Result<(), BoxError> {
    let state = Arc::new(State {
        processor: Mutex::new(processor),
        client: Arc::new(PooledClient::builder().build()),
        metrics: metrics::Metrics::new(),
    });
    Runtime::new(service_fn(refuse))
        .register_snapstart_resource(Arc::new(RestoredClient(state.client.clone())))
        .layer(RawBytesLayer(state))
        .run()
        .await
}

/// Tells Lambda why the function does not start, so that whoever invokes it reads where, what and what to do.
pub(super) async fn post_init_error(error: &ConfigurationError) {
    let diagnostic = diagnostic("Nozzle.ConfigurationError", error.to_string());
    let request = build_request()
        .method(Method::POST)
        .uri("/2018-06-01/runtime/init/error")
        .header("lambda-runtime-function-error-type", &diagnostic.error_type)
        .body(Body::from(serde_json::to_vec(&diagnostic).unwrap_or_default()));
    if let Ok(request) = request {
        // The process ends with the same text on standard error, whatever becomes of this.
        let _ = PooledClient::builder().build().call(request).await;
    }
}

fn diagnostic(error_type: &str, error_message: String) -> Diagnostic {
    Diagnostic { error_type: error_type.to_owned(), error_message }
}

/// The handler behind the stock service: it is called with failures only.
async fn refuse(event: LambdaEvent<Diagnostic>) -> Result<(), Diagnostic> {
    Err(event.payload)
}

struct State<P> {
    processor: Mutex<P>,
    client: Arc<PooledClient>,
    metrics: metrics::Metrics,
}

/// Connections do not survive a SnapStart restore.
struct RestoredClient(Arc<PooledClient>);

impl SnapStartResource for RestoredClient {
    fn after_restore(&self) -> Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send + '_>> {
        self.0.reset_pool();
        Box::pin(async { Ok(()) })
    }
}

struct RawBytesLayer<P>(Arc<State<P>>);

impl<S, P> Layer<S> for RawBytesLayer<P> {
    type Service = RawBytes<S, P>;

    fn layer(&self, stock: S) -> Self::Service {
        RawBytes { stock, state: self.0.clone() }
    }
}

struct RawBytes<S, P> {
    stock: S,
    state: Arc<State<P>>,
}

impl<S, P> Service<LambdaInvocation> for RawBytes<S, P>
where
    S: Service<LambdaInvocation, Response = (), Error = BoxError> + Clone + Send + 'static,
    S::Future: Send,
    P: Process,
{
    type Response = ();
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.stock.poll_ready(context)
    }

    fn call(&mut self, mut invocation: LambdaInvocation) -> Self::Future {
        let state = self.state.clone();
        let mut stock = self.stock.clone();
        Box::pin(async move {
            match state.answer(&invocation).await {
                Ok(answer) => state.post(&invocation, answer).await,
                Err(error) => {
                    invocation.body = serde_json::to_vec(&error)?.into();
                    poll_fn(|context| stock.poll_ready(context)).await?;
                    stock.call(invocation).await
                }
            }
        })
    }
}

impl<P: Process> State<P> {
    async fn answer(&self, invocation: &LambdaInvocation) -> Result<Vec<u8>, Diagnostic> {
        let start = Instant::now();
        let request_id = &invocation.context.request_id;
        let mut processor = self.processor.lock().await;
        let deadline = clock::InvocationDeadline::at(invocation.context.deadline);
        let about = Invocation { invoked_at: clock::now(), deadline: &deadline };
        let mut processing = pin!(processor.process(&invocation.body, about));
        // Transforms are isolated one by one; this is for what stands around them, such as a preparation.
        let processed = poll_fn(|context| match isolate(|| processing.as_mut().poll(context)) {
            Ok(poll) => poll.map(Ok),
            Err(panicked) => Poll::Ready(Err(panicked)),
        });
        let error = match processed.await {
            Ok(Ok(answer)) => {
                logs::answered(request_id, &answer);
                self.metrics.answered(request_id, &answer, start.elapsed());
                return Ok(match answer {
                    Answer::Firehose(answer) => answer.response,
                    Answer::Kinesis(answer) => answer.response,
                });
            }
            Ok(Err(error @ Refusal::Event(_))) => diagnostic("Nozzle.EventRefused", error.to_string()),
            Ok(Err(error @ Refusal::Prepare(_))) => diagnostic("Nozzle.PrepareFailed", error.to_string()),
            Ok(Err(error @ Refusal::Window(_))) => diagnostic("Nozzle.WindowFailed", error.to_string()),
            Err(Panicked) => {
                diagnostic("Nozzle.Panicked", "the function panicked outside a record".to_owned())
            }
        };
        logs::event_refused(request_id, &error.error_message);
        self.metrics.refused(request_id, start.elapsed());
        Err(error)
    }

    async fn post(&self, invocation: &LambdaInvocation, response: Vec<u8>) -> Result<(), BoxError> {
        let request_id = &invocation.context.request_id;
        let bytes = response.len();
        let mut request = build_request()
            .method(Method::POST)
            .uri(format!("/2018-06-01/runtime/invocation/{request_id}/response"))
            .header(http::header::CONTENT_TYPE, "application/json")
            .body(Body::from(response))?;
        if let Some(id) = invocation.parts.headers.get(INVOCATION_ID) {
            request.headers_mut().insert(INVOCATION_ID, id.clone());
        }
        let status = self.client.call(request).await?.status();
        if !status.is_success() {
            // The Runtime API has answered the invocation with an error by itself: go on with the next one.
            logs::response_refused(request_id, status.as_u16(), bytes);
        }
        Ok(())
    }
}
