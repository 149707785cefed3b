//! How numbers are distributed: counts in buckets whose bounds grow by the same factor, as in DDSketch. Any quantile is
//! then known to a hundredth of its value, however many numbers there were, and buckets of several sketches can be added.
//!
//! Own code, because the state of a window is small and text: `sketches-ddsketch` keeps, and would write, at least 128
//! counters for every key, of which most are zero. Here a bucket that is empty takes no room.
//!
//! Source: <https://arxiv.org/abs/1908.10693>

use crate::number::{self, digits};
use nozzle::json::{self, Cursor, JsonError};

/// The factor between the bounds of a bucket: its middle is at most 0.99 % off any number in it.
const GROWTH: f64 = 1.02;

/// Buckets that a sketch may have: those of numbers from a billionth to a hundred million. One that has them takes no
/// more numbers, and is written.
const MAX_BUCKETS: usize = 2048;

/// Counts of numbers, by size.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sketch {
    zeros: u64,
    /// By the buckets of their absolute values.
    negative: Vec<Bucket>,
    positive: Vec<Bucket>,
    /// How many bytes it has as JSON.
    written_bytes: usize,
}

/// A bucket and its count: numbers above `GROWTH` to the power of one less than its index, up to that of its index.
type Bucket = (i32, u64);

impl Default for Sketch {
    fn default() -> Self {
        Self { zeros: 0, negative: Vec::new(), positive: Vec::new(), written_bytes: "[0,[],[]]".len() }
    }
}

impl Sketch {
    /// Adds a finite number.
    pub(crate) fn add(&mut self, number: f64) {
        let (buckets, absolute) = if number > 0.0 {
            (&mut self.positive, number)
        } else if number < 0.0 {
            (&mut self.negative, -number)
        } else {
            self.written_bytes -= digits(self.zeros);
            self.zeros += 1;
            self.written_bytes += digits(self.zeros);
            return;
        };
        let index = (absolute.ln() / GROWTH.ln()).ceil() as i32;
        match buckets.binary_search_by_key(&index, |bucket| bucket.0) {
            Ok(at) => {
                let count = &mut buckets[at].1;
                self.written_bytes += digits(*count + 1) - digits(*count);
                *count += 1;
            }
            Err(at) => {
                let commas = if buckets.is_empty() { 1 } else { 2 };
                buckets.insert(at, (index, 1));
                self.written_bytes += commas + number::written_bytes(f64::from(index)) + 1;
            }
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.negative.len() + self.positive.len() >= MAX_BUCKETS
    }

    /// The least number that a part of the numbers does not exceed, but for a hundredth of itself. Nothing where there
    /// are none.
    pub(crate) fn quantile(&self, quantile: f64) -> Option<f64> {
        let count: u64 = self.buckets().map(|(_, count)| count).sum();
        let rank = rank(quantile, count);
        let mut passed = 0;
        let bucket = self.buckets().find(|(_, count)| {
            passed += count;
            passed >= rank
        });
        bucket.map(|(value, _)| value)
    }

    /// The middle of each bucket and its count, from the least on.
    pub(crate) fn buckets(&self) -> impl Iterator<Item = (f64, u64)> {
        // The largest numbers there are would lie below the middle of their bucket.
        let middle = |index| (GROWTH.powi(index - 1) * (2.0 * GROWTH / (1.0 + GROWTH))).min(f64::MAX);
        let negative = self.negative.iter().rev().map(move |(index, count)| (-middle(*index), *count));
        let zeros = Some((0.0, self.zeros)).filter(|(_, zeros)| *zeros > 0);
        negative.chain(zeros).chain(self.positive.iter().map(move |(index, count)| (middle(*index), *count)))
    }

    /// How many bytes [`write`](Self::write) appends.
    pub(crate) fn written_bytes(&self) -> usize {
        self.written_bytes
    }

    /// Appends it as JSON: `[zeros,[index,count,…],[index,count,…]]`, the negative ones first.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(b'[');
        json::write_integer(self.zeros as i64, out);
        for buckets in [&self.negative, &self.positive] {
            out.extend_from_slice(b",[");
            for (at, (index, count)) in buckets.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                json::write_integer(i64::from(*index), out);
                out.push(b',');
                json::write_integer(*count as i64, out);
            }
            out.push(b']');
        }
        out.push(b']');
    }

    /// Reads what [`write`](Self::write) wrote.
    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Self, JsonError> {
        let mut sketch = Self::default();
        cursor.open(b'[')?;
        element(cursor, true)?;
        sketch.zeros = integer(cursor)?;
        for buckets in [&mut sketch.negative, &mut sketch.positive] {
            element(cursor, false)?;
            cursor.open(b'[')?;
            while cursor.next_element(buckets.is_empty())? {
                let index = integer(cursor)?;
                element(cursor, false)?;
                buckets.push((index, integer(cursor)?));
            }
            if !buckets.is_sorted_by(|one, next| one.0 < next.0) {
                return Err(cursor.error("buckets are not in order"));
            }
        }
        if cursor.next_element(false)? {
            return Err(cursor.error("there is too much"));
        }
        let mut written = Vec::new();
        sketch.write(&mut written);
        sketch.written_bytes = written.len();
        Ok(sketch)
    }
}

/// Which of so many numbers, counted from 1, a quantile is.
fn rank(quantile: f64, count: u64) -> u64 {
    // A product such as 0.07 × 100 is a little more than it should be.
    ((quantile * count as f64 - 1e-9).ceil() as u64).max(1)
}

/// The next element of an array, which must be there.
pub(crate) fn element(cursor: &mut Cursor<'_>, first: bool) -> Result<(), JsonError> {
    if cursor.next_element(first)? { Ok(()) } else { Err(cursor.error("something is missing")) }
}

/// A whole number. Whoever passed it on may have written it with a fraction of zero.
pub(crate) fn integer<N: std::str::FromStr>(cursor: &mut Cursor<'_>) -> Result<N, JsonError> {
    let error = cursor.error("no such number is expected here");
    let text = str::from_utf8(cursor.value()?).unwrap_or_default();
    text.strip_suffix(".0").unwrap_or(text).parse().map_err(|_| error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(sketch: &Sketch) -> String {
        let mut out = Vec::new();
        sketch.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn buckets_are_few_and_in_order() {
        let mut sketch = Sketch::default();
        assert_eq!(sketch.quantile(0.5), None);
        [100.0, 101.0, 0.0, -5.0, 100.5, 1e-300].into_iter().for_each(|number| sketch.add(number));
        assert_eq!(json(&sketch), "[1,[82,1],[-34883,1,233,2,234,1]]");
        let values: Vec<f64> = sketch.buckets().map(|(value, _)| number::to_six_digits(value)).collect();
        assert_eq!(values.len(), 5);
        assert!(values.is_sorted());
    }

    #[test]
    fn a_quantile_is_one_of_the_numbers() {
        for (quantile, count, expected) in [
            (0.0, 5, 1),
            (0.5, 4, 2),
            (0.5, 5, 3),
            (0.07, 100, 7),
            (0.99, 3, 3),
            (0.99, 100, 99),
            (1.0, 7, 7),
        ] {
            assert_eq!(rank(quantile, count), expected, "{quantile} of {count}");
        }
    }

    #[test]
    fn what_is_no_sketch_is_refused() {
        for text in [
            "[0,[]]",
            "[0,[],[],1]",
            "[0,[1],[]]",
            "[0,[2,1,1,1],[]]",
            "[-1,[],[]]",
            "{}",
            "[0,[],[1.5,1]]",
            "[",
        ] {
            assert!(Sketch::read(&mut Cursor::new(text.as_bytes())).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn quantiles_are_a_hundredth_off_at_most(
            mut numbers in proptest::collection::vec(
                prop_oneof![0.001..100_000.0, -50.0..50.0, proptest::num::f64::NORMAL, Just(0.0)],
                1..300,
            ),
            quantile in 0.0..=1.0_f64,
        ) {
            let mut sketch = Sketch::default();
            numbers.iter().for_each(|number| sketch.add(*number));
            let text = json(&sketch);
            prop_assert_eq!(text.len(), sketch.written_bytes());
            prop_assert_eq!(&Sketch::read(&mut Cursor::new(text.as_bytes())).unwrap(), &sketch);
            numbers.sort_by(f64::total_cmp);
            let exact = numbers[rank(quantile, numbers.len() as u64) as usize - 1];
            let found = number::to_six_digits(sketch.quantile(quantile).unwrap());
            prop_assert!((found - exact).abs() <= exact.abs() * 0.01, "{} is not near {}", found, exact);
        }
    }
}
