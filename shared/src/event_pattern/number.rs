//! Numbers, which compare by value.

/// A number of a pattern or a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    value: f64,
    /// Where it is a whole number of at most 18 digits: those are told apart where `f64` cannot.
    whole: Option<i64>,
}

impl Number {
    /// Reads a number of JSON; nothing where it is larger than `f64` holds.
    pub(super) fn read(text: &str) -> Option<Self> {
        let whole = whole(text);
        let value = match whole {
            Some(whole) => whole as f64,
            None => text.parse().ok().filter(|value: &f64| value.is_finite())?,
        };
        Some(Self { value, whole })
    }

    pub(super) fn value(self) -> f64 {
        self.value
    }

    pub(super) fn equals(self, other: Self) -> bool {
        match (self.whole, other.whole) {
            (Some(this), Some(other)) => this == other,
            _ => self.value == other.value,
        }
    }

    /// What equal numbers have in common.
    pub(super) fn key(self) -> u64 {
        // `-0` and `0` are equal.
        (self.value + 0.0).to_bits()
    }
}

fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_whole = (1..=18).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_whole { text.parse().ok() } else { None }
}

/// A bound of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bound {
    pub(super) value: f64,
    pub(super) inclusive: bool,
}

/// What `numeric` asks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) lower: Option<Bound>,
    pub(super) upper: Option<Bound>,
}

impl Range {
    pub(super) fn holds(self, number: Number) -> bool {
        let value = number.value();
        self.lower
            .is_none_or(|bound| if bound.inclusive { value >= bound.value } else { value > bound.value })
            && self
                .upper
                .is_none_or(|bound| if bound.inclusive { value <= bound.value } else { value < bound.value })
    }
}
