//! Dates in numbers: `2026/03/04 08:00:09`, `26/03/04 08:00:09`, `04/03/2026 08:00`, `04.03.2026 08:00:09`,
//! `03-04 08:00:11.123`.

use super::part::two;
use super::tail::{Tail, one_or_two};
use super::{Clock, Reading};
use nozzle::Date;

/// Reads a year, a month and a day with slashes, dots or hyphens between them, and a time of day behind a
/// space, a `T`, a `_`, a `-` or a colon; all but `2026-03-04T08:00:09` and its like, which are for `iso`.
pub fn year_first(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let head = text.first_chunk::<11>()?;
    if head[4] != head[7] || !matches!(head[4], b'/' | b'.' | b'-') {
        return None;
    }
    let date = Date { year: four(head, 0)?, month: two(head, 5)?, day: two(head, 8)? };
    let at = match head[10] {
        b' ' | b'T' | b't' | b'_' | b'-' | b':' => 11,
        b',' if text.get(11) == Some(&b' ') => 12,
        _ => return None,
    };
    if head[10] == b'-' && text.get(13) == Some(&b'.') {
        return dotted(text, date, clock);
    }
    let at = if text.get(at) == Some(&b' ') { at + 1 } else { at };
    Some(Tail::read(text, at)?.on(date, clock))
}

/// `2026-03-04-08.00.00.123456`, as DB2 has it.
fn dotted(text: &[u8], date: Date, clock: &Clock<'_>) -> Option<Reading> {
    if text.get(16) != Some(&b'.') {
        return None;
    }
    let (hour, minute, second) = (two(text, 11)?, two(text, 14)?, two(text, 17)?);
    let mut end = 19;
    let nanosecond = super::tail::fraction(text, &mut end, b".");
    let offset_minutes = offset_minutes(text.get(end..).unwrap_or_default());
    let time = nozzle::Time { hour, minute, second, nanosecond };
    let Some(offset_minutes) = offset_minutes else { return Some(Tail::of(time, text, end).on(date, clock)) };
    let time = nozzle::Timestamp::from_civil(date, time, offset_minutes * 60);
    Some(Reading { time, length: end + 4 })
}

/// DB2's own offset: `+060` is an hour.
fn offset_minutes(text: &[u8]) -> Option<i32> {
    let sign = match text.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let minutes = i32::from(super::part::digit(text, 1)?) * 100 + i32::from(two(text, 2)?);
    text.get(4).is_none_or(|byte| !byte.is_ascii_digit()).then_some(sign * minutes)
}

/// Reads three numbers with slashes, dots or hyphens between them, of which the year is the last or has two
/// digits, and a time of day behind a space or a comma.
///
/// - `26/03/04`: two digits each with slashes are year, month and day, as Hadoop and Spark write.
/// - `04/03/2026`, `4/3/26`: what is above 12 is the day. Where both may be, months stand first before a time
///   with AM or PM and in years of two digits, else days do.
/// - `04.03.2026`, `04-03-2026`: the day is first.
pub fn year_last(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let (first, at) = one_or_two(text, 0)?;
    let separator = *text.get(at).filter(|byte| matches!(byte, b'/' | b'.' | b'-'))?;
    let (second, at) = one_or_two(text, at + 1)?;
    if text.get(at) != Some(&separator) {
        return None;
    }
    let year_at = at + 1;
    let (year, end) = match four(text, year_at) {
        Some(year) => (year, year_at + 4),
        None => (i16::from(two(text, year_at)?), year_at + 2),
    };
    let short = end == year_at + 2;
    let mut at = match text.get(end)? {
        b' ' | b'T' | b'_' => end + 1,
        b',' | b'-' | b':' => end + 1,
        _ => return None,
    };
    if text.get(at) == Some(&b' ') {
        at += 1;
    }
    let tail = Tail::read(text, at)?;
    if short && separator == b'/' && year_at == 6 {
        return Some(tail.on(Date { year: 2000 + i16::from(first), month: second, day: year as u8 }, clock));
    }
    let year = if short { 2000 + year } else { year };
    let month_first = separator == b'/' && first <= 12 && (second > 12 || tail.half_day || short);
    let (month, day) = if month_first { (first, second) } else { (second, first) };
    Some(tail.on(Date { year, month, day }, clock))
}

/// Reads `03-04 08:00:11.123`: a month and a day, as Android has it.
pub fn without_year(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let head = text.first_chunk::<8>()?;
    if !matches!(head[2], b'-' | b'.' | b'/') || head[5] != b' ' {
        return None;
    }
    let (month, day) = (two(head, 0)?, two(head, 3)?);
    Some(Tail::read(text, 6)?.without_year(month, day, clock))
}

pub(super) fn four(text: &[u8], at: usize) -> Option<i16> {
    Some(i16::from(two(text, at)?) * 100 + i16::from(two(text, at + 2)?))
}
