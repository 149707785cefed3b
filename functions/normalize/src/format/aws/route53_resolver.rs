//! Query logs of Route 53 Resolver.
//!
//! ```text
//! {"version":…,"account_id":…,"region":…,"vpc_id":…,"query_timestamp":TIME,"query_name":…,"query_type":…,
//!  "query_class":…,"rcode":…,"answers":[{"Rdata":…,"Type":…,"Class":…}],"srcaddr":…,"srcport":"…","transport":…,
//!  "srcids":{"instance":…,"resolver_endpoint":…},"firewall_rule_action":…}
//! ```
//!
//! A query that DNS Firewall blocked is a warning.
//!
//! Source: <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Log, Severity};

/// Query logs of Route 53 Resolver.
pub const SHAPE: Shape = Shape {
    name: "route53_resolver",
    description: "Query log of Route 53 Resolver.",
    example: r#"{"version":"1.100000","account_id":"210987654321","region":"eu-west-1","vpc_id":"vpc-0aa","query_timestamp":"2026-03-04T08:00:02Z","query_name":"db.internal.example.","query_type":"AAAA","query_class":"IN","rcode":"NXDOMAIN","answers":[],"srcaddr":"10.9.0.14","srcport":"41022","transport":"UDP","srcids":{"instance":"i-0b"}}"#,
    keys: &[&["query_timestamp", "query_name"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.time = Some(document.take("query_timestamp")?.time(&context.clock)?);
    let is_blocked = |action: Json<'_>| action.string() == Some("BLOCK");
    let blocked = document.get("firewall_rule_action").is_some_and(is_blocked);
    log.severity = if blocked { Severity::WARN } else { Severity::INFO };
    document.put(
        &mut log.resource,
        &[("account_id", "cloud.account.id", Kind::Text), ("region", "cloud.region", Kind::Text)],
    );
    document.put(
        &mut log.attributes,
        &[
            ("vpc_id", "aws.vpc.id", Kind::Text),
            ("query_name", "dns.question.name", Kind::Text),
            ("query_type", "dns.question.type", Kind::Text),
            ("query_class", "dns.question.class", Kind::Text),
            ("rcode", "dns.response_code", Kind::Text),
            ("srcaddr", "source.address", Kind::Text),
            ("srcport", "source.port", Kind::Integer),
            ("transport", "network.transport", Kind::LowerCase),
        ],
    );
    if let Some(answers) = document.take("answers").filter(|answers| answers.as_str() != "[]")
        && let Some(answers) = answers.value()
    {
        log.attributes.push("dns.answers", answers);
    }
    if let Some(mut ids) = document.take_document("srcids") {
        ids.put(&mut log.resource, &[("instance", "host.id", Kind::Text)]);
        ids.put(
            &mut log.attributes,
            &[
                ("resolver_endpoint", "aws.route53.resolver.endpoint", Kind::Text),
                ("resolver_network_interface", "network.interface.name", Kind::Text),
            ],
        );
        ids.keep_rest("aws.route53.resolver.srcids", &mut log.attributes);
    }
    document.keep_rest("aws.route53.resolver", &mut log.attributes);
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
            r#"{"time":"2026-03-04T08:00:02Z","severity_number":9,"resource":{"cloud.account.id":"210987654321","cloud.region":"eu-west-1","host.id":"i-0b"},"attributes":{"aws.vpc.id":"vpc-0aa","dns.question.name":"db.internal.example.","dns.question.type":"AAAA","dns.question.class":"IN","dns.response_code":"NXDOMAIN","source.address":"10.9.0.14","source.port":41022,"network.transport":"udp","aws.route53.resolver.version":"1.100000"},"source_format":"route53_resolver"}"#,
        );
        check(
            "auto",
            r#"{"query_timestamp":"2026-03-04T08:00:02Z","query_name":"a.","answers":[{"Rdata":"192.0.2.4","Type":"A","Class":"IN"}],"srcids":{"resolver_endpoint":"rslvr-in-1"},"firewall_rule_action":"BLOCK"}"#,
            r#"{"time":"2026-03-04T08:00:02Z","severity_number":13,"attributes":{"dns.question.name":"a.","dns.answers":[{"Rdata":"192.0.2.4","Type":"A","Class":"IN"}],"aws.route53.resolver.endpoint":"rslvr-in-1","aws.route53.resolver.firewall_rule_action":"BLOCK"},"source_format":"route53_resolver"}"#,
        );
    }
}
