//! Records of a Kinesis data stream, through a pipeline of transforms, into a delivery stream.
//!
//! batch → records, those of aggregates too → step → step → … → `PutRecordBatch`
//!
//! For people who want now what a delivery stream with a data stream as its source gives them after a minute, or who have
//! other readers on the stream and want each to see something else.

pub mod configuration;
mod function;

pub use configuration::Configuration;
pub use function::Function;
