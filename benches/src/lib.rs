//! What is measured: the same work by Nozzle, by the code everybody writes, and by the floor.

pub mod agreement;
pub mod events;
pub mod filter;
pub mod floor;
pub mod formats;
pub mod naive;
pub mod paired;
pub mod python;
pub mod random;

use normalize::{Configuration, Normalize};
use nozzle::{Failure, Item, Origin, Output, Then, firehose::Processor, unpack::CloudWatchLogs};

/// The least that a function does: every record passes, and a newline is put behind it so that S3 keeps them apart.
/// The framework adds it; [`naive::newline`] is the same work by hand.
pub fn pass(item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
    out.emit(item, from)
}

/// The function `normalize` as it is deployed, but for the format: a name, or `auto`.
pub fn normalize(format: &str) -> Processor<Then<CloudWatchLogs, Normalize>> {
    let format = serde_json::from_value(format.into()).expect("a format");
    normalize::processor(&Configuration { format, ..Configuration::default() })
}

#[cfg(test)]
mod tests;
