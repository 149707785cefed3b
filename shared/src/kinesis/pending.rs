//! Records that have been transformed, and whose documents have not been delivered yet.

use super::{
    event::Record,
    sink::{Document, Room},
};
use crate::{failure::Failure, origin::Origin, origin::RecordId, timestamp::Timestamp};
use std::ops::Range;

/// Transformed records, in the order of the stream, and what they emitted. Its buffers serve all batches.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) bytes: Vec<u8>,
    pub(super) documents: Vec<DocumentEntry>,
    pub(super) records: Vec<PendingRecord>,
    /// Sequence numbers and keys of records, one behind the other: what they are read from does not live as long.
    text: String,
}

/// A document: where it ends in `bytes` (it begins where the one before ends), and its record.
pub(super) struct DocumentEntry {
    pub(super) end: usize,
    pub(super) record: usize,
}

/// Where a record stands: its place in the event, and in the aggregate if it is in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) record: usize,
    pub(super) subsequence_number: Option<u64>,
}

/// A record that has been transformed.
pub(super) struct PendingRecord {
    pub(super) position: Position,
    pub(super) bytes_in: usize,
    /// Set where it will not be delivered: why, and its bytes.
    pub(super) poison: Option<(Failure, Vec<u8>)>,
    arrival: Option<Timestamp>,
    sequence_number: Range<usize>,
    partition_key: Option<Range<usize>>,
    explicit_hash_key: Option<Range<usize>>,
}

impl Pending {
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.documents.clear();
        self.records.clear();
        self.text.clear();
    }

    /// Takes in what the transform emitted since the last record, or why nothing goes out.
    pub(super) fn push(
        &mut self,
        position: Position,
        origin: &Origin<'_>,
        bytes_in: usize,
        poison: Option<(Failure, Vec<u8>)>,
    ) {
        let mut keep = |text: &str| {
            let start = self.text.len();
            self.text.push_str(text);
            start..self.text.len()
        };
        self.records.push(PendingRecord {
            position,
            bytes_in,
            poison,
            arrival: origin.approximate_arrival_timestamp,
            sequence_number: keep(origin.sequence_number.unwrap_or_default()),
            partition_key: origin.partition_key.map(&mut keep),
            explicit_hash_key: origin.explicit_hash_key.map(&mut keep),
        });
    }

    /// Takes back what has been emitted since there were so many documents.
    pub(super) fn undo(&mut self, documents: usize) {
        self.documents.truncate(documents);
        self.bytes.truncate(self.documents.last().map_or(0, |document| document.end));
    }

    pub(super) fn is_full(&self, room: Room) -> bool {
        self.documents.len() >= room.documents || self.bytes.len() >= room.bytes
    }

    /// Where a record comes from; `batch` is what it has in common with all others.
    pub(super) fn origin<'a>(&'a self, record: usize, batch: &Origin<'a>) -> Option<Origin<'a>> {
        let record = self.records.get(record)?;
        let text = |range: &Range<usize>| self.text.get(range.clone());
        let sequence_number = text(&record.sequence_number);
        Some(Origin {
            record_id: sequence_number.map(RecordId::from).unwrap_or_default(),
            approximate_arrival_timestamp: record.arrival,
            sequence_number,
            subsequence_number: record.position.subsequence_number,
            partition_key: record.partition_key.as_ref().and_then(text),
            explicit_hash_key: record.explicit_hash_key.as_ref().and_then(text),
            ..*batch
        })
    }

    pub(super) fn document<'a>(&'a self, document: usize, batch: &Origin<'a>) -> Option<Document<'a>> {
        let entry = self.documents.get(document)?;
        let start = document.checked_sub(1).map_or(0, |before| self.documents[before].end);
        Some(Document { data: &self.bytes[start..entry.end], origin: self.origin(entry.record, batch)? })
    }
}

/// What is known of a record of the stream before it is looked into.
pub(super) fn origin<'a>(
    record: &'a Record<'_>,
    partition_key: Option<&'a str>,
    batch: &Origin<'a>,
) -> Origin<'a> {
    let sequence_number = record.sequence_number().as_str();
    Origin {
        record_id: RecordId::from(sequence_number),
        approximate_arrival_timestamp: record.approximate_arrival_timestamp(),
        sequence_number: Some(sequence_number),
        partition_key,
        ..*batch
    }
}
