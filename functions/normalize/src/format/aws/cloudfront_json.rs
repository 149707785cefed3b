//! Standard access logs of CloudFront, version 2, as JSON.
//!
//! ```text
//! {"date":…,"time":…,"x-edge-location":…,"sc-bytes":"…","c-ip":…,"cs-method":…,"cs(Host)":…,"sc-status":"…",…}
//! ```
//!
//! The fields are those of the text logs, and which there are is chosen. Numbers are text, `-` stands for what is
//! absent, headers are URL-encoded.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html>

use super::cloudfront::column::{Column, NAMES, find};
use super::cloudfront::{date_and_time, set};
use crate::context::Context;
use crate::format::json::{Document, Json, Shape};
use nozzle::log::{Log, Severity};

/// Standard access logs of CloudFront, as JSON.
pub const SHAPE: Shape = Shape {
    name: "cloudfront_json",
    description: "Standard access log of CloudFront, version 2, as JSON.",
    example: r#"{"date":"2026-03-04","time":"08:00:17","x-edge-location":"FRA56-P4","sc-bytes":"392","c-ip":"203.0.113.9","cs-method":"GET","cs(Host)":"d2a1b3c4example.cloudfront.net","cs-uri-stem":"/index.html","sc-status":"200","cs(User-Agent)":"curl/8.5.0","x-edge-request-id":"SOX4","time-taken":"0.001"}"#,
    keys: &[
        &["x-edge-request-id", "sc-status"],
        &["x-edge-location", "sc-status"],
        &["x-edge-result-type", "sc-status"],
        &["cs-uri-stem", "c-ip", "sc-status"],
    ],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let text = |document: &mut Document<'a>, key| document.take_if(key, |value| value.decoded(context));
    if document.has("time") && document.has("date") {
        let (date, time) = (text(document, "date")?, text(document, "time")?);
        date_and_time(date, time, context, log)?;
    } else if let Some(time) = document.take("timestamp(ms)").or_else(|| document.take("timestamp")) {
        log.time = Some(time.time(&context.clock)?);
    }
    for key in NAMES {
        let Some(column) = find(key.as_bytes()) else { continue };
        document.take_if(key, |value| set_new(column, value, context, log));
    }
    document.keep_rest("aws.cloudfront", &mut log.attributes);
    log.severity = Severity::INFO;
    Some(())
}

fn set_new<'a>(column: Column, value: Json<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let text = if value.string().is_some() { value.decoded(context)? } else { value.as_str().as_bytes() };
    if matches!(text, b"-" | b"") {
        return Some(());
    }
    // Two keys may mean the same.
    if log.attributes.get(column.attribute()).is_some() {
        return None;
    }
    set(column, text, context, log)
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_field_has_its_place() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:17Z","severity_number":9,"attributes":{"aws.cloudfront.edge_location":"FRA56-P4","http.response.size":392,"client.address":"203.0.113.9","http.request.method":"GET","aws.cloudfront.domain_name":"d2a1b3c4example.cloudfront.net","url.path":"/index.html","http.response.status_code":200,"user_agent.original":"curl/8.5.0","aws.request_id":"SOX4","duration_ms":1},"source_format":"cloudfront_json"}"#,
        );
        check(
            "auto",
            r#"{"timestamp(ms)":"1772611217123","c-ip":"203.0.113.9","cs-uri-stem":"/a","sc-status":"304","cs(Referer)":"-","cs(Cookie)":"a%3Db","DistributionId":"E2","new":"x"}"#,
            r#"{"time":"2026-03-04T08:00:17.123Z","severity_number":9,"attributes":{"client.address":"203.0.113.9","url.path":"/a","http.response.status_code":304,"http.request.header.cookie":"a=b","aws.cloudfront.distribution_id":"E2","aws.cloudfront.new":"x"},"source_format":"cloudfront_json"}"#,
        );
    }
}
