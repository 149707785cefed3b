//! Numbers since 1970.

use crate::word::integer;
use nozzle::Timestamp;

/// Reads a decimal number of seconds, milliseconds, microseconds or nanoseconds since 1970: whichever puts it
/// into the years 1973 to 5138. Smaller numbers are no times, except 0.
pub fn epoch(number: &str) -> Option<Timestamp> {
    let bytes = number.as_bytes();
    let (sign, unsigned) = match bytes {
        [b'-', unsigned @ ..] => (-1, unsigned),
        [b'+', unsigned @ ..] => (1, unsigned),
        _ => (1, bytes),
    };
    let digits = unsigned.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (whole, rest) = unsigned.split_at(digits);
    let fraction = match rest {
        [] => rest,
        [b'.', fraction @ ..] if !fraction.iter().any(|byte| matches!(byte, b'e' | b'E')) => fraction,
        _ => {
            return epoch(&format!("{:.9}", number.parse().ok().filter(|number: &f64| number.abs() < 1e18)?));
        }
    };
    // More than 18 digits may be too many for the number but for its sign.
    let whole = match integer(whole) {
        Some(whole) => sign * whole,
        None => number[..bytes.len() - rest.len()].parse().ok()?,
    };
    let per_second: i64 = match whole.unsigned_abs() {
        0 | 100_000_000..100_000_000_000 => 1,
        100_000_000_000..100_000_000_000_000 => 1_000,
        100_000_000_000_000..100_000_000_000_000_000 => 1_000_000,
        100_000_000_000_000_000.. => 1_000_000_000,
        _ => return None,
    };
    // The fraction, in billionths of the unit.
    let (mut billionths, mut place) = (0, 100_000_000);
    for byte in fraction.iter().take(9) {
        billionths += place * i64::from(byte.is_ascii_digit().then(|| byte - b'0')?);
        place /= 10;
    }
    let nanoseconds_per_unit = 1_000_000_000 / per_second;
    let below_second = (whole % per_second) * nanoseconds_per_unit
        + sign * (billionths * nanoseconds_per_unit / 1_000_000_000);
    let seconds = whole / per_second + below_second.div_euclid(1_000_000_000);
    Timestamp::from_unix(seconds, below_second.rem_euclid(1_000_000_000) as u32)
}
