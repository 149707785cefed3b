//! Dates without separators: `20260304 08:00:00`, `20260304T080000Z`, `20260304-08:00:00:123`,
//! `260304  8:00:00`, `260304 080000`.

use super::numeric::four;
use super::part::{digit, two};
use super::tail::{Tail, fraction};
use super::{Clock, Reading};
use nozzle::{Date, Time};

/// Reads eight digits of a date and a time of day with or without colons.
pub fn compact(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let year = four(text, 0).filter(|year| (1970..2100).contains(year))?;
    let date = Date { year, month: two(text, 4)?, day: two(text, 6)? };
    let at = match text.get(8)? {
        b' ' | b'T' | b't' | b'-' | b'_' => 9,
        b'0'..=b'9' => 8,
        _ => return None,
    };
    if at == 9
        && let Some(tail) = Tail::read(text, at)
    {
        return Some(tail.on(date, clock));
    }
    let (time, end) = plain_time(text, at)?;
    if at == 8 && !(1..=12).contains(&date.month) {
        return None;
    }
    Some(Tail::of(time, text, end).on(date, clock))
}

/// Reads six digits of a date and a time of day with or without colons.
pub fn compact_short(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let date = Date { year: 2000 + i16::from(two(text, 0)?), month: two(text, 2)?, day: two(text, 4)? };
    if text.get(6) != Some(&b' ') || !(1..=12).contains(&date.month) || !(1..=31).contains(&date.day) {
        return None;
    }
    let at = if text.get(7) == Some(&b' ') { 8 } else { 7 };
    if let Some(tail) = Tail::read(text, at) {
        return Some(tail.on(date, clock));
    }
    let (time, end) = plain_time(text, at).filter(|(time, _)| time.hour < 24)?;
    Some(Tail::of(time, text, end).on(date, clock))
}

/// `080011` with or without a fraction, and where it ends.
fn plain_time(text: &[u8], at: usize) -> Option<(Time, usize)> {
    let (hour, minute, second) = (two(text, at)?, two(text, at + 2)?, two(text, at + 4)?);
    let mut end = at + 6;
    if digit(text, end).is_some() || minute > 59 || second > 60 {
        return None;
    }
    let nanosecond = fraction(text, &mut end, b".,");
    Some((Time { hour, minute, second, nanosecond }, end))
}
