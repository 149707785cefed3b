//! Access logs of API Gateway as JSON: the templates of its console and what people add to them.
//!
//! ```text
//! {"requestId":…,"ip":…,"caller":…,"user":…,"requestTime":TIME,"httpMethod":…,"resourcePath":…,"status":"…","protocol":…,"responseLength":"…"}
//! {"requestId":…,"ip":…,"requestTime":TIME,"httpMethod":…,"routeKey":"GET /pets/{id}","status":"…","protocol":…,"responseLength":"…"}
//! {"requestId":…,"ip":…,"requestTime":TIME,"eventType":"MESSAGE","routeKey":…,"status":"…","connectionId":…}
//! TIME = 04/Mar/2026:08:00:01 +0000
//! ```
//!
//! Numbers are text, and `-` stands for what is absent.
//!
//! Source: <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape, Unit};
use nozzle::log::{Log, Severity, Text};

/// Access logs of API Gateway as JSON.
pub const SHAPE: Shape = Shape {
    name: "api_gateway_json",
    description: "Access log of API Gateway as JSON.",
    example: r#"{"requestId":"Zk1","ip":"203.0.113.9","requestTime":"04/Mar/2026:08:00:01 +0000","httpMethod":"GET","routeKey":"GET /pets/{id}","status":"200","protocol":"HTTP/1.1","responseLength":"431","integrationLatency":"-"}"#,
    keys: &[
        &["routeKey", "requestId", "status"],
        &["resourcePath", "requestId", "status"],
        &["requestTime", "requestId", "status"],
        &["requestTimeEpoch", "requestId", "status"],
        &["responseLength", "requestId", "status", "httpMethod"],
        &["extendedRequestId", "httpMethod", "status"],
    ],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let time = |value: Json<'_>| value.time(&context.clock);
    log.time = document.take_if("requestTimeEpoch", time);
    if let Some(shown) = document.take_if("requestTime", time) {
        // It has no milliseconds.
        log.time = log.time.or(Some(shown));
    }
    log.severity = Severity::INFO;
    for key in ["ip", "sourceIp", "clientIp"] {
        if log.attributes.get("client.address").is_none() {
            document.put(&mut log.attributes, &[(key, "client.address", Kind::Text)]);
        }
    }
    document.put(&mut log.resource, &[("accountId", "cloud.account.id", Kind::Text)]);
    document.put(
        &mut log.attributes,
        &[
            ("requestId", "aws.request_id", Kind::Text),
            ("extendedRequestId", "aws.extended_request_id", Kind::Text),
            ("caller", "aws.api_gateway.caller", Kind::Text),
            ("user", "user.name", Kind::Text),
            ("httpMethod", "http.request.method", Kind::Text),
            ("resourcePath", "http.route", Kind::Text),
            ("path", "url.path", Kind::Text),
            ("status", "http.response.status_code", Kind::Integer),
            ("responseLength", "http.response.body.size", Kind::Integer),
            ("userAgent", "user_agent.original", Kind::Text),
            ("domainName", "server.address", Kind::Text),
            ("integrationLatency", "aws.api_gateway.integration_latency_ms", Kind::Integer),
            ("integrationStatus", "aws.api_gateway.integration_status", Kind::Integer),
            ("stage", "aws.api_gateway.stage", Kind::Text),
            ("apiId", "aws.api_gateway.id", Kind::Text),
            ("eventType", "aws.api_gateway.event_type", Kind::Text),
            ("connectionId", "aws.api_gateway.connection.id", Kind::Text),
            ("errorMessage", "error.message", Kind::Text),
        ],
    );
    document.put_http_version("protocol", &mut log.attributes);
    document.put_duration("responseLatency", Unit::Milliseconds, context, &mut log.attributes);
    if log.attributes.get("http.route").is_none()
        && let Some(route) = document.get("routeKey").and_then(Json::string)
        && let Some((method, route)) = route.split_once(' ')
        && method.bytes().all(|byte| byte.is_ascii_uppercase())
    {
        log.attributes.push("http.route", Text::Json(route));
    }
    document.keep_rest("aws.api_gateway", &mut log.attributes);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_field_has_its_place() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:01Z","severity_number":9,"attributes":{"client.address":"203.0.113.9","aws.request_id":"Zk1","http.request.method":"GET","http.response.status_code":200,"http.response.body.size":431,"network.protocol.version":"1.1","http.route":"/pets/{id}","aws.api_gateway.routeKey":"GET /pets/{id}"},"source_format":"api_gateway_json"}"#,
        );
        check(
            "auto",
            r#"{"requestId":"Zk1","ip":"203.0.113.9","caller":"-","user":"jo","requestTime":"04/Mar/2026:08:00:01 +0000","requestTimeEpoch":"1772611201250","httpMethod":"POST","resourcePath":"/pets","status":"403","protocol":"HTTP/1.1","responseLength":"-","responseLatency":"12","accountId":"210987654321","wafStatus":"403"}"#,
            r#"{"time":"2026-03-04T08:00:01.25Z","severity_number":9,"resource":{"cloud.account.id":"210987654321"},"attributes":{"client.address":"203.0.113.9","aws.request_id":"Zk1","user.name":"jo","http.request.method":"POST","http.route":"/pets","http.response.status_code":403,"network.protocol.version":"1.1","duration_ms":12,"aws.api_gateway.wafStatus":"403"},"source_format":"api_gateway_json"}"#,
        );
    }
}
