//! One delivery stream as clients see it, and the way in.

use super::refusal::Refusal;
use crate::{
    delivery_stream::DeliveryStream,
    source::{Records, SourceRecord},
};
use std::sync::{Mutex, PoisonError};
use tokio::sync::mpsc;

/// Requests that wait for the stream, 4 MiB each at most. More of them wait for their answer.
const REQUESTS_AHEAD: usize = 16;

type Sender = mpsc::Sender<Result<Vec<SourceRecord>, crate::error::Error>>;

/// A stream of the template, and where its records go.
#[derive(Debug)]
pub(super) struct Served {
    pub(super) stream: DeliveryStream,
    /// None once the endpoint is closed, and where a Kinesis stream is the source.
    sender: Mutex<Option<Sender>>,
}

impl Served {
    /// A stream that takes records, and the records it takes.
    pub(super) fn open(stream: &DeliveryStream) -> (Self, Records) {
        let (sender, records) = mpsc::channel(REQUESTS_AHEAD);
        (Self { stream: stream.clone(), sender: Mutex::new(Some(sender)) }, records)
    }

    /// A stream that is described, and nothing more.
    pub(super) fn without_records(stream: &DeliveryStream) -> Self {
        Self { stream: stream.clone(), sender: Mutex::default() }
    }

    /// Hands records on. What was handed on is delivered, whatever comes.
    pub(super) async fn put(&self, records: Vec<SourceRecord>) -> Result<(), Refusal> {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let sender = sender.ok_or_else(Refusal::unavailable)?;
        sender.send(Ok(records)).await.map_err(|_| Refusal::unavailable())
    }

    /// No more records: the stream ends once it has taken those on their way.
    pub(super) fn close(&self) {
        *self.sender.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
