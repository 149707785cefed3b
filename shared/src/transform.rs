//! The one interface that functions implement: an item in, any number of items out.

use crate::{
    batch::{Batch, Preparation},
    failure::Failure,
    log::Log,
    origin::Origin,
};

/// One document on its way through a chain of transforms.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Item<'a> {
    /// Bytes, as a record held them or as a transform wrote them.
    Bytes(&'a [u8]),
    /// A parsed log. It becomes bytes behind the last transform only.
    Log(&'a Log<'a>),
}

/// What stands behind a transform: the next transform, a response, a sink.
pub trait Output {
    /// Passes one item on. Items of one record are joined in the order they are emitted.
    ///
    /// # Errors
    /// What stands behind refused the item: hand the failure on with `?`, and the whole record fails.
    fn emit(&mut self, item: Item<'_>, from: &Origin<'_>) -> Result<(), Failure>;

    /// Sets a partition key of the record, for dynamic partitioning.
    ///
    /// # Errors
    /// Firehose would refuse the key or its value, or another line of the record wants another value.
    fn partition_key(&mut self, name: &str, value: &str) -> Result<(), Failure>;

    /// Routes the record to an Apache Iceberg table.
    ///
    /// # Errors
    /// Another line of the record wants another table.
    fn route_to_table(&mut self, route: TableRoute<'_>) -> Result<(), Failure>;
}

/// The Apache Iceberg table that a record goes to.
///
/// Source: <https://docs.aws.amazon.com/firehose/latest/dev/apache-iceberg-format-input-record-different.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableRoute<'a> {
    /// `destinationDatabaseName`
    pub database: &'a str,
    /// `destinationTableName`
    pub table: &'a str,
    /// `operation`
    pub operation: TableOperation,
}

/// What an Apache Iceberg destination does with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TableOperation {
    /// Appends the row.
    #[default]
    Insert,
    /// Replaces the row with the same unique keys.
    Update,
    /// Removes the row with the same unique keys.
    Delete,
}

impl TableOperation {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// Turns one item into zero or more.
///
/// Emitting something answers the record `Ok`; emitting nothing answers `Dropped`; an error answers
/// `ProcessingFailed` and undoes all that this record emitted. A transform gets one item at a time,
/// so whatever it does wrong stays with one record.
///
/// Closures are transforms:
///
/// ```
/// use nozzle::{Failure, Item, Origin, Output, testing};
///
/// let shout = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| -> Result<(), Failure> {
///     let Item::Bytes(bytes) = item else { return out.emit(item, from) };
///     out.emit(Item::Bytes(&bytes.to_ascii_uppercase()), from)
/// };
/// testing::run(shout, ["hello"]).assert_ok(["HELLO\n"]);
/// ```
pub trait Transform: Send {
    /// Reads `item` and emits what becomes of it to `out`.
    ///
    /// # Errors
    /// The record that holds the item is answered `ProcessingFailed`.
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure>;

    /// Looks up, once for the whole batch and before the first record, what `transform` will need: what another
    /// service knows of the keys in this batch, say. `None`, the default, costs nothing.
    ///
    /// The keys are taken from the batch first, then the look-up may take its time:
    ///
    /// ```
    /// use nozzle::{Batch, Failure, Item, Origin, Output, Preparation, Transform, testing};
    /// use std::collections::HashMap;
    ///
    /// #[derive(Default)]
    /// struct Names(HashMap<Vec<u8>, String>);
    ///
    /// impl Transform for Names {
    ///     fn prepare<'a>(&'a mut self, batch: Batch<'a>) -> Option<Preparation<'a>> {
    ///         let mut ids = Vec::new();
    ///         batch.for_each(|record, _| ids.push(record.to_vec()));
    ///         Some(Box::pin(async move {
    ///             self.0 = ids.into_iter().map(|id| (id, "from a service".to_owned())).collect();
    ///             Ok(())
    ///         }))
    ///     }
    ///
    ///     fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
    ///         let Item::Bytes(id) = item else { return out.emit(item, from) };
    ///         let name = self.0.get(id).ok_or(Failure::new("unknown_id", "the service does not know the id"))?;
    ///         out.emit(Item::Bytes(name.as_bytes()), from)
    ///     }
    /// }
    ///
    /// testing::run(Names::default(), ["7"]).assert_ok(["from a service\n"]);
    /// ```
    ///
    /// # Errors
    /// An error of the future fails the whole invocation, so that the service sends the batch again.
    fn prepare<'a>(&'a mut self, batch: Batch<'a>) -> Option<Preparation<'a>> {
        let _ = batch;
        None
    }

    /// Called after `transform` panicked, before the next record: put scratch state back in order.
    fn recover(&mut self) {}

    /// Hands over what was counted since the last call, once for each batch: it becomes a metric of the invocation.
    /// Names are in Pascal case, with a dot before what differs: `Redacted.email`. There should be few.
    ///
    /// ```
    /// use nozzle::{Failure, Item, Origin, Output, Transform, testing};
    ///
    /// #[derive(Default)]
    /// struct Count(u64);
    ///
    /// impl Transform for Count {
    ///     fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
    ///         self.0 += 1;
    ///         out.emit(item, from)
    ///     }
    ///
    ///     fn take_counts(&mut self, take: &mut dyn FnMut(&'static str, u64)) {
    ///         take("Seen", std::mem::take(&mut self.0));
    ///     }
    /// }
    ///
    /// let mut processor = nozzle::firehose::Processor::new(Count::default());
    /// let answer = processor.process(&testing::event(["a", "b"]))?;
    /// assert_eq!(answer.transform_counts, [("Seen", 2)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn take_counts(&mut self, take: &mut dyn FnMut(&'static str, u64)) {
        let _ = take;
    }

    /// This transform with `next` behind its output. Nothing is encoded or buffered in between.
    fn then<T: Transform>(self, next: T) -> Then<Self, T>
    where
        Self: Sized,
    {
        Then { first: self, next }
    }
}

impl<F> Transform for F
where
    F: FnMut(Item<'_>, &Origin<'_>, &mut dyn Output) -> Result<(), Failure> + Send,
{
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        self(item, from, out)
    }
}

impl Transform for Box<dyn Transform> {
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        (**self).transform(item, from, out)
    }

    fn prepare<'a>(&'a mut self, batch: Batch<'a>) -> Option<Preparation<'a>> {
        (**self).prepare(batch)
    }

    fn recover(&mut self) {
        (**self).recover();
    }

    fn take_counts(&mut self, take: &mut dyn FnMut(&'static str, u64)) {
        (**self).take_counts(take);
    }
}

/// Two transforms in a row: see [`Transform::then`].
#[derive(Debug, Clone)]
pub struct Then<A, B> {
    first: A,
    next: B,
}

impl<A: Transform, B: Transform> Transform for Then<A, B> {
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        let mut link = Link { next: &mut self.next, out, failure: None };
        self.first.transform(item, from, &mut link)?;
        // What the next transform refused is refused, whether or not the first one took notice.
        link.failure.map_or(Ok(()), Err)
    }

    fn prepare<'a>(&'a mut self, batch: Batch<'a>) -> Option<Preparation<'a>> {
        match (self.first.prepare(batch), self.next.prepare(batch)) {
            (None, next) => next,
            (first, None) => first,
            (Some(first), Some(next)) => Some(Box::pin(async move {
                first.await?;
                next.await
            })),
        }
    }

    fn recover(&mut self) {
        self.first.recover();
        self.next.recover();
    }

    fn take_counts(&mut self, take: &mut dyn FnMut(&'static str, u64)) {
        self.first.take_counts(take);
        self.next.take_counts(take);
    }
}

/// The output of the first of two transforms: the second one.
struct Link<'a, B> {
    next: &'a mut B,
    out: &'a mut dyn Output,
    failure: Option<Failure>,
}

impl<B: Transform> Output for Link<'_, B> {
    fn emit(&mut self, item: Item<'_>, from: &Origin<'_>) -> Result<(), Failure> {
        self.next.transform(item, from, self.out).inspect_err(|failure| {
            self.failure.get_or_insert(*failure);
        })
    }

    fn partition_key(&mut self, name: &str, value: &str) -> Result<(), Failure> {
        self.out.partition_key(name, value)
    }

    fn route_to_table(&mut self, route: TableRoute<'_>) -> Result<(), Failure> {
        self.out.route_to_table(route)
    }
}
