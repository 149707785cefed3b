//! Where documents go, and what may be set aside: delivery streams, data streams, buckets and folders.
//!
//! [`FirehoseSink`] and [`KinesisSink`] are [`Sink`](crate::kinesis::Sink)s, [`ObjectSetAside`] is a
//! [`SetAside`](crate::kinesis::SetAside). All of them use an [`Account`]: region, credentials and endpoints as the
//! environment of a Lambda function says them.
//!
//! ```no_run
//! use nozzle::{Failure, Item, Origin, Output, kinesis::{OnPoison, Processor}, lambda, sinks};
//!
//! fn main() -> Result<std::process::ExitCode, Box<dyn std::error::Error>> {
//!     let account = sinks::Account::from_environment()?;
//!     let sink = sinks::FirehoseSink::new(&account, "logs")?;
//!     let poison = sinks::ObjectSetAside::open("s3://set-aside/logs")?;
//!     let unchanged = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| out.emit(item, from);
//!     Ok(lambda::serve(Processor::new(unchanged, sink).on_poison(OnPoison::set_aside(poison))))
//! }
//! ```
//!
//! # What is sent again
//!
//! Within an invocation, a document is sent again only where the service says that it did not take it, or where no
//! answer came: the connection broke, or the answer took too long. Only then can a document arrive twice. Between two
//! attempts stands a pause of random length, whose bound doubles up to five seconds. A sink stops when the invocation
//! has no time left, and at once where no attempt could help: the right to put records is missing, say.

mod account;
mod delivery;
mod firehose;
mod kinesis;
mod objects;
mod pauses;
mod service;

pub use account::Account;
pub use firehose::FirehoseSink;
pub use kinesis::KinesisSink;
pub use objects::ObjectSetAside;
pub use pauses::Pauses;

use crate::{firehose::Reingest, function::ConfigurationError};

/// Sends what does not fit a response back to the delivery stream that the event names. With `is_only_reader`, records
/// that came from a data stream go back there: nobody else may read it.
///
/// The function's role needs `firehose:PutRecordBatch` on the delivery stream, or `kinesis:PutRecords` on the data stream.
///
/// # Errors
/// The environment names no region or no credentials.
pub fn reingest(is_only_reader: bool) -> Result<Reingest, ConfigurationError> {
    let account = Account::from_environment()?;
    let reingest = Reingest::new(FirehoseSink::to_origin(&account)?);
    if !is_only_reader {
        return Ok(reingest);
    }
    // A record that comes again has lost its place: there is no order to keep.
    Ok(reingest.into_data_stream(KinesisSink::to_origin(&account)?.unordered()))
}

#[cfg(test)]
mod tests;
