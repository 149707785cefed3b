//! Parts of times.

use nozzle::Time;

/// Seconds east of UTC of `+0100` or `+01:00` at the start of `text`.
pub fn offset(text: &[u8]) -> Option<i32> {
    let sign = match text.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let minutes_at = if text.get(3) == Some(&b':') { 4 } else { 3 };
    let hours = two(text, 1).filter(|hours| *hours <= 23)?;
    let minutes = two(text, minutes_at).filter(|minutes| *minutes <= 59)?;
    Some(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60))
}

/// Reads `08:00:11` with or without a fraction at `at` and tells where it ends.
pub fn time_of_day(text: &[u8], at: usize) -> Option<(Time, usize)> {
    if text.get(at + 2) != Some(&b':') || text.get(at + 5) != Some(&b':') {
        return None;
    }
    let (hour, minute, second) = (two(text, at)?, two(text, at + 3)?, two(text, at + 6)?);
    let mut end = at + 8;
    let mut nanosecond = 0;
    if text.get(end) == Some(&b'.') && digit(text, end + 1).is_some() {
        end += 1;
        let mut scale = 100_000_000;
        while let Some(digit) = digit(text, end) {
            nanosecond += u32::from(digit) * scale;
            scale /= 10;
            end += 1;
        }
    }
    Some((Time { hour, minute, second, nanosecond }, end))
}

/// The month of `Mar` at `at`.
pub fn month(text: &[u8], at: usize) -> Option<u8> {
    Some(match text.get(at..)?.first_chunk::<3>()? {
        b"Jan" => 1,
        b"Feb" => 2,
        b"Mar" => 3,
        b"Apr" => 4,
        b"May" => 5,
        b"Jun" => 6,
        b"Jul" => 7,
        b"Aug" => 8,
        b"Sep" => 9,
        b"Oct" => 10,
        b"Nov" => 11,
        b"Dec" => 12,
        _ => return None,
    })
}

/// The year of `2026` at `at`: four digits from 1970 to 2099, so that a port or a host's name is none.
pub(super) fn year(text: &[u8], at: usize) -> Option<i16> {
    let year = i16::from(two(text, at)?) * 100 + i16::from(two(text, at + 2)?);
    (1970..2100).contains(&year).then_some(year)
}

pub fn two(text: &[u8], at: usize) -> Option<u8> {
    Some(digit(text, at)? * 10 + digit(text, at + 1)?)
}

pub(crate) fn digit(text: &[u8], at: usize) -> Option<u8> {
    let digit = text.get(at)?.wrapping_sub(b'0');
    (digit <= 9).then_some(digit)
}
