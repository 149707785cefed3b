//! What AWS Lambda itself writes into the log of a function, as text.
//!
//! ```text
//! START RequestId: ID Version: VERSION
//! END RequestId: ID
//! REPORT RequestId: ID<tab>Duration: 12.30 ms<tab>Billed Duration: 13 ms<tab>Memory Size: 128 MB<tab>…
//! INIT_START Runtime Version: RUNTIME<tab>Runtime Version ARN: ARN
//! INIT_REPORT Init Duration: 3000.29 ms<tab>Phase: init<tab>Status: timeout
//! EXTENSION<tab>Name: NAME<tab>State: Ready<tab>Events: [INVOKE, SHUTDOWN]
//! XRAY TraceId: 1-65e5aa01-…<tab>SegmentId: …<tab>Sampled: true
//! TIME ID Task timed out after 3.00 seconds
//! RequestId: ID Error: Runtime exited with error: signal: killed
//! ```
//!
//! What stands as `Name: value` becomes `aws.lambda.name`, durations in milliseconds. A report with an
//! initialisation is of a cold start.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html>

use super::xray;
use crate::duration::{milliseconds, nanoseconds_of_seconds, number};
use crate::word::word;
use crate::{context::Context, format::Format, split::Split, time};
use nozzle::log::{Log, Severity, Value};

/// The text lines of the Lambda service.
pub const FORMAT: Format = Format {
    name: "lambda_platform",
    description: "Lines of AWS Lambda itself in a function's log: START, END, REPORT, INIT_START, EXTENSION, timeouts.",
    example: "REPORT RequestId: 6f0e0f4e-0000-4d1b-9a53-2f1f5a1c7b11\tDuration: 12.30 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 71 MB\tInit Duration: 150.24 ms\t",
    first_bytes: b"SERIXLT0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let text = text.trim_ascii_end();
    let kind_end = text.iter().take(20).position(|byte| matches!(byte, b' ' | b'\t' | b':'))?;
    let (kind, rest) = (&text[..kind_end], &text[kind_end..]);
    match kind {
        b"START" | b"END" | b"REPORT" if rest.starts_with(b" RequestId: ") => {
            let event = match kind {
                b"START" => "platform.start",
                b"END" => "platform.end",
                _ => "platform.report",
            };
            log.event_name = Some(event.into());
        }
        b"INIT_START" | b"RESTORE_START" if rest.starts_with(b" Runtime Version: ") => {
            log.event_name =
                Some(if kind[0] == b'I' { "platform.initStart" } else { "platform.restoreStart" }.into());
        }
        b"INIT_REPORT" | b"RESTORE_REPORT" if memchr::memmem::find(rest, b" Duration: ").is_some() => {
            log.event_name =
                Some(if kind[0] == b'I' { "platform.initReport" } else { "platform.restoreReport" }.into());
        }
        b"EXTENSION" | b"LOGS" | b"TELEMETRY" if rest.starts_with(b"\tName: ") => {
            log.event_name = Some(
                if kind[0] == b'E' { "platform.extension" } else { "platform.telemetrySubscription" }.into(),
            );
        }
        b"XRAY" if rest.starts_with(b" TraceId: ") => {}
        b"RequestId" => return read_failure(text, rest.strip_prefix(b": ")?, log),
        _ => return read_timeout(text, context, log),
    }
    log.body = Some(text.into());
    log.severity = Severity::INFO;
    pairs(rest, kind == b"REPORT", context, log);
    Some(())
}

/// Reads `Name: value` between tabs, and between spaces for the first line of a kind.
fn pairs<'a>(text: &'a [u8], is_report: bool, context: &Context<'a>, log: &mut Log<'a>) {
    for part in text.split(|byte| matches!(byte, b'\t' | b'\n' | b'\r')) {
        let part = part.trim_ascii();
        let part = part.strip_prefix(b"XRAY ").unwrap_or(part);
        // The one line with two in a part.
        let (part, version) = match memchr::memmem::find(part, b" Version: ") {
            Some(at) if part.starts_with(b"RequestId: ") => (&part[..at], Some(&part[at + 10..])),
            _ => (part, None),
        };
        if let Some(version) = version
            && log.resource.get("faas.version").is_none()
        {
            log.resource.push("faas.version", version);
        }
        let Some(colon) = memchr::memmem::find(part, b": ") else { continue };
        pair(&part[..colon], part[colon + 2..].trim_ascii(), is_report, context, log);
    }
    if is_report {
        let cold = log.attributes.get("aws.lambda.init_duration_ms").is_some()
            || log.attributes.get("aws.lambda.restore_duration_ms").is_some();
        log.attributes.push("faas.coldstart", Value::Boolean(cold));
    }
}

fn pair<'a>(name: &'a [u8], value: &'a [u8], is_report: bool, context: &Context<'a>, log: &mut Log<'a>) {
    let (amount, _) = word(value);
    let as_number = || number(amount).unwrap_or_else(|| value.into());
    let (attribute, value): (&'static str, Value<'a>) = match name {
        b"RequestId" => ("faas.invocation_id", value.into()),
        b"Duration" => ("duration_ms", as_number()),
        b"Billed Duration" => ("aws.lambda.billed_duration_ms", as_number()),
        b"Init Duration" if is_report => ("aws.lambda.init_duration_ms", as_number()),
        b"Restore Duration" if is_report => ("aws.lambda.restore_duration_ms", as_number()),
        b"Init Duration" | b"Restore Duration" => ("duration_ms", as_number()),
        b"Billed Restore Duration" => ("aws.lambda.billed_restore_duration_ms", as_number()),
        b"Memory Size" => ("aws.lambda.memory_size_mb", as_number()),
        b"Max Memory Used" => ("aws.lambda.max_memory_used_mb", as_number()),
        b"Runtime Version" => ("aws.lambda.runtime_version", value.into()),
        b"Runtime Version ARN" => ("aws.lambda.runtime_version.arn", value.into()),
        b"Name" => ("aws.lambda.extension.name", value.into()),
        b"State" => ("aws.lambda.extension.state", value.into()),
        b"Events" => ("aws.lambda.extension.events", value.into()),
        b"Types" => ("aws.lambda.extension.types", value.into()),
        b"Phase" => ("aws.lambda.phase", value.into()),
        b"Error Type" => {
            log.severity = Severity::ERROR;
            ("exception.type", value.into())
        }
        b"Status" => {
            if matches!(value, b"timeout" | b"error" | b"failure") {
                log.severity = Severity::ERROR;
            }
            ("aws.lambda.status", value.into())
        }
        b"TraceId" => {
            log.trace_id = xray::trace_id(value, context).map(Into::into);
            ("aws.xray.trace_id", value.into())
        }
        b"SegmentId" => {
            let is_id = value.len() == 16 && value.iter().all(u8::is_ascii_hexdigit);
            log.span_id = is_id.then(|| value.into());
            ("aws.xray.segment_id", value.into())
        }
        b"Sampled" => ("aws.xray.sampled", value.into()),
        _ => return,
    };
    if log.attributes.get(attribute).is_none() {
        log.attributes.push(attribute, value);
    }
}

/// Reads `ID Error: Runtime exited …` and `ID Process exited before completing request`.
fn read_failure<'a>(text: &'a [u8], at_id: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let (id, message) = word(at_id);
    if id.len() != 36 || message.is_empty() {
        return None;
    }
    log.attributes.push("faas.invocation_id", id);
    let error = message.strip_prefix(b"Error: ");
    if error.is_some() || message.starts_with(b"Process exited") {
        log.severity = Severity::ERROR;
        log.attributes.push("exception.message", error.unwrap_or(message));
    }
    log.body = Some(text.into());
    Some(())
}

/// Reads `TIME ID Task timed out after 3.00 seconds`.
fn read_timeout<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if text.get(10) != Some(&b'T') {
        return None;
    }
    let time = time::iso(text, &context.clock)?;
    let (id, message) = word(text[time.length..].strip_prefix(b" ")?);
    let seconds = message.strip_prefix(b"Task timed out after ");
    if id.len() != 36 || !(seconds.is_some() || message.starts_with(b"Error: ")) {
        return None;
    }
    time.set(text, log);
    log.attributes.push("faas.invocation_id", id);
    if let Some(nanoseconds) = seconds.and_then(|seconds| nanoseconds_of_seconds(word(seconds).0)) {
        log.attributes.push("duration_ms", milliseconds(nanoseconds, context));
    }
    log.severity = Severity::ERROR;
    log.body = Some(message.into());
    Some(())
}

/// The request id of a function's log: a UUID.
pub(super) fn is_request_id(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    const ID: &str = "6f0e0f4e-0000-4d1b-9a53-2f1f5a1c7b11";

    #[test]
    fn a_report_tells_durations_and_memory() {
        check(
            "auto",
            super::FORMAT.example,
            &format!(
                r#"{{"severity_number":9,"body":"REPORT RequestId: {ID}\tDuration: 12.30 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 71 MB\tInit Duration: 150.24 ms","event_name":"platform.report","attributes":{{"faas.invocation_id":"{ID}","duration_ms":12.30,"aws.lambda.billed_duration_ms":13,"aws.lambda.memory_size_mb":128,"aws.lambda.max_memory_used_mb":71,"aws.lambda.init_duration_ms":150.24,"faas.coldstart":true}},"source_format":"lambda_platform"}}"#
            ),
        );
        let line = format!(
            "REPORT RequestId: {ID}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms Memory Size: 128 MB\tStatus: timeout\t\n\tXRAY TraceId: 1-65e5aa01-0123456789abcdef01234567\tSegmentId: 07f1070f1070f107\tSampled: true"
        );
        let log = crate::tests::otel("auto", line.as_bytes()).concat();
        assert!(log.contains(r#""severity_number":17"#), "{log}");
        assert!(
            log.contains(r#""trace_id":"65e5aa010123456789abcdef01234567","span_id":"07f1070f1070f107""#),
            "{log}"
        );
        assert!(log.contains(r#""faas.coldstart":false"#), "{log}");
    }

    #[test]
    fn the_other_lines() {
        for (line, expected) in [
            (
                format!("START RequestId: {ID} Version: $LATEST"),
                format!(
                    r#""severity_number":9,"body":"START RequestId: {ID} Version: $LATEST","event_name":"platform.start","resource":{{"faas.version":"$LATEST"}},"attributes":{{"faas.invocation_id":"{ID}"}}"#
                ),
            ),
            (
                format!("END RequestId: {ID}"),
                format!(
                    r#""severity_number":9,"body":"END RequestId: {ID}","event_name":"platform.end","attributes":{{"faas.invocation_id":"{ID}"}}"#
                ),
            ),
            (
                "INIT_START Runtime Version: python:3.12.v18\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:07".to_owned(),
                r#""severity_number":9,"body":"INIT_START Runtime Version: python:3.12.v18\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:07","event_name":"platform.initStart","attributes":{"aws.lambda.runtime_version":"python:3.12.v18","aws.lambda.runtime_version.arn":"arn:aws:lambda:eu-west-1::runtime:07"}"#.to_owned(),
            ),
            (
                "INIT_REPORT Init Duration: 3000.29 ms\tPhase: init\tStatus: timeout".to_owned(),
                r#""severity_number":17,"body":"INIT_REPORT Init Duration: 3000.29 ms\tPhase: init\tStatus: timeout","event_name":"platform.initReport","attributes":{"duration_ms":3000.29,"aws.lambda.phase":"init","aws.lambda.status":"timeout"}"#.to_owned(),
            ),
            (
                "EXTENSION\tName: agent\tState: Ready\tEvents: [INVOKE, SHUTDOWN]".to_owned(),
                r#""severity_number":9,"body":"EXTENSION\tName: agent\tState: Ready\tEvents: [INVOKE, SHUTDOWN]","event_name":"platform.extension","attributes":{"aws.lambda.extension.name":"agent","aws.lambda.extension.state":"Ready","aws.lambda.extension.events":"[INVOKE, SHUTDOWN]"}"#.to_owned(),
            ),
            (
                format!("2026-03-04T08:00:00.123Z {ID} Task timed out after 3.05 seconds"),
                format!(
                    r#""time":"2026-03-04T08:00:00.123Z","severity_number":17,"body":"Task timed out after 3.05 seconds","attributes":{{"faas.invocation_id":"{ID}","duration_ms":3050}}"#
                ),
            ),
            (
                format!("RequestId: {ID} Error: Runtime exited with error: signal: killed"),
                format!(
                    r#""severity_number":17,"body":"RequestId: {ID} Error: Runtime exited with error: signal: killed","attributes":{{"faas.invocation_id":"{ID}","exception.message":"Runtime exited with error: signal: killed"}}"#
                ),
            ),
        ] {
            check("auto", &line, &format!(r#"{{{expected},"source_format":"lambda_platform"}}"#));
        }
    }

    #[test]
    fn what_looks_alike_is_left_alone() {
        for line in [
            "START of the day",
            "END",
            "REPORT 12",
            "EXTENSION Name: a",
            "RequestId: 12 done",
            "LOGS are here",
        ] {
            let log = crate::tests::otel("auto", line.as_bytes()).concat();
            assert!(!log.contains("lambda_platform"), "{log}");
        }
    }
}
