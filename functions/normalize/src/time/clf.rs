//! The time of web servers.

use super::part::{month, offset, time_of_day, two};
use super::{Clock, Reading, zone_name};
use nozzle::{Date, Timestamp};

/// Reads the time of the Common Log Format, `10/Oct/2000:13:55:36 -0700`, and tells how many bytes it took.
/// A fraction of a second is taken too, and the offset may lack.
pub fn clf(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let head = text.first_chunk::<20>()?;
    if head[2] != b'/' || head[6] != b'/' || head[11] != b':' {
        return None;
    }
    let year = i16::from(two(head, 7)?) * 100 + i16::from(two(head, 9)?);
    let date = Date { year, month: month(head, 3)?, day: two(head, 0)? };
    let (time, mut end) = time_of_day(text, 12)?;
    let time = match text.get(end..).and_then(|behind| offset(behind.strip_prefix(b" ")?)) {
        Some(offset_seconds) => {
            end += if text.get(end + 4) == Some(&b':') { 7 } else { 6 };
            Timestamp::from_civil(date, time, offset_seconds)
        }
        None => match text.get(end..).and_then(|behind| zone_name(behind.strip_prefix(b" ")?)) {
            Some((offset_seconds, length)) => {
                end += length + 1;
                Timestamp::from_civil(date, time, offset_seconds)
            }
            None => clock.civil(date, time),
        },
    };
    Some(Reading { time, length: end })
}
