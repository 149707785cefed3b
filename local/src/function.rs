//! What the delivery stream knows of a function: it is invoked with an event and answers, or not.

use bytes::Bytes;
use nozzle::firehose::limits::MAX_RESPONSE_BYTES;
use serde::Deserialize;
use std::{collections::HashMap, fmt, future::Future};

/// A function that can be invoked, whoever runs it.
pub trait Invoke: Send + Sync {
    /// One attempt with one event.
    fn invoke(&self, event: Bytes) -> impl Future<Output = Invocation> + Send;
}

/// What came of one attempt.
#[derive(Debug)]
pub struct Invocation {
    /// The response as the function posted it, unchecked; or why there is none.
    pub answer: Result<Bytes, FunctionError>,
    /// What the function's log says of records that failed, by record id.
    pub record_failures: HashMap<String, RecordFailure>,
}

/// Why one record failed, from the function's log line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFailure {
    /// Countable word: `not_base64`.
    pub reason: String,
    /// The sentence for a person, position included.
    pub message: String,
}

/// What a function, or who runs it, says of its error; either part may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorReport {
    /// `errorType`
    pub error_type: Option<String>,
    /// `errorMessage`
    pub error_message: Option<String>,
}

/// An attempt without an answer: Firehose calls all of these `Lambda.FunctionError` and retries them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FunctionError {
    /// The function answered with an error.
    Returned {
        /// `errorType`
        error_type: String,
        /// `errorMessage`
        message: String,
    },
    /// The process ended: exit code or signal.
    Crashed(String),
    /// The process did not answer within its timeout, in milliseconds, and was ended.
    TimedOut(u64),
    /// The response is above [`MAX_RESPONSE_BYTES`].
    ResponseTooLarge(usize),
    /// Lambda had no room for the invocation: the function was not asked.
    Throttled,
}

impl fmt::Display for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Returned { error_type, message } => {
                write!(f, "the function returned {error_type}: {message}")
            }
            Self::Crashed(how) => write!(f, "the function's process ended ({how})"),
            Self::TimedOut(milliseconds) => {
                write!(f, "the function did not answer within {:.2} seconds", *milliseconds as f64 / 1000.0)
            }
            Self::Throttled => f.write_str("the invocation was throttled"),
            Self::ResponseTooLarge(bytes) => {
                write!(f, "the response of {bytes} bytes is above the limit of {MAX_RESPONSE_BYTES} bytes")
            }
        }
    }
}

impl std::error::Error for FunctionError {}
