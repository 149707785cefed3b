//! What stands behind the last transform: the outcome of one record.

use super::metadata::{Metadata, OnPartitionKeyConflict};
use crate::{
    failure::Failure,
    log::Shape,
    origin::Origin,
    transform::{Item, Output, TableRoute},
};

/// Collects what a transform emits for one record.
pub(super) struct RecordOutput<'a> {
    /// The record's own bytes, to recognise them when they come back.
    pub(super) input: &'a [u8],
    pub(super) documents: &'a mut Vec<u8>,
    pub(super) metadata: &'a mut Metadata,
    pub(super) settings: Settings,
    pub(super) emitted: Emitted,
}

/// How documents are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) shape: Shape,
    pub(super) newline: bool,
    pub(super) on_partition_key_conflict: OnPartitionKeyConflict,
}

/// What has been emitted so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Emitted {
    Nothing,
    /// The record's own bytes and nothing else: they are not copied.
    Unchanged,
    /// What stands in `documents`.
    Documents,
}

impl RecordOutput<'_> {
    /// Closes the document that began at `start`. What is empty or ends with a newline gets none.
    fn end_document(&mut self, start: usize) {
        if self.settings.newline && self.documents[start..].last().is_some_and(|last| *last != b'\n') {
            self.documents.push(b'\n');
        }
    }

    fn is_unchanged(&self, bytes: &[u8]) -> bool {
        std::ptr::eq(bytes, self.input)
            && (!self.settings.newline || matches!(bytes.last(), None | Some(b'\n')))
    }
}

impl Output for RecordOutput<'_> {
    fn emit(&mut self, item: Item<'_>, _from: &Origin<'_>) -> Result<(), Failure> {
        match (self.emitted, item) {
            (Emitted::Nothing, Item::Bytes(bytes)) if self.is_unchanged(bytes) => {
                self.emitted = Emitted::Unchanged;
                return Ok(());
            }
            (Emitted::Unchanged, _) => self.documents.extend_from_slice(self.input),
            _ => {}
        }
        let start = self.documents.len();
        match item {
            Item::Bytes(bytes) => self.documents.extend_from_slice(bytes),
            Item::Log(log) => self.settings.shape.write(log, self.documents),
        }
        self.end_document(start);
        self.emitted = Emitted::Documents;
        Ok(())
    }

    fn partition_key(&mut self, name: &str, value: &str) -> Result<(), Failure> {
        self.metadata.partition_key(name, value, self.settings.on_partition_key_conflict)
    }

    fn route_to_table(&mut self, route: TableRoute<'_>) -> Result<(), Failure> {
        self.metadata.route_to_table(route)
    }
}
