//! What stands behind the last transform: the outcome of one record.

use super::metadata::{Metadata, OnPartitionKeyConflict};
use crate::{
    failure::Failure,
    origin::Origin,
    rendering::Rendering,
    transform::{Item, Output, TableRoute},
};

/// Collects what a transform emits for one record.
pub(super) struct RecordOutput<'a> {
    /// The record's own bytes, to recognise them when they come back.
    pub(super) input: &'a [u8],
    pub(super) documents: &'a mut Vec<u8>,
    pub(super) metadata: &'a mut Metadata,
    pub(super) settings: Settings,
    /// Bytes that `documents` may have: more does not fit the response, and need not be held.
    pub(super) room: usize,
    pub(super) emitted: Emitted,
    /// How many documents.
    pub(super) count: usize,
    pub(super) failure: Option<Failure>,
}

/// How documents are written and placed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) rendering: Rendering,
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
    fn is_unchanged(&self, bytes: &[u8]) -> bool {
        std::ptr::eq(bytes, self.input)
            && (!self.settings.rendering.newline || matches!(bytes.last(), None | Some(b'\n')))
    }
}

impl RecordOutput<'_> {
    /// The first failure stands, whether or not the transform takes notice of it.
    fn remember(&mut self, result: Result<(), Failure>) -> Result<(), Failure> {
        result.inspect_err(|failure| {
            self.failure.get_or_insert(*failure);
        })
    }

    fn push(&mut self, item: Item<'_>) -> Result<(), Failure> {
        match (self.emitted, item) {
            (Emitted::Nothing, Item::Bytes(bytes)) if self.is_unchanged(bytes) => {
                self.emitted = Emitted::Unchanged;
                return Ok(());
            }
            (Emitted::Unchanged, _) => self.documents.extend_from_slice(self.input),
            _ => {}
        }
        self.emitted = Emitted::Documents;
        if let Item::Bytes(bytes) = item
            && self.documents.len() + bytes.len() > self.room
        {
            return Err(NO_ROOM);
        }
        self.settings.rendering.write(item, self.documents);
        if self.documents.len() > self.room { Err(NO_ROOM) } else { Ok(()) }
    }
}

/// The record does not fit what is left of the response.
pub(super) const NO_ROOM: Failure =
    Failure::new("response_limit", "the response has no room left for the record");

impl Output for RecordOutput<'_> {
    fn emit(&mut self, item: Item<'_>, _from: &Origin<'_>) -> Result<(), Failure> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        self.count += 1;
        let result = self.push(item);
        self.remember(result)
    }

    fn partition_key(&mut self, name: &str, value: &str) -> Result<(), Failure> {
        let result = self.metadata.partition_key(name, value, self.settings.on_partition_key_conflict);
        self.remember(result)
    }

    fn route_to_table(&mut self, route: TableRoute<'_>) -> Result<(), Failure> {
        let result = self.metadata.route_to_table(route);
        self.remember(result)
    }
}
