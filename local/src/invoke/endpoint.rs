//! A Lambda that somebody else runs: `cargo lambda watch`, or an emulator.

use crate::{
    error::Error,
    function::{ErrorReport, FunctionError, Invocation},
    tls,
};
use bytes::Bytes;
use reqwest::{Client, StatusCode, Url};
use std::{collections::HashMap, time::Duration};

/// Firehose waits no longer for a function; `cargo lambda watch` builds it within that time.
const TIMEOUT: Duration = Duration::from_secs(300);

/// `Invoke` of the Lambda API over plain HTTP, unsigned.
pub(super) struct Endpoint {
    client: Client,
    url: Url,
}

impl Endpoint {
    pub(super) fn new(endpoint: &str, function: &str) -> Result<Self, Error> {
        let invalid = |what: &str| {
            Error::new(format!("--endpoint {endpoint}: {what}")).fix("write it as http://127.0.0.1:9000")
        };
        let mut url = Url::parse(endpoint).map_err(|error| invalid(&error.to_string()))?;
        if url.scheme() != "http" {
            return Err(invalid("only http is spoken here"));
        }
        url.path_segments_mut().map_err(|()| invalid("no path can be added to it"))?.pop_if_empty().extend([
            "2015-03-31",
            "functions",
            function,
            "invocations",
        ]);
        tls::choose_provider();
        let client = Client::builder()
            .no_proxy()
            .connect_timeout(Duration::from_secs(5))
            .timeout(TIMEOUT)
            .build()
            .map_err(|error| Error::new(format!("cannot set up HTTP: {error}")))?;
        Ok(Self { client, url })
    }

    pub(super) async fn invoke(&self, event: Bytes) -> Result<Invocation, Error> {
        let request =
            self.client.post(self.url.clone()).header("content-type", "application/json").body(event);
        let (status, marked, body) = match self.exchange(request).await {
            Ok(answer) => answer,
            Err(error) if error.is_timeout() && !error.is_connect() => {
                return Ok(without_answer(FunctionError::TimedOut(TIMEOUT.as_millis() as u64)));
            }
            Err(error) => {
                // The outer error says no more than that something failed.
                let mut cause: &dyn std::error::Error = &error;
                while let Some(deeper) = cause.source() {
                    cause = deeper;
                }
                return Err(Error::new(format!("cannot invoke {}: {cause}", self.url))
                    .fix("start `cargo lambda watch`, or leave --endpoint out"));
            }
        };
        if status.is_client_error() {
            return Err(Error::new(format!("{} answered {status}", self.url))
                .fix("check the name of the function and the size of the event"));
        }
        Ok(match function_error(status, marked, &body) {
            Some(error) => without_answer(error),
            None => Invocation { answer: Ok(body), record_failures: HashMap::new() },
        })
    }

    async fn exchange(&self, request: reqwest::RequestBuilder) -> reqwest::Result<(StatusCode, bool, Bytes)> {
        let response = request.send().await?;
        let marked = response.headers().contains_key("x-amz-function-error");
        Ok((response.status(), marked, response.bytes().await?))
    }
}

fn without_answer(error: FunctionError) -> Invocation {
    Invocation { answer: Err(error), record_failures: HashMap::new() }
}

/// Lambda marks a function's error in a header, emulators by a status or by the body alone.
fn function_error(status: StatusCode, marked: bool, body: &[u8]) -> Option<FunctionError> {
    let returned = |error_type: &str, message: &str| {
        Some(FunctionError::Returned { error_type: error_type.to_owned(), message: message.to_owned() })
    };
    match serde_json::from_slice(body) {
        Ok(ErrorReport { error_type, error_message }) if error_type.is_some() || error_message.is_some() => {
            returned(
                error_type.as_deref().unwrap_or("Unhandled"),
                error_message.as_deref().unwrap_or_default(),
            )
        }
        // The official emulator reports a timeout as plain text.
        Err(_) if body.starts_with(b"Task timed out after ") => {
            returned("Sandbox.Timedout", &String::from_utf8_lossy(body))
        }
        _ if marked || !status.is_success() => returned("Unhandled", &format!("HTTP status {status}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_error_is_known_by_status_header_or_body() {
        let ok = StatusCode::OK;
        let returned = |error_type: &str, message: &str| {
            Some(FunctionError::Returned { error_type: error_type.to_owned(), message: message.to_owned() })
        };
        assert_eq!(function_error(ok, false, br#"{"records":[]}"#), None);
        assert_eq!(function_error(ok, false, br#"{"errorType":"E","errorMessage":"m"}"#), returned("E", "m"));
        assert_eq!(function_error(ok, true, b"{}"), returned("Unhandled", "HTTP status 200 OK"));
        assert_eq!(
            function_error(StatusCode::INTERNAL_SERVER_ERROR, false, b"oops"),
            returned("Unhandled", "HTTP status 500 Internal Server Error")
        );
        assert_eq!(
            function_error(ok, false, b"Task timed out after 3.00 seconds"),
            returned("Sandbox.Timedout", "Task timed out after 3.00 seconds")
        );
    }

    #[test]
    fn the_url_of_an_invocation_keeps_what_the_endpoint_says() {
        let url = |endpoint| Endpoint::new(endpoint, "normalize").map(|endpoint| endpoint.url.to_string());
        let path = "2015-03-31/functions/normalize/invocations";
        assert_eq!(url("http://127.0.0.1:9000").unwrap(), format!("http://127.0.0.1:9000/{path}"));
        assert_eq!(url("http://127.0.0.1:9000/x/").unwrap(), format!("http://127.0.0.1:9000/x/{path}"));
        assert_eq!(
            url("127.0.0.1:9000").unwrap_err().to_string(),
            "--endpoint 127.0.0.1:9000: relative URL without a base\nfix: write it as http://127.0.0.1:9000"
        );
    }
}
