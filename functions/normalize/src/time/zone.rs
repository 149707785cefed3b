//! The zone of times that carry none.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use nozzle::Timestamp;

/// The zone of times that carry none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Zone {
    /// So many seconds east of UTC, all the year.
    Offset(i32),
    /// A zone with a name and a history, such as `Europe/Berlin`.
    Named(TimeZone),
}

impl Default for Zone {
    fn default() -> Self {
        Self::Offset(0)
    }
}

impl Zone {
    pub(crate) fn is_utc(&self) -> bool {
        *self == Self::Offset(0)
    }

    /// The time that a clock of this zone shows as `shown` would show in UTC. Where the clock shows a time twice
    /// it is the first, and one that it never shows counts from before it was put forward.
    pub(crate) fn to_utc(&self, shown: Timestamp) -> Option<Timestamp> {
        let offset_seconds = match self {
            Self::Offset(0) => return Some(shown),
            Self::Offset(seconds) => i64::from(*seconds),
            Self::Named(zone) => {
                let civil = civil(shown)?;
                let instant = zone.to_ambiguous_timestamp(civil).compatible().ok()?;
                return Timestamp::from_unix(instant.as_second(), shown.subsecond_nanoseconds());
            }
        };
        Timestamp::from_unix(shown.unix_seconds() - offset_seconds, shown.subsecond_nanoseconds())
    }
}

fn civil(shown: Timestamp) -> Option<DateTime> {
    let instant = jiff::Timestamp::from_second(shown.unix_seconds()).ok()?;
    Some(TimeZone::UTC.to_datetime(instant))
}
