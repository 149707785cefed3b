//! The time of glog and klog: `0304 08:00:19.000001`, `20260304 08:00:19.000001`.

use super::part::{digit, two};
use super::tail::Tail;
use super::{Clock, Reading, compact};

/// Reads month and day without anything between them, with a year before them or without, and a time of day.
pub fn glog(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    if digit(text, 4).is_some() {
        return compact(text, clock);
    }
    if text.get(4) != Some(&b' ') {
        return None;
    }
    let (month, day) = (two(text, 0)?, two(text, 2)?);
    Some(Tail::read(text, 5)?.without_year(month, day, clock))
}
