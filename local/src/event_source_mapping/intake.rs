//! Records of a lane become batches.

use super::{record::Queued, stop::Stop, window::OpenWindow};
use crate::clock::Clock;
use std::time::Duration;
use tokio::{
    sync::mpsc::UnboundedReceiver,
    time::{Instant, sleep, timeout_at},
};

/// Lambda asks a shard for records once a second: what comes within it can make a batch, whatever the batching window.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html> ("base rate of once per second")
const POLL: Duration = Duration::from_secs(1);

/// The records of a lane that no batch has yet.
#[derive(Debug)]
pub(super) struct Intake {
    records: UnboundedReceiver<Queued>,
    /// One that did not fit the batch before.
    next: Option<Queued>,
}

/// What closes a batch.
#[derive(Debug, Clone, Copy)]
pub(super) struct BatchLimits {
    pub(super) records: usize,
    pub(super) bytes: usize,
    /// From the first record on.
    pub(super) batching_window: Duration,
    pub(super) tumbling_window: Option<Duration>,
}

/// What a lane does next.
#[derive(Debug)]
pub(super) enum Next {
    Batch(Vec<Queued>),
    /// The time of the open window is over.
    WindowOver,
    /// No record will come.
    End,
    /// It is to stop where it stands.
    Stopped,
}

impl Intake {
    pub(super) fn new(records: UnboundedReceiver<Queued>) -> Self {
        Self { records, next: None }
    }

    /// Waits for a batch, or for the end of the open window.
    pub(super) async fn next(
        &mut self,
        limits: &BatchLimits,
        window: Option<&OpenWindow>,
        record_bytes: impl Fn(&Queued) -> usize,
        clock: &Clock,
        stop: &Stop,
    ) -> Next {
        if stop.is_set() {
            return Next::Stopped;
        }
        let first = match self.next.take() {
            Some(queued) => queued,
            None => tokio::select! {
                biased;
                () = stop.wait() => return Next::Stopped,
                queued = self.records.recv() => match queued {
                    Some(queued) => queued,
                    None => return Next::End,
                },
                () = is_over(window, clock) => return Next::WindowOver,
            },
        };
        // A window is over when a record behind it comes. One that comes late counts to the window that is open.
        let end_ms = match (window, limits.tumbling_window) {
            (Some(window), _) if first.record.arrived_ms >= window.end_ms => {
                self.next = Some(first);
                return Next::WindowOver;
            }
            (Some(window), _) => window.end_ms,
            (None, Some(length)) => OpenWindow::at(first.record.arrived_ms, length).end_ms,
            (None, None) => i64::MAX,
        };
        let closes = Instant::now() + limits.batching_window.max(POLL);
        let mut bytes = record_bytes(&first);
        let mut batch = vec![first];
        while batch.len() < limits.records {
            // An end of time or of records closes the batch.
            let queued = tokio::select! {
                biased;
                () = stop.wait() => return Next::Stopped,
                queued = timeout_at(closes, self.records.recv()) => queued,
            };
            let Ok(Some(queued)) = queued else { break };
            bytes += record_bytes(&queued);
            if bytes > limits.bytes || queued.record.arrived_ms >= end_ms {
                self.next = Some(queued);
                break;
            }
            batch.push(queued);
        }
        Next::Batch(batch)
    }
}

/// Waits until nothing came for a while and the window's time is over.
async fn is_over(window: Option<&OpenWindow>, clock: &Clock) {
    let Some(window) = window else { return std::future::pending().await };
    let left_ms = u64::try_from(window.end_ms.saturating_sub(clock.now_ms())).unwrap_or_default();
    sleep(Duration::from_millis(left_ms).max(POLL)).await;
}
