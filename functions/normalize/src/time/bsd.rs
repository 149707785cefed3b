//! The time of syslog.

use super::part::{digit, month, time_of_day, two, year};
use super::{Clock, Reading};
use nozzle::Date;

/// Reads the time of RFC 3164, `Mar  4 08:00:11`, and tells how many bytes it took. A fraction of a second and
/// a year before it, or before or behind the time of day, are taken too.
pub fn bsd(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    if text.first()?.is_ascii_digit() {
        let year = year(text, 0).filter(|_| text.get(4) == Some(&b' '))?;
        return with_year(&text[5..], Some(year), clock)
            .map(|reading| Reading { length: reading.length + 5, ..reading });
    }
    with_year(text, None, clock)
}

fn with_year(text: &[u8], year_first: Option<i16>, clock: &Clock<'_>) -> Option<Reading> {
    let month = month(text, 0)?;
    if text.get(3) != Some(&b' ') {
        return None;
    }
    let mut at = if text.get(4) == Some(&b' ') { 5 } else { 4 };
    let day = match two(text, at) {
        Some(day) => {
            at += 3;
            day
        }
        None => {
            at += 2;
            digit(text, at - 2)?
        }
    };
    if text.get(at - 1) != Some(&b' ') {
        return None;
    }
    let year_before = year(text, at).filter(|_| year_first.is_none() && text.get(at + 4) == Some(&b' '));
    if year_before.is_some() {
        at += 5;
    }
    let (time, mut end) = time_of_day(text, at)?;
    let year_behind = (year_first.or(year_before).is_none() && text.get(end) == Some(&b' '))
        .then(|| year(text, end + 1).filter(|_| matches!(text.get(end + 5), None | Some(b' ' | b':'))))
        .flatten();
    if year_behind.is_some() {
        end += 5;
    }
    let time = match year_first.or(year_before).or(year_behind) {
        Some(year) => clock.civil(Date { year, month, day }, time),
        None => clock.without_year(month, day, time),
    };
    Some(Reading { time, length: end })
}
