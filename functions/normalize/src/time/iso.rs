//! RFC 3339 and ISO 8601.

use super::part::{digit, two};
use super::zone_name::zone_name;
use super::{Clock, Reading};
use nozzle::Timestamp;

/// Reads RFC 3339 or ISO 8601, as [`Timestamp::parse_prefix`] does; a time without a zone is in the clock's.
pub fn iso(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let Some((shown, length)) = Timestamp::parse_prefix(text) else { return impossible(text) };
    Some(reading(shown, &text[..length], clock))
}

/// What `text` is, which shows this time.
fn reading(shown: Timestamp, text: &[u8], clock: &Clock<'_>) -> Reading {
    let is_utc = clock.zone.is_utc() || has_zone(text);
    Reading { time: if is_utc { Some(shown) } else { clock.zone.to_utc(shown) }, length: text.len() }
}

/// Reads ISO 8601 with the name of a zone behind a space, `2026-03-04 08:00:13.123 CET`, or with none. A name that
/// is not known, or that several zones have, is passed: such a time is in the clock's zone.
pub fn iso_with_zone_name(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let shown = Timestamp::parse_prefix(text);
    let reading = match shown {
        Some((shown, length)) => reading(shown, &text[..length], clock),
        None => impossible(text)?,
    };
    let Some(name) = text.get(reading.length..).and_then(|behind| behind.strip_prefix(b" ")) else {
        return Some(reading);
    };
    if let Some((offset_seconds, length)) = zone_name(name) {
        let time = shown.and_then(|(shown, _)| {
            let seconds = shown.unix_seconds() - i64::from(offset_seconds);
            Timestamp::from_unix(seconds, shown.subsecond_nanoseconds())
        });
        return Some(Reading { time, length: reading.length + 1 + length });
    }
    let length = name.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count();
    let ends = name.get(length).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
    let is_name = (3..=5).contains(&length) && ends;
    Some(Reading { time: reading.time, length: reading.length + if is_name { length + 1 } else { 0 } })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Zone;

    #[test]
    fn the_abbreviation_wins_where_it_means_one_zone() {
        let clock = Clock { zone: &Zone::Offset(3600), observed_time: None };
        for (text, expected, length) in [
            ("2026-03-04 08:00:13.5 UTC x", "2026-03-04T08:00:13.5Z", 25),
            ("2026-03-04 08:00:13 CEST:", "2026-03-04T06:00:13Z", 24),
            ("2026-03-04 08:00:13 IST [1]", "2026-03-04T07:00:13Z", 23),
            ("2026-03-04 08:00:13 +03 x", "2026-03-04T05:00:13Z", 23),
            ("2026-03-04 08:00:13 [1]", "2026-03-04T07:00:13Z", 19),
            ("2026-03-04 08:00:13 ERRORS", "2026-03-04T07:00:13Z", 19),
        ] {
            let reading = iso_with_zone_name(text.as_bytes(), &clock).unwrap();
            assert_eq!(
                (reading.time.unwrap().to_string(), reading.length),
                (expected.into(), length),
                "{text}"
            );
        }
    }
}
