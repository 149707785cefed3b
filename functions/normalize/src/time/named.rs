//! Dates with the name of a month: `04-Mar-2026 08:00:00.123`, `4-Mar-2026::08:00:00`, `04 Mar 2026 08:00:20`,
//! `Mar 4, 2026 8:00:00 PM`, `March 4, 2026 16:43`, `Mar  4 08:00:11`, `Wed Mar  4 08:00:10 UTC 2026`,
//! `Wed, 04 Mar 2026 08:00:00 +0100`, `Wed, 04-Mar-2026 08:00:00 GMT`.

use super::numeric::four;
use super::part::{month, two};
use super::tail::{Tail, one_or_two};
use super::zone_name::zone_name;
use super::{Clock, Reading};
use nozzle::Date;

/// Reads a day, the name of a month and a year.
pub fn day_first(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let (day, at) = one_or_two(text, 0)?;
    let separator = *text.get(at).filter(|byte| matches!(byte, b'-' | b' ' | b'/'))?;
    let (month, at) = month_name(text, at + 1)?;
    if text.get(at) != Some(&separator) {
        return None;
    }
    let (year, mut at) = match four(text, at + 1) {
        Some(year) => (year, at + 5),
        None => (2000 + i16::from(two(text, at + 1)?), at + 3),
    };
    match text.get(at..)? {
        [b':', b':', ..] | [b',', b' ', ..] | [b' ', b' ', ..] => at += 2,
        [b' ' | b':' | b'T' | b'_', ..] => at += 1,
        _ => return None,
    }
    Some(Tail::read(text, at)?.on(Date { year, month, day }, clock))
}

/// Reads the name of a month and a day, with a year or without.
pub fn month_first(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let (month, mut at) = month_name(text, 0)?;
    if text.get(at) != Some(&b' ') {
        return None;
    }
    at += if text.get(at + 1) == Some(&b' ') { 2 } else { 1 };
    let (day, mut at) = one_or_two(text, at)?;
    if text.get(at) == Some(&b',') {
        at += 1;
    }
    if text.get(at) != Some(&b' ') {
        return None;
    }
    at += 1;
    let year = four(text, at).filter(|_| matches!(text.get(at + 4), Some(b' ' | b',')));
    if year.is_some() {
        at += 5;
        at += usize::from(text.get(at) == Some(&b' '));
    }
    if text.get(at..at + 3) == Some(b"at ") {
        at += 3;
    }
    let tail = Tail::read(text, at)?;
    if let Some(year) = year {
        return Some(tail.on(Date { year, month, day }, clock));
    }
    // `Mar  4 08:00:10 2026`, `Mar  4 08:00:10 CET 2026`
    let behind = text.get(tail.end..).unwrap_or_default();
    let passed = match behind {
        [b' ', zone @ ..] => zone_name(zone).map_or(0, |(_, length)| length + 1),
        _ => 0,
    };
    match behind.get(passed..) {
        Some([b' ', rest @ ..]) if four(rest, 0).is_some_and(|year| (1970..2100).contains(&year)) => {
            let boundary = rest.get(4).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-');
            let year = four(rest, 0).filter(|_| boundary);
            let Some(year) = year else { return Some(tail.without_year(month, day, clock)) };
            let mut reading = tail.on(Date { year, month, day }, clock);
            reading.length = tail.end + passed + 5;
            Some(reading)
        }
        _ => Some(tail.without_year(month, day, clock)),
    }
}

/// Reads a date behind the name of its weekday.
pub fn weekday(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let head = text.first_chunk::<3>()?;
    if !matches!(head, b"Mon" | b"Tue" | b"Wed" | b"Thu" | b"Fri" | b"Sat" | b"Sun") {
        return None;
    }
    let letters = text.iter().take(10).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let mut at = letters;
    if text.get(at) == Some(&b',') {
        at += 1;
    }
    if text.get(at) != Some(&b' ') || !(letters == 3 || text[..letters].ends_with(b"day")) {
        return None;
    }
    let rest = &text[at + 1..];
    let inner =
        if rest.first()?.is_ascii_digit() { day_first(rest, clock) } else { month_first(rest, clock) };
    inner.map(|reading| Reading { length: reading.length + at + 1, ..reading })
}

/// The month whose name, short or in full, stands at `at`, and where it ends.
fn month_name(text: &[u8], at: usize) -> Option<(u8, usize)> {
    const REST: [&[u8]; 12] =
        [b"uary", b"ruary", b"ch", b"il", b"", b"e", b"y", b"ust", b"tember", b"ober", b"ember", b"ember"];
    let month = month(text, at)?;
    let rest = text.get(at + 3..)?;
    let letters = rest.iter().take(10).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let whole = REST[usize::from(month) - 1];
    let is_one = letters == 0 || &rest[..letters] == whole;
    is_one.then_some((month, at + 3 + letters))
}
