//! Looking something up before the synchronous pass.

use super::{
    event::Event,
    processor::{Answer, ProcessError, Processor},
};
use crate::{failure::Failure, transform::Transform};

/// A transform that must look something up, once for the whole batch, before it sees the records: secrets,
/// tables, what another service knows of the keys in this batch.
///
/// ```
/// use nozzle::{Failure, Item, Origin, Output, Transform, firehose::{Event, Prepare, Processor}};
///
/// #[derive(Default)]
/// struct Tagged { tag: String }
///
/// impl Prepare for Tagged {
///     async fn prepare(&mut self, batch: &Event<'_>) -> Result<(), Failure> {
///         self.tag = format!("{} records", batch.records.len()); // or a call to a service
///         Ok(())
///     }
/// }
///
/// impl Transform for Tagged {
///     fn transform(&mut self, _: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
///         out.emit(Item::Bytes(self.tag.as_bytes()), from)
///     }
/// }
///
/// let processor = Processor::new(Tagged::default()).prepared();
/// ```
pub trait Prepare: Transform {
    /// Looks up what the records of `batch` need.
    ///
    /// # Errors
    /// The whole invocation fails, so that Firehose tries the batch again: nothing is answered yet.
    fn prepare(&mut self, batch: &Event<'_>) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// A processor whose transform is prepared before every batch.
pub struct Prepared<T>(pub(super) Processor<T>);

impl<T: Prepare> Prepared<T> {
    /// Reads an event, prepares the transform, and answers every record.
    ///
    /// # Errors
    /// The event cannot be answered, or the preparation failed.
    pub async fn process(&mut self, event: &[u8]) -> Result<Answer, ProcessError> {
        let event_bytes = event.len();
        let event = Event::read(event)?;
        self.0.transform.prepare(&event).await.map_err(ProcessError::Prepare)?;
        Ok(self.0.answer(&event, event_bytes)?)
    }
}
