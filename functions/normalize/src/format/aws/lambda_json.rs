//! What AWS Lambda itself writes into the log of a function, as JSON.
//!
//! ```text
//! {"time":TIME,"type":"platform.report","record":{"requestId":…,"metrics":{"durationMs":…,…},"status":"success"}}
//! {"time":TIME,"type":"function","record":TEXT or {…}}         what an extension gets of the function's own log
//! ```
//!
//! A report with an initialisation is of a cold start; a status that is no success is an error.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html>

use super::open_document;
use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Log, Severity, Value};

/// Events of the Lambda platform.
pub const SHAPE: Shape = Shape {
    name: "lambda_json",
    description: "Event of AWS Lambda itself in a function's log: platform.start, platform.report and others.",
    example: r#"{"time":"2026-03-04T08:00:16.000Z","type":"platform.report","record":{"requestId":"6f0e0f4e-0000-4d1b-9a53-2f1f5a1c7b11","metrics":{"durationMs":12.3,"billedDurationMs":13,"memorySizeMB":128,"maxMemoryUsedMB":71,"initDurationMs":150.2},"status":"success"}}"#,
    keys: &[&["record", "type", "time"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let kind = document.take("type")?.string()?;
    let is_platform = kind.starts_with("platform.");
    if !is_platform && !matches!(kind, "function" | "extension") {
        return None;
    }
    log.time = Some(document.take("time")?.time(&context.clock)?);
    let record = document.take("record")?;
    document.keep_rest("aws.lambda", &mut log.attributes);
    if !is_platform {
        log.attributes.push("aws.lambda.log_type", kind);
        if record.is_object() {
            open_document(record, context, log);
        } else {
            record.open(context, log);
        }
        return Some(());
    }
    log.event_name = Some(kind.into());
    log.severity = Severity::INFO;
    match record.document(context) {
        Some(record) => read_record(record, kind == "platform.report", context, log),
        None => log.body = record.value(),
    }
    Some(())
}

fn read_record<'a>(mut record: Document<'a>, is_report: bool, context: &Context<'a>, log: &mut Log<'a>) {
    let has_failed = |status: Json<'_>| status.string().is_some_and(|status| status != "success");
    if record.get("status").is_some_and(has_failed) {
        log.severity = Severity::ERROR;
    }
    record.put(
        &mut log.resource,
        &[("functionName", "faas.name", Kind::Text), ("functionVersion", "faas.version", Kind::Text)],
    );
    // A start and an initialisation tell the version in different words.
    if log.resource.get("faas.version").is_none() {
        record.put(&mut log.resource, &[("version", "faas.version", Kind::Text)]);
    }
    record.put(
        &mut log.attributes,
        &[
            ("requestId", "faas.invocation_id", Kind::Text),
            ("status", "aws.lambda.status", Kind::Text),
            ("errorType", "exception.type", Kind::Text),
            ("phase", "aws.lambda.phase", Kind::Text),
            ("initializationType", "aws.lambda.initialization_type", Kind::Text),
            ("runtimeVersion", "aws.lambda.runtime_version", Kind::Text),
            ("runtimeVersionArn", "aws.lambda.runtime_version.arn", Kind::Text),
        ],
    );
    if let Some(mut metrics) = record.take_document("metrics") {
        metrics.put(
            &mut log.attributes,
            &[
                ("durationMs", "duration_ms", Kind::Number),
                ("billedDurationMs", "aws.lambda.billed_duration_ms", Kind::Number),
                ("memorySizeMB", "aws.lambda.memory_size_mb", Kind::Number),
                ("maxMemoryUsedMB", "aws.lambda.max_memory_used_mb", Kind::Number),
                ("initDurationMs", "aws.lambda.init_duration_ms", Kind::Number),
                ("restoreDurationMs", "aws.lambda.restore_duration_ms", Kind::Number),
            ],
        );
        if is_report {
            let cold = ["aws.lambda.init_duration_ms", "aws.lambda.restore_duration_ms"];
            let cold = cold.iter().any(|name| log.attributes.get(name).is_some());
            log.attributes.push("faas.coldstart", Value::Boolean(cold));
        }
        metrics.keep_rest("aws.lambda.metrics", &mut log.attributes);
    }
    if let Some(mut tracing) = record.take_document("tracing") {
        if let Some(header) = tracing.get("value").and_then(|value| value.decoded(context)) {
            log.trace_id = super::xray::trace_id(header, context).map(Into::into);
        }
        tracing.keep_rest("aws.lambda.tracing", &mut log.attributes);
    }
    record.keep_rest("aws.lambda", &mut log.attributes);
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn a_report_tells_durations_and_memory() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:16Z","severity_number":9,"event_name":"platform.report","attributes":{"faas.invocation_id":"6f0e0f4e-0000-4d1b-9a53-2f1f5a1c7b11","aws.lambda.status":"success","duration_ms":12.3,"aws.lambda.billed_duration_ms":13,"aws.lambda.memory_size_mb":128,"aws.lambda.max_memory_used_mb":71,"aws.lambda.init_duration_ms":150.2,"faas.coldstart":true},"source_format":"lambda_json"}"#,
        );
    }

    #[test]
    fn other_events() {
        check(
            "auto",
            r#"{"time":"2026-03-04T08:00:16.000Z","type":"platform.runtimeDone","record":{"requestId":"6f","status":"timeout","tracing":{"type":"X-Amzn-Trace-Id","value":"Root=1-65e5aa01-0123456789abcdef01234567;Sampled=1"},"metrics":{"durationMs":3000}}}"#,
            r#"{"time":"2026-03-04T08:00:16Z","severity_number":17,"trace_id":"65e5aa010123456789abcdef01234567","event_name":"platform.runtimeDone","attributes":{"faas.invocation_id":"6f","aws.lambda.status":"timeout","duration_ms":3000,"aws.lambda.tracing.type":"X-Amzn-Trace-Id","aws.lambda.tracing.value":"Root=1-65e5aa01-0123456789abcdef01234567;Sampled=1"},"source_format":"lambda_json"}"#,
        );
        check(
            "auto",
            r#"{"time":"2026-03-04T08:00:16.000Z","type":"function","record":"{\"level\":\"info\",\"msg\":\"a\"}"}"#,
            r#"{"time":"2026-03-04T08:00:16Z","severity_number":9,"severity_text":"info","body":"a","attributes":{"aws.lambda.log_type":"function"},"source_format":"json"}"#,
        );
        check(
            "auto",
            r#"{"time":"2026-03-04T08:00:16.000Z","type":"sale","record":"x"}"#,
            r#"{"time":"2026-03-04T08:00:16Z","severity_number":0,"attributes":{"type":"sale","record":"x"},"source_format":"json"}"#,
        );
    }
}
