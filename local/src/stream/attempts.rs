//! Invokes the function with a batch, and again where there was no answer.

use super::{event::Envelope, record::Record};
use crate::function::{FunctionError, Invocation, Invoke, RecordFailure};
use bytes::Bytes;
use nozzle::firehose::limits::MAX_RESPONSE_BYTES;
use std::{collections::HashMap, time::Duration};
use uuid::Uuid;

/// AWS does not say how long Firehose waits; here it is short, for the person who waits.
const PAUSE: Duration = Duration::from_millis(100);

/// What came of a batch after all its attempts.
#[derive(Debug)]
pub struct Attempted {
    /// The response, unchecked; or the last attempt's error.
    pub answer: Result<Bytes, FunctionError>,
    /// From the log of the last attempt, by record id.
    pub record_failures: HashMap<String, RecordFailure>,
    /// How often the function was invoked.
    pub attempts_made: u32,
}

impl Attempted {
    /// For records that pass without a function.
    pub fn none() -> Self {
        Self { answer: Ok(Bytes::new()), record_failures: HashMap::new(), attempts_made: 0 }
    }
}

/// Attempts until there is an answer, at most `number_of_retries` times again. Each attempt is an invocation of its
/// own with the same records. An answer that turns out to be wrong is not tried again.
pub async fn invoke_with_retries(
    function: &impl Invoke,
    envelope: &Envelope,
    records: &[Record],
    number_of_retries: u32,
) -> Attempted {
    let mut attempts_made = 0;
    loop {
        attempts_made += 1;
        let event = envelope.event(Uuid::new_v4(), records);
        let Invocation { answer, record_failures } = function.invoke(event).await;
        let answer = answer.and_then(|response| match response.len() {
            bytes if bytes > MAX_RESPONSE_BYTES => Err(FunctionError::ResponseTooLarge(bytes)),
            _ => Ok(response),
        });
        if answer.is_ok() || attempts_made > number_of_retries {
            return Attempted { answer, record_failures, attempts_made };
        }
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::{collections::HashSet, sync::Mutex};

    /// Gives the prepared answers one after the other, and keeps the events.
    struct Prepared {
        answers: Mutex<Vec<Result<Bytes, FunctionError>>>,
        events: Mutex<Vec<Value>>,
    }

    impl Prepared {
        fn new(mut answers: Vec<Result<Bytes, FunctionError>>) -> Self {
            answers.reverse();
            Self { answers: Mutex::new(answers), events: Mutex::default() }
        }
    }

    impl Invoke for Prepared {
        async fn invoke(&self, event: Bytes) -> Invocation {
            self.events.lock().expect("lock").push(serde_json::from_slice(&event).expect("JSON"));
            let answer = self.answers.lock().expect("lock").pop().expect("an answer is left");
            Invocation { answer, record_failures: HashMap::new() }
        }
    }

    fn crash() -> Result<Bytes, FunctionError> {
        Err(FunctionError::Crashed("signal 9".into()))
    }

    async fn attempt(function: &Prepared, number_of_retries: u32) -> Attempted {
        let record = Record {
            id: "1".into(),
            arrived_ms: 7,
            data: Bytes::from_static(b"a"),
            partition_key: None,
            subsequence_number: 0,
        };
        invoke_with_retries(function, &Envelope::new("arn", "r", None), &[record], number_of_retries).await
    }

    #[tokio::test(start_paused = true)]
    async fn three_retries_are_four_invocations_and_the_last_error_stays() {
        let function =
            Prepared::new(vec![crash(), crash(), crash(), Err(FunctionError::TimedOut(3000)), crash()]);
        let attempted = attempt(&function, 3).await;
        assert_eq!((attempted.attempts_made, attempted.answer), (4, Err(FunctionError::TimedOut(3000))));
        let mut events = function.events.into_inner().expect("lock");
        let invocations: HashSet<String> =
            events.iter().map(|event| event["invocationId"].to_string()).collect();
        assert_eq!(invocations.len(), 4, "each attempt has an id of its own");
        for event in &mut events {
            event["invocationId"] = Value::Null;
        }
        assert!(events.iter().all(|event| *event == events[0]), "everything else stays");
    }

    #[tokio::test(start_paused = true)]
    async fn no_retries_is_one_invocation() {
        assert_eq!(attempt(&Prepared::new(vec![crash()]), 0).await.attempts_made, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_answer_ends_it_whatever_it_says() {
        let function = Prepared::new(vec![crash(), Ok(Bytes::from_static(b"no JSON"))]);
        let attempted = attempt(&function, 3).await;
        assert_eq!((attempted.attempts_made, attempted.answer), (2, Ok(Bytes::from_static(b"no JSON"))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_response_above_the_limit_is_an_error_and_retried() {
        let at_limit = Bytes::from(vec![b' '; MAX_RESPONSE_BYTES]);
        let above = Bytes::from(vec![b' '; MAX_RESPONSE_BYTES + 1]);
        let attempted = attempt(&Prepared::new(vec![Ok(above.clone()), Ok(at_limit)]), 1).await;
        assert_eq!((attempted.attempts_made, attempted.answer.is_ok()), (2, true));
        let attempted = attempt(&Prepared::new(vec![Ok(above)]), 0).await;
        assert_eq!(attempted.answer, Err(FunctionError::ResponseTooLarge(6_291_557)));
    }
}
