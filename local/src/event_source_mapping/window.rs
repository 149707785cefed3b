//! Tumbling windows: times of equal length, each with a state that one invocation hands to the next.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html>

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The state that a window begins with.
const EMPTY_STATE: &str = "{}";

/// A window of a shard that has begun and not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OpenWindow {
    pub(super) start_ms: i64,
    /// The moment behind its last.
    pub(super) end_ms: i64,
    /// JSON text.
    pub(super) state: String,
}

impl OpenWindow {
    /// The window of a moment: windows of all shards begin at the same moments.
    pub(super) fn at(moment_ms: i64, length: Duration) -> Self {
        let length_ms = i64::try_from(length.as_millis()).unwrap_or(i64::MAX).max(1);
        let start_ms = moment_ms.div_euclid(length_ms) * length_ms;
        Self { start_ms, end_ms: start_ms.saturating_add(length_ms), state: EMPTY_STATE.to_owned() }
    }

    /// Begins again with an empty state.
    pub(super) fn forget_state(&mut self) {
        EMPTY_STATE.clone_into(&mut self.state);
    }
}

/// `2020-07-30T17:00:00Z`, with milliseconds where there are any.
pub(super) fn iso_8601(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_begin_at_multiples_of_their_length() {
        let window = |moment_ms| {
            let window = OpenWindow::at(moment_ms, Duration::from_secs(60));
            (iso_8601(window.start_ms), iso_8601(window.end_ms))
        };
        let of = |start: &str, end: &str| (start.to_owned(), end.to_owned());
        let first = of("2020-07-30T17:00:00Z", "2020-07-30T17:01:00Z");
        assert_eq!(window(1_596_128_400_000), first);
        assert_eq!(window(1_596_128_459_999), first);
        assert_eq!(window(1_596_128_460_000).0, "2020-07-30T17:01:00Z");
        assert_eq!(window(-1), of("1969-12-31T23:59:00Z", "1970-01-01T00:00:00Z"));
    }
}
