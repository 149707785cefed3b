//! Why a record could not be transformed.

use std::fmt;

/// The reason one record is answered `ProcessingFailed`.
///
/// It holds static text and a position, and nothing else, so that payload bytes cannot reach a log
/// or a metric through it: log the parts freely.
///
/// ```
/// use nozzle::Failure;
///
/// let failure = Failure::new("not_json", "the document ends inside a string").at_byte(17);
/// assert_eq!(failure.to_string(), "not_json: the document ends inside a string (byte 17)");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    reason: &'static str,
    message: &'static str,
    byte: Option<usize>,
}

impl Failure {
    /// A failure with a `reason` that metrics can count (`lower_snake_case`, few distinct ones) and
    /// a `message` that a person can read.
    pub const fn new(reason: &'static str, message: &'static str) -> Self {
        Self { reason, message, byte: None }
    }

    /// The same failure at a position: bytes from the start of the item that was being read.
    #[must_use]
    pub const fn at_byte(mut self, byte: usize) -> Self {
        self.byte = Some(byte);
        self
    }

    /// What metrics count.
    pub const fn reason(&self) -> &'static str {
        self.reason
    }

    /// What a person reads.
    pub const fn message(&self) -> &'static str {
        self.message
    }

    /// Where in the item, in bytes, if known.
    pub const fn byte(&self) -> Option<usize> {
        self.byte
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason, self.message)?;
        match self.byte {
            Some(byte) => write!(f, " (byte {byte})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}
