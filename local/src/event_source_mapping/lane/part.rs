//! Records that are tried together, and how often they were.

use crate::event_source_mapping::{cause::Cause, record::Queued};

/// A batch, or what is left of it.
pub(super) struct Part {
    pub(super) records: Vec<Queued>,
    /// Attempts that count against `MaximumRetryAttempts`.
    pub(super) failures: u32,
    /// Throttled in a row.
    pub(super) throttles: u32,
    /// Times the function was invoked with these records and perhaps others.
    pub(super) invocations: u32,
    /// Why it failed the last time.
    pub(super) cause: Cause,
    /// Whether the function gave no answer then.
    pub(super) threw: bool,
}

impl Part {
    pub(super) fn new(records: Vec<Queued>) -> Self {
        Self { records, failures: 0, throttles: 0, invocations: 0, cause: Cause::default(), threw: false }
    }

    /// The later half, which is taken out. Each half goes on as the whole would have.
    pub(super) fn bisect(&mut self) -> Self {
        let later = self.records.split_off(self.records.len().div_ceil(2));
        Self { records: later, cause: self.cause.clone(), ..*self }
    }

    /// The records from `first` on, which are taken out and begin to count anew.
    pub(super) fn split_off(&mut self, first: usize) -> Self {
        Self { cause: self.cause.clone(), ..Self::new(self.records.split_off(first)) }
    }
}
