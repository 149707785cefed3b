//! How long something took, in milliseconds.

use crate::context::Context;
use crate::duration::{self, Unit};
use nozzle::log::Value;

/// Reads a decimal number of `unit`, as milliseconds.
pub(super) fn milliseconds<'a>(text: &[u8], unit: Unit, context: &Context<'a>) -> Option<Value<'a>> {
    let (whole, fraction) = match memchr::memchr(b'.', text) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &b""[..]),
    };
    if whole.is_empty() || whole.len() > 12 || fraction.len() > 9 {
        return None;
    }
    let mut billionths: u128 = 0;
    for at in 0..whole.len() + 9 {
        let byte = whole.get(at).or_else(|| fraction.get(at - whole.len())).copied().unwrap_or(b'0');
        billionths = billionths * 10 + u128::from(byte.is_ascii_digit().then(|| byte - b'0')?);
    }
    let nanoseconds = match unit {
        Unit::Seconds => billionths,
        Unit::Milliseconds => billionths / 1000,
        Unit::Microseconds => billionths / 1_000_000,
        Unit::Nanoseconds => billionths / 1_000_000_000,
    };
    Some(duration::milliseconds(i64::try_from(nanoseconds).ok()?, context))
}

/// `0.250`: as nginx, Tomcat and Rack write seconds, and nobody anything else.
pub(super) fn is_seconds(text: &[u8]) -> bool {
    let Some(point) = text.iter().position(|byte| *byte == b'.') else { return false };
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    digits(&text[..point]) && (3..=6).contains(&(text.len() - point - 1)) && digits(&text[point + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Configuration, detect::Detection};

    #[test]
    fn every_unit_becomes_milliseconds() {
        let (arena, detection) = (bumpalo::Bump::new(), Detection::default());
        let configuration = Configuration::default();
        let context = Context::new(&configuration, None, &detection, &arena);
        for (text, unit, expected) in [
            ("0.250", Unit::Seconds, "250"),
            ("0.0012", Unit::Seconds, "1.2"),
            ("12", Unit::Milliseconds, "12"),
            ("1.5", Unit::Milliseconds, "1.5"),
            ("1500", Unit::Microseconds, "1.5"),
            ("1", Unit::Microseconds, "0.001"),
            ("999999999.999999999", Unit::Seconds, "999999999999.999999"),
            ("999999999999", Unit::Seconds, "none"),
            ("", Unit::Seconds, "none"),
            (".5", Unit::Seconds, "none"),
            ("-1", Unit::Seconds, "none"),
            ("1s", Unit::Seconds, "none"),
            ("1.2.3", Unit::Seconds, "none"),
        ] {
            let mut json = Vec::new();
            match milliseconds(text.as_bytes(), unit, &context) {
                Some(value) => value.write_json(&mut json),
                None => json.extend_from_slice(b"none"),
            }
            assert_eq!(String::from_utf8(json).unwrap(), expected, "{text}");
        }
    }
}
