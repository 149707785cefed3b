//! How long an invocation may take.

use crate::timestamp::Timestamp;
use std::time::Duration;

/// Tells how much time is left. Only the shell looks at a clock: what must stop in time asks this.
///
/// A [`Duration`] is one too: time that never passes.
pub trait Deadline: Sync {
    /// What is left from now on; zero once the time is over.
    fn remaining(&self) -> Duration;
}

impl Deadline for Duration {
    fn remaining(&self) -> Duration {
        *self
    }
}

/// What is known of an invocation besides its event.
#[derive(Clone, Copy)]
pub struct Invocation<'a> {
    /// When it began: stands in for absent arrival times.
    pub invoked_at: Option<Timestamp>,
    /// When Lambda ends it.
    pub deadline: &'a dyn Deadline,
}

impl Default for Invocation<'_> {
    /// An invocation that began at no known time and never ends.
    fn default() -> Self {
        Self { invoked_at: None, deadline: &Duration::MAX }
    }
}
