//! The time of nginx's error log and of Go's `log` package.

use super::part::{time_of_day, two};
use super::{Clock, Reading};
use nozzle::Date;

/// Reads `2026/03/04 08:00:11`, with or without a fraction of a second.
pub fn slashed(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let head = text.first_chunk::<11>()?;
    if head[4] != b'/' || head[7] != b'/' || head[10] != b' ' {
        return None;
    }
    let year = i16::from(two(head, 0)?) * 100 + i16::from(two(head, 2)?);
    let date = Date { year, month: two(head, 5)?, day: two(head, 8)? };
    let (time, length) = time_of_day(text, 11)?;
    Some(Reading { time: clock.civil(date, time), length })
}
