//! How long to wait before the next attempt.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};

/// Pauses between attempts: each a random part of a bound that doubles, so that many who failed together do not come
/// back together.
///
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pauses {
    /// The bound of the first pause.
    pub first: Duration,
    /// The bound that none exceeds.
    pub longest: Duration,
}

impl Default for Pauses {
    /// 50 milliseconds, and 5 seconds.
    fn default() -> Self {
        Self { first: Duration::from_millis(50), longest: Duration::from_secs(5) }
    }
}

impl Pauses {
    /// The pause behind so many attempts in a row that failed.
    pub(super) fn after(self, failed_attempts: u32) -> Duration {
        self.bound(failed_attempts).mul_f64(random())
    }

    fn bound(self, failed_attempts: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(failed_attempts.saturating_sub(1));
        self.first.saturating_mul(doubled).min(self.longest)
    }
}

/// From 0 to 1. The standard library seeds its hash maps with random numbers; nothing better is needed here.
fn random() -> f64 {
    RandomState::new().build_hasher().finish() as f64 / u64::MAX as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_doubles_up_to_the_longest() {
        let pauses = Pauses::default();
        let bounds: Vec<_> =
            [1, 2, 3, 7, 8, 100, u32::MAX].map(|failed| pauses.bound(failed).as_millis()).into();
        assert_eq!(bounds, [50, 100, 200, 3200, 5000, 5000, 5000]);
    }

    #[test]
    fn pauses_differ_and_keep_within_the_bound() {
        let pauses: Vec<_> = (0..100).map(|_| Pauses::default().after(3)).collect();
        assert!(pauses.iter().all(|pause| *pause <= Duration::from_millis(200)), "{pauses:?}");
        assert!(pauses.iter().any(|pause| *pause != pauses[0]), "{pauses:?}");
    }
}
