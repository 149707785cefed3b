//! What the mapping takes an answer for.

use super::{record::Queued, settings::EventSourceMapping};
use nozzle::kinesis::{Checkpoint, SequenceNumber};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

/// What becomes of the records that were asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// All are done.
    Done,
    /// Those before this one are done; it and all behind it are tried again.
    From(usize),
    /// None is done.
    BatchFailed,
}

/// An answer as the mapping understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Understood {
    pub(super) verdict: Verdict,
    /// The state that a window goes on with.
    pub(super) state: Option<String>,
    /// What is wrong with the answer, and what to do.
    pub(super) defect: Option<(String, &'static str)>,
}

/// Reads an answer about `records`.
pub(super) fn understand(mapping: &EventSourceMapping, records: &[Queued], response: &[u8]) -> Understood {
    let state = if mapping.tumbling_window.is_some() { state(response) } else { None };
    if mapping.tumbling_window.is_some() && state.is_none() {
        let defect = ("the answer about a window has no state that is an object".to_owned(), ADD_STATE);
        return Understood { verdict: Verdict::BatchFailed, state, defect: Some(defect) };
    }
    let numbers: Vec<_> =
        records.iter().filter_map(|queued| SequenceNumber::new(&queued.record.sequence_number)).collect();
    let checkpoint = Checkpoint::read(response, &numbers);
    if !mapping.report_batch_item_failures {
        // Lambda does not look at what the function says.
        let named = matches!(checkpoint, Checkpoint::From(_));
        let defect = named.then(|| (NOT_LISTENED_TO.to_owned(), SET_RESPONSE_TYPE));
        return Understood { verdict: Verdict::Done, state, defect };
    }
    let verdict = match checkpoint {
        Checkpoint::Success => Verdict::Done,
        Checkpoint::From(number) => {
            numbers.iter().position(|other| *other == number).map_or(Verdict::BatchFailed, Verdict::From)
        }
        Checkpoint::BatchFailed => Verdict::BatchFailed,
    };
    if verdict == Verdict::BatchFailed {
        // What was not done left no state behind either.
        let defect = Some((what_is_wrong(response, &numbers), NAME_RECORDS));
        return Understood { verdict, state: None, defect };
    }
    Understood { verdict, state, defect: None }
}

const ADD_STATE: &str = "answer {\"state\": {…}} to each invocation of a window";
const NOT_LISTENED_TO: &str =
    "the answer names records that failed, but the mapping does not report them: they are lost";
const SET_RESPONSE_TYPE: &str =
    "add FunctionResponseTypes: [ReportBatchItemFailures] to the event source mapping";
const NAME_RECORDS: &str =
    "answer {\"batchItemFailures\": [{\"itemIdentifier\": \"SEQUENCE NUMBER\"}]} with numbers of the batch";

#[derive(Deserialize)]
struct WithState<'a> {
    #[serde(borrow)]
    state: &'a RawValue,
}

/// JSON text of the state, where that is an object.
fn state(response: &[u8]) -> Option<String> {
    let answer: WithState<'_> = serde_json::from_slice(response).ok()?;
    let state = answer.state.get();
    state.starts_with('{').then(|| state.to_owned())
}

/// The first thing wrong with an answer that fails the whole batch. Says nothing of what the answer holds.
fn what_is_wrong(response: &[u8], numbers: &[SequenceNumber<'_>]) -> String {
    let Ok(answer) = serde_json::from_slice::<Value>(response) else {
        return "the answer is not JSON".to_owned();
    };
    let Some(failures) = answer.get("batchItemFailures").and_then(Value::as_array) else {
        return "the answer has no list batchItemFailures".to_owned();
    };
    for (index, failure) in failures.iter().enumerate() {
        let what = match failure.get("itemIdentifier") {
            None => "has no itemIdentifier",
            Some(Value::String(text)) if text.is_empty() => "has an empty itemIdentifier",
            Some(Value::String(text)) if numbers.iter().any(|number| number.as_str() == text) => continue,
            Some(Value::String(_)) => "names no record of the batch",
            Some(_) => "has an itemIdentifier that is not text",
        };
        return format!("failure {} of {} in the answer {what}", index + 1, failures.len());
    }
    "the answer fails the batch".to_owned()
}
