//! Access logs of Application Load Balancers.

use super::web;
use crate::{
    naive::{Read, Row},
    random::Random,
};
use chrono::{DateTime, TimeDelta, Utc};
use regex::bytes::{Captures, Regex};

pub(super) fn log(time: DateTime<Utc>, random: &mut Random) -> String {
    let stamp = |time: DateTime<Utc>| time.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
    let (created, time) = (stamp(time - TimeDelta::microseconds(200_117)), stamp(time));
    let client = format!("{}:{}", web::address(random), web::port(random));
    if random.once_in(100) {
        return format!(
            r#"http {time} app/shop/0f0f1e1e2d2d3c3c {client} - -1 -1 -1 400 - 0 272 "- http://shop.example:80- -" "-" - - - "-" "-" "-" - {time} "-" "-" "-" "-" "-" "-" "-""#
        );
    }
    let target = format!("10.0.{}.{}:8443", random.below(4), random.below(256));
    let seconds = format!("0.{:03} 0.{:03} 0.000", random.below(3), random.below(1000));
    let (status, received, sent) = (web::status(random), random.below(4000), random.below(100_000));
    let (method, path) = (web::method(random), web::target(random));
    let agent = if random.once_in(40) { r"Mozilla/5.0 (\x22shop\x22 monitor)" } else { web::agent(random) };
    let group = "arn:aws:elasticloadbalancing:eu-west-1:210987654321:targetgroup/shop/73e2d6bc24d8a067";
    let certificate = "arn:aws:acm:eu-west-1:210987654321:certificate/12345678-1234-1234-1234-123456789012";
    let trace = format!("Root=1-{}-{}", random.hexadecimal(8), random.hexadecimal(24));
    let (rule, actions) = random.choose(&[(0, "forward"), (1, "waf,forward"), (7, "authenticate,forward")]);
    format!(
        r#"h2 {time} app/shop/0f0f1e1e2d2d3c3c {client} {target} {seconds} {status} {status} {received} {sent} "{method} https://shop.example:443{path} HTTP/2.0" "{agent}" TLS_AES_128_GCM_SHA256 TLSv1.3 {group} "{trace}" "shop.example" "{certificate}" {rule} {created} "{actions}" "-" "-" "{target}" "{status}" "-" "-" TID_{}"#,
        random.hexadecimal(32),
    )
}

pub(super) fn naive() -> Read {
    let quoted = r#""((?:[^"\\]|\\.)*)""#;
    let line = Regex::new(&format!(
        r"^(\S+) (\S+) (\S+) (\S+):(\d+) (?:(\S+):(\d+)|-) (\S+) (\S+) (\S+) (\S+) (\S+) (\d+) (\d+) {quoted} {quoted} (\S+) (\S+) (\S+) {quoted} {quoted} {quoted} (\S+) (\S+) {quoted} {quoted} {quoted} {quoted} {quoted} {quoted} {quoted}(?: (\S+))?\s*$"
    ))
    .expect("a regular expression");
    let request =
        Regex::new(r"^(\S+) ((\w+)://([^/:]+)(?::(\d+))?-?(/[^ ?]*)?(?:\?(\S*))?) (?:HTTP/([0-9.]+)|-)$")
            .expect("a regular expression");
    Box::new(move |text, row| line.captures(text).is_some_and(|found| read(&found, &request, row).is_some()))
}

/// The attributes of the groups of a line that are kept as they are.
const ATTRIBUTES: [(usize, &str); 24] = [
    (1, "aws.elb.type"),
    (3, "cloud.resource_id"),
    (5, "client.port"),
    (6, "destination.address"),
    (7, "destination.port"),
    (8, "aws.elb.request_processing_time"),
    (9, "aws.elb.target_processing_time"),
    (10, "aws.elb.response_processing_time"),
    (12, "aws.elb.target_status_code"),
    (13, "http.request.size"),
    (14, "http.response.size"),
    (17, "tls.cipher"),
    (19, "aws.elb.target_group.arn"),
    (20, "aws.elb.trace_id"),
    (21, "aws.elb.domain_name"),
    (22, "aws.elb.chosen_cert.arn"),
    (23, "aws.elb.matched_rule_priority"),
    (24, "aws.elb.request_creation_time"),
    (25, "aws.elb.actions_executed"),
    (26, "aws.elb.redirect_url"),
    (27, "aws.elb.error_reason"),
    (28, "aws.elb.target_list"),
    (29, "aws.elb.target_status_code_list"),
    (32, "aws.elb.connection_trace_id"),
];

fn read(found: &Captures<'_>, request: &Regex, row: &mut Row) -> Option<()> {
    let text =
        |group: usize| found.get(group).map(|part| String::from_utf8_lossy(part.as_bytes()).into_owned());
    let present = |group: usize| text(group).filter(|text| text != "-" && text != "-1");
    row.time("time", DateTime::parse_from_rfc3339(&text(2)?).ok()?.to_utc());
    row.column("severity_number", 9);
    row.column("source_format", "alb");
    row.column("client_address", text(4)?);
    row.number("http_response_status_code", &text(11)?);
    if let Some(agent) = present(16) {
        row.column("user_agent_original", agent.replace("\\x22", "\""));
    }
    for (group, name) in ATTRIBUTES {
        if let Some(value) = present(group) {
            row.attribute(name, value);
        }
    }
    if let Some(version) = present(18) {
        row.attribute("tls.protocol.version", version.trim_start_matches("TLSv"));
    }
    if let Some(root) = text(20)?.strip_prefix("Root=1-") {
        row.column("trace_id", root.replace('-', ""));
    }
    let seconds = [8, 9, 10].map(|group| present(group).and_then(|text| text.parse::<f64>().ok()));
    if let [Some(request), Some(target), Some(response)] = seconds {
        let microseconds = ((request + target + response) * 1e6).round();
        row.attribute("duration_ms", (microseconds / 1e3).to_string());
    }
    let line = &found[15];
    if let Some(found) = request.captures(line) {
        let text =
            |group: usize| found.get(group).map(|part| String::from_utf8_lossy(part.as_bytes()).into_owned());
        if &found[1] != b"-" {
            row.column("http_request_method", text(1)?);
            row.attribute("url.full", text(2)?);
        }
        row.attribute("url.scheme", text(3)?);
        row.attribute("url.domain", text(4)?);
        if let Some(port) = text(5) {
            row.attribute("url.port", port);
        }
        if let Some(path) = text(6) {
            row.column("url_path", path);
        }
        if let Some(query) = text(7) {
            row.column("url_query", query);
        }
        if let Some(version) = text(8) {
            row.attribute("network.protocol.version", version);
        }
    }
    row.column("body", String::from_utf8_lossy(line));
    Some(())
}
