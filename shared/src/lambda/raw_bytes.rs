//! The event's bytes go to the processor as they came, and the response's bytes go out as they are.
//!
//! `lambda_runtime` keeps its loop, retries, initialisation errors and error format; its serde round trip is left
//! out by a layer in front of the stock service. Failures take the stock way: the layer hands the stock service a
//! small body, and the handler behind it returns it as the error.

use super::{Process, logs, metrics};
use crate::firehose::ProcessError;
use http::{HeaderName, Method, StatusCode};
use lambda_runtime::{Diagnostic, LambdaEvent, LambdaInvocation, Runtime, SnapStartResource, service_fn};
use lambda_runtime_api_client::{BoxError, PooledClient, body::Body, build_request};
use std::{
    future::Future,
    pin::Pin,
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
                    std::future::poll_fn(|context| stock.poll_ready(context)).await?;
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
        match self.processor.lock().await.process(&invocation.body).await {
            Ok(answer) => {
                logs::records_failed(request_id, &answer.failed);
                let duration = start.elapsed();
                self.metrics.print(&metrics::Invocation { request_id, answer: &answer, duration });
                Ok(answer.response)
            }
            Err(error) => {
                logs::event_refused(request_id, &error);
                let error_type = match &error {
                    ProcessError::Event(_) => "Nozzle.EventRefused",
                    ProcessError::Prepare(_) => "Nozzle.PrepareFailed",
                };
                Err(Diagnostic { error_type: error_type.to_owned(), error_message: error.to_string() })
            }
        }
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
        if status != StatusCode::ACCEPTED && !status.is_success() {
            // The Runtime API has answered the invocation with an error by itself: go on with the next one.
            logs::response_refused(request_id, status.as_u16(), bytes);
        }
        Ok(())
    }
}
