//! Where documents go.

use super::pending::Pending;
use crate::{deadline::Deadline, failure::Failure, firehose, origin::Origin};
use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

/// Delivers documents: to another stream, a queue, a bucket.
///
/// The processor hands documents over in the order of the stream, one batch after another, and takes for delivered
/// whatever the sink does not name.
///
/// ```
/// use nozzle::{Deadline, kinesis::{Delivery, Documents, Sink}};
///
/// /// Counts bytes.
/// struct Count(usize);
///
/// impl Sink for Count {
///     fn deliver<'a>(&'a mut self, documents: Documents<'a>, _deadline: &'a dyn Deadline) -> Delivery<'a> {
///         Box::pin(async move {
///             self.0 += documents.iter().map(|document| document.data.len()).sum::<usize>();
///             Vec::new()
///         })
///     }
/// }
/// ```
pub trait Sink: Send {
    /// Delivers `documents` and names those that it did not: each once, in any order. What has not been delivered
    /// when little time is left counts as not delivered; a sink tries again by itself until then.
    ///
    /// To keep the order of a key, a sink stops at the first document it could not deliver and names all behind it.
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, deadline: &'a dyn Deadline) -> Delivery<'a>;

    /// How much is handed over at once. A record's documents stay together: what it emits beyond this comes in the
    /// same batch.
    fn room(&self) -> Room {
        Room::default()
    }
}

/// A delivery that goes on: what [`Sink::deliver`] gives.
pub type Delivery<'a> = Pin<Box<dyn Future<Output = Vec<Undelivered>> + Send + 'a>>;

/// How much a sink takes at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Documents.
    pub documents: usize,
    /// Bytes of all documents.
    pub bytes: usize,
}

impl Default for Room {
    /// One call of Firehose's `PutRecordBatch`.
    fn default() -> Self {
        Self { documents: firehose::limits::MAX_PUT_RECORDS, bytes: firehose::limits::MAX_PUT_BYTES }
    }
}

/// A document that a sink did not deliver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undelivered {
    /// Not this time: the sink is throttled, away, or ran out of time. Its record is reported, and comes again.
    Unavailable {
        /// Its place in [`Documents`], counted from zero.
        document: usize,
        /// Why.
        failure: Failure,
    },
    /// Never: it is too large, say. Its record is poison.
    Refused {
        /// Its place in [`Documents`], counted from zero.
        document: usize,
        /// Why.
        failure: Failure,
    },
}

impl Undelivered {
    /// Which document, counted from zero.
    pub const fn document(self) -> usize {
        match self {
            Self::Unavailable { document, .. } | Self::Refused { document, .. } => document,
        }
    }

    /// Why.
    pub const fn failure(self) -> Failure {
        match self {
            Self::Unavailable { failure, .. } | Self::Refused { failure, .. } => failure,
        }
    }
}

/// One document, and the record it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Document<'a> {
    /// Its bytes.
    pub data: &'a [u8],
    /// Where its record comes from; not what envelopes inside the record said.
    pub origin: Origin<'a>,
}

/// Documents that are delivered together, in the order of the stream.
#[derive(Clone, Copy)]
pub struct Documents<'a>(Held<'a>);

#[derive(Clone, Copy)]
enum Held<'a> {
    Pending(&'a Pending, &'a Origin<'a>),
    List(&'a [Document<'a>]),
}

impl<'a> Documents<'a> {
    /// Documents that come from somewhere else than a [`Processor`](super::Processor).
    pub const fn new(documents: &'a [Document<'a>]) -> Self {
        Self(Held::List(documents))
    }

    pub(super) const fn pending(pending: &'a Pending, batch: &'a Origin<'a>) -> Self {
        Self(Held::Pending(pending, batch))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self.0 {
            Held::Pending(pending, _) => pending.documents.len(),
            Held::List(documents) => documents.len(),
        }
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them, counted from zero.
    pub fn get(&self, document: usize) -> Option<Document<'a>> {
        match self.0 {
            Held::Pending(pending, batch) => pending.document(document, batch),
            Held::List(documents) => documents.get(document).copied(),
        }
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Document<'a>> {
        let documents = *self;
        (0..documents.len()).filter_map(move |document| documents.get(document))
    }
}

impl fmt::Debug for Documents<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A sink that keeps what it is given: for tests. Clones share what they hold.
#[derive(Debug, Clone, Default)]
pub struct MemorySink(Arc<Mutex<Vec<Vec<u8>>>>);

impl MemorySink {
    /// The documents so far, in order.
    pub fn documents(&self) -> Vec<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The documents so far, as text.
    pub fn texts(&self) -> Vec<String> {
        self.documents().iter().map(|document| String::from_utf8_lossy(document).into_owned()).collect()
    }
}

impl Sink for MemorySink {
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, _deadline: &'a dyn Deadline) -> Delivery<'a> {
        let documents = documents.iter().map(|document| document.data.to_vec());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(documents);
        Box::pin(async { Vec::new() })
    }
}
