//! What is answered in place of a result: AWS's names, status codes and sentences.

use axum::http::StatusCode;
use std::fmt::Display;

/// An error of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// `__type`
    pub(super) kind: &'static str,
    pub(super) message: String,
}

impl Refusal {
    fn client(kind: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, kind, message: message.into() }
    }

    pub(super) fn invalid_argument(message: impl Into<String>) -> Self {
        Self::client("InvalidArgumentException", message)
    }

    pub(super) fn not_found(stream_name: &str, account: &str) -> Self {
        let message = format!("Firehose {stream_name} under account {account} not found.");
        Self::client("ResourceNotFoundException", message)
    }

    /// A body that is not the operation's JSON. What stands there is not told: it may be payload.
    pub(super) fn serialization(message: impl Into<String>) -> Self {
        Self::client("SerializationException", message)
    }

    pub(super) fn unknown_operation(target: &str) -> Self {
        Self::client(
            "UnknownOperationException",
            format!(
                "\"{target}\" is not served here; PutRecord, PutRecordBatch, DescribeDeliveryStream and \
                 ListDeliveryStreams are"
            ),
        )
    }

    /// AWS declares it a fault of the server, which clients try again.
    pub(super) fn unavailable() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            kind: "ServiceUnavailableException",
            message: "Service is unavailable: the stream takes no more records.".to_owned(),
        }
    }
}

/// Members of a request that break a constraint of the API's model.
#[derive(Debug, Default)]
pub(super) struct Violations(Vec<String>);

impl Violations {
    /// `value` is quoted in the message, and left out where it is payload.
    pub(super) fn add(&mut self, value: Option<&dyn Display>, member: &str, constraint: &str) {
        let value = value.map_or_else(String::new, |value| format!("'{value}' "));
        let place = format!("Value {value}at '{member}'");
        self.0.push(format!("{place} failed to satisfy constraint: Member must {constraint}"));
    }

    pub(super) fn add_null(&mut self, member: &str) {
        self.0
            .push(format!("Value null at '{member}' failed to satisfy constraint: Member must not be null"));
    }

    pub(super) fn check(self) -> Result<(), Refusal> {
        let count = self.0.len();
        let errors = if count == 1 { "error" } else { "errors" };
        match count {
            0 => Ok(()),
            _ => {
                let message = format!("{count} validation {errors} detected: {}", self.0.join("; "));
                Err(Refusal::client("ValidationException", message))
            }
        }
    }
}

/// Notes what is wrong with the name of a stream.
pub(super) fn check_name(name: &str, member: &str, violations: &mut Violations) {
    const MAX_CHARACTERS: usize = 64;
    let is_allowed = |character: char| character.is_ascii_alphanumeric() || "_.-".contains(character);
    if !name.chars().all(is_allowed) || name.is_empty() {
        let constraint = "satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
        violations.add(Some(&name), member, constraint);
    }
    if name.chars().count() > MAX_CHARACTERS {
        violations.add(Some(&name), member, "have length less than or equal to 64");
    }
    if name.is_empty() {
        violations.add(Some(&name), member, "have length greater than or equal to 1");
    }
}
