//! The answer: success, or the first record that is not done.

use super::sequence_number::SequenceNumber;
use serde::Deserialize;
use serde_json::Value;

/// Writes an answer. Lambda tries everything from `first_left` on again. `state` is the JSON that a tumbling window
/// carries on: without it, Lambda takes an answer about a window for an error.
///
/// Sources: <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html>,
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html>
pub(super) fn write(first_left: Option<SequenceNumber<'_>>, state: Option<&str>) -> Vec<u8> {
    let mut response = Vec::with_capacity(200 + state.map_or(0, str::len));
    response.push(b'{');
    if let Some(state) = state {
        response.extend_from_slice(b"\"state\":");
        response.extend_from_slice(state.as_bytes());
        response.push(b',');
    }
    response.extend_from_slice(b"\"batchItemFailures\":[");
    if let Some(number) = first_left {
        response.extend_from_slice(b"{\"itemIdentifier\":\"");
        response.extend_from_slice(number.as_str().as_bytes());
        response.extend_from_slice(b"\"}");
    }
    response.extend_from_slice(b"]}");
    response
}

/// What an event source mapping that reports batch item failures takes an answer for. Where AWS does not say, it is
/// the failure of the batch: nothing can be lost by it.
///
/// ```
/// use nozzle::kinesis::{Checkpoint, SequenceNumber};
///
/// let batch = ["98", "99", "100"].map(|digits| SequenceNumber::new(digits).unwrap());
/// let response = br#"{"batchItemFailures":[{"itemIdentifier":"100"},{"itemIdentifier":"99"}]}"#;
/// assert_eq!(Checkpoint::read(response, &batch), Checkpoint::From(batch[1]));
/// assert_eq!(Checkpoint::read(b"null", &batch), Checkpoint::Success);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checkpoint<'a> {
    /// The batch is done.
    Success,
    /// This record and all behind it are tried again; what stands before it is done.
    From(SequenceNumber<'a>),
    /// Nothing is done.
    BatchFailed,
}

impl<'a> Checkpoint<'a> {
    /// Reads an answer to a batch.
    pub fn read(response: &[u8], batch: &[SequenceNumber<'a>]) -> Self {
        if !response.trim_ascii_start().starts_with(b"{") {
            return match serde_json::from_slice(response) {
                Ok(Value::Null) => Self::Success,
                Ok(Value::String(text)) if text.is_empty() => Self::Success,
                Ok(Value::Array(items)) if items.is_empty() => Self::Success,
                _ => Self::BatchFailed,
            };
        }
        let failures = match serde_json::from_slice(response) {
            Ok(Answer { failures: None | Some(Value::Null) }) => return Self::Success,
            Ok(Answer { failures: Some(Value::Array(failures)) }) => failures,
            _ => return Self::BatchFailed,
        };
        let in_batch = |failure: &Value| {
            let identifier = failure.get("itemIdentifier")?.as_str()?;
            batch.iter().find(|number| number.as_str() == identifier).copied()
        };
        match failures.iter().map(in_batch).collect::<Option<Vec<_>>>() {
            None => Self::BatchFailed,
            Some(numbers) => numbers.into_iter().min().map_or(Self::Success, Self::From),
        }
    }
}

/// A state may hold whatever JSON can, numbers that no type takes included: it is not looked at.
#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "batchItemFailures")]
    failures: Option<Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(digits: &str) -> SequenceNumber<'_> {
        SequenceNumber::new(digits).unwrap()
    }

    /// What each answer means is a table of tests of the mapping that the local machine runs.
    #[test]
    fn an_answer_is_success_the_lowest_number_or_a_failed_batch() {
        use Checkpoint::{BatchFailed, From, Success};
        let batch = ["99", "100", "101"].map(number);
        for (response, expected) in [
            ("{}", Success),
            (r#"{"state":{"1":282},"batchItemFailures":[]}"#, Success),
            (r#"{"state":{"1":1e4444},"batchItemFailures":null}"#, Success),
            ("[1]", BatchFailed),
            ("[null]", BatchFailed),
            // As numbers, not as text.
            (r#"{"batchItemFailures":[{"itemIdentifier":"101"},{"itemIdentifier":"99"}]}"#, From(batch[0])),
            (r#"{"batchItemFailures":[{"itemIdentifier":"101"},{"itemIdentifier":"100"}]}"#, From(batch[1])),
            (r#"{"batchItemFailures":[{"itemIdentifier":"100"},{"itemIdentifier":"7"}]}"#, BatchFailed),
        ] {
            assert_eq!(Checkpoint::read(response.as_bytes(), &batch), expected, "{response}");
        }
    }

    #[track_caller]
    fn written(first_left: Option<&str>, state: Option<&str>, expected: &str) {
        let response = write(first_left.map(number), state);
        assert_eq!(String::from_utf8(response).unwrap(), expected);
    }

    #[test]
    fn an_answer_names_one_record_at_most() {
        written(None, None, r#"{"batchItemFailures":[]}"#);
        written(Some("4959"), None, r#"{"batchItemFailures":[{"itemIdentifier":"4959"}]}"#);
        written(None, Some(r#"{"1":282}"#), r#"{"state":{"1":282},"batchItemFailures":[]}"#);
    }
}
