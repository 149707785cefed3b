//! What stands behind the last transform: the documents of one record.

use super::{
    limits::MAX_EMITTED_BYTES,
    pending::{DocumentEntry, Pending},
};
use crate::{
    failure::Failure,
    origin::Origin,
    rendering::Rendering,
    transform::{Item, Output, TableRoute},
};

/// Collects what a transform emits for one record.
pub(super) struct RecordOutput<'a> {
    pub(super) pending: &'a mut Pending,
    pub(super) rendering: Rendering,
    /// Where the record's documents begin.
    pub(super) start: usize,
    pub(super) failure: Option<Failure>,
}

const NO_ROOM: Failure = Failure::new("emitted_limit", "the record emits more than 32 MiB");

pub(super) const NO_RESPONSE: Failure = Failure::new(
    "no_partition_keys",
    "partition keys and tables go into the response to a delivery stream, and there is none here",
);

impl RecordOutput<'_> {
    fn push(&mut self, item: Item<'_>) -> Result<(), Failure> {
        let Pending { bytes, documents, records, .. } = &mut *self.pending;
        if let Item::Bytes(document) = item
            && bytes.len() - self.start + document.len() > MAX_EMITTED_BYTES
        {
            return Err(NO_ROOM);
        }
        self.rendering.write(item, bytes);
        documents.push(DocumentEntry { end: bytes.len(), record: records.len() });
        if bytes.len() - self.start > MAX_EMITTED_BYTES { Err(NO_ROOM) } else { Ok(()) }
    }

    /// The first failure stands, whether or not the transform takes notice of it.
    fn remember(&mut self, result: Result<(), Failure>) -> Result<(), Failure> {
        result.inspect_err(|failure| {
            self.failure.get_or_insert(*failure);
        })
    }
}

impl Output for RecordOutput<'_> {
    fn emit(&mut self, item: Item<'_>, _from: &Origin<'_>) -> Result<(), Failure> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let result = self.push(item);
        self.remember(result)
    }

    fn partition_key(&mut self, _name: &str, _value: &str) -> Result<(), Failure> {
        self.remember(Err(NO_RESPONSE))
    }

    fn route_to_table(&mut self, _route: TableRoute<'_>) -> Result<(), Failure> {
        self.remember(Err(NO_RESPONSE))
    }
}
