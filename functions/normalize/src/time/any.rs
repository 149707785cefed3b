//! A time in any of the usual spellings.

use super::part::digit;
use super::{Clock, Reading};
use super::{
    clf, compact, compact_short, day_first, iso, month_first, of_day, weekday, without_year, year_first,
    year_last,
};

/// Reads the time at the start of `text`, whatever its spelling: a few bytes tell which it may be.
///
/// Numbers since 1970 must have as many digits as they have in this century, and the fraction of a second or
/// the milliseconds, so that another number is not taken for one.
pub fn any(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let head = text.first_chunk::<5>()?;
    if head[0].is_ascii_alphabetic() {
        return match head[0] {
            b'J' | b'A' | b'O' | b'N' | b'D' => month_first(text, clock),
            b'T' | b'W' => weekday(text, clock),
            b'F' | b'M' | b'S' => month_first(text, clock).or_else(|| weekday(text, clock)),
            _ => None,
        };
    }
    if !head[0].is_ascii_digit() {
        return None;
    }
    match head {
        [_, b'-', b'A'..=b'Z', ..] => day_first(text, clock),
        [_, b'/' | b'.' | b'-', ..] => year_last(text, clock),
        [_, _, b':', ..] => of_day(text, clock),
        [_, _, b'/', b'A'..=b'Z', _] => clf(text, clock),
        [_, b' ', b'A'..=b'Z', ..] | [_, _, b'-' | b' ', b'A'..=b'Z', _] => day_first(text, clock),
        [_, _, b'/' | b'.' | b'-', ..] => {
            if text.get(5) == Some(&b' ') {
                without_year(text, clock)
            } else {
                year_last(text, clock)
            }
        }
        [_, _, _, _, b'-'] => iso_like(text, clock).or_else(|| year_first(text, clock)),
        [_, _, _, _, b'/' | b'.'] => year_first(text, clock),
        _ => {
            let digits = text.iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
            match digits {
                6 => compact_short(text, clock),
                8 | 14 => compact(text, clock),
                10 | 13 | 16 | 19 => since_epoch(text, digits),
                _ => None,
            }
        }
    }
}

/// ISO 8601 and what is near to it: the name of a zone, a colon before the fraction.
fn iso_like(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let reading = iso(text, clock)?;
    let behind = text.get(reading.length..).unwrap_or_default();
    let more = match behind {
        [b':', digit, ..] => digit.is_ascii_digit(),
        [b' ', b'A' | b'P' | b'a' | b'p', b'M' | b'm', ..] => true,
        [b' ', letter, ..] => letter.is_ascii_uppercase() && super::zone_name(&behind[1..]).is_some(),
        [letter, ..] => letter.is_ascii_uppercase() && super::zone_name(behind).is_some(),
        [] => false,
    };
    if more && !super::has_zone(&text[..reading.length]) { year_first(text, clock) } else { Some(reading) }
}

/// A number since 1970.
fn since_epoch(text: &[u8], digits: usize) -> Option<Reading> {
    let mut length = digits;
    if text.get(length) == Some(&b'.') && digit(text, length + 1).is_some() {
        length += 1;
        while digit(text, length).is_some() {
            length += 1;
        }
    }
    if !matches!(text[0], b'1' | b'2') || digits == 10 && length == 10 {
        return None;
    }
    if text.get(length).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
    {
        return None;
    }
    let time = super::epoch(str::from_utf8(&text[..length]).ok()?)?;
    Some(Reading { time: Some(time), length })
}

#[cfg(test)]
mod tests;
