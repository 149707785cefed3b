//! Times without separators in the date.

use super::part::{time_of_day, two};
use super::{Clock, Reading};
use nozzle::Date;

/// Reads `20260304 08:00:14`, with or without a fraction of a second.
pub fn compact(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    if text.get(8) != Some(&b' ') {
        return None;
    }
    let year = i16::from(two(text, 0)?) * 100 + i16::from(two(text, 2)?);
    let date = Date { year, month: two(text, 4)?, day: two(text, 6)? };
    let (time, length) = time_of_day(text, 9)?;
    Some(Reading { time: clock.civil(date, time), length })
}
