//! Access logs of Application Load Balancers.
//!
//! ```text
//! TYPE TIME ELB CLIENT:PORT TARGET:PORT SECONDS SECONDS SECONDS STATUS TARGET-STATUS RECEIVED SENT "REQUEST"
//!   "USER-AGENT" CIPHER TLS TARGET-GROUP "TRACE" "DOMAIN" "CERTIFICATE" PRIORITY CREATED "ACTIONS" "REDIRECT"
//!   "ERROR" "TARGETS" "STATUSES" "CLASS" "REASON" [CONNECTION "HOST" "URI" "TRANSFORM"]
//! TYPE    = http | https | h2 | grpcs | ws | wss
//! REQUEST = METHOD URL HTTP/VERSION | - URL- -
//! ```
//!
//! `-` stands for what is absent, -1 for a time that there is not. Older load balancers leave fields at the end
//! out; what newer ones add is `aws.elb.extra`.
//!
//! Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html>

use super::elb::{field, processing_times, read_request, set_integer, set_peer, set_tls_version};
use super::xray;
use crate::duration::number;
use crate::optional::{set_text, set_word};
use crate::quoted::quoted;
use crate::word::word;
use crate::{context::Context, format::Format, split::Split, time};
use nozzle::log::{Log, Severity};

/// Access logs of Application Load Balancers.
pub const FORMAT: Format = Format {
    name: "alb",
    description: "Access log of an Application Load Balancer.",
    example: r#"h2 2026-03-04T08:00:06.100200Z app/shop/0f0f 2001:db8::15:50110 10.0.3.4:8443 0.001 0.210 0.000 200 200 88 1204 "GET https://shop.example:443/a?q=1 HTTP/2.0" "curl/8.5.0" TLS_AES_128_GCM_SHA256 TLSv1.3 arn:aws:elasticloadbalancing:eu-west-1:210987654321:targetgroup/t/1 "Root=1-65e5aa01-0123456789abcdef01234567" "shop.example" "arn:aws:acm:eu-west-1:210987654321:certificate/c" 7 2026-03-04T08:00:05.888000Z "waf,forward" "-" "-" "10.0.3.4:8443" "200" "-" "-" TID_00aa"#,
    first_bytes: b"hgw",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let space = text.iter().take(6).position(|byte| *byte == b' ')?;
    let kind = &text[..space];
    if !matches!(kind, b"http" | b"https" | b"h2" | b"grpcs" | b"ws" | b"wss") {
        return None;
    }
    let at_time = &text[space + 1..];
    let time = time::iso(at_time, &context.clock)?;
    let rest = at_time[time.length..].strip_prefix(b" ")?;
    time.set(at_time, log);
    let (balancer, rest) = word(rest);
    let (client, rest) = word(rest);
    let (target, rest) = word(rest);
    let attributes = &mut log.attributes;
    attributes.push("aws.elb.type", kind);
    set_peer("client.address", "client.port", client, attributes)?;
    set_peer("destination.address", "destination.port", target, attributes)?;
    log.resource.push("cloud.resource_id", balancer);
    let rest = processing_times(
        rest,
        [
            "aws.elb.request_processing_time",
            "aws.elb.target_processing_time",
            "aws.elb.response_processing_time",
        ],
        context,
        attributes,
    )?;
    let (status, rest) = word(rest);
    let (target_status, rest) = word(rest);
    let (received, rest) = word(rest);
    let (sent, rest) = word(rest);
    set_integer("http.response.status_code", status, attributes)?;
    set_integer("aws.elb.target_status_code", target_status, attributes)?;
    set_integer("http.request.size", received, attributes)?;
    set_integer("http.response.size", sent, attributes)?;
    let (request, rest) = quoted(rest)?;
    read_request(request, log);
    read_end(rest, context, log);
    log.severity = Severity::INFO;
    Some(())
}

/// What stands behind the target group.
const END: [&str; 16] = [
    "aws.elb.trace_id",
    "aws.elb.domain_name",
    "aws.elb.chosen_cert.arn",
    "aws.elb.matched_rule_priority",
    "aws.elb.request_creation_time",
    "aws.elb.actions_executed",
    "aws.elb.redirect_url",
    "aws.elb.error_reason",
    "aws.elb.target_list",
    "aws.elb.target_status_code_list",
    "aws.elb.classification",
    "aws.elb.classification_reason",
    "aws.elb.connection_trace_id",
    "aws.elb.transformed_host",
    "aws.elb.transformed_uri",
    "aws.elb.request_transform_status",
];

/// Reads what stands behind the request, as far as it goes.
fn read_end<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let attributes = &mut log.attributes;
    let (user_agent, rest) = quoted(text)?;
    set_text("user_agent.original", user_agent, attributes);
    let (cipher, rest) = word(rest);
    set_word("tls.cipher", cipher, attributes);
    let (version, rest) = word(rest);
    set_tls_version(version, attributes);
    let (group, mut rest) = word(rest);
    set_word("aws.elb.target_group.arn", group, attributes);
    for (index, name) in END.into_iter().enumerate() {
        if rest.is_empty() {
            return Some(());
        }
        let Some((value, behind)) = field(rest) else { break };
        rest = behind;
        if value.is_absent() {
            continue;
        }
        match index {
            0 => {
                log.trace_id = xray::trace_id(value.inside, context).map(Into::into);
                attributes.push(name, value.text());
            }
            3 => attributes.push(name, number(value.inside).unwrap_or_else(|| value.text().into())),
            _ => attributes.push(name, value.text()),
        }
    }
    let extra = rest.trim_ascii();
    if !extra.is_empty() {
        attributes.push("aws.elb.extra", extra);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_field_has_its_place() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:06.1002Z","severity_number":9,"body":"GET https://shop.example:443/a?q=1 HTTP/2.0","trace_id":"65e5aa010123456789abcdef01234567","resource":{"cloud.resource_id":"app/shop/0f0f"},"attributes":{"aws.elb.type":"h2","client.address":"2001:db8::15","client.port":50110,"destination.address":"10.0.3.4","destination.port":8443,"aws.elb.request_processing_time":0.001,"aws.elb.target_processing_time":0.210,"aws.elb.response_processing_time":0.000,"duration_ms":211,"http.response.status_code":200,"aws.elb.target_status_code":200,"http.request.size":88,"http.response.size":1204,"http.request.method":"GET","url.full":"https://shop.example:443/a?q=1","url.scheme":"https","url.domain":"shop.example","url.port":443,"url.path":"/a","url.query":"q=1","network.protocol.version":"2.0","user_agent.original":"curl/8.5.0","tls.cipher":"TLS_AES_128_GCM_SHA256","tls.protocol.version":"1.3","aws.elb.target_group.arn":"arn:aws:elasticloadbalancing:eu-west-1:210987654321:targetgroup/t/1","aws.elb.trace_id":"Root=1-65e5aa01-0123456789abcdef01234567","aws.elb.domain_name":"shop.example","aws.elb.chosen_cert.arn":"arn:aws:acm:eu-west-1:210987654321:certificate/c","aws.elb.matched_rule_priority":7,"aws.elb.request_creation_time":"2026-03-04T08:00:05.888000Z","aws.elb.actions_executed":"waf,forward","aws.elb.target_list":"10.0.3.4:8443","aws.elb.target_status_code_list":"200","aws.elb.connection_trace_id":"TID_00aa"},"source_format":"alb"}"#,
        );
    }

    #[test]
    fn a_client_may_send_no_request() {
        check(
            "auto",
            r#"http 2026-03-04T08:00:07.000001Z app/shop/0f0f 198.51.100.9:4000 - -1 -1 -1 400 - 0 272 "- http://shop.example:80- -" "-" - - - "-" "-" "-" - 2026-03-04T08:00:07.000000Z "-" "-" "-" "-" "-" "-" "-""#,
            r#"{"time":"2026-03-04T08:00:07.000001Z","severity_number":9,"body":"- http://shop.example:80- -","resource":{"cloud.resource_id":"app/shop/0f0f"},"attributes":{"aws.elb.type":"http","client.address":"198.51.100.9","client.port":4000,"http.response.status_code":400,"http.request.size":0,"http.response.size":272,"url.scheme":"http","url.domain":"shop.example","url.port":80,"aws.elb.request_creation_time":"2026-03-04T08:00:07.000000Z"},"source_format":"alb"}"#,
        );
    }

    #[test]
    fn fields_lack_at_the_end_or_are_new_there() {
        check(
            "auto",
            r#"wss 2026-03-04T08:00:07Z app/shop/0f0f 198.51.100.9:4000 10.0.0.1:80 0.000 0.001 -1 101 101 218 786 "GET https://a.example:443 HTTP/1.1" "a \x22b\x22" - -"#,
            r#"{"time":"2026-03-04T08:00:07Z","severity_number":9,"body":"GET https://a.example:443 HTTP/1.1","resource":{"cloud.resource_id":"app/shop/0f0f"},"attributes":{"aws.elb.type":"wss","client.address":"198.51.100.9","client.port":4000,"destination.address":"10.0.0.1","destination.port":80,"aws.elb.request_processing_time":0.000,"aws.elb.target_processing_time":0.001,"http.response.status_code":101,"aws.elb.target_status_code":101,"http.request.size":218,"http.response.size":786,"http.request.method":"GET","url.full":"https://a.example:443","url.scheme":"https","url.domain":"a.example","url.port":443,"network.protocol.version":"1.1","user_agent.original":"a \"b\""},"source_format":"alb"}"#,
        );
        check(
            "auto",
            r#"https 2026-03-04T08:00:07Z app/shop/0f0f 198.51.100.9:4000 - 0.1 0.000025 0 200 - 0 0 "GET https://a.example:443/ HTTP/1.1" "-" - - - "-" "-" "-" -1 - "-" "-" "-" "-" "-" "-" "-" - "b.example" "/z" "TransformSuccess" "more" 8"#,
            r#"{"time":"2026-03-04T08:00:07Z","severity_number":9,"body":"GET https://a.example:443/ HTTP/1.1","resource":{"cloud.resource_id":"app/shop/0f0f"},"attributes":{"aws.elb.type":"https","client.address":"198.51.100.9","client.port":4000,"aws.elb.request_processing_time":0.1,"aws.elb.target_processing_time":0.000025,"aws.elb.response_processing_time":0,"duration_ms":100.025,"http.response.status_code":200,"http.request.size":0,"http.response.size":0,"http.request.method":"GET","url.full":"https://a.example:443/","url.scheme":"https","url.domain":"a.example","url.port":443,"url.path":"/","network.protocol.version":"1.1","aws.elb.matched_rule_priority":-1,"aws.elb.transformed_host":"b.example","aws.elb.transformed_uri":"/z","aws.elb.request_transform_status":"TransformSuccess","aws.elb.extra":"\"more\" 8"},"source_format":"alb"}"#,
        );
    }

    #[test]
    fn what_looks_alike_is_left_alone() {
        for line in [
            "http 2026-03-04 is a date",
            "http 2026-03-04T08:00:07Z up",
            "https://a.example is a page",
            "hello 2026-03-04T08:00:07Z app/shop/0f0f 198.51.100.9:4000 - -1 -1 -1 400 - 0 272 \"-\" \"-\"",
        ] {
            let log = crate::tests::otel("auto", line.as_bytes()).concat();
            assert!(!log.contains(r#""source_format":"alb""#), "{log}");
        }
    }
}
