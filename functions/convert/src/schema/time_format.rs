//! How times and days are spelt.

use crate::number::Decimal;
use jiff::fmt::strtime::BrokenDownTime;
use nozzle::{Date, Time, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error};
use std::{borrow::Cow, fmt};

/// A way to spell a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeFormat {
    /// ISO 8601: `2026-03-04T08:00:12.5+01:00`; a space for the T, and no offset, which stands for UTC.
    Iso8601,
    /// Units since 1970-01-01T00:00:00Z, and the power of ten that makes seconds of them.
    Unix(u32),
    /// As `strptime` has it.
    Pattern(String),
}

const UNIX: [(&str, u32); 4] =
    [("unix_seconds", 0), ("unix_milliseconds", 3), ("unix_microseconds", 6), ("unix_nanoseconds", 9)];

impl TimeFormat {
    /// The time that `text` spells.
    pub(crate) fn read(&self, text: &[u8]) -> Option<Timestamp> {
        match self {
            Self::Iso8601 => Timestamp::parse(text).or_else(|| midnight(text)),
            Self::Unix(power) => {
                let decimal = Decimal::parse(text)?;
                let nanoseconds = i128::try_from(decimal.scaled(9 - power, 29)?).ok()?;
                let nanoseconds = if decimal.negative { -nanoseconds } else { nanoseconds };
                let seconds = i64::try_from(nanoseconds.div_euclid(1_000_000_000)).ok()?;
                Timestamp::from_unix(seconds, nanoseconds.rem_euclid(1_000_000_000) as u32)
            }
            Self::Pattern(pattern) => {
                let parts = BrokenDownTime::parse(pattern, text).ok()?;
                let date = parts.to_date().ok()?;
                let date = Date { year: date.year(), month: date.month() as u8, day: date.day() as u8 };
                let time = Time {
                    hour: parts.hour().unwrap_or_default() as u8,
                    minute: parts.minute().unwrap_or_default() as u8,
                    second: parts.second().unwrap_or_default() as u8,
                    nanosecond: parts.subsec_nanosecond().unwrap_or_default() as u32,
                };
                Timestamp::from_civil(date, time, parts.offset().map_or(0, |offset| offset.seconds()))
            }
        }
    }
}

/// A day, as the time at which it begins.
fn midnight(text: &[u8]) -> Option<Timestamp> {
    let text = <&[u8; 10]>::try_from(text).ok()?;
    let mut time = *b"0000-00-00T00:00:00";
    time[..10].copy_from_slice(text);
    Timestamp::parse(&time)
}

impl<'de> Deserialize<'de> for TimeFormat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "iso8601" {
            return Ok(Self::Iso8601);
        }
        if let Some((_, power)) = UNIX.into_iter().find(|(name, _)| *name == text) {
            return Ok(Self::Unix(power));
        }
        if !text.contains('%') {
            return Err(D::Error::custom(format_args!(
                "`{text}` is no format of times; there are iso8601, unix_seconds, unix_milliseconds, \
                 unix_microseconds, unix_nanoseconds, and patterns such as %d/%m/%Y %H:%M:%S"
            )));
        }
        // Whatever is not a directive would be found out by the first record only.
        let sample = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
        match jiff::fmt::strtime::format(&text, &sample) {
            Ok(_) => Ok(Self::Pattern(text)),
            Err(error) => Err(D::Error::custom(format_args!("`{text}` is no format of times: {error}"))),
        }
    }
}

impl fmt::Display for TimeFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Iso8601 => f.write_str("iso8601"),
            Self::Unix(power) => f.write_str(UNIX[*power as usize / 3].0),
            Self::Pattern(pattern) => f.write_str(pattern),
        }
    }
}

impl JsonSchema for TimeFormat {
    fn schema_name() -> Cow<'static, str> {
        "TimeFormat".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "iso8601, unix_seconds, unix_milliseconds, unix_microseconds, unix_nanoseconds, or a pattern \
                            of strptime such as %d/%m/%Y %H:%M:%S",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_they_are_spelt() {
        let pattern = |pattern: &str| TimeFormat::Pattern(pattern.to_owned());
        for (format, text, expected) in [
            (TimeFormat::Iso8601, "2026-03-04T09:00:12.5+01:00", Some("2026-03-04T08:00:12.5Z")),
            (TimeFormat::Iso8601, "2026-03-04 08:00:12", Some("2026-03-04T08:00:12Z")),
            (TimeFormat::Iso8601, "2026-03-04", Some("2026-03-04T00:00:00Z")),
            (TimeFormat::Iso8601, "2026-02-29", None),
            (TimeFormat::Iso8601, "1772611212", None),
            (TimeFormat::Unix(0), "1772611212", Some("2026-03-04T08:00:12Z")),
            (TimeFormat::Unix(0), "1772611212.000001", Some("2026-03-04T08:00:12.000001Z")),
            (TimeFormat::Unix(3), "1772611212007", Some("2026-03-04T08:00:12.007Z")),
            (TimeFormat::Unix(3), "-1", Some("1969-12-31T23:59:59.999Z")),
            (TimeFormat::Unix(6), "1772611212000007", Some("2026-03-04T08:00:12.000007Z")),
            (TimeFormat::Unix(9), "1772611212000000007", Some("2026-03-04T08:00:12.000000007Z")),
            (TimeFormat::Unix(0), "1e30", None),
            (pattern("%d/%m/%Y %H:%M:%S"), "04/03/2026 08:00:12", Some("2026-03-04T08:00:12Z")),
            (pattern("%d/%b/%Y:%H:%M:%S %z"), "04/Mar/2026:09:00:12 +0100", Some("2026-03-04T08:00:12Z")),
            (pattern("%d.%m.%Y"), "04.03.2026", Some("2026-03-04T00:00:00Z")),
            (pattern("%d.%m.%Y"), "31.02.2026", None),
        ] {
            let time = format.read(text.as_bytes()).map(|time| time.to_string());
            assert_eq!(time.as_deref(), expected, "{format} {text}");
        }
    }
}
