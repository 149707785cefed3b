//! Transforms records on their way through Amazon Data Firehose and Kinesis Data Streams.

mod batch;
mod failure;
pub mod firehose;
#[cfg(feature = "lambda")]
pub mod function;
mod inflate;
mod isolate;
pub mod json;
#[cfg(feature = "lambda")]
pub mod lambda;
pub mod log;
mod origin;
pub mod testing;
mod timestamp;
mod transform;
mod typed;
pub mod unpack;

pub use batch::{Batch, Preparation};
pub use failure::Failure;
pub use origin::{Origin, RecordId};
pub use timestamp::{Date, Time, Timestamp};
pub use transform::{Item, Output, TableOperation, TableRoute, Then, Transform};
pub use typed::{Typed, typed};
