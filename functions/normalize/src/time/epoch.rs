//! Numbers since 1970.

use nozzle::Timestamp;

/// Reads a decimal number of seconds, milliseconds, microseconds or nanoseconds since 1970: whichever puts it
/// into the years 1973 to 5138. Smaller numbers are no times, except 0.
pub fn epoch(number: &str) -> Option<Timestamp> {
    if number.contains(['e', 'E']) {
        return epoch(&format!("{:.9}", number.parse::<f64>().ok().filter(|number| number.abs() < 1e18)?));
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: i64 = whole.parse().ok()?;
    let per_second: i64 = match whole.unsigned_abs() {
        0 | 100_000_000..100_000_000_000 => 1,
        100_000_000_000..100_000_000_000_000 => 1_000,
        100_000_000_000_000..100_000_000_000_000_000 => 1_000_000,
        100_000_000_000_000_000.. => 1_000_000_000,
        _ => return None,
    };
    // The fraction, in billionths of the unit.
    let mut billionths: i64 = 0;
    for at in 0..9 {
        let digit = fraction.as_bytes().get(at).copied().unwrap_or(b'0');
        billionths = billionths * 10 + i64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
    }
    let nanoseconds_per_unit = 1_000_000_000 / per_second;
    let sign = if number.starts_with('-') { -1 } else { 1 };
    let below_second = (whole % per_second) * nanoseconds_per_unit
        + sign * (i128::from(billionths) * i128::from(nanoseconds_per_unit) / 1_000_000_000) as i64;
    let seconds = whole / per_second + below_second.div_euclid(1_000_000_000);
    Timestamp::from_unix(seconds, below_second.rem_euclid(1_000_000_000) as u32)
}
