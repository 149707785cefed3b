//! Tests of a transform in three lines: records in, outcomes out, through the whole contract.
//!
//! ```
//! use nozzle::{testing, unpack::Lines};
//!
//! testing::run(Lines, ["a\nb", ""]).assert_text("0  Ok  a\\nb\\n\n1  Dropped\n");
//! ```

pub mod kinesis;

use crate::{
    deadline::Invocation,
    firehose::{Answer, EventError, FailedRecord, ProcessError, Processor, RecordResult},
    timestamp::Timestamp,
    transform::Transform,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

/// When records of tests arrive: 2026-03-04T08:00:00Z.
const ARRIVAL_MILLISECONDS: i64 = 1_772_611_200_000;

/// Runs `records` through `transform`, each with its number as its id.
pub fn run(transform: impl Transform, records: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Outcomes {
    run_processor(&mut Processor::new(transform), records)
}

/// Runs `records` through a processor with settings of your own.
pub fn run_processor(
    processor: &mut Processor<impl Transform>,
    records: impl IntoIterator<Item = impl AsRef<[u8]>>,
) -> Outcomes {
    run_event(processor, &event(records)).expect("the event is our own")
}

/// Runs an event, such as a sample file, through a processor.
///
/// # Errors
/// The event as a whole cannot be answered.
///
/// # Panics
/// The transform could not be prepared.
pub fn run_event(processor: &mut Processor<impl Transform>, event: &[u8]) -> Result<Outcomes, EventError> {
    match block_on(processor.prepare_and_process(event, Invocation::default())) {
        Ok(answer) => Ok(Outcomes::read(&answer)),
        Err(ProcessError::Event(error)) => Err(error),
        Err(error @ ProcessError::Prepare(_)) => panic!("{error}"),
    }
}

/// Waits for a future without a runtime: enough for a preparation or a sink that a test makes up.
pub fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Arc::new(Unpark(std::thread::current())).into();
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// An event that hands `records` to a function, as a direct put does.
pub fn event(records: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<u8> {
    let mut event = br#"{"invocationId":"00000000-0000-4000-8000-000000000000","deliveryStreamArn":"arn:aws:firehose:us-east-1:123456789012:deliverystream/test","region":"us-east-1","records":["#.to_vec();
    for (number, record) in records.into_iter().enumerate() {
        let separator = if number == 0 { "" } else { "," };
        let data = STANDARD.encode(record);
        let record = format!(
            r#"{separator}{{"recordId":"{number}","approximateArrivalTimestamp":{ARRIVAL_MILLISECONDS},"data":"{data}"}}"#
        );
        event.extend_from_slice(record.as_bytes());
    }
    event.extend_from_slice(b"]}");
    event
}

/// The time at which records of [`event`] arrive.
pub fn arrival() -> Timestamp {
    Timestamp::from_unix_milliseconds(ARRIVAL_MILLISECONDS).expect("a time in range")
}

/// A function's annotated example says something of every property of its configuration.
///
/// # Panics
/// It does not, or is no configuration.
#[cfg(feature = "lambda")]
#[track_caller]
pub fn assert_example_is_complete<F: crate::function::Function>() {
    if let Err(error) = crate::function::parse_configuration::<F::Configuration>("the example", F::EXAMPLE) {
        panic!("{error}");
    }
    let example: serde_json::Map<String, serde_json::Value> =
        serde_saphyr::from_str(F::EXAMPLE).expect("a mapping");
    let schema = schemars::schema_for!(F::Configuration).to_value();
    let mut shown: Vec<_> = example.keys().collect();
    let mut known: Vec<_> = schema["properties"].as_object().expect("a schema of an object").keys().collect();
    shown.sort();
    known.sort();
    assert_eq!(shown, known);
}

/// What became of the records of an event, in order. Displayed, one line a record:
///
/// ```text
/// 0  Ok  the data, its newline as \n
/// 1  Dropped
/// 2  ProcessingFailed  reason: message
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Outcomes(Vec<Outcome>);

/// What became of one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// `recordId`
    pub record_id: String,
    /// `result`
    pub result: RecordResult,
    /// The decoded data; empty unless `Ok`.
    pub data: Vec<u8>,
    /// The JSON of `metadata`, if there is any.
    pub metadata: Option<String>,
    /// Why it failed.
    pub failure: Option<crate::Failure>,
}

impl Outcomes {
    /// Reads an answer the way Firehose does.
    ///
    /// # Panics
    /// The response is not what Firehose accepts.
    pub fn read(answer: &Answer) -> Self {
        #[derive(Deserialize)]
        struct Response {
            records: Vec<Entry>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct Entry {
            record_id: String,
            result: RecordResult,
            data: String,
            metadata: Option<serde_json::Value>,
        }
        let response: Response = serde_json::from_slice(&answer.response).expect("the response is JSON");
        let mut failed = answer.failed.iter();
        let mut outcome = |entry: Entry| Outcome {
            failure: (entry.result == RecordResult::ProcessingFailed)
                .then(|| failed.next())
                .flatten()
                .map(|FailedRecord { failure, .. }| *failure),
            data: STANDARD.decode(&entry.data).expect("data is base64"),
            record_id: entry.record_id,
            result: entry.result,
            metadata: entry.metadata.map(|metadata| metadata.to_string()),
        };
        Self(response.records.into_iter().map(&mut outcome).collect())
    }

    /// The outcomes, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Outcome> {
        self.0.iter()
    }

    /// Every record is `Ok`, with these data.
    ///
    /// # Panics
    /// One is not.
    #[track_caller]
    pub fn assert_ok(&self, expected: impl IntoIterator<Item = impl AsRef<[u8]>>) {
        let expected: String = expected
            .into_iter()
            .enumerate()
            .map(|(number, data)| format!("{number}  Ok  {}\n", readable(data.as_ref())))
            .collect();
        self.assert_text(&expected);
    }

    /// The outcomes, displayed, are `expected`.
    ///
    /// # Panics
    /// They are not.
    #[track_caller]
    pub fn assert_text(&self, expected: &str) {
        let outcomes = self.to_string();
        assert!(outcomes == expected, "outcomes differ\n--- expected\n{expected}--- found\n{outcomes}");
    }
}

impl fmt::Display for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for outcome in &self.0 {
            write!(f, "{}  {}", outcome.record_id, outcome.result.as_str())?;
            if outcome.result == RecordResult::Ok {
                write!(f, "  {}", readable(&outcome.data))?;
            }
            if let Some(failure) = outcome.failure {
                write!(f, "  {failure}")?;
            }
            if let Some(metadata) = &outcome.metadata {
                write!(f, "  metadata {metadata}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// Data on one line: line feeds and bytes that cannot be shown are escaped, nothing else is.
pub fn readable(data: &[u8]) -> String {
    let mut text = String::new();
    for chunk in data.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                character if character.is_control() && character != '\t' => {
                    text.extend(character.escape_unicode())
                }
                character => text.push(character),
            }
        }
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}
