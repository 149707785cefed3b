//! Panics of transforms stay with the record that caused them.

use crate::{
    failure::Failure,
    origin::Origin,
    transform::{Item, Output, Transform},
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A panic, without what it says: that may be payload.
#[derive(Debug)]
pub(crate) struct Panicked;

/// Runs `function`; a panic ends here.
pub(crate) fn isolate<R>(function: impl FnOnce() -> R) -> Result<R, Panicked> {
    catch_unwind(AssertUnwindSafe(function)).map_err(|payload| {
        // What was thrown may itself panic when it is dropped.
        if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            std::mem::forget(second);
        }
        Panicked
    })
}

/// Runs `transform` over one item; a panic is a failure like any other.
pub(crate) fn transform(
    transform: &mut impl Transform,
    item: Item<'_>,
    from: &Origin<'_>,
    out: &mut dyn Output,
) -> Result<(), Failure> {
    isolate(|| transform.transform(item, from, out)).unwrap_or_else(|Panicked| {
        // A transform that cannot even put itself in order is used on: it answers for its own records.
        let _ = isolate(|| transform.recover());
        Err(Failure::new("panic", "the transform panicked"))
    })
}

/// What `transform` counted; where it panicked over that, what it had handed over.
pub(crate) fn take_counts(transform: &mut impl Transform) -> Vec<(&'static str, u64)> {
    let mut counts = Vec::new();
    let _ = isolate(|| transform.take_counts(&mut |name, count| counts.push((name, count))));
    counts
}
