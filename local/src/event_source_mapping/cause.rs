//! Why records failed, for a person and to be counted.

use super::{
    answer::{Understood, Verdict},
    record::Queued,
};
use crate::function::{FunctionError, Invocation};

/// Why records failed the last time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cause {
    /// Countable word: `crashed`.
    pub(super) reason: String,
    /// The sentence for a person.
    pub(super) message: String,
}

impl Cause {
    fn new(reason: &str, message: impl Into<String>) -> Self {
        Self { reason: reason.to_owned(), message: message.into() }
    }

    /// The function gave no answer.
    pub(super) fn of_error(error: &FunctionError) -> Self {
        let reason = match error {
            FunctionError::Returned { error_type, .. } => error_type,
            FunctionError::Crashed(_) => "crashed",
            FunctionError::TimedOut(_) => "timed_out",
            FunctionError::ResponseTooLarge(_) => "response_too_large",
            FunctionError::Throttled => "throttled",
        };
        Self::new(reason, error.to_string())
    }

    /// What is wrong with the answer, or what the function's log says of the first record that it names.
    pub(super) fn of_answer(understood: &Understood, invocation: &Invocation, records: &[Queued]) -> Self {
        let first = match understood.verdict {
            Verdict::From(first) => records.get(first),
            Verdict::Done | Verdict::BatchFailed => None,
        };
        let logged = first.and_then(|queued| invocation.record_failures.get(&queued.record.sequence_number));
        match (logged, &understood.defect) {
            (Some(failure), _) => Self::new(&failure.reason, failure.message.clone()),
            (None, Some((what, _))) => Self::new("answer_not_understood", what.clone()),
            (None, None) => Self::new("reported", "the function reported it, and its log gives no reason"),
        }
    }

    /// Its turn came too late.
    pub(super) fn too_old() -> Self {
        Self::new("too_old", "it was too old when its turn came")
    }

    /// Nothing failed yet.
    pub(super) fn is_none(&self) -> bool {
        self.reason.is_empty()
    }
}
