//! The times of MySQL and MariaDB before RFC 3339.

use super::part::{digit, time_of_day, two};
use super::{Clock, Reading};
use nozzle::{Date, Time};

/// Reads `260304  8:00:07` or `2026-03-04  8:00:07`: an hour below ten has a space before it.
pub fn mysql(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let (date, at) = if text.get(4) == Some(&b'-') && text.get(7) == Some(&b'-') {
        let year = i16::from(two(text, 0)?) * 100 + i16::from(two(text, 2)?);
        (Date { year, month: two(text, 5)?, day: two(text, 8)? }, 10)
    } else {
        (Date { year: 2000 + i16::from(two(text, 0)?), month: two(text, 2)?, day: two(text, 4)? }, 6)
    };
    if text.get(at) != Some(&b' ') {
        return None;
    }
    let (time, length) = if text.get(at + 1) == Some(&b' ') {
        let hour = digit(text, at + 2)?;
        if text.get(at + 3) != Some(&b':') || text.get(at + 6) != Some(&b':') {
            return None;
        }
        let (minute, second) = (two(text, at + 4)?, two(text, at + 7)?);
        (Time { hour, minute, second, nanosecond: 0 }, at + 9)
    } else {
        time_of_day(text, at + 1)?
    };
    Some(Reading { time: clock.civil(date, time), length })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Zone;

    #[test]
    fn hours_may_have_one_digit() {
        let clock = Clock { zone: &Zone::Offset(3600), observed_time: None };
        for (text, expected) in [
            ("260304  8:00:07 [Note]", "2026-03-04T07:00:07Z 15"),
            ("260304 18:00:07", "2026-03-04T17:00:07Z 15"),
            ("2026-03-04  8:00:07 0", "2026-03-04T07:00:07Z 19"),
            ("2026-03-04 18:00:07 0", "2026-03-04T17:00:07Z 19"),
            ("260304 8:00:07", "none"),
            ("260304T18:00:07", "none"),
            ("2603", "none"),
        ] {
            let read = mysql(text.as_bytes(), &clock)
                .map_or("none".to_owned(), |reading| format!("{} {}", reading.time.unwrap(), reading.length));
            assert_eq!(read, expected, "{text}");
        }
    }
}
