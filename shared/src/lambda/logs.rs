//! Structured logs, one JSON object a line. Payload bytes are in none of them.

use super::Answer;
use crate::{firehose, kinesis};
use std::{env, fmt::Write, panic};
use tracing_subscriber::filter::LevelFilter;

/// Starts logging at the level of `AWS_LAMBDA_LOG_LEVEL` and takes over what a panic says.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html>
pub(super) fn start() {
    let level = match env::var("AWS_LAMBDA_LOG_LEVEL").as_deref() {
        Ok("TRACE") => LevelFilter::TRACE,
        Ok("DEBUG") => LevelFilter::DEBUG,
        Ok("WARN") => LevelFilter::WARN,
        Ok("ERROR" | "FATAL") => LevelFilter::ERROR,
        _ => LevelFilter::INFO,
    };
    tracing_subscriber::fmt().json().flatten_event(true).with_max_level(level).init();
    // The message of a panic may quote the payload: only where it happened is logged.
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(|location| format!("{}:{}", location.file(), location.line()));
        tracing::error!(location = location.unwrap_or_default(), "panicked");
    }));
}

pub(super) fn answered(request_id: &str, answer: &Answer) {
    match answer {
        Answer::Firehose(answer) => records_failed(request_id, &answer.failed),
        Answer::Kinesis(answer) => {
            kinesis_records_failed(request_id, &answer.failed);
            if let Some(stopped) = &answer.stopped {
                stopped_at(request_id, stopped, answer.counts.left);
            }
        }
    }
}

fn records_failed(request_id: &str, failed: &[firehose::FailedRecord]) {
    for firehose::FailedRecord { record_id, failure, data_sha256 } in failed {
        tracing::warn!(
            request_id,
            record_id,
            reason = failure.reason(),
            detail = failure.message(),
            byte = failure.byte(),
            data_sha256 = hexadecimal(data_sha256),
            "record failed"
        );
    }
}

fn kinesis_records_failed(request_id: &str, failed: &[kinesis::FailedRecord]) {
    for kinesis::FailedRecord { sequence_number, subsequence_number, failure, data_sha256, set_aside } in
        failed
    {
        tracing::warn!(
            request_id,
            sequence_number,
            subsequence_number,
            reason = failure.reason(),
            detail = failure.message(),
            byte = failure.byte(),
            data_sha256 = hexadecimal(data_sha256),
            set_aside,
            "record failed"
        );
    }
}

fn stopped_at(request_id: &str, stopped: &kinesis::Stopped, left: usize) {
    let kinesis::Stopped { sequence_number, subsequence_number, cause } = stopped;
    tracing::warn!(
        request_id,
        sequence_number,
        subsequence_number,
        left,
        cause = cause.name(),
        detail = cause.to_string(),
        "batch is not done"
    );
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(super) fn event_refused(request_id: &str, reason: &str) {
    tracing::error!(request_id, reason, "event refused");
}

pub(super) fn response_refused(request_id: &str, status: u16, bytes: usize) {
    tracing::error!(request_id, status, bytes, "the Runtime API refused the response");
}
