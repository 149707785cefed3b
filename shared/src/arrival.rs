//! `approximateArrivalTimestamp`, in every spelling that services, samples and emulators use.

use crate::timestamp::Timestamp;

/// The time that a JSON value names; `None` where it names none.
pub(crate) fn timestamp(json: &[u8]) -> Option<Timestamp> {
    let text = unquoted(json);
    match milliseconds_prefix(text) {
        Some((milliseconds, b"")) => return from_milliseconds(milliseconds),
        Some((seconds, [b'.', fraction @ ..])) if fraction.iter().all(u8::is_ascii_digit) => {
            return from_decimal(seconds, fraction);
        }
        _ => {}
    }
    if let Some(time) = Timestamp::parse(text) {
        return Some(time);
    }
    let number: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    // Seconds are written to the millisecond, which no binary fraction is: the nearest one is meant.
    let is_seconds = number.abs() < LEAST_MILLISECONDS as f64;
    let milliseconds = if is_seconds { (number * 1000.0).round() } else { number.floor() };
    // A cast keeps within the range of its type, and what is out of range there is no time.
    if number.is_nan() { None } else { Timestamp::from_unix_milliseconds(milliseconds as i64) }
}

/// Less than this are seconds, as Kinesis writes them: as milliseconds they would lie before March 1973.
const LEAST_MILLISECONDS: i64 = 100_000_000_000;

/// The time that a whole number of milliseconds, or of seconds, stands for.
pub(crate) fn from_milliseconds(number: i64) -> Option<Timestamp> {
    let milliseconds = if number < LEAST_MILLISECONDS { number * 1000 } else { number };
    Timestamp::from_unix_milliseconds(milliseconds)
}

/// Up to 18 decimal digits at the start of `text`, and what follows them.
#[inline]
pub(crate) fn milliseconds_prefix(text: &[u8]) -> Option<(i64, &[u8])> {
    let eight = text.first_chunk().and_then(eight_digits);
    let (mut milliseconds, mut length) = eight.map_or((0, 0), |digits| (i64::from(digits), 8));
    while let Some(digit) = text.get(length).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit <= 9) {
        // More digits than fit are refused below.
        milliseconds = milliseconds.wrapping_mul(10).wrapping_add(i64::from(digit));
        length += 1;
    }
    (1..19).contains(&length).then(|| (milliseconds, &text[length..]))
}

/// The number of eight decimal digits, all at once: neighbours are joined to pairs, pairs to fours, fours to eight.
fn eight_digits(text: &[u8; 8]) -> Option<u32> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let digits = u64::from_le_bytes(*text).wrapping_sub(ONES * b'0' as u64);
    // The high bit is set of what was below '0', and by adding 0x76 of what is above 9.
    if (digits | digits.wrapping_add(ONES * 0x76)) & (ONES << 7) != 0 {
        return None;
    }
    let pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours * 10_000 + (fours >> 32)) as u32)
}

/// Seconds with a fraction, as Kinesis writes them, without a detour through binary fractions; or milliseconds.
fn from_decimal(number: i64, fraction: &[u8]) -> Option<Timestamp> {
    if number >= LEAST_MILLISECONDS {
        return from_milliseconds(number);
    }
    let digit = |at: usize| fraction.get(at).map_or(0, |digit| i64::from(digit - b'0'));
    Timestamp::from_unix_milliseconds(number * 1000 + digit(0) * 100 + digit(1) * 10 + digit(2))
}

/// The inside of a JSON string, or the value itself.
pub(crate) fn unquoted(json: &[u8]) -> &[u8] {
    json.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn arrives(json: &str, expected: Option<i64>) {
        assert_eq!(timestamp(json.as_bytes()).map(Timestamp::unix_milliseconds), expected, "{json}");
    }

    #[test]
    fn arrival_is_understood_in_every_spelling_seen() {
        arrives("1772611200007", Some(1_772_611_200_007));
        arrives("\"1772611200007\"", Some(1_772_611_200_007));
        arrives("1772611200007.9", Some(1_772_611_200_007));
        arrives("1.772611200007e12", Some(1_772_611_200_007));
        arrives("\"2026-03-04T08:00:00.007Z\"", Some(1_772_611_200_007));
        arrives("510772160000", Some(510_772_160_000));
        arrives("1772611200", Some(1_772_611_200_000));
        arrives("1772611200.251", Some(1_772_611_200_251));
        arrives("1545084650.987", Some(1_545_084_650_987));
        arrives("1.545084650987E9", Some(1_545_084_650_987));
        arrives("1607497475.000", Some(1_607_497_475_000));
        arrives("1545084650.9", Some(1_545_084_650_900));
        arrives("1545084650.9879", Some(1_545_084_650_987));
        arrives("-1", Some(-1000));
        arrives("1234567890123456789", None);
        arrives("\"\"", None);
        arrives("null", None);
        arrives("\"soon\"", None);
        arrives("{}", None);
        arrives("1e400", None);
        arrives("", None);
    }

    proptest::proptest! {
        #[test]
        fn digits_are_read_as_the_library_reads_them(text in "[0-9/:a,]{0,22}") {
            let length = text.bytes().take_while(u8::is_ascii_digit).count();
            let expected = text[..length].parse().ok().filter(|_| length < 19);
            let found = milliseconds_prefix(text.as_bytes());
            proptest::prop_assert_eq!(found, expected.map(|number: i64| (number, &text.as_bytes()[length..])));
        }
    }
}
