//! Where records go that would block their shard.

use crate::{deadline::Deadline, failure::Failure, origin::Origin};
use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

/// Keeps records that can never be delivered, so that those behind them can: a bucket or a queue.
pub trait SetAside: Send {
    /// Keeps all of `records`, or fails: then the first of them is reported, and all come again.
    fn set_aside<'a>(
        &'a mut self,
        records: &'a [SetAsideRecord<'a>],
        deadline: &'a dyn Deadline,
    ) -> SettingAside<'a>;
}

/// A setting aside that goes on: what [`SetAside::set_aside`] gives.
pub type SettingAside<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// A record that is set aside, as it stood in the stream: one of an aggregate's records, where it was in one. Where a
/// sink refused one of its documents, others of them may have been delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetAsideRecord<'a> {
    /// Where it comes from.
    pub origin: Origin<'a>,
    /// Its bytes; what stood under `data`, where that is not base64.
    pub data: &'a [u8],
    /// Why.
    pub failure: Failure,
}

/// Keeps what is set aside in memory: for tests. Clones share what they hold.
#[derive(Debug, Clone, Default)]
pub struct MemorySetAside(Arc<Mutex<Vec<KeptRecord>>>);

/// What memory keeps of a record that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRecord {
    /// Its bytes.
    pub data: Vec<u8>,
    /// Why.
    pub failure: Failure,
}

impl MemorySetAside {
    /// The records so far, in order.
    pub fn records(&self) -> Vec<KeptRecord> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl SetAside for MemorySetAside {
    fn set_aside<'a>(
        &'a mut self,
        records: &'a [SetAsideRecord<'a>],
        _deadline: &'a dyn Deadline,
    ) -> SettingAside<'a> {
        let records =
            records.iter().map(|record| KeptRecord { data: record.data.to_vec(), failure: record.failure });
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(records);
        Box::pin(async { Ok(()) })
    }
}
