//! What does not fit the response goes back to the stream and comes again in another batch.
//!
//! Firehose keeps no attribute with a record that could count how often it came, so the record travels in an
//! [`Envelope`], which is opened before any transform.

mod envelope;
mod pieces;

pub(super) use envelope::Envelope;

use super::{event::Record, limits::MAX_RECORD_BYTES, response::FailedEntry};
use crate::{
    deadline::Deadline,
    failure::Failure,
    kinesis::{Document, Documents, Sink},
    origin::Origin,
};
use std::fmt;

/// What happens to a record that is `Ok` but does not fit the response any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "lambda", derive(serde::Deserialize, schemars::JsonSchema))]
#[cfg_attr(feature = "lambda", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum OnOverflow {
    /// The record fails, with the reason `response_limit`: Firehose keeps it, whole, under `processing-failed/`.
    #[default]
    Fail,
    /// The record goes back to the stream and is answered `Dropped`: see [`Reingest`].
    Reingest,
}

/// Sends records back to where they came from.
///
/// - A record that fits a response by itself goes back as it is, inside an envelope. An envelope of CloudWatch Logs that
///   does not fit by itself, or is too large to be put, goes back as two halves of its log events. Any other record
///   that does not fit by itself fails: it would never fit.
/// - A record goes back [`MAX_HOPS`](Self::MAX_HOPS) times, unless set otherwise, and then fails.
/// - A record that could not be put back fails with the reason why, so it is never lost. Where one of its parts could
///   be put, that one comes twice.
/// - Records that come from a data stream fail, unless it is said that nobody else
///   [reads that stream](Self::into_data_stream).
///
/// The stream's backup of originals has such records twice: as they came, and in their envelope.
pub struct Reingest {
    delivery_stream: Box<dyn Sink>,
    data_stream: Option<Box<dyn Sink>>,
    max_hops: u8,
    one_record_per_log_event: bool,
}

impl fmt::Debug for Reingest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reingest").field("max_hops", &self.max_hops).finish_non_exhaustive()
    }
}

const TOO_LARGE_ALONE: Failure =
    Failure::new("response_limit", "what the record becomes does not fit a response, even by itself");
const TOO_MANY_HOPS: Failure = Failure::new(
    "reingest_limit",
    "the record went back to the stream as often as it may and still found no room",
);
const OTHER_READERS: Failure = Failure::new(
    "other_readers",
    "the record should go back, and comes from a data stream that others may read",
);
const SEVERAL_DOCUMENTS: Failure = Failure::new(
    "several_documents",
    "the record becomes several documents and is no envelope of CloudWatch Logs with several log events",
);

impl Reingest {
    /// How often a record goes back, unless set otherwise.
    pub const MAX_HOPS: u8 = 4;

    /// Records go back through `sink`, such as a sink of Firehose to the origin. A document's origin names the delivery
    /// stream.
    pub fn new(sink: impl Sink + 'static) -> Self {
        Self {
            delivery_stream: Box::new(sink),
            data_stream: None,
            max_hops: Self::MAX_HOPS,
            one_record_per_log_event: false,
        }
    }

    /// Says that this delivery stream alone reads the data stream that feeds it, and that its records go back through
    /// `sink`: any other reader would find envelopes among its records. A document's origin names the data stream.
    #[must_use]
    pub fn into_data_stream(mut self, sink: impl Sink + 'static) -> Self {
        self.data_stream = Some(Box::new(sink));
        self
    }

    /// Has an envelope of CloudWatch Logs that becomes several documents go back as a record for each of its log events,
    /// for destinations that take one document a record: OpenSearch, Apache Iceberg. Any other record that becomes
    /// several documents fails. Each log event is then paid for twice, and arrives one interval later.
    #[must_use]
    pub fn one_record_per_log_event(mut self) -> Self {
        self.one_record_per_log_event = true;
        self
    }

    /// Sets how often a record goes back.
    #[must_use]
    pub fn max_hops(mut self, hops: u8) -> Self {
        self.max_hops = hops;
        self
    }
}

/// Why a record goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overflow {
    /// The response has no room left; another would.
    FitsAlone,
    /// No response has room.
    TooLargeAlone,
    /// The destination takes one document a record.
    SeveralDocuments,
}

/// Records of one invocation on their way back.
#[derive(Default)]
pub(super) struct GoingBack {
    records: Vec<RecordGoingBack>,
}

struct RecordGoingBack {
    /// Its place in the event.
    index: usize,
    /// Its entry in the response, a failure until it is put.
    entry: FailedEntry,
    partition_key: Option<String>,
    is_from_data_stream: bool,
    /// One envelope, or those of its parts.
    pieces: Vec<Vec<u8>>,
}

/// What became of a record that was to go back.
pub(super) struct WentBack {
    /// Its place in the event.
    pub(super) index: usize,
    pub(super) entry: FailedEntry,
    pub(super) result: Result<(), Failure>,
}

impl Reingest {
    /// The pieces in which a record goes back.
    pub(super) fn pieces(
        &self,
        record: &Record<'_>,
        batch: &Origin<'_>,
        envelope: Envelope,
        data: &[u8],
        why: Overflow,
    ) -> Result<Vec<Vec<u8>>, Failure> {
        if is_from_data_stream(record, batch) && self.data_stream.is_none() {
            return Err(OTHER_READERS);
        }
        if envelope.hops >= self.max_hops {
            return Err(TOO_MANY_HOPS);
        }
        let arrival = envelope.arrival.or(record.approximate_arrival_timestamp());
        let next = Envelope { hops: envelope.hops + 1, arrival };
        let pieces = match why {
            Overflow::FitsAlone if Envelope::BYTES + data.len() <= MAX_RECORD_BYTES => {
                return Ok(vec![next.around(data)]);
            }
            Overflow::FitsAlone | Overflow::TooLargeAlone => pieces::halves(data).ok_or(TOO_LARGE_ALONE)?,
            Overflow::SeveralDocuments => pieces::single_events(data).ok_or(SEVERAL_DOCUMENTS)?,
        };
        Ok(pieces.iter().map(|piece| next.around(piece)).collect())
    }

    /// Whether a record that becomes so many documents is to go back for it.
    pub(super) fn is_too_many(&self, documents: usize) -> bool {
        self.one_record_per_log_event && documents > 1
    }

    /// Puts records back, and tells of each whether it was.
    pub(super) async fn send(
        &mut self,
        going_back: &GoingBack,
        batch: &Origin<'_>,
        deadline: &dyn Deadline,
    ) -> Vec<WentBack> {
        let mut went_back: Vec<_> = going_back
            .records
            .iter()
            .map(|record| WentBack { index: record.index, entry: record.entry, result: Ok(()) })
            .collect();
        let sinks = [(false, Some(&mut self.delivery_stream)), (true, self.data_stream.as_mut())];
        for (is_from_data_stream, sink) in sinks {
            let of_sink = going_back.records.iter().enumerate();
            let of_sink = of_sink.filter(|(_, record)| record.is_from_data_stream == is_from_data_stream);
            let pieces = of_sink.flat_map(|(place, record)| {
                let origin = Origin { partition_key: record.partition_key.as_deref(), ..*batch };
                record.pieces.iter().map(move |piece| (place, Document { data: piece, origin }))
            });
            let (places, documents): (Vec<_>, Vec<_>) = pieces.unzip();
            let Some(sink) = sink.filter(|_| !documents.is_empty()) else { continue };
            for undelivered in sink.deliver(Documents::new(&documents), deadline).await {
                if let Some(place) = places.get(undelivered.document()) {
                    went_back[*place].result = Err(undelivered.failure());
                }
            }
        }
        went_back
    }
}

impl GoingBack {
    pub(super) fn push(
        &mut self,
        index: usize,
        entry: FailedEntry,
        record: &Record<'_>,
        batch: &Origin<'_>,
        pieces: Vec<Vec<u8>>,
    ) {
        let metadata = record.kinesis_record_metadata();
        let partition_key = metadata.and_then(|metadata| metadata.partition_key).map(|key| key.into_owned());
        let is_from_data_stream = is_from_data_stream(record, batch);
        self.records.push(RecordGoingBack { index, entry, partition_key, is_from_data_stream, pieces });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

fn is_from_data_stream(record: &Record<'_>, batch: &Origin<'_>) -> bool {
    batch.source_kinesis_stream_arn.is_some() || record.kinesis_record_metadata().is_some()
}

#[cfg(test)]
mod tests;
