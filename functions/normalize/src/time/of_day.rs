//! A time of day without a date: `08:00:11.123`.

use super::part::time_of_day;
use super::tail::Tail;
use super::{Clock, Reading};

/// Reads a time of day. Its date is that of the arrival, or the day before where it would lie more than an
/// hour ahead; where the arrival is not known there is no time.
pub fn of_day(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let tailed = matches!(text.get(8), Some(b',' | b':'));
    let (mut time, mut end) = time_of_day(text, 0)?;
    if tailed {
        let tail = Tail::read(text, 0)?;
        (time, end) = (tail.time, tail.end);
    }
    // `00:11:22:33:44:55` is a network card.
    if let Some([b':', a, b, b':', ..]) = text.get(end..)
        && a.is_ascii_hexdigit()
        && b.is_ascii_hexdigit()
    {
        return None;
    }
    Some(Reading { time: clock.without_date(time), length: end })
}
