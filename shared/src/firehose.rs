//! The contract of an Amazon Data Firehose transformation Lambda.
//!
//! `event bytes → records → transform → outcomes → response bytes`: [`Event`] reads, [`Processor`] runs
//! the transform over one record at a time, the response is written behind it.
//!
//! Source: <https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html>

mod event;
pub mod limits;
mod metadata;
mod output;
mod processor;
mod reingest;
mod response;

pub use event::{Data, Event, EventError, KinesisRecordMetadata, Record};
pub use metadata::OnPartitionKeyConflict;
pub use processor::{Answer, Counts, FailedRecord, ProcessError, Processor};
pub use reingest::{OnOverflow, Reingest};
pub use response::RecordResult;
