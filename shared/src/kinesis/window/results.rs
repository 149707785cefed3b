//! What a window writes: documents for a sink, lines for the log.

use crate::{
    kinesis::sink::{Document, Room},
    origin::Origin,
};
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

    /// The documents from `first` on that fit into `room`, of which there is one at least.
    pub(super) fn documents<'a>(&'a self, first: usize, room: Room, origin: Origin<'a>) -> Vec<Document<'a>> {
        let mut bytes = 0;
        let has_room = |&(taken, document): &(usize, usize)| {
            let is_first = bytes == 0;
            bytes += self.range(document).len();
            is_first || taken < room.documents && bytes <= room.bytes
        };
        (first..self.ends.len())
            .enumerate()
            .take_while(has_room)
            .map(|(_, document)| Document { data: &self.documents[self.range(document)], origin })
            .collect()
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
