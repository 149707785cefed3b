//! What is said of an event when its records have gone their ways.

use super::event::EventError;
use crate::{failure::Failure, origin::Origin};
use sha2::{Digest, Sha256};
use std::fmt;

/// What an event is answered with, and what is to be said about it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// The response JSON.
    pub response: Vec<u8>,
    /// How many records went which way.
    pub counts: Counts,
    /// The records that were found to be poison, in order.
    pub failed: Vec<FailedRecord>,
    /// Where and why processing stopped, unless the batch is done.
    pub stopped: Option<Stopped>,
    /// What the transform counted: see [`Transform::take_counts`](crate::Transform::take_counts).
    pub transform_counts: Vec<(&'static str, u64)>,
    /// What a tumbling window writes to the function's log, as it stands: lines of JSON.
    pub log_lines: Vec<u8>,
}

/// How many records went which way. A record of an aggregate counts for itself, but for `records` and `left`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Records of the stream in the event.
    pub records: usize,
    /// Records whose documents have been delivered, all of them.
    pub ok: usize,
    /// Records that emitted nothing.
    pub dropped: usize,
    /// Records that were set aside.
    pub set_aside: usize,
    /// Records of an aggregate that an earlier attempt had done.
    pub already_done: usize,
    /// Records of the stream that Lambda is asked to send again.
    pub left: usize,
    /// Bytes of all records that are done.
    pub bytes_in: usize,
    /// Bytes of all documents that have been delivered.
    pub bytes_out: usize,
}

/// A record that was found to be poison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRecord {
    /// `sequenceNumber`
    pub sequence_number: String,
    /// Its place in the aggregate, if it is in one.
    pub subsequence_number: Option<u64>,
    /// Why.
    pub failure: Failure,
    /// SHA-256 of the record's bytes; of the text under `data` where that is not base64.
    pub data_sha256: [u8; 32],
    /// True where it was set aside, false where it is reported.
    pub set_aside: bool,
}

/// Where processing stopped: the first record that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// `sequenceNumber`
    pub sequence_number: String,
    /// Its place in the aggregate, if it is in one.
    pub subsequence_number: Option<u64>,
    /// Why.
    pub cause: StopCause,
}

/// Why a record and all behind it are left to the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopCause {
    /// The record is poison.
    Poison(Failure),
    /// The sink did not deliver what it emitted.
    Sink(Failure),
    /// It is poison and could not be set aside.
    SetAside(Failure),
    /// Little time was left.
    Deadline,
}

impl StopCause {
    /// What metrics count.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Poison(_) => "poison",
            Self::Sink(_) => "sink",
            Self::SetAside(_) => "set_aside",
            Self::Deadline => "deadline",
        }
    }
}

impl fmt::Display for StopCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Poison(failure) => write!(f, "the record failed: {failure}"),
            Self::Sink(failure) => write!(f, "it was not delivered: {failure}"),
            Self::SetAside(failure) => write!(f, "it could not be set aside: {failure}"),
            Self::Deadline => f.write_str("little time was left"),
        }
    }
}

/// Why an event of a data stream got no answer.
pub type ProcessError = crate::ProcessError<EventError>;

impl FailedRecord {
    pub(super) fn new(origin: &Origin<'_>, failure: Failure, data: &[u8], set_aside: bool) -> Self {
        Self {
            sequence_number: origin.sequence_number.unwrap_or_default().to_owned(),
            subsequence_number: origin.subsequence_number,
            failure,
            data_sha256: Sha256::digest(data).into(),
            set_aside,
        }
    }
}
