//! The stream's own clock: wall time at the start, tokio's time from there, so that tests can hold it.

use jiff::Timestamp;
use tokio::time::Instant;

/// Counts from a moment on.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    started: Timestamp,
    instant: Instant,
}

impl Clock {
    /// A clock that shows this time now.
    pub fn starting_at(started: Timestamp) -> Self {
        Self { started, instant: Instant::now() }
    }

    /// When it was started.
    pub fn started(&self) -> Timestamp {
        self.started
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.started.as_millisecond().saturating_add_unsigned(self.elapsed_ms())
    }

    /// Milliseconds since the start.
    pub fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.instant.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
