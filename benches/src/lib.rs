//! What is measured: the same work by Nozzle, by the code everybody writes, and by the floor.

pub mod access_log;
pub mod events;
pub mod floor;
pub mod naive;
pub mod paired;

use nozzle::{Failure, Item, Origin, Output};

/// The least that a function does: every record passes, and a newline is put behind it so that S3 keeps them apart.
/// The framework adds it; [`naive::newline`] is the same work by hand.
pub fn pass(item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
    out.emit(item, from)
}
