//! Interleaved timing: variants take turns in one process, and ratios are taken within a turn, so that a
//! busy machine slows all of them alike.

use std::time::{Duration, Instant};

/// A variant by name; it returns a number that depends on all its work.
pub type Variant<'a> = (&'a str, Box<dyn FnMut() -> usize + 'a>);

/// Medians of one variant.
pub struct Row {
    /// The variant's name.
    pub name: String,
    /// Median time of a turn.
    pub median: Duration,
    /// Median of (time of the first variant / time of this one), turn by turn.
    pub times_as_fast_as_first: f64,
    /// Median of (time of this variant / time of the last one), turn by turn.
    pub times_the_last: f64,
}

/// Runs all variants in turns.
pub fn measure(variants: &mut [Variant<'_>], turns: usize) -> Vec<Row> {
    let mut times = vec![Vec::with_capacity(turns); variants.len()];
    for turn in 0..turns + 2 {
        for (index, (_, run)) in variants.iter_mut().enumerate() {
            // Once for itself: what the variant before left in the allocator is not this one's cost.
            std::hint::black_box(run());
            let start = Instant::now();
            std::hint::black_box(run());
            if turn >= 2 {
                times[index].push(start.elapsed().as_secs_f64());
            }
        }
    }
    let last = times.len() - 1;
    let ratio = |over: &[f64], under: &[f64]| {
        median(over.iter().zip(under).map(|(over, under)| over / under).collect())
    };
    let row = |(index, (name, _)): (usize, &Variant<'_>)| Row {
        name: (*name).to_owned(),
        median: Duration::from_secs_f64(median(times[index].clone())),
        times_as_fast_as_first: ratio(&times[0], &times[index]),
        times_the_last: ratio(&times[index], &times[last]),
    };
    variants.iter().enumerate().map(row).collect()
}

/// The value in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
