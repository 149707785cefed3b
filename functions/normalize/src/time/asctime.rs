//! The time of C's `asctime`, as Apache's error log has it.

use super::part::{digit, month, time_of_day, two, year};
use super::{Clock, Reading};
use nozzle::Date;

/// Reads `Wed Mar  4 08:00:11 2026` or `Wed Mar 04 08:00:11.123456 2026`.
pub fn asctime(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let head = text.first_chunk::<11>()?;
    let is_weekday = matches!(&head[..3], b"Mon" | b"Tue" | b"Wed" | b"Thu" | b"Fri" | b"Sat" | b"Sun");
    if !is_weekday || head[3] != b' ' || head[7] != b' ' {
        return None;
    }
    let month = month(head, 4)?;
    let (day, at) = match head[8] {
        b' ' => (digit(head, 9)?, 11),
        _ if head[9] == b' ' => (digit(head, 8)?, 10),
        _ => (two(head, 8)?, 11),
    };
    if text[at - 1] != b' ' {
        return None;
    }
    let (time, end) = time_of_day(text, at)?;
    if text.get(end) != Some(&b' ') {
        return None;
    }
    let year = year(text, end + 1)?;
    Some(Reading { time: clock.civil(Date { year, month, day }, time), length: end + 5 })
}
