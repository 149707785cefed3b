//! Durations as logs spell them, in milliseconds.

use crate::context::Context;
use nozzle::log::Value;

/// Seconds, `2.5`, as milliseconds, `2500`, without losing a digit.
pub(crate) fn seconds<'a>(text: &'a [u8], context: &Context<'a>) -> Option<Value<'a>> {
    scaled(text, 3, context)
}

/// Microseconds as milliseconds.
#[allow(dead_code)]
pub(crate) fn microseconds<'a>(text: &'a [u8], context: &Context<'a>) -> Option<Value<'a>> {
    scaled(text, -3, context)
}

/// Nanoseconds as milliseconds.
#[allow(dead_code)]
pub(crate) fn nanoseconds<'a>(text: &'a [u8], context: &Context<'a>) -> Option<Value<'a>> {
    scaled(text, -6, context)
}

/// Milliseconds as they are spelt, if JSON takes that for a number.
pub(crate) fn milliseconds(text: &[u8]) -> Option<Value<'_>> {
    let (whole, fraction) = split(text)?;
    if fraction.is_empty() && text.len() == whole.len() {
        return crate::word::integer(whole).map(Value::Integer);
    }
    let is_json = whole.len() == 1 || whole[0] != b'0';
    str::from_utf8(text).ok().filter(|_| is_json && !fraction.is_empty()).map(Value::Number)
}

/// The digits before and behind the point of an ordinary decimal number.
fn split(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let dot = text.iter().position(|byte| *byte == b'.');
    let (whole, fraction) = match dot {
        Some(dot) => (&text[..dot], &text[dot + 1..]),
        None => (text, &b""[..]),
    };
    let is_number = (1..=15).contains(&whole.len())
        && fraction.len() <= 12
        && whole.iter().chain(fraction).all(u8::is_ascii_digit);
    is_number.then_some((whole, fraction))
}

/// The number with its point moved `places` to the right.
fn scaled<'a>(text: &'a [u8], places: i32, context: &Context<'a>) -> Option<Value<'a>> {
    let (whole, fraction) = split(text)?;
    // At most 27 digits, and 12 places in all.
    let digits = || whole.iter().chain(fraction).map(|digit| u128::from(digit - b'0'));
    let number = digits().fold(0_u128, |number, digit| number * 10 + digit);
    let places = places - fraction.len() as i32;
    if places >= 0 {
        return i64::try_from(number * 10_u128.pow(places as u32)).ok().map(Value::Integer);
    }
    let scale = 10_u128.pow(places.unsigned_abs());
    let (whole, mut rest) = (number / scale, number % scale);
    if rest == 0 {
        return i64::try_from(whole).ok().map(Value::Integer);
    }
    let mut width = places.unsigned_abs() as usize;
    while rest % 10 == 0 {
        rest /= 10;
        width -= 1;
    }
    Some(Value::Number(context.keep_str(&format!("{whole}.{rest:0width$}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Detection;
    use crate::time::{Clock, Zone};
    use bumpalo::Bump;

    #[test]
    fn points_move_without_losing_a_digit() {
        let (arena, detection, zone) = (Bump::new(), Detection::default(), Zone::default());
        let context = Context::new(Clock { zone: &zone, observed_time: None }, &detection, &arena);
        let json = |value: Option<Value<'_>>| {
            let mut out = Vec::new();
            value.map(|value| value.write_json(&mut out)).map(|()| String::from_utf8(out).unwrap())
        };
        for (text, expected) in [
            ("2.500000", Some("2500")),
            ("0.000010", Some("0.01")),
            ("12", Some("12000")),
            ("1.0000005", Some("1000.0005")),
            ("0", Some("0")),
            ("-1", None),
            ("", None),
            (".5", None),
            ("1e3", None),
            ("9999999999999999", None),
        ] {
            assert_eq!(json(seconds(text.as_bytes(), &context)).as_deref(), expected, "{text}");
        }
        assert_eq!(json(microseconds(b"812420", &context)).as_deref(), Some("812.42"));
        assert_eq!(json(nanoseconds(b"5", &context)).as_deref(), Some("0.000005"));
        assert_eq!(json(milliseconds(b"812.420")).as_deref(), Some("812.420"));
        assert_eq!(json(milliseconds(b"00812.420")), None);
        assert_eq!(json(milliseconds(b"007")).as_deref(), Some("7"));
        assert_eq!(json(milliseconds(b"7.")), None);
    }
}
