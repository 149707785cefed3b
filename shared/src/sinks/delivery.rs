//! Documents → calls: within the limits of one, and again what was not taken.

use super::service::{CallError, PutAnswer, Service};
use crate::{
    deadline::Deadline,
    failure::Failure,
    kinesis::{Document, Documents, Undelivered},
};
use std::{collections::HashSet, time::Duration};

/// What one call of an operation takes, and how it is written.
pub(super) trait Operation: Send + Sync {
    /// Records that a call takes.
    const MAX_RECORDS: usize;

    /// Bytes that a call takes.
    fn max_bytes(&self) -> usize;

    /// Bytes that a document counts for.
    fn bytes(&self, document: &Document<'_>) -> usize;

    /// Why no call will ever take this document.
    fn refusal(&self, document: &Document<'_>) -> Option<Failure>;

    /// Documents of one key go out in their order: none before the one in front of it has been taken.
    fn key<'a>(&self, document: &Document<'a>) -> Option<&'a str>;

    /// The body of a call.
    fn request(&self, documents: &[Document<'_>]) -> Vec<u8>;
}

/// Kept of an invocation's time to answer in.
const ANSWER_RESERVE: Duration = Duration::from_millis(250);

const NO_TIME: Failure = Failure::new("no_time", "the invocation had no time left to deliver");

/// A delivery on its way.
pub(super) struct Delivering<'a, O> {
    pub(super) service: &'a Service,
    pub(super) operation: O,
    pub(super) documents: Documents<'a>,
    pub(super) deadline: &'a dyn Deadline,
}

impl<O: Operation> Delivering<'_, O> {
    /// Delivers all documents, or names those that it did not.
    pub(super) async fn run(self) -> Vec<Undelivered> {
        let mut undelivered = Vec::new();
        let mut left = Vec::new();
        for (document, content) in self.documents.iter().enumerate() {
            match self.operation.refusal(&content) {
                Some(failure) => undelivered.push(Undelivered::Refused { document, failure }),
                None => left.push(document),
            }
        }
        let mut why = NO_TIME;
        let mut failed_attempts = 0;
        while !left.is_empty() {
            let pause = if failed_attempts == 0 {
                Duration::ZERO
            } else {
                self.service.pauses.after(failed_attempts)
            };
            let time = self.deadline.remaining().saturating_sub(ANSWER_RESERVE);
            if time <= pause {
                break;
            }
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            let call = self.next_call(&left);
            let documents: Vec<_> =
                call.iter().filter_map(|document| self.documents.get(*document)).collect();
            let body = self.operation.request(&documents);
            let answer =
                self.service.call(body, self.service.call_timeout.min(time.saturating_sub(pause))).await;
            match answer.and_then(|body| PutAnswer::read(&body, call.len())) {
                Ok(failures) => {
                    let failed = failures.iter().flatten().last().copied();
                    failed_attempts = if failed.is_some() { failed_attempts + 1 } else { 0 };
                    why = failed.unwrap_or(NO_TIME);
                    let taken = call.iter().zip(&failures).filter(|(_, failure)| failure.is_none());
                    let taken: HashSet<usize> = taken.map(|(document, _)| *document).collect();
                    left.retain(|document| !taken.contains(document));
                }
                Err(CallError::Passing(failure)) => {
                    failed_attempts += 1;
                    why = failure;
                }
                Err(CallError::Lasting(failure)) => {
                    why = failure;
                    break;
                }
            }
        }
        undelivered
            .extend(left.into_iter().map(|document| Undelivered::Unavailable { document, failure: why }));
        undelivered
    }

    /// Which documents go out next, in order; at least one.
    fn next_call(&self, left: &[usize]) -> Vec<usize> {
        let (mut call, mut keys, mut bytes) = (Vec::new(), HashSet::new(), 0);
        for index in left {
            let Some(document) = self.documents.get(*index) else { continue };
            if self.operation.key(&document).is_some_and(|key| !keys.insert(key)) {
                continue;
            }
            bytes += self.operation.bytes(&document);
            if !call.is_empty() && bytes > self.operation.max_bytes() {
                break;
            }
            call.push(*index);
            if call.len() == O::MAX_RECORDS {
                break;
            }
        }
        call
    }
}
