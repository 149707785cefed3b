//! Transforms records on their way through Amazon Data Firehose and Kinesis Data Streams.

mod failure;
pub mod firehose;
pub mod json;
pub mod log;
mod origin;
mod timestamp;
mod transform;

pub use failure::Failure;
pub use origin::{Origin, RecordId};
pub use timestamp::{Date, Time, Timestamp};
pub use transform::{Item, Output, TableOperation, TableRoute, Then, Transform};
