use super::*;
use crate::tests::{check, otel, otel_configured};

const RESOURCE: &str = r#""resource":{"cloud.account.id":"210987654321"}"#;

/// The attributes of one log as JSON, and its body.
#[track_caller]
fn attributes(line: &str, body: &str, expected: &str) {
    let log: serde_json::Value = serde_json::from_str(&otel("auto", line.as_bytes()).concat()).unwrap();
    assert_eq!(log["source_format"], "vpc_flow", "{line}");
    assert_eq!(log["body"].as_str().unwrap_or("none"), body, "{line}");
    let mut found = log["resource"].as_object().cloned().unwrap_or_default();
    found.extend(log["attributes"].as_object().cloned().unwrap());
    let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
    assert_eq!(serde_json::Value::from(found), expected, "{line}");
}

#[test]
fn default_fields() {
    check(
        "auto",
        FORMAT.example,
        &format!(
            r#"{{"time":"2026-03-04T08:00:00Z","severity_number":9,{RESOURCE},"attributes":{{"aws.vpc.flow.version":2,"network.interface.name":"eni-0a1b2c3d4e5f60718","source.address":"10.9.0.14","destination.address":"203.0.113.9","source.port":51122,"destination.port":443,"network.transport":"tcp","aws.vpc.flow.packets":12,"aws.vpc.flow.bytes":4031,"aws.vpc.flow.start":1772611200,"aws.vpc.flow.end":1772611258,"aws.vpc.flow.action":"ACCEPT","aws.vpc.flow.status":"OK","network.type":"ipv4"}},"source_format":"vpc_flow"}}"#
        ),
    );
}

#[test]
fn no_data_is_hardly_anything() {
    for status in ["NODATA", "SKIPDATA"] {
        check(
            "auto",
            &format!("2 210987654321 eni-0a - - - - - - - 1772611300 1772611360 - {status}"),
            &format!(
                r#"{{"time":"2026-03-04T08:01:40Z","severity_number":9,{RESOURCE},"attributes":{{"aws.vpc.flow.version":2,"network.interface.name":"eni-0a","aws.vpc.flow.start":1772611300,"aws.vpc.flow.end":1772611360,"aws.vpc.flow.status":"{status}"}},"source_format":"vpc_flow"}}"#
            ),
        );
    }
}

#[test]
fn what_is_unknown_is_left_out_and_protocols_have_names() {
    attributes(
        "2 unknown eni-0a 2001:db8:40::9 fd00::1 0 0 58 1 76 1772611200 1772611258 REJECT OK",
        "none",
        r#"{"aws.vpc.flow.version":2,"network.interface.name":"eni-0a","source.address":"2001:db8:40::9","destination.address":"fd00::1","source.port":0,"destination.port":0,"network.transport":"icmpv6","aws.vpc.flow.packets":1,"aws.vpc.flow.bytes":76,"aws.vpc.flow.start":1772611200,"aws.vpc.flow.end":1772611258,"aws.vpc.flow.action":"REJECT","aws.vpc.flow.status":"OK","network.type":"ipv6"}"#,
    );
    attributes(
        "2 unknown - 10.0.0.1 10.0.0.2 0 0 253 1 76 1772611200 1772611258 REJECT OK\r\n",
        "none",
        r#"{"aws.vpc.flow.version":2,"source.address":"10.0.0.1","destination.address":"10.0.0.2","source.port":0,"destination.port":0,"network.transport":"253","aws.vpc.flow.packets":1,"aws.vpc.flow.bytes":76,"aws.vpc.flow.start":1772611200,"aws.vpc.flow.end":1772611258,"aws.vpc.flow.action":"REJECT","aws.vpc.flow.status":"OK","network.type":"ipv4"}"#,
    );
}

#[test]
fn documented_lists_are_known_by_their_shape() {
    attributes(
        "3 vpc-0a subnet-0b i-0c eni-0d 210987654321 IPv4 198.51.100.2 10.0.0.62 43416 5001 198.51.100.2 10.0.0.62 6 568 8 1772611200 1772611258 ACCEPT 2 OK",
        "none",
        r#"{"cloud.account.id":"210987654321","host.id":"i-0c","aws.vpc.flow.version":3,"aws.vpc.id":"vpc-0a","aws.vpc.subnet.id":"subnet-0b","network.interface.name":"eni-0d","network.type":"ipv4","source.address":"198.51.100.2","destination.address":"10.0.0.62","source.port":43416,"destination.port":5001,"aws.vpc.flow.pkt_srcaddr":"198.51.100.2","aws.vpc.flow.pkt_dstaddr":"10.0.0.62","network.transport":"tcp","aws.vpc.flow.bytes":568,"aws.vpc.flow.packets":8,"aws.vpc.flow.start":1772611200,"aws.vpc.flow.end":1772611258,"aws.vpc.flow.action":"ACCEPT","aws.vpc.flow.tcp_flags":2,"aws.vpc.flow.status":"OK"}"#,
    );
    attributes(
        "- eni-0a 10.0.1.5 10.0.0.220 192.0.2.7 203.0.113.5",
        "none",
        r#"{"network.interface.name":"eni-0a","source.address":"10.0.1.5","destination.address":"10.0.0.220","aws.vpc.flow.pkt_srcaddr":"192.0.2.7","aws.vpc.flow.pkt_dstaddr":"203.0.113.5","network.type":"ipv4","network.peer.address":"192.0.2.7"}"#,
    );
    let services = otel(
        "auto",
        b"5 192.0.2.9 10.0.0.71 80 34210 6 1772611200 1772611258 IPv4 14 15044 210987654321 vpc-0a subnet-0b i-0c eni-0d eu-west-1 euw1-az3 - - ACCEPT 19 192.0.2.9 10.0.0.71 S3 - - ingress OK",
    )
    .concat();
    assert!(services.contains(r#""cloud.region":"eu-west-1""#), "{services}");
    assert!(services.contains(r#""network.io.direction":"receive""#), "{services}");
    assert!(services.contains(r#""aws.vpc.flow.pkt_src_aws_service":"S3""#), "{services}");
}

#[test]
fn transit_gateways_have_their_own_fields() {
    check(
        "auto",
        TRANSIT_GATEWAY.example,
        r#"{"time":"2026-03-04T08:00:00Z","severity_number":9,"resource":{"cloud.account.id":"210987654321","cloud.region":"eu-west-1"},"attributes":{"aws.vpc.flow.version":6,"aws.tgw.id":"tgw-0a1b2c","aws.tgw.attachment.id":"tgw-attach-0d1e2f","aws.tgw.source.account.id":"210987654321","aws.tgw.destination.account.id":"321098765432","aws.tgw.source.vpc.id":"vpc-0a1","aws.tgw.destination.vpc.id":"vpc-0b2","aws.tgw.source.subnet.id":"subnet-0a1","aws.tgw.destination.subnet.id":"subnet-0b2","aws.tgw.source.interface.id":"eni-0a1","aws.tgw.destination.interface.id":"eni-0b2","aws.tgw.source.az.id":"euw1-az1","aws.tgw.destination.az.id":"euw1-az2","aws.tgw.pair_attachment.id":"tgw-attach-0d9e8f","source.address":"10.9.0.14","destination.address":"10.8.0.20","source.port":51122,"destination.port":443,"network.transport":"tcp","aws.vpc.flow.packets":12,"aws.vpc.flow.bytes":4031,"aws.vpc.flow.start":1772611200,"aws.vpc.flow.end":1772611258,"aws.vpc.flow.status":"OK","network.type":"ipv4","aws.tgw.packets_lost.no_route":0,"aws.tgw.packets_lost.blackhole":0,"aws.tgw.packets_lost.mtu_exceeded":0,"aws.tgw.packets_lost.ttl_expired":0,"aws.vpc.flow.tcp_flags":2,"network.io.direction":"receive"},"source_format":"transit_gateway_flow"}"#,
    );
}

#[test]
fn a_header_names_the_fields_of_the_lines_behind_it() {
    let logs = otel(
        "auto",
        b"version dstaddr srcaddr log-status\n2 10.0.0.1 10.0.0.2 OK\nboom\n2 10.0.0.3 10.0.0.4 OK\n",
    );
    assert_eq!(logs.len(), 3);
    for (log, expected) in logs.iter().zip([
        r#"{"severity_number":9,"attributes":{"aws.vpc.flow.version":2,"destination.address":"10.0.0.1","source.address":"10.0.0.2","aws.vpc.flow.status":"OK","network.type":"ipv4"},"source_format":"vpc_flow"}"#,
        r#"{"severity_number":0,"body":"boom","source_format":"text"}"#,
        r#"{"severity_number":9,"attributes":{"aws.vpc.flow.version":2,"destination.address":"10.0.0.3","source.address":"10.0.0.4","aws.vpc.flow.status":"OK","network.type":"ipv4"},"source_format":"vpc_flow"}"#,
    ]) {
        assert_eq!(log, expected);
    }
    // As Athena and Parquet spell them.
    assert_eq!(otel("auto", b"account_id interface_id srcaddr\n"), Vec::<String>::new());
}

#[test]
fn configured_fields_are_read_in_their_order() {
    let configuration =
        r#"{"version":1,"vpc_flow_fields":"${action} ${srcaddr} ${bytes} ${version} ${ecs-task-id}"}"#;
    assert_eq!(
        otel_configured(configuration, b"REJECT 10.0.0.1 40 7 -\nACCEPT 10.0.0.1 40 7 0a1b\nACCEPT\n"),
        [
            r#"{"severity_number":9,"attributes":{"aws.vpc.flow.action":"REJECT","source.address":"10.0.0.1","aws.vpc.flow.bytes":40,"aws.vpc.flow.version":7,"network.type":"ipv4"},"source_format":"vpc_flow"}"#,
            r#"{"severity_number":9,"resource":{"aws.ecs.task.id":"0a1b"},"attributes":{"aws.vpc.flow.action":"ACCEPT","source.address":"10.0.0.1","aws.vpc.flow.bytes":40,"aws.vpc.flow.version":7,"network.type":"ipv4"},"source_format":"vpc_flow"}"#,
            r#"{"severity_number":0,"body":"ACCEPT","source_format":"text"}"#,
        ]
    );
    // A stream may carry the default list as well.
    assert_eq!(
        otel_configured(configuration, FORMAT.example.as_bytes()),
        otel("auto", FORMAT.example.as_bytes())
    );
}

#[test]
fn of_an_unknown_list_only_what_is_certain_is_read() {
    let line =
        "8 eni-0d 10.0.0.71 192.0.2.9 34210 80 17 77 1772611200 1772611258 REJECT vpc-0a 210987654321 OK BPA";
    attributes(
        line,
        line,
        r#"{"cloud.account.id":"210987654321","aws.vpc.flow.version":8,"network.interface.name":"eni-0d","source.address":"10.0.0.71","network.type":"ipv4","destination.address":"192.0.2.9","source.port":34210,"destination.port":80,"network.transport":"udp","aws.vpc.flow.start":1772611200,"aws.vpc.flow.end":1772611258,"aws.vpc.flow.action":"REJECT","aws.vpc.id":"vpc-0a","aws.vpc.flow.status":"OK"}"#,
    );
}

#[test]
fn what_looks_alike_is_left_alone() {
    for line in [
        "2 210987654321 eni-0a 10.0.0.1",
        "2 apples and 3 pears",
        "2 210987654321 eth0 10.0.0.1 10.0.0.2 1 2 6 1 76 1772611200 1772611258 REJECTED fine",
        "10 10.0.0.1 10.0.0.2",
        "version bump",
        "version 2",
        "start end of line",
        "2  210987654321",
        "",
        "-",
        "2",
        "42",
    ] {
        let log = otel("auto", line.as_bytes()).concat();
        assert!(!log.contains("vpc_flow"), "{log}");
    }
}
