//! Points in time, to the nanosecond, in UTC.

/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, years 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    seconds: i64,
    nanoseconds: u32,
}

/// Seconds at 0000-01-01T00:00:00Z and at 9999-12-31T23:59:59Z: what RFC 3339 can write.
const SECONDS: std::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

const SECONDS_PER_DAY: i64 = 86_400;

impl Timestamp {
    /// From seconds and nanoseconds since the epoch; `None` outside the years 0 to 9999.
    pub const fn from_unix(seconds: i64, nanoseconds: u32) -> Option<Self> {
        if seconds < *SECONDS.start() || seconds > *SECONDS.end() || nanoseconds > 999_999_999 {
            return None;
        }
        Some(Self { seconds, nanoseconds })
    }

    /// From milliseconds since the epoch; `None` outside the years 0 to 9999.
    ///
    /// ```
    /// use nozzle::Timestamp;
    ///
    /// let arrival = Timestamp::from_unix_milliseconds(1_772_611_200_007).unwrap();
    /// assert_eq!(arrival.to_string(), "2026-03-04T08:00:00.007Z");
    /// ```
    pub const fn from_unix_milliseconds(milliseconds: i64) -> Option<Self> {
        Self::from_unix(milliseconds.div_euclid(1000), milliseconds.rem_euclid(1000) as u32 * 1_000_000)
    }

    /// From a date and a time of day that stand `offset_seconds` east of UTC. A leap second counts as
    /// the second before it. `None` where a part is out of range.
    pub const fn from_civil(date: Date, time: Time, offset_seconds: i32) -> Option<Self> {
        let Some(days) = date.days_since_epoch() else { return None };
        if time.hour > 23 || time.minute > 59 || time.second > 60 {
            return None;
        }
        let second = if time.second == 60 { 59 } else { time.second };
        let of_day = time.hour as i64 * 3600 + time.minute as i64 * 60 + second as i64;
        Self::from_unix(days * SECONDS_PER_DAY + of_day - offset_seconds as i64, time.nanosecond)
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds behind [`unix_seconds`](Self::unix_seconds).
    pub const fn subsecond_nanoseconds(self) -> u32 {
        self.nanoseconds
    }

    /// Milliseconds since the epoch, rounded down.
    pub const fn unix_milliseconds(self) -> i64 {
        self.seconds * 1000 + self.nanoseconds as i64 / 1_000_000
    }

    /// Year, month and day in UTC.
    pub const fn date(self) -> Date {
        Date::from_days_since_epoch(self.seconds.div_euclid(SECONDS_PER_DAY))
    }

    /// Appends the time as RFC 3339 in UTC, with as many digits of a second as it has.
    pub fn write_rfc3339(self, out: &mut Vec<u8>) {
        let date = self.date();
        let of_day = self.seconds.rem_euclid(SECONDS_PER_DAY) as u32;
        let mut text = *b"0000-00-00T00:00:00.000000000Z";
        put(&mut text, 0, date.year as u32 / 100);
        put(&mut text, 2, date.year as u32 % 100);
        put(&mut text, 5, u32::from(date.month));
        put(&mut text, 8, u32::from(date.day));
        put(&mut text, 11, of_day / 3600);
        put(&mut text, 14, of_day / 60 % 60);
        put(&mut text, 17, of_day % 60);
        let mut end = 19;
        if self.nanoseconds != 0 {
            // Most clocks of logs tick in milliseconds or microseconds.
            let (milliseconds, rest) = (self.nanoseconds / 1_000_000, self.nanoseconds % 1_000_000);
            put(&mut text, 20, milliseconds / 10);
            text[22] = b'0' + (milliseconds % 10) as u8;
            end = 23;
            if rest != 0 {
                put(&mut text, 23, rest / 10_000);
                put(&mut text, 25, rest / 100 % 100);
                put(&mut text, 27, rest % 100);
                end = 29;
            }
            while text[end - 1] == b'0' {
                end -= 1;
            }
        }
        text[end] = b'Z';
        out.extend_from_slice(&text[..=end]);
    }

    /// Reads an RFC 3339 or ISO 8601 time at the start of `text` and tells how many bytes it took.
    ///
    /// Taken too: a space or `t` between date and time, a comma before the fraction, offsets as
    /// `+0100` and `+01`, a space before the offset, and no offset at all, which counts as UTC. Digits
    /// behind the ninth of a second are read over.
    pub fn parse_prefix(text: &[u8]) -> Option<(Self, usize)> {
        let head = text.first_chunk::<19>()?;
        if head[4] != b'-' || head[7] != b'-' || head[13] != b':' || head[16] != b':' {
            return None;
        }
        if !matches!(head[10], b'T' | b't' | b' ') {
            return None;
        }
        // One look for all digits, behind them.
        let mut largest = 0;
        let mut two = |at: usize| {
            let (tens, ones) = (head[at].wrapping_sub(b'0'), head[at + 1].wrapping_sub(b'0'));
            largest = u8::max(largest, u8::max(tens, ones));
            tens.wrapping_mul(10).wrapping_add(ones)
        };
        let (century, year_of_century) = (two(0), two(2));
        let date =
            Date { year: i16::from(century) * 100 + i16::from(year_of_century), month: two(5), day: two(8) };
        let (hour, minute, second) = (two(11), two(14), two(17));
        if largest > 9 {
            return None;
        }
        let (nanosecond, mut end) = fraction(text, 19);
        let (offset_seconds, offset_end) = offset(text, end);
        end = offset_end;
        Some((Self::from_civil(date, Time { hour, minute, second, nanosecond }, offset_seconds)?, end))
    }

    /// Reads `text` as a whole: see [`parse_prefix`](Self::parse_prefix).
    ///
    /// ```
    /// use nozzle::Timestamp;
    ///
    /// let time = Timestamp::parse(b"2026-03-04T09:00:12.000003+01:00").unwrap();
    /// assert_eq!(time.to_string(), "2026-03-04T08:00:12.000003Z");
    /// ```
    pub fn parse(text: &[u8]) -> Option<Self> {
        let (time, end) = Self::parse_prefix(text)?;
        (end == text.len()).then_some(time)
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = Vec::with_capacity(30);
        self.write_rfc3339(&mut text);
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub struct Date {
    pub year: i16,
    pub month: u8,
    pub day: u8,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub struct Time {
    pub hour: u8,
    pub minute: u8,
    /// 60 in a leap second.
    pub second: u8,
    pub nanosecond: u32,
}

impl Date {
    /// Days since 1970-01-01, or `None` where there is no such day.
    ///
    /// The year is taken to begin in March, so that the leap day is its last.
    const fn days_since_epoch(self) -> Option<i64> {
        const ERAS_BEFORE: i32 = 82;
        if self.month < 1 || self.month > 12 || self.day < 1 || self.day > self.days_in_month() {
            return None;
        }
        // Counted from an era before all years that the type can hold: numbers without a sign divide cheaper.
        let year = (self.year as i32 + 400 * ERAS_BEFORE - (self.month <= 2) as i32) as u32;
        let month_from_march = (self.month as u32 + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + self.day as u32 - 1;
        let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year;
        Some(days as i64 - (ERAS_BEFORE as i64 * 146_097 + 719_468))
    }

    /// The year is taken to begin in March here too. `days` lie in the years 0 to 9999: counted from an era of
    /// 400 years before them, 32 bits without a sign are enough, and their divisions are cheaper.
    const fn from_days_since_epoch(days: i64) -> Self {
        const DAYS_PER_ERA: u32 = 146_097;
        let days = (days + 719_468 + DAYS_PER_ERA as i64) as u32;
        let (era, day_of_era) = (days / DAYS_PER_ERA, days % DAYS_PER_ERA);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Self {
            year: ((year_of_era + era * 400 + (month <= 2) as u32) as i32 - 400) as i16,
            month: month as u8,
            day: (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8,
        }
    }

    const fn days_in_month(self) -> u8 {
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0) => 29,
            2 => 28,
            _ => 31,
        }
    }
}

/// Writes two decimal digits at `at`.
#[inline(always)]
fn put(text: &mut [u8; 30], at: usize, number: u32) {
    text[at] = b'0' + (number / 10) as u8;
    text[at + 1] = b'0' + (number % 10) as u8;
}

/// Two decimal digits at `at`.
fn two(text: &[u8], at: usize) -> Option<u8> {
    let (tens, ones) = (text.get(at)?.wrapping_sub(b'0'), text.get(at + 1)?.wrapping_sub(b'0'));
    (tens <= 9 && ones <= 9).then(|| tens * 10 + ones)
}

/// Nanoseconds of `.123` or `,123` at `at`, and where it ends; nothing there is zero.
fn fraction(text: &[u8], at: usize) -> (u32, usize) {
    if !matches!(text.get(at), Some(b'.' | b',')) || !text.get(at + 1).is_some_and(u8::is_ascii_digit) {
        return (0, at);
    }
    let (mut nanoseconds, mut scale, mut end) = (0, 100_000_000, at + 1);
    while let Some(digit) = text.get(end).filter(|byte| byte.is_ascii_digit()) {
        nanoseconds += u32::from(digit - b'0') * scale;
        scale /= 10;
        end += 1;
    }
    (nanoseconds, end)
}

/// Seconds east of UTC of `Z`, `+01:00`, `+0100` or `+01` at `at`, and where it ends; nothing there is UTC.
fn offset(text: &[u8], at: usize) -> (i32, usize) {
    let after_space = if text.get(at) == Some(&b' ') && matches!(text.get(at + 1), Some(b'+' | b'-')) {
        at + 1
    } else {
        at
    };
    let sign = match text.get(after_space) {
        Some(b'Z' | b'z') => return (0, after_space + 1),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return (0, at),
    };
    let Some(hours) = two(text, after_space + 1).filter(|hours| *hours <= 23) else { return (0, at) };
    let hours_end = after_space + 3;
    let minutes_start = if text.get(hours_end) == Some(&b':') { hours_end + 1 } else { hours_end };
    match two(text, minutes_start).filter(|minutes| *minutes <= 59) {
        Some(minutes) => (sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60), minutes_start + 2),
        None => (sign * i32::from(hours) * 3600, hours_end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let parsed = Timestamp::parse(text.as_bytes()).map_or("none".to_owned(), |time| time.to_string());
        assert_eq!(parsed, expected, "{text}");
    }

    #[test]
    fn reads_the_spellings_of_iso_8601() {
        check("2026-03-04T08:00:00Z", "2026-03-04T08:00:00Z");
        check("2026-03-04 08:00:00,5", "2026-03-04T08:00:00.5Z");
        check("2012-04-23T18:25:43.511Z", "2012-04-23T18:25:43.511Z");
        check("2026-03-04T09:00:00.123456789123+0100", "2026-03-04T08:00:00.123456789Z");
        check("2026-03-04T13:30:00+05:30", "2026-03-04T08:00:00Z");
        check("2026-03-04T13:00:00 +05", "2026-03-04T08:00:00Z");
        check("1969-12-31T23:59:59.999-00:00", "1969-12-31T23:59:59.999Z");
        check("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z");
        check("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z");
        check("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z");
        check("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z");
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "2026-03-04",
            "2026-03-04T08:00:o0Z",
            "2o26-03-04T08:00:00Z",
            "2026-13-04T08:00:00Z",
            "2023-02-29T00:00:00Z",
            "2026-03-04T24:00:00Z",
            "2026-03-04T08:60:00Z",
            "2026-03-04T08:00:61Z",
            "2026-03-04T08:00:00Zjunk",
            "2026-03-04T08:00:00+99:00",
            "9999-12-31T23:59:59-01:00",
        ] {
            check(text, "none");
        }
    }

    #[test]
    fn every_day_of_ten_thousand_years_survives_the_round_trip() {
        for days in -719_528..=2_932_896 {
            let date = Date::from_days_since_epoch(days);
            assert_eq!(date.days_since_epoch(), Some(days), "{date:?}");
        }
    }

    #[test]
    fn milliseconds_are_exact() {
        for milliseconds in [0, -1, 1_753_600_000_007, 1_761_000_000_123, 253_402_300_799_999] {
            let time = Timestamp::from_unix_milliseconds(milliseconds).unwrap();
            assert_eq!(time.unix_milliseconds(), milliseconds);
        }
    }
}
