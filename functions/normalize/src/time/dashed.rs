//! The time of PHP.

use super::part::{month, time_of_day, two};
use super::{Clock, Reading, Zone};
use nozzle::{Date, Timestamp};

/// Reads `04-Mar-2026 08:00:11`, with or without a fraction of a second and a zone's name, `UTC` or
/// `Europe/Berlin`.
pub fn dashed(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let head = text.first_chunk::<12>()?;
    if head[2] != b'-' || head[6] != b'-' || head[11] != b' ' {
        return None;
    }
    let year = i16::from(two(head, 7)?) * 100 + i16::from(two(head, 9)?);
    let date = Date { year, month: month(head, 3)?, day: two(head, 0)? };
    let (time, end) = time_of_day(text, 12)?;
    let Some((zone, length)) = text.get(end..).and_then(zone) else {
        return Some(Reading { time: clock.civil(date, time), length: end });
    };
    let time = Timestamp::from_civil(date, time, 0).and_then(|time| zone.to_utc(time));
    Some(Reading { time, length: end + length })
}

/// Reads the name of a zone and the space before it.
fn zone(text: &[u8]) -> Option<(Zone, usize)> {
    let name = text.strip_prefix(b" ")?;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'+' | b'-');
    let length = name.iter().take(40).take_while(|byte| is_part(byte)).count();
    let name = str::from_utf8(&name[..length]).ok().filter(|name| !name.is_empty())?;
    let zone = match name {
        "UTC" | "GMT" => Zone::default(),
        _ => Zone::Named(jiff::tz::TimeZone::get(name).ok()?),
    };
    Some((zone, length + 1))
}
