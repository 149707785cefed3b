//! Transforms records on their way through Amazon Data Firehose and Amazon Kinesis Data Streams.
//!
//! `event bytes → records → transform → outcomes → response bytes`
//!
//! You write what happens to one record. Everything around it is here: reading events as services, samples and
//! emulators really send them, keeping one bad record from harming another, answering every record exactly once
//! within Lambda's limit, logs without payload, metrics, configuration.
//!
//! ```
//! use nozzle::{Failure, Item, Origin, Output, Transform, testing, unpack::CloudWatchLogs};
//!
//! /// Keeps lines that say ERROR.
//! fn errors(item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
//!     let Item::Bytes(line) = item else { return out.emit(item, from) };
//!     if line.windows(5).any(|word| word == b"ERROR") { out.emit(item, from) } else { Ok(()) }
//! }
//!
//! testing::run(errors, ["ERROR no disk", "INFO all well"]).assert_text("0  Ok  ERROR no disk\\n\n1  Dropped\n");
//!
//! // Behind a CloudWatch Logs subscription it is the same function with an unpacker in front.
//! let function = CloudWatchLogs::new().then(errors);
//! # let _ = function;
//! ```
//!
//! # Where things are
//!
//! - [`Transform`], [`Item`], [`Output`], [`Origin`], [`Failure`]: the interface, and what it talks about.
//! - [`typed`](fn@typed): for people who think in structs. [`Transform::prepare`]: for those who must look something up.
//! - [`unpack`]: transforms that open what a record wraps.
//! - [`firehose`]: the contract. [`firehose::Processor`] turns an event into its response.
//! - [`kinesis`]: the contract of Kinesis Data Streams. [`kinesis::Processor`] runs the same transforms in front of a sink.
//! - [`log`]: the one log model, and the shapes it leaves in. [`json`]: JSON without a tree.
//! - [`field`]: single fields of documents and logs, by their paths.
//! - `event_pattern` (feature of that name): the language of Amazon EventBridge, on documents and logs.
//! - [`testing`]: a transform's test in three lines.
//! - `sinks` (feature of that name): delivery streams, data streams, buckets and folders to deliver to.
//! - `lambda` and `function` (feature `lambda`, on by default): the shell around it all.
//!
//! # What this does not do
//!
//! - Exactly-once delivery: a service may send a record twice, and retries a batch whose function failed.
//! - Joining what arrives in different records.
//! - Answering part of a record: a record of which one document fails is failed as a whole, because the contract
//!   knows nothing smaller.

mod arrival;
mod batch;
mod data;
mod deadline;
#[cfg(feature = "event_pattern")]
pub mod event_pattern;
mod failure;
pub mod field;
pub mod firehose;
#[cfg(feature = "lambda")]
pub mod function;
pub mod inflate;
mod isolate;
pub mod json;
pub mod kinesis;
#[cfg(feature = "lambda")]
pub mod lambda;
pub mod log;
mod origin;
mod process_error;
mod rendering;
#[cfg(feature = "sinks")]
pub mod sinks;
pub mod testing;
mod timestamp;
mod transform;
mod typed;
pub mod unpack;

pub use batch::{Batch, Preparation};
pub use deadline::{Deadline, Invocation};
pub use failure::Failure;
pub use origin::{Origin, RecordId};
pub use process_error::ProcessError;
pub use timestamp::{Date, Time, Timestamp};
pub use transform::{Item, Output, TableOperation, TableRoute, Then, Transform};
pub use typed::{Typed, typed};
