//! What a window writes: documents for a sink, lines for the log.

use crate::kinesis::{
    pending::{DocumentEntry, Pending},
    sink::Room,
};
use crate::origin::Origin;
use std::ops::Range;

/// What a window writes: documents, which are delivered before the invocation is answered, and lines for the function's
/// log.
#[derive(Debug, Default)]
pub struct Results {
    documents: Vec<u8>,
    ends: Vec<usize>,
    log_lines: Vec<u8>,
    delivered: usize,
}

/// Bytes of documents from which on they should be delivered before there are more.
const MANY_BYTES: usize = 4 * 1024 * 1024;

/// Bytes of lines for the log that are kept until the invocation is answered.
const MAX_LOG_BYTES: usize = 16 * 1024 * 1024;

impl Results {
    /// One document, as `write` appends it. It ends with a newline, in whose place `write` need not put one.
    pub fn document(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.documents);
        self.documents.push(b'\n');
        self.ends.push(self.documents.len());
    }

    /// One line of JSON for the function's log, such as metrics, as `write` appends it.
    pub fn log_line(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.log_lines);
        self.log_lines.push(b'\n');
    }

    /// True where there are so many that they should be delivered before there are more.
    pub fn is_full(&self) -> bool {
        self.documents.len() >= MANY_BYTES
    }

    pub(super) fn is_log_full(&self) -> bool {
        self.log_lines.len() >= MAX_LOG_BYTES
    }

    pub(super) fn clear(&mut self) {
        self.clear_documents();
        self.log_lines.clear();
        self.delivered = 0;
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.documents.len()
    }

    /// Documents of this invocation that have been delivered.
    pub(super) fn delivered(&self) -> usize {
        self.delivered
    }

    pub(super) fn take_log_lines(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.log_lines)
    }

    /// Puts the documents from `first` on that fit into `room` in place of what `pending` holds, as if a record of the
    /// stream had emitted them. Gives the first that it did not take.
    pub(super) fn hand_over(
        &self,
        first: usize,
        room: Room,
        batch: &Origin<'_>,
        pending: &mut Pending,
    ) -> usize {
        pending.clear();
        let mut next = first;
        while next < self.ends.len() && !pending.is_full(room) {
            pending.bytes.extend_from_slice(&self.documents[self.range(next)]);
            pending.documents.push(DocumentEntry { end: pending.bytes.len(), record: 0 });
            next += 1;
        }
        let position = crate::kinesis::pending::Position { record: 0, subsequence_number: None };
        pending.push(position, batch, 0, None);
        next
    }

    /// The documents have been delivered.
    pub(super) fn forget_delivered(&mut self) {
        self.delivered += self.ends.len();
        self.clear_documents();
    }

    /// The documents are delivered as lines of the log.
    pub(super) fn deliver_to_log(&mut self) {
        self.log_lines.extend_from_slice(&self.documents);
        self.forget_delivered();
    }

    fn clear_documents(&mut self) {
        self.documents.clear();
        self.ends.clear();
    }

    fn range(&self, document: usize) -> Range<usize> {
        document.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[document]
    }
}
