//! Times as logs spell them, read at the start of a text.

use nozzle::{Date, Time, Timestamp};

/// Completes times that lack a zone or a year.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    /// Offset from UTC of times that carry none.
    pub offset_seconds: i32,
    /// When the log was first seen: a log without a year is from the latest year that does not put it more
    /// than a day after this. Not known: from 1970, or 1972 on a leap day.
    pub observed_time: Option<Timestamp>,
}

const SECONDS_PER_DAY: i64 = 86_400;

impl Clock {
    /// The time of a date without its year.
    fn without_year(&self, month: u8, day: u8, time: Time) -> Option<Timestamp> {
        let in_year = |year| Timestamp::from_civil(Date { year, month, day }, time, self.offset_seconds);
        let Some(observed) = self.observed_time else { return in_year(1970).or_else(|| in_year(1972)) };
        let latest = observed.unix_seconds() + SECONDS_PER_DAY;
        let this_year = observed.date().year;
        // Leap days are at most eight years apart.
        (this_year - 8..=this_year + 1).rev().filter_map(in_year).find(|time| time.unix_seconds() <= latest)
    }
}

/// Reads RFC 3339 or ISO 8601 and tells how many bytes it took.
pub fn iso(text: &[u8], clock: &Clock) -> Option<(Timestamp, usize)> {
    let (time, length) = Timestamp::parse_prefix(text)?;
    if has_zone(&text[..length]) || clock.offset_seconds == 0 {
        return Some((time, length));
    }
    let seconds = time.unix_seconds() - i64::from(clock.offset_seconds);
    Some((Timestamp::from_unix(seconds, time.subsecond_nanoseconds())?, length))
}

/// Does this ISO 8601 time tell its zone?
pub fn has_zone(time: &[u8]) -> bool {
    let behind_seconds = time.get(19..).unwrap_or_default();
    behind_seconds.iter().any(|byte| matches!(byte, b'Z' | b'z' | b'+' | b'-'))
}

/// Reads the time of the Common Log Format, `10/Oct/2000:13:55:36 -0700`, and tells how many bytes it took.
/// A fraction of a second is taken too, and the offset may lack.
pub fn clf(text: &[u8], clock: &Clock) -> Option<(Timestamp, usize)> {
    let head = text.first_chunk::<20>()?;
    if head[2] != b'/' || head[6] != b'/' || head[11] != b':' {
        return None;
    }
    let year = i16::from(two(head, 7)?) * 100 + i16::from(two(head, 9)?);
    let date = Date { year, month: month(head, 3)?, day: two(head, 0)? };
    let (time, mut end) = time_of_day(text, 12)?;
    let mut offset_seconds = clock.offset_seconds;
    if text.get(end) == Some(&b' ')
        && let Some(read) = offset(&text[end + 1..])
    {
        offset_seconds = read;
        end += if text.get(end + 4) == Some(&b':') { 7 } else { 6 };
    }
    Some((Timestamp::from_civil(date, time, offset_seconds)?, end))
}

/// Reads the time of RFC 3164, `Mar  4 08:00:11`, and tells how many bytes it took. A fraction of a second and
/// a year before or behind the time of day are taken too.
pub fn bsd(text: &[u8], clock: &Clock) -> Option<(Timestamp, usize)> {
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
    let year_before = year(text, at).filter(|_| text.get(at + 4) == Some(&b' '));
    if year_before.is_some() {
        at += 5;
    }
    let (time, mut end) = time_of_day(text, at)?;
    let year_behind = (year_before.is_none() && text.get(end) == Some(&b' '))
        .then(|| year(text, end + 1).filter(|_| matches!(text.get(end + 5), None | Some(b' ' | b':'))))
        .flatten();
    if year_behind.is_some() {
        end += 5;
    }
    let time = match year_before.or(year_behind) {
        Some(year) => Timestamp::from_civil(Date { year, month, day }, time, clock.offset_seconds),
        None => clock.without_year(month, day, time),
    };
    Some((time?, end))
}

/// Reads a decimal number of seconds, milliseconds, microseconds or nanoseconds since 1970: whichever puts it
/// into the years 1973 to 5138. Smaller numbers are no times, except 0.
pub fn epoch(number: &str) -> Option<Timestamp> {
    if number.contains(['e', 'E']) {
        return epoch(&format!("{:.9}", number.parse::<f64>().ok().filter(|number| number.abs() < 1e18)?));
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: i64 = whole.parse().ok()?;
    let per_second: i64 = match whole.unsigned_abs() {
        0 | 100_000_000..100_000_000_000 => 1,
        100_000_000_000..100_000_000_000_000 => 1_000,
        100_000_000_000_000..100_000_000_000_000_000 => 1_000_000,
        100_000_000_000_000_000.. => 1_000_000_000,
        _ => return None,
    };
    // The fraction, in billionths of the unit.
    let mut billionths: i64 = 0;
    for at in 0..9 {
        let digit = fraction.as_bytes().get(at).copied().unwrap_or(b'0');
        billionths = billionths * 10 + i64::from(digit.is_ascii_digit().then_some(digit - b'0')?);
    }
    let nanoseconds_per_unit = 1_000_000_000 / per_second;
    let sign = if number.starts_with('-') { -1 } else { 1 };
    let below_second = (whole % per_second) * nanoseconds_per_unit
        + sign * (i128::from(billionths) * i128::from(nanoseconds_per_unit) / 1_000_000_000) as i64;
    let seconds = whole / per_second + below_second.div_euclid(1_000_000_000);
    Timestamp::from_unix(seconds, below_second.rem_euclid(1_000_000_000) as u32)
}

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
fn time_of_day(text: &[u8], at: usize) -> Option<(Time, usize)> {
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
fn month(text: &[u8], at: usize) -> Option<u8> {
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
fn year(text: &[u8], at: usize) -> Option<i16> {
    let year = i16::from(two(text, at)?) * 100 + i16::from(two(text, at + 2)?);
    (1970..2100).contains(&year).then_some(year)
}

fn two(text: &[u8], at: usize) -> Option<u8> {
    Some(digit(text, at)? * 10 + digit(text, at + 1)?)
}

fn digit(text: &[u8], at: usize) -> Option<u8> {
    let digit = text.get(at)?.wrapping_sub(b'0');
    (digit <= 9).then_some(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Reader = fn(&[u8], &Clock) -> Option<(Timestamp, usize)>;

    /// What `reader` makes of `text` with clocks an hour east, and what it leaves.
    #[track_caller]
    fn check(reader: Reader, observed: &str, text: &str, expected: &str) {
        let clock = Clock { offset_seconds: 3600, observed_time: Timestamp::parse(observed.as_bytes()) };
        let read = reader(text.as_bytes(), &clock)
            .map_or("none".to_owned(), |(time, length)| format!("{time}|{}", &text[length..]));
        assert_eq!(read, expected, "{text}");
    }

    #[test]
    fn a_zone_of_its_own_wins() {
        check(iso, "", "2026-03-04T08:00:00Z x", "2026-03-04T08:00:00Z| x");
        check(iso, "", "2026-03-04 08:00:00.5", "2026-03-04T07:00:00.5Z|");
        check(clf, "", "04/Mar/2026:08:00:00 +0530]", "2026-03-04T02:30:00Z|]");
        check(clf, "", "04/Mar/2026:08:00:00.25 -07:00]", "2026-03-04T15:00:00.25Z|]");
        check(clf, "", "04/Mar/2026:08:00:00 ]", "2026-03-04T07:00:00Z| ]");
        check(clf, "", "31/Dec/9999:23:59:60 +0000]", "9999-12-31T23:59:59Z|]");
        for text in [
            "",
            "04/Mrz/2026:08:00:00 +0000",
            "31/Apr/2026:08:00:00 +0000",
            "04/Mar/2026:24:00:00 +0000",
            "04/Mar/2026 08:00:00 +0000",
            "4/Mar/2026:08:00:00 +0000",
        ] {
            check(clf, "", text, "none");
        }
    }

    #[test]
    fn the_year_is_the_one_that_is_nearest_without_lying_ahead() {
        let march = "2026-03-04T08:00:00Z";
        check(bsd, march, "Mar  4 08:00:11 web-1", "2026-03-04T07:00:11Z| web-1");
        check(bsd, march, "Mar  5 08:59:59 web-1", "2026-03-05T07:59:59Z| web-1");
        check(bsd, march, "Mar  5 09:00:01 web-1", "2025-03-05T08:00:01Z| web-1");
        check(bsd, march, "Mar 4 08:00:11.000120 web-1", "2026-03-04T07:00:11.00012Z| web-1");
        check(bsd, march, "Mar 04 08:00:11 web-1", "2026-03-04T07:00:11Z| web-1");
        check(bsd, "2026-01-01T00:10:00Z", "Dec 31 23:59:59 a", "2025-12-31T22:59:59Z| a");
        check(bsd, "2025-12-31T23:30:00Z", "Jan  1 00:30:01 a", "2025-12-31T23:30:01Z| a");
        check(bsd, march, "Feb 29 08:00:00 a", "2024-02-29T07:00:00Z| a");
        check(bsd, "1903-01-01T00:00:00Z", "Feb 29 08:00:00 a", "1896-02-29T07:00:00Z| a");
        check(bsd, "", "Mar  4 08:00:11 a", "1970-03-04T07:00:11Z| a");
        check(bsd, "", "Feb 29 08:00:11 a", "1972-02-29T07:00:11Z| a");
    }

    #[test]
    fn devices_add_a_year() {
        check(bsd, "", "Mar  4 2026 08:00:11: x", "2026-03-04T07:00:11Z|: x");
        check(bsd, "", "Mar  4 08:00:11 2026 a", "2026-03-04T07:00:11Z| a");
        check(bsd, "2026-03-04T08:00:00Z", "Mar  4 08:00:11 2026-web a", "2026-03-04T07:00:11Z| 2026-web a");
        check(bsd, "2026-03-04T08:00:00Z", "Mar  4 08:00:11 5044 a", "2026-03-04T07:00:11Z| 5044 a");
        for text in
            ["Mar", "Mar  4", "Mar  4 8:00:11 a", "March 4 08:00:11", "Mar 32 08:00:11 a", "Mar44 08:00:11"]
        {
            check(bsd, "", text, "none");
        }
    }

    #[test]
    fn an_epoch_says_its_unit_by_its_size() {
        for (number, expected) in [
            ("0", "1970-01-01T00:00:00Z"),
            ("1772611200", "2026-03-04T08:00:00Z"),
            ("1772611200.204511", "2026-03-04T08:00:00.204511Z"),
            ("1772611200.7564995", "2026-03-04T08:00:00.7564995Z"),
            ("1772611200456", "2026-03-04T08:00:00.456Z"),
            ("1772611200456.25", "2026-03-04T08:00:00.45625Z"),
            ("1772611200456789", "2026-03-04T08:00:00.456789Z"),
            ("1772611200456789012", "2026-03-04T08:00:00.456789012Z"),
            ("1.772611200e9", "2026-03-04T08:00:00Z"),
            ("-100000000.5", "1966-10-31T14:13:19.5Z"),
            ("12", "none"),
            ("0.25", "1970-01-01T00:00:00.25Z"),
            ("1e400", "none"),
            ("99999999999999999999", "none"),
            ("", "none"),
            ("17726112x0", "none"),
        ] {
            let read = epoch(number).map_or("none".to_owned(), |time| time.to_string());
            assert_eq!(read, expected, "{number}");
        }
    }
}
