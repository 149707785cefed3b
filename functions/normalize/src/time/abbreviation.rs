//! Zones by their abbreviations.

use super::{Clock, Reading, iso};
use nozzle::Timestamp;

/// Reads ISO 8601 with the abbreviation of a zone behind a space, `2026-03-04 08:00:13.123 CET`, or with none.
pub fn iso_with_abbreviation(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let reading = iso(text, clock)?;
    let Some((zone, length)) = text.get(reading.length..)?.strip_prefix(b" ").and_then(abbreviation) else {
        return Some(reading);
    };
    let time = match zone {
        None => reading.time,
        Some(seconds) => reading.time.and_then(|_| {
            let (shown, _) = Timestamp::parse_prefix(text)?;
            Timestamp::from_unix(shown.unix_seconds() - i64::from(seconds), shown.subsecond_nanoseconds())
        }),
    };
    Some(Reading { time, length: reading.length + 1 + length })
}

/// Reads `CEST` at the start of `text`: seconds east of UTC, and the length. Of an abbreviation that several zones
/// share, as `CST` in America and China, and of an unknown one, only the length is known: such a time is in the
/// configured zone.
pub fn abbreviation(text: &[u8]) -> Option<(Option<i32>, usize)> {
    let length = text.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count();
    let ends = text.get(length).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
    if !(3..=5).contains(&length) || !ends {
        return None;
    }
    let minutes = match &text[..length] {
        b"UTC" | b"GMT" | b"WET" => 0,
        b"CET" | b"WEST" | b"BST" => 60,
        b"EET" | b"CEST" | b"SAST" => 120,
        b"MSK" | b"EEST" => 180,
        b"SGT" | b"HKT" | b"AWST" => 480,
        b"JST" | b"KST" => 540,
        b"ACST" => 570,
        b"AEST" => 600,
        b"ACDT" => 630,
        b"AEDT" => 660,
        b"NZST" => 720,
        b"NZDT" => 780,
        b"BRT" => -180,
        b"EDT" => -240,
        b"EST" | b"CDT" => -300,
        b"MDT" => -360,
        b"MST" | b"PDT" => -420,
        b"PST" | b"AKDT" => -480,
        b"AKST" => -540,
        b"HST" => -600,
        _ => return Some((None, length)),
    };
    Some((Some(minutes * 60), length))
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
            ("2026-03-04 08:00:13 CST [1]", "2026-03-04T07:00:13Z", 23),
            ("2026-03-04 08:00:13 +03 x", "2026-03-04T05:00:13Z", 23),
            ("2026-03-04 08:00:13 [1]", "2026-03-04T07:00:13Z", 19),
            ("2026-03-04 08:00:13 ERRORS", "2026-03-04T07:00:13Z", 19),
        ] {
            let reading = iso_with_abbreviation(text.as_bytes(), &clock).unwrap();
            assert_eq!((reading.time.unwrap().to_string(), reading.length), (expected.into(), length), "{text}");
        }
    }
}
