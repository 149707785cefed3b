//! Why an event got no answer.

use crate::failure::Failure;
use std::fmt;

/// Why an event got no answer. `E` says what is wrong with events of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProcessError<E> {
    /// The event cannot be answered.
    Event(E),
    /// [`Transform::prepare`](crate::Transform::prepare) failed.
    Prepare(Failure),
    /// A tumbling window could not be carried on or ended: why, and what to do.
    Window(String),
}

impl<E: fmt::Display> fmt::Display for ProcessError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(error) => error.fmt(f),
            Self::Prepare(failure) => write!(f, "the batch could not be prepared: {failure}"),
            Self::Window(error) => f.write_str(error),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for ProcessError<E> {}

impl<E> From<E> for ProcessError<E> {
    fn from(error: E) -> Self {
        Self::Event(error)
    }
}
