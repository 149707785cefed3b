//! The objects under `processing-failed/`: newline-delimited JSON, one object a record.

use super::error_code::ErrorCode;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;

/// A record that was set aside. Fields in the order, and spelt, as in the objects that Firehose writes since 2025.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FailedRecord<'a> {
    raw_data: String,
    error_code: &'a str,
    error_message: &'a str,
    attempts_made: u32,
    arrival_timestamp: i64,
    attempt_ending_timestamp: i64,
    #[serde(rename = "lambdaARN", skip_serializing_if = "Option::is_none")]
    lambda_arn: Option<&'a str>,
}

/// How it came that records of a batch failed.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// Invocations with this batch.
    pub attempts_made: u32,
    /// End of the last one, in milliseconds since 1970.
    pub ended_ms: i64,
    /// The function, with its qualifier.
    pub lambda_arn: Option<&'a str>,
}

/// The line for one record: its original bytes and what went wrong.
pub fn line(original: &[u8], arrived_ms: i64, code: ErrorCode, attempt: Attempt<'_>) -> Vec<u8> {
    let record = FailedRecord {
        raw_data: STANDARD.encode(original),
        error_code: code.code(),
        error_message: code.message(),
        attempts_made: attempt.attempts_made,
        arrival_timestamp: arrived_ms,
        attempt_ending_timestamp: attempt.ended_ms,
        lambda_arn: attempt.lambda_arn,
    };
    let mut line = serde_json::to_vec(&record).expect("text and numbers are JSON");
    line.push(b'\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_spelt_and_ordered_as_firehose_writes_them() {
        let attempt = Attempt {
            attempts_made: 4,
            ended_ms: 1_741_000_060_000,
            lambda_arn: Some("arn:aws:lambda:eu-west-1:123456789012:function:normalize:$LATEST"),
        };
        let line = line(b"a\xff\n", 1_741_000_000_000, ErrorCode::FunctionError, attempt);
        assert_eq!(
            String::from_utf8(line).expect("text"),
            "{\"rawData\":\"Yf8K\",\"errorCode\":\"Lambda.FunctionError\",\"errorMessage\":\"The Lambda function was \
             successfully invoked but it returned an error result.\",\"attemptsMade\":4,\"arrivalTimestamp\":\
             1741000000000,\"attemptEndingTimestamp\":1741000060000,\"lambdaARN\":\"arn:aws:lambda:eu-west-1:\
             123456789012:function:normalize:$LATEST\"}\n"
        );
    }
}
