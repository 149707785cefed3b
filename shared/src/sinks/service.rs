//! One call of a service of AWS: JSON 1.1, signed, and what its answer means.

use super::{account::Account, pauses::Pauses};
use crate::{failure::Failure, function::ConfigurationError};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, header};
use object_store::{aws::AwsAuthorizer, client::HttpRequest};
use serde::Deserialize;
use std::{borrow::Cow, time::Duration};

/// A service, and the operation of it that is called.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) words: &'static Words,
    endpoint: String,
    account: Account,
    /// Between attempts.
    pub(super) pauses: Pauses,
    pub(super) call_timeout: Duration,
}

/// A call that takes longer has failed. A full one takes a fraction of a second.
const CALL_TIMEOUT: Duration = Duration::from_secs(15);

/// What a service and its errors are called.
#[derive(Debug)]
pub(super) struct Words {
    /// The name in endpoints and signatures.
    pub(super) name: &'static str,
    /// `X-Amz-Target`
    pub(super) target: &'static str,
    pub(super) not_found: Failure,
    pub(super) access_denied: Failure,
    pub(super) refused: Failure,
}

/// Why a call failed as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallError {
    /// Another attempt may succeed.
    Passing(Failure),
    /// No attempt will.
    Lasting(Failure),
}

pub(super) const THROTTLED: Failure = Failure::new("throttled", "the service takes no more for the moment");
pub(super) const UNAVAILABLE: Failure =
    Failure::new("service_unavailable", "the service failed and may not the next time");
const UNREACHABLE: Failure = Failure::new("service_unreachable", "the service did not answer");
const CREDENTIALS: Failure = Failure::new(
    "credentials_refused",
    "the service does not accept the credentials: give the function a role of the stream's account, and none of its own",
);
const KEY: Failure = Failure::new(
    "key_refused",
    "the key that encrypts the stream cannot be used: enable it, and allow the function's role kms:GenerateDataKey",
);

impl Service {
    pub(super) fn new(account: &Account, words: &'static Words) -> Result<Self, ConfigurationError> {
        Ok(Self {
            words,
            endpoint: account.endpoint(words.name)?,
            account: account.clone(),
            pauses: Pauses::default(),
            call_timeout: CALL_TIMEOUT,
        })
    }

    /// Calls the operation and gives the body of its answer.
    pub(super) async fn call(&self, body: Vec<u8>, timeout: Duration) -> Result<Bytes, CallError> {
        let (status, headers, body) = match tokio::time::timeout(timeout, self.exchange(body.into())).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err(error),
            Err(_) => return Err(CallError::Passing(UNREACHABLE)),
        };
        if status.is_success() {
            return Ok(body);
        }
        let code = error_code(&headers, &body);
        let error = self.words.error(status, &code);
        if let CallError::Lasting(failure) = error {
            // What the service says besides may quote what it was sent.
            tracing::error!(
                service = self.words.name,
                operation = self.words.target,
                endpoint = self.endpoint,
                status = status.as_u16(),
                code = code.get(..64).unwrap_or(&code),
                reason = failure.reason(),
                detail = failure.message(),
                "the service refuses the call"
            );
        }
        Err(error)
    }

    async fn exchange(&self, body: Bytes) -> Result<(StatusCode, HeaderMap, Bytes), CallError> {
        let unreachable = |_| CallError::Passing(UNREACHABLE);
        let credential = self.account.credentials.get_credential().await.map_err(|error| {
            tracing::warn!(error = error.to_string(), "no credentials");
            CallError::Passing(CREDENTIALS)
        })?;
        let mut request: HttpRequest = Request::post(&self.endpoint)
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.1")
            .header("x-amz-target", self.words.target)
            .body(body.into())
            .map_err(|_| CallError::Lasting(self.words.refused))?;
        AwsAuthorizer::new(&credential, self.words.name, &self.account.region)
            .try_authorize(&mut request, None)
            .map_err(|_| CallError::Lasting(CREDENTIALS))?;
        let (head, body) = self.account.client.execute(request).await.map_err(unreachable)?.into_parts();
        Ok((head.status, head.headers, body.bytes().await.map_err(unreachable)?))
    }
}

impl Words {
    /// Source: <https://docs.aws.amazon.com/firehose/latest/APIReference/CommonErrors.html>, and the same page of Kinesis
    fn error(&self, status: StatusCode, code: &str) -> CallError {
        if is_throttling(code) || status == StatusCode::TOO_MANY_REQUESTS {
            return CallError::Passing(THROTTLED);
        }
        if status.is_server_error() || matches!(code, "InternalFailure" | "InternalFailureException") {
            return CallError::Passing(UNAVAILABLE);
        }
        CallError::Lasting(match code {
            "ResourceNotFoundException" => self.not_found,
            "AccessDeniedException" | "AccessDenied" | "NotAuthorized" | "OptInRequired" => {
                self.access_denied
            }
            "UnrecognizedClientException"
            | "InvalidClientTokenId"
            | "InvalidSignatureException"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "ExpiredTokenException"
            | "ExpiredToken"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException" => CREDENTIALS,
            _ if code.contains("KMS") => KEY,
            _ if status == StatusCode::FORBIDDEN => self.access_denied,
            _ => self.refused,
        })
    }
}

fn is_throttling(code: &str) -> bool {
    matches!(
        code,
        "Throttling"
            | "ThrottlingException"
            | "ThrottledException"
            | "RequestThrottled"
            | "RequestLimitExceeded"
            | "TooManyRequestsException"
            | "LimitExceededException"
            | "ProvisionedThroughputExceededException"
            | "ServiceUnavailableException"
            | "ServiceUnavailable"
            | "KMSThrottlingException"
            | "SlowDown"
    )
}

/// The error's name, without the name space in front of it and what may follow it.
fn error_code(headers: &HeaderMap, body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Error<'a> {
        #[serde(borrow, alias = "__type", alias = "code")]
        r#type: Cow<'a, str>,
    }
    let from_header = || headers.get("x-amzn-errortype")?.to_str().ok().map(Cow::Borrowed);
    let from_body = || serde_json::from_slice::<Error<'_>>(body).ok().map(|error| error.r#type);
    let code = from_body().or_else(from_header).unwrap_or_default();
    let code = code.rsplit('#').next().unwrap_or_default();
    code.split(':').next().unwrap_or_default().to_owned()
}

/// The answer to a put of several records.
#[derive(Debug, Deserialize)]
pub(super) struct PutAnswer {
    #[serde(alias = "FailedPutCount", alias = "FailedRecordCount")]
    failed: u64,
    #[serde(alias = "RequestResponses", alias = "Records", default)]
    entries: Vec<PutEntry>,
}

#[derive(Debug, Deserialize)]
struct PutEntry {
    #[serde(rename = "ErrorCode")]
    error_code: Option<String>,
}

const NOT_AN_ANSWER: Failure =
    Failure::new("not_an_answer", "the service's answer does not tell which records it took");

impl PutAnswer {
    /// Why each of the `records` that were sent was not taken; `None` where it was.
    pub(super) fn read(body: &[u8], records: usize) -> Result<Vec<Option<Failure>>, CallError> {
        // What was sent may have been taken: nothing is sent again.
        let answer: Self = serde_json::from_slice(body).map_err(|_| CallError::Lasting(NOT_AN_ANSWER))?;
        let failed: Vec<Option<Failure>> = answer.entries.iter().map(PutEntry::failure).collect();
        let count = failed.iter().flatten().count() as u64;
        match answer.failed {
            0 if count == 0 => Ok(vec![None; records]),
            _ if failed.len() == records && count > 0 => Ok(failed),
            _ => Err(CallError::Lasting(NOT_AN_ANSWER)),
        }
    }
}

impl PutEntry {
    fn failure(&self) -> Option<Failure> {
        let code = self.error_code.as_deref().filter(|code| !code.is_empty())?;
        Some(if is_throttling(code) { THROTTLED } else { UNAVAILABLE })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_a_name_wherever_it_stands() {
        let mut headers = HeaderMap::new();
        assert_eq!(error_code(&headers, b"<html>"), "");
        headers.insert("x-amzn-errortype", "ThrottlingException:http://aws/".parse().unwrap());
        assert_eq!(error_code(&headers, b"<html>"), "ThrottlingException");
        let body = br#"{"__type":"com.amazonaws.firehose#AccessDeniedException","message":"no"}"#;
        assert_eq!(error_code(&headers, body), "AccessDeniedException");
    }

    #[test]
    fn an_answer_names_what_was_not_taken() {
        let read = |json: &str| PutAnswer::read(json.as_bytes(), 2);
        assert_eq!(read(r#"{"FailedPutCount":0,"RequestResponses":[]}"#), Ok(vec![None, None]));
        let half = r#"{"FailedRecordCount":1,"Records":[{"SequenceNumber":"1"},{"ErrorCode":"InternalFailure","ErrorMessage":"x"}]}"#;
        assert_eq!(read(half), Ok(vec![None, Some(UNAVAILABLE)]));
        let half = r#"{"FailedPutCount":1,"RequestResponses":[{"ErrorCode":"ServiceUnavailableException"},{"RecordId":"1"}]}"#;
        assert_eq!(read(half), Ok(vec![Some(THROTTLED), None]));
        for odd in [r#"{"FailedPutCount":1,"RequestResponses":[{"RecordId":"1"}]}"#, "[]", ""] {
            assert_eq!(read(odd), Err(CallError::Lasting(NOT_AN_ANSWER)), "{odd}");
        }
    }
}
