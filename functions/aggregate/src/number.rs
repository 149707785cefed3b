//! Numbers as JSON: exactly, and short where they are whole.

use std::fmt::{self, Write};

/// Whole numbers up to here are exact: 2⁵³.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// Appends a finite number, so that reading it gives the same one.
pub(crate) fn write(number: f64, out: &mut Vec<u8>) {
    struct Bytes<'a>(&'a mut Vec<u8>);
    impl Write for Bytes<'_> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.extend_from_slice(text.as_bytes());
            Ok(())
        }
    }
    _ = format(number, &mut Bytes(out));
}

/// How many bytes [`write`] appends.
pub(crate) fn written_bytes(number: f64) -> usize {
    struct Counted(usize);
    impl Write for Counted {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0 += text.len();
            Ok(())
        }
    }
    let mut counted = Counted(0);
    _ = format(number, &mut counted);
    counted.0
}

fn format(number: f64, out: &mut impl Write) -> fmt::Result {
    if number.fract() == 0.0 && number.abs() <= MAX_EXACT {
        // The cast is exact, and minus zero is zero.
        write!(out, "{}", number as i64)
    } else if (1e-6..1e16).contains(&number.abs()) {
        write!(out, "{number}")
    } else {
        write!(out, "{number:e}")
    }
}

/// How many digits a count has.
pub(crate) fn digits(count: u64) -> usize {
    count.checked_ilog10().unwrap_or(0) as usize + 1
}

/// The number with six digits that is nearest: for what is an estimate anyway.
pub(crate) fn to_six_digits(number: f64) -> f64 {
    format!("{number:.5e}").parse().unwrap_or(number)
}

/// The number that a JSON value is or, as text, spells; infinities are none.
pub(crate) fn of_json(json: &[u8]) -> Option<f64> {
    let text = str::from_utf8(json).ok()?;
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    // `parse` would take `inf` and `NaN`, too.
    let may_be_one = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    if may_be_one { text.parse().ok().filter(|number: &f64| number.is_finite()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whole_numbers_are_written_as_such() {
        for (number, expected) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-12.0, "-12"),
            (0.25, "0.25"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (1e-9, "1e-9"),
            (1.5e300, "1.5e300"),
        ] {
            let mut out = Vec::new();
            write(number, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
        assert_eq!((to_six_digits(12.345_678), to_six_digits(-1_234_567.0)), (12.3457, -1_234_570.0));
        assert_eq!([0, 9, 10, u64::MAX].map(digits), [1, 1, 2, 20]);
    }

    #[test]
    fn numbers_are_found_in_text_too() {
        for (json, expected) in [
            ("12", Some(12.0)),
            ("\"-0.5\"", Some(-0.5)),
            ("1e3", Some(1000.0)),
            ("\"inf\"", None),
            ("NaN", None),
            ("1e999", None),
            ("\"\"", None),
            ("\"12 ms\"", None),
            ("true", None),
            ("null", None),
            ("[1]", None),
        ] {
            assert_eq!(of_json(json.as_bytes()), expected, "{json}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_as_the_same(number in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
            let mut out = Vec::new();
            write(number, &mut out);
            prop_assert_eq!(out.len(), written_bytes(number));
            let text = String::from_utf8(out).unwrap();
            prop_assert_eq!(text.parse::<f64>().unwrap(), number);
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).unwrap().is_number());
        }
    }
}
