//! AWS WAF.
//!
//! ```text
//! {"timestamp":MS,"formatVersion":1,"webaclId":ARN,"terminatingRuleId":…,"terminatingRuleType":…,"action":ACTION,
//!  "httpSourceName":…,"httpSourceId":…,"httpRequest":{"clientIp":…,"country":…,"headers":[{"name":…,"value":…}],
//!  "uri":…,"args":…,"httpVersion":…,"httpMethod":…,"requestId":…},"labels":[…],"responseCodeSent":…}
//! ```
//!
//! A request that was let through or counted is information; one that was blocked or challenged is a warning.
//!
//! Source: <https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Attributes, Log, Severity};

/// AWS WAF.
pub const SHAPE: Shape = Shape {
    name: "waf",
    description: "Log of a web ACL of AWS WAF.",
    example: r#"{"timestamp":1772611200999,"formatVersion":1,"webaclId":"arn:aws:wafv2:eu-central-1:210987654321:regional/webacl/shop/aaaa","terminatingRuleId":"rate-1","terminatingRuleType":"RATE_BASED","action":"BLOCK","httpSourceName":"ALB","httpSourceId":"210987654321-app/shop/11","httpRequest":{"clientIp":"2001:db8::77","country":"DE","headers":[{"name":"Host","value":"shop.example"},{"name":"User-Agent","value":"curl/8.5.0"}],"uri":"/cart","args":"a=1&b=2","httpVersion":"HTTP/2.0","httpMethod":"POST","requestId":"1-65e5-1"}}"#,
    keys: &[&["webaclId", "httpRequest", "action"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut request = document.take_document("httpRequest")?;
    log.time = Some(document.take("timestamp")?.time(&context.clock)?);
    let is_stopped = |action: Json<'_>| matches!(action.string(), Some("BLOCK" | "CAPTCHA" | "CHALLENGE"));
    log.severity =
        if document.get("action").is_some_and(is_stopped) { Severity::WARN } else { Severity::INFO };
    document.put(&mut log.resource, &[("webaclId", "cloud.resource_id", Kind::Text)]);
    document.put(
        &mut log.attributes,
        &[
            ("terminatingRuleId", "aws.waf.terminating_rule.id", Kind::Text),
            ("terminatingRuleType", "aws.waf.terminating_rule.type", Kind::Text),
            ("action", "aws.waf.action", Kind::Text),
            ("httpSourceName", "aws.waf.source.name", Kind::Text),
            ("httpSourceId", "aws.waf.source.id", Kind::Text),
            ("responseCodeSent", "http.response.status_code", Kind::Integer),
            ("ja3Fingerprint", "tls.client.ja3", Kind::Text),
            ("ja4Fingerprint", "tls.client.ja4", Kind::Text),
        ],
    );
    request.put(
        &mut log.attributes,
        &[
            ("clientIp", "client.address", Kind::Text),
            ("country", "geo.country.iso_code", Kind::Text),
            ("uri", "url.path", Kind::Text),
            ("args", "url.query", Kind::Text),
            ("httpMethod", "http.request.method", Kind::Text),
            ("requestId", "aws.request_id", Kind::Text),
            ("scheme", "url.scheme", Kind::Text),
            ("host", "server.address", Kind::Text),
            ("fragment", "url.fragment", Kind::Text),
        ],
    );
    request.put_http_version("httpVersion", &mut log.attributes);
    request.take_if("headers", |headers| read_headers(headers, context, &mut log.attributes));
    request.keep_rest("aws.waf.http_request", &mut log.attributes);
    document.keep_rest("aws.waf", &mut log.attributes);
    Some(())
}

/// More headers than this no request has that means well.
const MAX_HEADERS: usize = 64;

/// Headers become attributes. Where a name stands twice, they are kept whole: that is how some attacks look.
fn read_headers<'a>(headers: Json<'a>, context: &Context<'a>, attributes: &mut Attributes<'a>) -> Option<()> {
    let mut names: Vec<String> = Vec::new();
    let pair = |header: Json<'a>| {
        let header = header.document(context)?;
        Some((header.get("name")?.text()?.to_str().to_ascii_lowercase(), header.get("value")?.text()?))
    };
    for header in headers.elements() {
        let (name, _) = pair(header)?;
        if names.len() == MAX_HEADERS || names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    for (name, value) in headers.elements().filter_map(pair) {
        if name == "user-agent" {
            attributes.push("user_agent.original", value);
        } else {
            attributes.append(format!("http.request.header.{name}"), value);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn every_field_has_its_place() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:00.999Z","severity_number":13,"resource":{"cloud.resource_id":"arn:aws:wafv2:eu-central-1:210987654321:regional/webacl/shop/aaaa"},"attributes":{"aws.waf.terminating_rule.id":"rate-1","aws.waf.terminating_rule.type":"RATE_BASED","aws.waf.action":"BLOCK","aws.waf.source.name":"ALB","aws.waf.source.id":"210987654321-app/shop/11","client.address":"2001:db8::77","geo.country.iso_code":"DE","url.path":"/cart","url.query":"a=1&b=2","http.request.method":"POST","aws.request_id":"1-65e5-1","network.protocol.version":"2.0","http.request.header.host":"shop.example","user_agent.original":"curl/8.5.0","aws.waf.formatVersion":1},"source_format":"waf"}"#,
        );
    }

    #[test]
    fn what_was_let_through_is_information() {
        let line = super::SHAPE.example.replace("BLOCK", "ALLOW").replace("\"Host\"", "\"USER-AGENT\"");
        let log = otel("auto", line.as_bytes()).concat();
        assert!(log.contains(r#""severity_number":9"#), "{log}");
        assert!(
            log.contains(r#""aws.waf.http_request.headers":[{"name":"USER-AGENT","value":"shop.example"},"#),
            "{log}"
        );
    }
}
