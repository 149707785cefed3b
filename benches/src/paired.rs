//! Interleaved timing: variants take turns in one process, and ratios are taken within a turn, so that a
//! busy machine slows all of them alike. Time is that on the processor: waiting for one is nobody's cost.

use nix::time::{ClockId, clock_gettime};
use std::{hint::black_box, time::Duration};

/// Does the work once and tells how long that took.
pub type Variant<'a> = Box<dyn FnMut() -> Duration + 'a>;

/// A variant of this process; `work` gives a number that depends on all of it.
pub fn timed<'a>(mut work: impl FnMut() -> usize + 'a) -> Variant<'a> {
    Box::new(move || {
        let start = time_on_processor();
        black_box(work());
        time_on_processor() - start
    })
}

/// How long this thread has run.
fn time_on_processor() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("a clock of threads").into()
}

/// The times of all variants, turn by turn.
pub struct Times(Vec<Vec<f64>>);

impl Times {
    /// Median time of a variant.
    pub fn median(&self, variant: usize) -> Duration {
        Duration::from_secs_f64(median(self.0[variant].clone()))
    }

    /// Median of (time of one variant / time of another), turn by turn.
    pub fn ratio(&self, over: usize, under: usize) -> f64 {
        median(self.0[over].iter().zip(&self.0[under]).map(|(over, under)| over / under).collect())
    }
}

/// Runs all variants in turns.
pub fn measure(variants: &mut [Variant<'_>], turns: usize) -> Times {
    let mut times = vec![Vec::with_capacity(turns); variants.len()];
    for turn in 0..turns + 2 {
        for (run, times) in variants.iter_mut().zip(&mut times) {
            // Once for itself: what the variant before left in the allocator is not this one's cost.
            run();
            let time = run();
            if turn >= 2 {
                times.push(time.as_secs_f64());
            }
        }
    }
    Times(times)
}

/// The value in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
