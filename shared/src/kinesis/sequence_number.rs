//! The numbers of records in a shard.

use std::{cmp::Ordering, fmt};

/// The number of a record in its shard: decimal digits, more than any integer type holds. Numbers compare as numbers.
///
/// Source: <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Record.html>
///
/// ```
/// use nozzle::kinesis::SequenceNumber;
///
/// let number = |digits| SequenceNumber::new(digits).unwrap();
/// assert!(number("99") < number("100"));
/// assert_eq!(SequenceNumber::new("4955x"), None);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SequenceNumber<'a>(&'a str);

impl<'a> SequenceNumber<'a> {
    /// The number that is written so; `None` where that is anything but decimal digits.
    pub fn new(digits: &'a str) -> Option<Self> {
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(Self(digits))
    }

    /// Its digits, as the service wrote them.
    pub const fn as_str(self) -> &'a str {
        self.0
    }
}

impl Ord for SequenceNumber<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let (this, other) = (self.0.trim_start_matches('0'), other.0.trim_start_matches('0'));
        this.len().cmp(&other.len()).then_with(|| this.cmp(other))
    }
}

impl PartialOrd for SequenceNumber<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for SequenceNumber<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for SequenceNumber<'_> {}

impl fmt::Display for SequenceNumber<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(digits: &str) -> SequenceNumber<'_> {
        SequenceNumber::new(digits).unwrap()
    }

    #[test]
    fn numbers_of_129_digits_compare_as_numbers() {
        let nines = "9".repeat(128);
        let power = format!("1{}", "0".repeat(128));
        assert_eq!(power.len(), super::super::limits::MAX_SEQUENCE_NUMBER_DIGITS);
        assert!(number(&nines) < number(&power));
        assert!(number(&power) < number(&format!("1{}1", "0".repeat(127))));
        assert!(number("0") < number("1"));
        assert_eq!(number("007"), number("7"));
        for text in ["", "-1", "1.0", "４", " 1"] {
            assert_eq!(SequenceNumber::new(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_fits_an_integer_compares_like_it(a: u128, b in prop_oneof![any::<u128>(), 0..300_u128]) {
            let (left, right) = (a.to_string(), b.to_string());
            prop_assert_eq!(number(&left).cmp(&number(&right)), a.cmp(&b));
        }
    }
}
