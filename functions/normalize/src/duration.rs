//! Durations, which logs write in many units, in milliseconds.

use crate::context::Context;
use nozzle::log::Value;

/// What a duration is counted in. As a number: the power of ten that makes it milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds = 3,
    /// Milliseconds.
    Milliseconds = 0,
    /// Microseconds.
    Microseconds = -3,
    /// Nanoseconds.
    Nanoseconds = -6,
}

/// Nanoseconds of `0.001`, `12` or `0.000073`: seconds with at most nine decimals that count.
pub(crate) fn nanoseconds_of_seconds(text: &[u8]) -> Option<i64> {
    let (mut nanoseconds, mut unit, mut digits) = (0_i64, 1_000_000_000, 0);
    let mut rest = text.iter();
    for byte in rest.by_ref() {
        match byte {
            // A century is no duration.
            b'0'..=b'9' if digits < 9 => {
                nanoseconds = nanoseconds * 10 + i64::from(byte - b'0') * 1_000_000_000;
                digits += 1;
            }
            b'.' if digits > 0 => break,
            _ => return None,
        }
    }
    for byte in rest {
        if !byte.is_ascii_digit() {
            return None;
        }
        unit /= 10;
        nanoseconds += i64::from(byte - b'0') * unit;
    }
    (digits > 0).then_some(nanoseconds)
}

/// Nanoseconds as milliseconds, with as many decimals as it takes.
pub(crate) fn milliseconds<'a>(nanoseconds: i64, context: &Context<'a>) -> Value<'a> {
    let whole = nanoseconds / 1_000_000;
    let mut fraction = nanoseconds % 1_000_000;
    if fraction == 0 || nanoseconds < 0 {
        return Value::Integer(whole);
    }
    let mut text = [b'0'; 26];
    let mut start = 20;
    for at in (20..26).rev() {
        text[at] += (fraction % 10) as u8;
        fraction /= 10;
    }
    let end = text.iter().rposition(|byte| *byte != b'0').map_or(26, |last| last + 1);
    start -= 1;
    text[start] = b'.';
    let mut left = whole;
    loop {
        start -= 1;
        text[start] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    match str::from_utf8(&text[start..end]) {
        Ok(number) => Value::Number(context.keep_str(number)),
        Err(_) => Value::Integer(whole),
    }
}

/// A decimal number as JSON spells it: `12`, `0.25` or `-1`, without needless zeros before it.
pub(crate) fn number(text: &[u8]) -> Option<Value<'_>> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let point = digits.iter().position(|byte| *byte == b'.').unwrap_or(digits.len());
    let (whole, fraction) = digits.split_at(point);
    let is_number = !whole.is_empty()
        && (whole[0] != b'0' || whole.len() == 1)
        && whole.iter().all(u8::is_ascii_digit)
        && fraction.len() != 1
        && fraction.iter().skip(1).all(u8::is_ascii_digit);
    is_number.then(|| str::from_utf8(text).ok().map(Value::Number)).flatten()
}

/// Seconds, `2.5`, as milliseconds, `2500`.
pub(crate) fn milliseconds_of_seconds<'a>(text: &[u8], context: &Context<'a>) -> Option<Value<'a>> {
    nanoseconds_of_seconds(text).map(|nanoseconds| milliseconds(nanoseconds, context))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Configuration, detect::Detection};

    #[test]
    fn seconds_become_milliseconds() {
        let (configuration, detection) = (Configuration::default(), Detection::default());
        let arena = bumpalo::Bump::new();
        let context = Context::new(&configuration, None, &detection, &arena);
        for (text, expected) in [
            ("0", "0"),
            ("0.001", "1"),
            ("0.210", "210"),
            ("0.000073", "0.073"),
            ("12.5", "12500"),
            ("1.0000015", "1000.0015"),
            ("999999999.999999999", "999999999999.999999"),
            ("0.0000000019", "0.000001"),
        ] {
            let mut out = Vec::new();
            milliseconds(nanoseconds_of_seconds(text.as_bytes()).unwrap(), &context).write_json(&mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{text}");
        }
        for text in ["", "-1", ".5", "1e3", "1.2.3", "12345678901", "-"] {
            assert_eq!(nanoseconds_of_seconds(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn only_json_numbers_are_numbers() {
        for text in ["0", "-1", "12", "0.250", "-0.5"] {
            assert_eq!(number(text.as_bytes()), Some(Value::Number(text)));
        }
        for text in ["", "-", "01", ".5", "1.", "1e3", "1x", "--1"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
    }
}
