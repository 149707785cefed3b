//! The contract of a Lambda function that reads an Amazon Kinesis data stream through an event source mapping.
//!
//! `event bytes → records → transform → documents → sink → response bytes`: [`Event`] reads, [`Processor`] splits what
//! producers aggregated and runs the transform over one record at a time, a [`Sink`] delivers what it emits, and the
//! answer names the first record that is not done, if there is one.
//!
//! ```
//! use nozzle::{Failure, Invocation, Item, Origin, Output, kinesis::{MemorySink, Processor}, testing};
//!
//! let shout = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| -> Result<(), Failure> {
//!     let Item::Bytes(bytes) = item else { return out.emit(item, from) };
//!     out.emit(Item::Bytes(&bytes.to_ascii_uppercase()), from)
//! };
//! let sink = MemorySink::default();
//! let mut processor = Processor::new(shout, sink.clone());
//! let event = testing::kinesis::event(["hello", "world"]);
//! let answer = testing::block_on(processor.process(&event, Invocation::default()))?;
//! assert_eq!(answer.response, br#"{"batchItemFailures":[]}"#);
//! assert_eq!(sink.texts(), ["HELLO\n", "WORLD\n"]);
//! # Ok::<(), nozzle::kinesis::ProcessError>(())
//! ```
//!
//! # What the mapping must be set to
//!
//! `FunctionResponseTypes` holds `ReportBatchItemFailures`: without it Lambda takes every answer for success, and what
//! failed is lost. With `ParallelizationFactor` above 1, Lambda keeps order by the partition key of the record in the
//! stream; the keys inside an aggregate are not looked at, so aggregating producers need a factor of 1.
//!
//! # What is delivered twice
//!
//! The contract is "at least once": the answer names one record of the stream, and Lambda sends that one and all
//! behind it again. Twice goes out, and cannot be helped: what a sink took of one batch behind a document it did not
//! take, or behind a record that could not be set aside; and everything done by an invocation whose answer never
//! arrived, because it ran out of time or was ended.
//! An answer cannot name a place inside an aggregate either. The processor remembers how many of its records are
//! done and leaves those out when the aggregate comes back; what comes back to another execution environment is
//! delivered again from the aggregate's first record.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html>

mod aggregate;
mod answer;
mod event;
pub mod limits;
mod output;
mod pending;
mod processor;
mod progress;
mod response;
mod sequence_number;
mod set_aside;
mod sink;
mod window;

pub use aggregate::{Aggregate, UserRecord};
pub use answer::{Answer, Counts, FailedRecord, ProcessError, StopCause, Stopped};
pub use event::{Event, EventError, Record, Window};
pub use processor::{OnPoison, Processor};
pub use response::Checkpoint;
pub use sequence_number::SequenceNumber;
pub use set_aside::{KeptRecord, MemorySetAside, SetAside, SetAsideRecord, SettingAside};
pub use sink::{Delivery, Document, Documents, MemorySink, Room, Sink, Undelivered};
pub use window::{Results, ShardWindow, WindowProcessor, WindowState};
