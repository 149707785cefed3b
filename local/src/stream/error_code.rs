//! The error codes and messages that Firehose writes beside a failed record.

use std::fmt;

/// Why a record was set aside, in Firehose's words.
///
/// The codes of the `Lambda` family are listed at
/// <https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html>; the others are known
/// from real objects under `processing-failed/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorCode {
    /// No attempt got an answer: the function returned an error, crashed, timed out or answered too much.
    FunctionError,
    /// A `result` or a base64 text that Firehose does not accept: fails the whole batch.
    OutputFormat,
    /// The response is not JSON of the expected shape: fails the whole batch.
    JsonProcessingException,
    /// An id was answered twice: fails the whole batch.
    DuplicatedRecordId,
    /// The record was not answered.
    MissingRecordId,
    /// `Ok` without data.
    InvalidReturnFormat,
    /// The function's own verdict: `ProcessingFailed`.
    ProcessingFailedStatus,
    /// A partition key that the prefix needs is missing, empty or not a string.
    MetadataExtractionFailed,
    /// More partitions than Firehose keeps open at one time.
    ActivePartitionsLimitExceeded,
}

impl ErrorCode {
    /// `errorCode`
    pub fn code(self) -> &'static str {
        match self {
            Self::FunctionError | Self::OutputFormat => "Lambda.FunctionError",
            Self::JsonProcessingException => "Lambda.JsonProcessingException",
            Self::DuplicatedRecordId => "Lambda.DuplicatedRecordId",
            Self::MissingRecordId => "Lambda.MissingRecordId",
            Self::InvalidReturnFormat => "Lambda.InvalidReturnFormat",
            Self::ProcessingFailedStatus => "Lambda.ProcessingFailedStatus",
            Self::MetadataExtractionFailed => "DynamicPartitioning.MetadataExtractionFailed",
            Self::ActivePartitionsLimitExceeded => "DynamicPartitioning.ActivePartitionsLimitExceeded",
        }
    }

    /// `errorMessage`
    pub fn message(self) -> &'static str {
        match self {
            Self::FunctionError => {
                "The Lambda function was successfully invoked but it returned an error result."
            }
            Self::OutputFormat => {
                "Check your function and make sure the output is in required format. In addition to that, make \
                 sure the processed records contain valid result status of Dropped, Ok, or ProcessingFailed"
            }
            Self::JsonProcessingException => {
                "There was an error parsing returned records from the Lambda function. Ensure that the returned \
                 records follow the status model required by Amazon Data Firehose."
            }
            Self::DuplicatedRecordId => {
                "Multiple records were returned with the same record ID. Ensure that the Lambda function returns \
                 unique record IDs for each record."
            }
            Self::MissingRecordId => {
                "One or more record IDs were not returned. Ensure that the Lambda function returns all received \
                 record IDs."
            }
            Self::InvalidReturnFormat => {
                "The data field cannot be null when the SourceType is DirectPut or KinesisStreamAsSource and \
                 processing result is Ok. The value field cannot be null when the SourceType is MSKAsSource and \
                 processing result is Ok."
            }
            Self::ProcessingFailedStatus => "ProcessingFailed status set for record",
            Self::MetadataExtractionFailed => "Partition key's value should not be null or empty",
            Self::ActivePartitionsLimitExceeded => {
                "The number of active partitions has exceeded the configured limit"
            }
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
