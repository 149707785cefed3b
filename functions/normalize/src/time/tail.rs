//! The time of day and the zone behind it, however they are spelt.

use super::part::{digit, two};
use super::zone_name::zone_name;
use super::{Clock, Reading};
use nozzle::{Date, Time, Timestamp};

/// What stands behind a date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tail {
    pub(super) time: Time,
    /// Of the zone, if it is told.
    offset_seconds: Option<i32>,
    /// `AM` or `PM` is told: the writer is used to months before days.
    pub(super) half_day: bool,
    pub(super) end: usize,
}

impl Tail {
    /// Reads `8:00[:11[.123]][ PM][ +01:00]` at `at`: fractions behind a dot, a comma or a colon.
    pub(super) fn read(text: &[u8], at: usize) -> Option<Self> {
        let (hour, mut end) = one_or_two(text, at)?;
        if text.get(end) != Some(&b':') {
            return None;
        }
        let minute = two(text, end + 1)?;
        end += 3;
        let mut second = 0;
        if text.get(end) == Some(&b':')
            && let Some(seconds) = two(text, end + 1)
        {
            second = seconds;
            end += 3;
        } else if digit(text, end).is_some() {
            return None;
        }
        let nanosecond = fraction(text, &mut end, b".,:");
        let mut tail = Self {
            time: Time { hour, minute, second, nanosecond },
            offset_seconds: None,
            half_day: false,
            end,
        };
        tail.read_half_day(text);
        tail.read_zone(text);
        Some(tail)
    }

    /// A time of day that was read elsewhere, with the zone that stands at `end`.
    pub(super) fn of(time: Time, text: &[u8], end: usize) -> Self {
        let mut tail = Self { time, offset_seconds: None, half_day: false, end };
        tail.read_zone(text);
        tail
    }

    fn read_half_day(&mut self, text: &[u8]) {
        let spaced = self.end + usize::from(text.get(self.end) == Some(&b' '));
        let Some(letters) = text.get(spaced..spaced + 2) else { return };
        let after_noon = match letters {
            b"AM" | b"am" => false,
            b"PM" | b"pm" => true,
            _ => return,
        };
        if !is_boundary(text, spaced + 2) || !(1..=12).contains(&self.time.hour) {
            return;
        }
        self.time.hour = self.time.hour % 12 + if after_noon { 12 } else { 0 };
        self.half_day = true;
        self.end = spaced + 2;
    }

    fn read_zone(&mut self, text: &[u8]) {
        if let Some((offset_seconds, length)) = zone(text.get(self.end..).unwrap_or_default()) {
            self.offset_seconds = Some(offset_seconds);
            self.end += length;
        }
    }

    /// The time on `date`.
    pub(super) fn on(self, date: Date, clock: &Clock<'_>) -> Reading {
        let time = match self.offset_seconds {
            Some(offset_seconds) => Timestamp::from_civil(date, self.time, offset_seconds),
            None => clock.civil(date, self.time),
        };
        Reading { time, length: self.end }
    }

    /// The time on a day of no known year.
    pub(super) fn without_year(self, month: u8, day: u8, clock: &Clock<'_>) -> Reading {
        Reading { time: clock.without_year(month, day, self.time), length: self.end }
    }
}

/// One digit or two at `at`, and where they end.
pub(super) fn one_or_two(text: &[u8], at: usize) -> Option<(u8, usize)> {
    match two(text, at) {
        Some(number) => Some((number, at + 2)),
        None => Some((digit(text, at)?, at + 1)),
    }
}

/// Nanoseconds of the fraction at `end`, which is passed.
pub(super) fn fraction(text: &[u8], end: &mut usize, points: &[u8]) -> u32 {
    let (mut nanoseconds, mut scale) = (0, 100_000_000);
    if text.get(*end).is_some_and(|point| points.contains(point)) && digit(text, *end + 1).is_some() {
        *end += 1;
        while let Some(digit) = digit(text, *end) {
            nanoseconds += u32::from(digit) * scale;
            scale /= 10;
            *end += 1;
        }
    }
    nanoseconds
}

/// Does a word end before `at`?
fn is_boundary(text: &[u8], at: usize) -> bool {
    text.get(at).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
}

/// `Z`, `+01`, `+0100`, `+01:00`, and behind a space `+0100`, `+01:00` or the name of a zone.
fn zone(text: &[u8]) -> Option<(i32, usize)> {
    match text.first()? {
        b'Z' | b'z' => is_boundary(text, 1).then_some((0, 1)),
        b'+' | b'-' => offset(text),
        b' ' => {
            let text = &text[1..];
            let (offset_seconds, length) = match text.first()? {
                b'+' | b'-' => offset(text).filter(|(_, length)| *length > 3)?,
                b'A'..=b'Z' => zone_name(text)?,
                _ => return None,
            };
            Some((offset_seconds, length + 1))
        }
        b'A'..=b'Y' => zone_name(text),
        _ => None,
    }
}

fn offset(text: &[u8]) -> Option<(i32, usize)> {
    let sign = if text.first() == Some(&b'-') { -1 } else { 1 };
    let hours = two(text, 1).filter(|hours| *hours <= 23)?;
    let minutes_at = if text.get(3) == Some(&b':') { 4 } else { 3 };
    let (minutes, length) = match two(text, minutes_at).filter(|minutes| *minutes <= 59) {
        Some(minutes) => (minutes, minutes_at + 2),
        None => (0, 3),
    };
    let ends = is_boundary(text, length) && text.get(length) != Some(&b'-');
    ends.then_some((sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60), length))
}
