//! An event source mapping as a template defines it, with every value resolved.

use nozzle::event_pattern::Pattern;
use std::time::Duration;

/// `AWS::Lambda::EventSourceMapping` on a Kinesis data stream, or SAM's event of type `Kinesis`.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html>
#[derive(Debug, Clone, PartialEq)]
pub struct EventSourceMapping {
    /// Name of the resource in the template: SAM calls it by function and event together.
    pub name: String,
    /// ARN of the function with its qualifier.
    pub function_arn: String,
    /// ARN of the stream.
    pub stream_arn: String,
    /// Region on the pretended account.
    pub region: String,
    /// `BatchSize`. Default 100.
    pub batch_size: usize,
    /// `MaximumBatchingWindowInSeconds`. Default 0.
    pub maximum_batching_window: Duration,
    /// `ParallelizationFactor`. Default 1.
    pub parallelization_factor: usize,
    /// `MaximumRecordAgeInSeconds`; none where records never grow too old: the default.
    pub maximum_record_age: Option<Duration>,
    /// `MaximumRetryAttempts`; none where it never ends: the default.
    pub maximum_retry_attempts: Option<u32>,
    /// `TumblingWindowInSeconds`; none by default.
    pub tumbling_window: Option<Duration>,
    /// `FunctionResponseTypes` holds `ReportBatchItemFailures`.
    pub report_batch_item_failures: bool,
    /// `BisectBatchOnFunctionError`. Default false.
    pub bisect_batch_on_function_error: bool,
    /// `FilterCriteria`: a record passes that matches one of these. Without any, all pass.
    pub filters: Vec<Pattern>,
    /// `DestinationConfig.OnFailure`; without one Lambda forgets what it gives up.
    pub on_failure: Option<OnFailure>,
}

/// Where Lambda writes to what it gave up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnFailure {
    /// Logical id of the bucket, queue or topic, or its name where the template does not define it.
    pub name: String,
    /// What it is.
    pub kind: OnFailureKind,
}

/// Decides what an on-failure record holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailureKind {
    /// A bucket gets the event as well.
    S3,
    /// A queue or a topic is told about it.
    Message,
}

impl EventSourceMapping {
    /// A mapping with AWS's defaults.
    pub fn new(name: &str, function_arn: &str, stream_arn: &str, region: &str) -> Self {
        Self {
            name: name.to_owned(),
            function_arn: function_arn.to_owned(),
            stream_arn: stream_arn.to_owned(),
            region: region.to_owned(),
            batch_size: 100,
            maximum_batching_window: Duration::ZERO,
            parallelization_factor: 1,
            maximum_record_age: None,
            maximum_retry_attempts: None,
            tumbling_window: None,
            report_batch_item_failures: false,
            bisect_batch_on_function_error: false,
            filters: Vec::new(),
            on_failure: None,
        }
    }
}
