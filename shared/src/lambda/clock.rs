//! The system's clock: nothing outside the shell reads it.

use crate::{deadline::Deadline, timestamp::Timestamp};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Now; `None` on a system whose clock stands before 1970 or behind 9999.
pub(super) fn now() -> Option<Timestamp> {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Timestamp::from_unix(since_epoch.as_secs().try_into().ok()?, since_epoch.subsec_nanos())
}

/// When Lambda ends the invocation, by a clock that nobody sets.
pub(super) struct InvocationDeadline(Option<Instant>);

impl InvocationDeadline {
    /// From milliseconds since the epoch, as the Runtime API writes it.
    pub(super) fn at(deadline_milliseconds: u64) -> Self {
        let deadline = UNIX_EPOCH.checked_add(Duration::from_millis(deadline_milliseconds));
        let left = deadline.map(|deadline| deadline.duration_since(SystemTime::now()).unwrap_or_default());
        Self(left.and_then(|left| Instant::now().checked_add(left)))
    }
}

impl Deadline for InvocationDeadline {
    fn remaining(&self) -> Duration {
        self.0.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_left_until_the_deadline_and_never_less_than_none() {
        assert_eq!(InvocationDeadline::at(0).remaining(), Duration::ZERO);
        let year_3000 = 32_503_680_000_000;
        assert!(InvocationDeadline::at(year_3000).remaining() > Duration::from_secs(365 * 86_400));
        assert!(InvocationDeadline::at(u64::MAX).remaining() > Duration::from_secs(365 * 86_400));
    }
}
