//! Execution logs of API Gateway: what it does with a request, a line each.
//!
//! ```text
//! (REQUEST-ID) MESSAGE
//! MESSAGE = HTTP Method: GET, Resource Path: /pets | Method completed with status: 200 | Execution failed … | …
//! ```
//!
//! Source: <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html>

use super::lambda_platform::is_request_id;
use crate::word::integer;
use crate::{context::Context, format::Format, split::Split};
use memchr::memchr;
use nozzle::log::{Log, Severity, Value};

/// Execution logs of API Gateway.
pub const FORMAT: Format = Format {
    name: "api_gateway_execution",
    description: "Execution log of API Gateway.",
    example: "(6f0e0f4e-0000-4d1b-9a53-2f1f5a1c7b11) Method completed with status: 200",
    first_bytes: b"(",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], _: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let inside = text.strip_prefix(b"(")?;
    let end = inside.get(..37).and_then(|head| memchr(b')', head))?;
    let message = inside[end + 1..].strip_prefix(b" ")?.trim_ascii();
    if !is_request_id(&inside[..end]) || message.is_empty() {
        return None;
    }
    log.attributes.push("aws.request_id", &inside[..end]);
    if let Some(status) = message.strip_prefix(b"Method completed with status: ").and_then(integer) {
        log.attributes.push("http.response.status_code", Value::Integer(status));
    }
    let has_failed = message.starts_with(b"Execution failed");
    log.severity = if has_failed { Severity::ERROR } else { Severity::INFO };
    log.body = Some(message.into());
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn every_line_has_its_request() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"severity_number":9,"body":"Method completed with status: 200","attributes":{"aws.request_id":"6f0e0f4e-0000-4d1b-9a53-2f1f5a1c7b11","http.response.status_code":200},"source_format":"api_gateway_execution"}"#,
        );
        check(
            "auto",
            "(6f0e0f4e-0000-4d1b-9a53-2f1f5a1c7b11) Execution failed due to configuration error: no",
            r#"{"severity_number":17,"body":"Execution failed due to configuration error: no","attributes":{"aws.request_id":"6f0e0f4e-0000-4d1b-9a53-2f1f5a1c7b11"},"source_format":"api_gateway_execution"}"#,
        );
        for line in ["(root) CMD (true)", "(6f0e0f4e-0000-4d1b-9a53-2f1f5a1c7b11)", "("] {
            assert!(!otel("auto", line.as_bytes()).concat().contains("api_gateway"), "{line}");
        }
    }
}
