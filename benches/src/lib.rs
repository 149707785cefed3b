//! What is measured: the same work by Nozzle, by the code everybody writes, and by the floor.

pub mod access_log;
pub mod events;
pub mod floor;
pub mod naive;
pub mod paired;

use nozzle::{Failure, Item, Origin, Output};

/// A transform that changes nothing but hands over bytes of its own, so that they are encoded anew.
pub fn rewrite() -> impl FnMut(Item<'_>, &Origin<'_>, &mut dyn Output) -> Result<(), Failure> + Send {
    let mut copy = Vec::new();
    move |item, from, out| {
        let Item::Bytes(bytes) = item else { return out.emit(item, from) };
        copy.clear();
        copy.extend_from_slice(bytes);
        out.emit(Item::Bytes(&copy), from)
    }
}
