//! Times in parts, as C's `strftime` spells them.

use crate::time::{Clock, month, offset, two};
use nozzle::{Date, Time, Timestamp};

/// A part of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Literal(u8),
    Year,
    /// Of two digits.
    ShortYear,
    Month,
    /// `Mar`, or more letters.
    MonthName,
    Day,
    Hour,
    /// From 1 to 12.
    HalfDayHour,
    /// `AM` or `PM`.
    Half,
    Minute,
    Second,
    /// The digits of a fraction of a second.
    Fraction,
    Offset,
    /// `Z`'s letters and the names of weekdays: not needed.
    Letters,
}

/// The parts of a format.
pub(super) fn compile(format: &str) -> Result<Vec<Part>, String> {
    match format {
        "msec_frac" | "usec_frac" => return Ok(vec![Part::Fraction]),
        _ => {}
    }
    let mut parts = Vec::new();
    let mut bytes = format.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            parts.push(Part::Literal(byte));
            continue;
        }
        let letter = bytes.next().ok_or("has a time format that ends with `%`")?;
        match letter {
            b'Y' => parts.push(Part::Year),
            b'y' => parts.push(Part::ShortYear),
            b'm' => parts.push(Part::Month),
            b'b' | b'B' | b'h' => parts.push(Part::MonthName),
            b'd' | b'e' => parts.push(Part::Day),
            b'H' | b'k' => parts.push(Part::Hour),
            b'I' | b'l' => parts.push(Part::HalfDayHour),
            b'p' => parts.push(Part::Half),
            b'M' => parts.push(Part::Minute),
            b'S' => parts.push(Part::Second),
            b'z' => parts.push(Part::Offset),
            b'Z' | b'a' | b'A' => parts.push(Part::Letters),
            b'%' => parts.push(Part::Literal(b'%')),
            b't' => parts.push(Part::Literal(b'\t')),
            b'n' => parts.push(Part::Literal(b'\n')),
            b'T' => parts.extend(compile("%H:%M:%S")?),
            b'R' => parts.extend(compile("%H:%M")?),
            b'F' => parts.extend(compile("%Y-%m-%d")?),
            b'D' => parts.extend(compile("%m/%d/%y")?),
            _ => {
                return Err(format!(
                    "has a time format with `%{}`, which is not understood; write it with %Y %m %d %H %M %S %z and \
                     their like",
                    char::from(letter)
                ));
            }
        }
    }
    if parts.is_empty() { Err("has an empty time format".into()) } else { Ok(parts) }
}

/// What is known of a time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Civil {
    year: Option<i16>,
    month: Option<u8>,
    day: Option<u8>,
    time: Option<Time>,
    offset_seconds: Option<i32>,
    after_noon: Option<bool>,
}

impl Civil {
    /// The time, if its date and time of day are known.
    pub(super) fn time(self, clock: &Clock<'_>) -> Option<Timestamp> {
        let (month, day, mut time) = (self.month?, self.day?, self.time?);
        if let Some(after_noon) = self.after_noon {
            time.hour = time.hour % 12 + if after_noon { 12 } else { 0 };
        }
        match (self.year, self.offset_seconds) {
            (Some(year), Some(offset)) => Timestamp::from_civil(Date { year, month, day }, time, offset),
            (Some(year), None) => clock.civil(Date { year, month, day }, time),
            (None, _) => clock.without_year(month, day, time),
        }
    }
}

/// Reads the parts of a time and gives where they end.
pub(super) fn read(parts: &[Part], text: &[u8], civil: &mut Civil) -> Option<usize> {
    let mut at = 0;
    for part in parts {
        let mut number = || {
            let found = match text.get(at)? {
                b' ' => two_spaced(text, at)?,
                _ => two(text, at)?,
            };
            at += 2;
            Some(found)
        };
        let time = civil.time.unwrap_or(Time { hour: 0, minute: 0, second: 0, nanosecond: 0 });
        match part {
            Part::Literal(byte) => {
                (text.get(at) == Some(byte)).then_some(())?;
                at += 1;
            }
            Part::Year => civil.year = Some(i16::from(number()?) * 100 + i16::from(number()?)),
            Part::ShortYear => civil.year = Some(2000 + i16::from(number()?)),
            Part::Month => civil.month = Some(number()?),
            Part::Day => civil.day = Some(number()?),
            Part::Hour | Part::HalfDayHour => civil.time = Some(Time { hour: number()?, ..time }),
            Part::Minute => civil.time = Some(Time { minute: number()?, ..time }),
            Part::Second => civil.time = Some(Time { second: number()?, ..time }),
            Part::MonthName => {
                civil.month = Some(month(text, at)?);
                at += letters(text, at);
            }
            Part::Half => {
                civil.after_noon = Some(matches!(text.get(at)?, b'P' | b'p'));
                at += letters(text, at);
            }
            Part::Letters => at += letters(text, at),
            Part::Fraction => {
                let digits = text.iter().skip(at).take(9).take_while(|byte| byte.is_ascii_digit()).count();
                let mut nanosecond = 0;
                for place in 0..9 {
                    let digit = if place < digits { u32::from(text[at + place] - b'0') } else { 0 };
                    nanosecond = nanosecond * 10 + digit;
                }
                civil.time = Some(Time { nanosecond, ..time });
                at += digits;
            }
            Part::Offset => {
                civil.offset_seconds = Some(offset(text.get(at..)?)?);
                at += if text.get(at + 3) == Some(&b':') { 6 } else { 5 };
            }
        }
    }
    Some(at)
}

fn two_spaced(text: &[u8], at: usize) -> Option<u8> {
    text.get(at + 1)?.is_ascii_digit().then(|| text[at + 1] - b'0')
}

fn letters(text: &[u8], at: usize) -> usize {
    text.iter().skip(at).take(10).take_while(|byte| byte.is_ascii_alphabetic()).count()
}
