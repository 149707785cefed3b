//! RFC 3339 and ISO 8601.

use super::part::{digit, two};
use super::{Clock, Reading};
use nozzle::Timestamp;

/// Reads RFC 3339 or ISO 8601, as [`Timestamp::parse_prefix`] does; a time without a zone is in the clock's.
pub fn iso(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let Some((time, length)) = Timestamp::parse_prefix(text) else { return impossible(text) };
    if clock.zone.is_utc() || has_zone(&text[..length]) {
        return Some(Reading { time: Some(time), length });
    }
    Some(Reading { time: clock.zone.to_utc(time), length })
}

/// Does this ISO 8601 time tell its zone?
pub fn has_zone(time: &[u8]) -> bool {
    let behind_seconds = time.get(19..).unwrap_or_default();
    behind_seconds.iter().any(|byte| matches!(byte, b'Z' | b'z' | b'+' | b'-'))
}

/// The length of what is spelt as a time.
#[cold]
fn impossible(text: &[u8]) -> Option<Reading> {
    let head = text.first_chunk::<19>()?;
    let is_spelt_so = head.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        10 => matches!(byte, b'T' | b't' | b' '),
        13 | 16 => *byte == b':',
        _ => byte.is_ascii_digit(),
    });
    if !is_spelt_so {
        return None;
    }
    let mut length = 19;
    if matches!(text.get(length), Some(b'.' | b',')) && digit(text, length + 1).is_some() {
        length += 2;
        while digit(text, length).is_some() {
            length += 1;
        }
    }
    length += match text.get(length) {
        Some(b'Z' | b'z') => 1,
        Some(b'+' | b'-') if text.get(length + 3) == Some(&b':') && two(text, length + 4).is_some() => 6,
        Some(b'+' | b'-') if two(text, length + 3).is_some() => 5,
        _ => 0,
    };
    Some(Reading { time: None, length })
}
