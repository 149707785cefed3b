//! All records of an invocation, for those who must look something up before they see one.

use crate::{failure::Failure, origin::Origin};
use std::pin::Pin;

/// The records of one invocation, whichever service sent them.
#[derive(Clone, Copy)]
pub struct Batch<'a>(&'a (dyn Records + Sync));

/// What a service's batch can tell.
pub(crate) trait Records {
    fn len(&self) -> usize;

    /// Calls `visit` with every record that can be decoded, in order.
    fn for_each(&self, visit: &mut dyn FnMut(&[u8], &Origin<'_>));
}

impl<'a> Batch<'a> {
    pub(crate) fn new(records: &'a (dyn Records + Sync)) -> Self {
        Self(records)
    }

    /// How many records there are, those included that cannot be decoded.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls `visit` with the bytes and the origin of every record that can be decoded, in order.
    pub fn for_each(&self, mut visit: impl FnMut(&[u8], &Origin<'_>)) {
        self.0.for_each(&mut visit);
    }
}

/// A look-up that goes on: what [`Transform::prepare`](crate::Transform::prepare) gives.
pub type Preparation<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;
