//! The system's clock: nothing outside the shell reads it.

use crate::timestamp::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now; `None` on a system whose clock stands before 1970 or behind 9999.
pub(super) fn now() -> Option<Timestamp> {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Timestamp::from_unix(since_epoch.as_secs().try_into().ok()?, since_epoch.subsec_nanos())
}
