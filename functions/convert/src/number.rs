//! Decimal numbers as text: looked at without ever becoming a float.

use nozzle::json::has_any;

/// A decimal number in its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal<'a> {
    pub(crate) negative: bool,
    /// Digits before the point, leading zeros left out.
    integer: &'a [u8],
    /// Digits behind the point, trailing zeros left out.
    fraction: &'a [u8],
    exponent: i32,
    /// Does JSON spell it like this?
    is_json: bool,
}

/// More digits than any column has.
const MAX_DIGITS: usize = 40;

impl<'a> Decimal<'a> {
    /// Reads a sign, digits with a point anywhere, and an exponent. At least one digit must stand there.
    pub(crate) fn parse(text: &'a [u8]) -> Option<Self> {
        let (negative, unsigned) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, text),
        };
        let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (integer, mut rest) = unsigned.split_at(digits(unsigned));
        let mut fraction: &[u8] = b"";
        let mut is_json =
            !integer.is_empty() && (integer[0] != b'0' || integer.len() == 1) && text[0] != b'+';
        if let [b'.', behind @ ..] = rest {
            (fraction, rest) = behind.split_at(digits(behind));
            is_json &= !fraction.is_empty();
        }
        if integer.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut exponent = 0;
        if let [b'e' | b'E', behind @ ..] = rest {
            let (sign, behind) = match behind {
                [b'-', rest @ ..] => (-1, rest),
                [b'+', rest @ ..] => (1, rest),
                _ => (1, behind),
            };
            let (power, after) = behind.split_at(digits(behind));
            if power.is_empty() {
                return None;
            }
            // An exponent beyond any column's is as good as any other.
            let number = power.iter().fold(0_i32, |number, digit| {
                number.saturating_mul(10).saturating_add(i32::from(digit - b'0')).min(1_000_000)
            });
            exponent = sign * number;
            rest = after;
        }
        if !rest.is_empty() {
            return None;
        }
        let zeros = integer.iter().take_while(|digit| **digit == b'0').count();
        let end = fraction.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1);
        Some(Self { negative, integer: &integer[zeros..], fraction: &fraction[..end], exponent, is_json })
    }

    /// Does JSON spell the number as it was read?
    pub(crate) const fn is_json(&self) -> bool {
        self.is_json
    }

    /// Is it spelt without an exponent, with at most so many digits before and behind the point?
    pub(crate) const fn fits(&self, integer_digits: usize, fraction_digits: usize) -> bool {
        self.exponent == 0 && self.integer.len() <= integer_digits && self.fraction.len() <= fraction_digits
    }

    /// The number times ten to the power of `scale`, without its sign, where that is whole and has at most
    /// `max_digits` digits.
    pub(crate) fn scaled(&self, scale: u32, max_digits: usize) -> Option<u128> {
        let digits = || self.integer.iter().chain(self.fraction).map(|digit| digit - b'0');
        if digits().all(|digit| digit == 0) {
            return Some(0);
        }
        // Zeros at the end of the digits are no digits that could be lost.
        let all = self.integer.len() + self.fraction.len();
        let trailing = if self.fraction.is_empty() {
            self.integer.iter().rev().take_while(|digit| **digit == b'0').count()
        } else {
            0
        };
        let leading = digits().take_while(|digit| *digit == 0).count();
        let significant = all - trailing - leading;
        let shift =
            i64::from(self.exponent) - self.fraction.len() as i64 + trailing as i64 + i64::from(scale);
        if shift < 0 || significant as i64 + shift > max_digits.min(MAX_DIGITS - 2) as i64 {
            return None;
        }
        let number = digits()
            .skip(leading)
            .take(significant)
            .fold(0_u128, |number, digit| number * 10 + u128::from(digit));
        Some(number * 10_u128.pow(shift as u32))
    }

    /// The number, where it is whole and has 64 bits.
    pub(crate) fn to_i64(self) -> Option<i64> {
        let number = i128::try_from(self.scaled(0, 19)?).ok()?;
        i64::try_from(if self.negative { -number } else { number }).ok()
    }
}

/// Has a number of JSON neither point nor exponent, and no more than `max_digits`? A sign counts as one of them.
pub(crate) fn is_integer(text: &[u8], max_digits: usize) -> bool {
    text.len() <= max_digits && !has_any([b'.', b'e', b'E'], text)
}

/// Has a number of JSON no exponent, and so few digits that a float holds it?
pub(crate) fn is_short_decimal(text: &[u8]) -> bool {
    text.len() <= 30 && !has_any([b'e', b'E'], text)
}

/// A whole number spelt as JSON spells it: the common case, at once.
pub(crate) fn plain_integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 18 || (digits[0] == b'0' && digits.len() > 1) {
        return None;
    }
    let mut number = 0_i64;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + i64::from(digit);
    }
    Some(if negative { -number } else { number })
}

/// Appends a number with `scale` digits behind its point.
pub(crate) fn write_scaled(number: u128, negative: bool, scale: u32, out: &mut Vec<u8>) {
    if negative {
        out.push(b'-');
    }
    let text = number.to_string();
    let scale = scale as usize;
    let padded = format!("{text:0>width$}", width = scale + 1);
    let (integer, fraction) = padded.split_at(padded.len() - scale);
    out.extend_from_slice(integer.as_bytes());
    if !fraction.is_empty() {
        out.push(b'.');
        out.extend_from_slice(fraction.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn integer(text: &str) -> Option<i64> {
        Decimal::parse(text.as_bytes())?.to_i64()
    }

    #[test]
    fn whole_numbers_however_they_are_spelt() {
        for (text, number) in [
            ("0", 0),
            ("-0", 0),
            ("007", 7),
            ("+7", 7),
            ("7.000", 7),
            ("1e3", 1000),
            ("1.5e1", 15),
            ("1200e-2", 12),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("9.223372036854775807E18", i64::MAX),
            ("0e999999999999", 0),
        ] {
            assert_eq!(integer(text), Some(number), "{text}");
        }
        for text in [
            "9223372036854775808",
            "-9223372036854775809",
            "1.5",
            "1e-1",
            "1e19",
            "1e999999999999",
            "",
            "-",
            ".",
            "1e",
            "1x",
            "0x10",
            "--1",
            "1.2.3",
        ] {
            assert_eq!(integer(text), None, "{text}");
        }
    }

    #[test]
    fn scaled_numbers_lose_no_digit() {
        let scaled =
            |text: &str, scale, digits| Decimal::parse(text.as_bytes()).unwrap().scaled(scale, digits);
        assert_eq!(scaled("12.5", 2, 10), Some(1250));
        assert_eq!(scaled("12.505", 2, 10), None);
        assert_eq!(scaled("12.500", 1, 10), Some(125));
        assert_eq!(scaled("99999999.99", 2, 10), Some(9_999_999_999));
        assert_eq!(scaled("100000000", 2, 10), None);
        assert_eq!(scaled("99999999999999999999999999999999999999", 0, 38), Some(10_u128.pow(38) - 1));
        assert_eq!(scaled("0.000001e6", 0, 5), Some(1));
    }

    #[test]
    fn scaled_numbers_are_written_with_their_point() {
        let written = |number, negative, scale| {
            let mut out = Vec::new();
            write_scaled(number, negative, scale, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(1250, false, 2), "12.50");
        assert_eq!(written(5, true, 3), "-0.005");
        assert_eq!(written(7, false, 0), "7");
    }

    #[test]
    fn the_spelling_of_json_is_known() {
        let is_json = |text: &str| Decimal::parse(text.as_bytes()).unwrap().is_json();
        assert!(["0", "-0", "-0.0", "10", "1.50", "1e5", "1.0E-7"].into_iter().all(is_json));
        assert!(!["+1", "01", ".5", "1.", "00", "-01", "1.e5"].into_iter().any(is_json));
    }

    proptest! {
        #[test]
        fn integers_come_back(number in any::<i64>()) {
            let text = number.to_string();
            prop_assert_eq!(integer(&text), Some(number));
            prop_assert!(plain_integer(text.as_bytes()).is_none_or(|plain| plain == number));
        }

        #[test]
        fn what_is_written_is_read(number in 0..10_u128.pow(38), scale in 0..38_u32, negative in any::<bool>()) {
            let mut out = Vec::new();
            write_scaled(number, negative, scale, &mut out);
            let read = Decimal::parse(&out).unwrap();
            prop_assert_eq!(read.scaled(scale, 38), Some(number));
            prop_assert_eq!(read.is_json(), serde_json::from_slice::<serde_json::Number>(&out).is_ok());
        }

        #[test]
        fn is_json_as_serde_json_sees_it(text in "[-+]?[0-9]{0,3}(\\.[0-9]{0,3})?([eE][-+]?[0-9]{0,2})?") {
            if let Some(decimal) = Decimal::parse(text.as_bytes()) {
                prop_assert_eq!(decimal.is_json(), serde_json::from_str::<serde_json::Number>(&text).is_ok(), "{}", text);
            }
        }
    }
}
