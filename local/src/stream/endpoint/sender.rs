//! Sends requests beside the work of the stream, and again where they did not arrive.

use super::{
    Request,
    answer::{self, Failure},
    document::{Document, Undelivered},
    transport::Transport,
};
use bytes::Bytes;
use std::{sync::Arc, time::Duration};
use tokio::{task::JoinSet, time::sleep};
use uuid::Uuid;

/// Requests on their way at one time; more have to wait, so that memory stays bounded.
const AT_ONCE: usize = 4;
/// Pauses double from the first to the longest, each up to 15 % shorter or longer.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(120);
const JITTER: f64 = 0.15;

/// How often requests were sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Requests, each counted once.
    pub requests: u64,
    /// Further attempts with the same request.
    pub retries: u64,
}

/// Sends some requests at a time.
#[derive(Debug)]
pub struct Sender {
    transport: Arc<dyn Transport>,
    retry_duration: Duration,
    running: JoinSet<Sent>,
    counts: Counts,
    undelivered: Vec<Undelivered>,
}

/// What came of a request after all its attempts.
#[derive(Debug)]
struct Sent {
    documents: Vec<Document>,
    attempts_made: u32,
    arrived: Result<(), Failure>,
}

impl Sender {
    /// A sender to this endpoint.
    pub fn new(transport: Arc<dyn Transport>, retry_duration: Duration) -> Self {
        Self {
            transport,
            retry_duration,
            running: JoinSet::new(),
            counts: Counts::default(),
            undelivered: Vec::new(),
        }
    }

    /// Starts to send a request; waits where enough are on their way.
    pub async fn send(&mut self, request: Request, documents: Vec<Document>) {
        while self.running.len() >= AT_ONCE {
            self.one_more_answered().await;
        }
        let (transport, retry_duration) = (Arc::clone(&self.transport), self.retry_duration);
        self.running.spawn(async move {
            let (attempts_made, arrived) =
                post_with_retries(&*transport, request.id, request.body.into(), retry_duration).await;
            Sent { documents, attempts_made, arrived }
        });
    }

    /// Waits for one answer; false where no request is on its way.
    pub async fn one_more_answered(&mut self) -> bool {
        match self.running.join_next().await {
            Some(Ok(sent)) => self.settle(sent),
            // A bug of ours must not look like success.
            Some(Err(panic)) => std::panic::resume_unwind(panic.into_panic()),
            None => return false,
        }
        true
    }

    /// What did not arrive and was not asked for yet.
    pub fn take_undelivered(&mut self) -> Vec<Undelivered> {
        std::mem::take(&mut self.undelivered)
    }

    /// How often requests were sent and answered until now.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    fn settle(&mut self, Sent { documents, attempts_made, arrived }: Sent) {
        self.counts.requests += 1;
        self.counts.retries += u64::from(attempts_made - 1);
        let Err(Failure { refusal, is_permanent }) = arrived else { return };
        self.undelivered.extend(documents.into_iter().map(|document| Undelivered {
            document,
            refusal: refusal.clone(),
            attempts_made,
            is_set_aside: !is_permanent,
        }));
    }
}

/// Attempts until the request has arrived, or until the pauses between attempts come to the retry duration. The time
/// that the endpoint takes to answer does not count.
async fn post_with_retries(
    transport: &dyn Transport,
    id: Uuid,
    body: Bytes,
    retry_duration: Duration,
) -> (u32, Result<(), Failure>) {
    let (mut left, mut next_pause, mut attempts_made) = (retry_duration, FIRST_PAUSE, 0);
    loop {
        attempts_made += 1;
        match answer::read(transport.post(id, body.clone()).await, id) {
            Err(failure) if !failure.is_permanent && !left.is_zero() => {
                let pause = next_pause.mul_f64(jitter()).min(left);
                left -= pause;
                next_pause = (next_pause * 2).min(LONGEST_PAUSE);
                sleep(pause).await;
            }
            arrived => return (attempts_made, arrived),
        }
    }
}

fn jitter() -> f64 {
    let random = f64::from(Uuid::new_v4().as_bytes()[0]) / f64::from(u8::MAX);
    1.0 - JITTER + 2.0 * JITTER * random
}
