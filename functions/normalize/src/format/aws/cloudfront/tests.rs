use super::*;
use crate::tests::{check, otel};

#[test]
fn standard_logs() {
    check(
        "auto",
        FORMAT.example,
        r#"{"time":"2026-03-04T08:00:17Z","severity_number":9,"attributes":{"aws.cloudfront.edge_location":"FRA56-P4","http.response.size":392,"client.address":"203.0.113.9","http.request.method":"GET","aws.cloudfront.domain_name":"d2a1b3c4example.cloudfront.net","url.path":"/index.html","http.response.status_code":200,"user_agent.original":"curl/8.5.0","url.query":"q=1","aws.cloudfront.result_type":"Hit","aws.request_id":"bG9nLWV4YW1wbGUtcmVxdWVzdC1pZGVudGlmaWVyLTAwMDAwMDAwMDE=","server.address":"shop.example","url.scheme":"https","http.request.size":23,"duration_ms":1,"tls.protocol.version":"1.3","tls.cipher":"TLS_AES_128_GCM_SHA256","aws.cloudfront.response_result_type":"Hit","network.protocol.version":"2.0","client.port":23456,"aws.cloudfront.time_to_first_byte_ms":1,"aws.cloudfront.detailed_result_type":"Hit","http.response.header.content-type":"text/html","http.response.header.content-length":78},"source_format":"cloudfront"}"#,
    );
}

#[test]
fn older_logs_end_sooner_and_encode_twice() {
    check(
        "auto",
        "2026-03-04\t08:00:17\tFRA56\t0\t2001:db8::9\tGET\td1.cloudfront.net\t/a%20b\t000\thttps://a.example/%3Fq\tUA/1%2520(x;%2520y)\t-",
        r#"{"time":"2026-03-04T08:00:17Z","severity_number":9,"attributes":{"aws.cloudfront.edge_location":"FRA56","http.response.size":0,"client.address":"2001:db8::9","http.request.method":"GET","aws.cloudfront.domain_name":"d1.cloudfront.net","url.path":"/a%20b","http.response.status_code":0,"http.request.header.referer":"https://a.example/?q","user_agent.original":"UA/1 (x; y)"},"source_format":"cloudfront"}"#,
    );
}

#[test]
fn real_time_logs() {
    for server in ["", "192.0.2.1\t"] {
        let log = otel(
            "auto",
            format!("1772611217.123\t203.0.113.9\t{server}0.004\t200\t431\tGET\thttps\ta.example\t/x\t57\tFRA56-P4\tid==\ta.example\t0.005\tHTTP/3.0\tIPv6\tUA%20x").as_bytes(),
        )
        .concat();
        let network = if server.is_empty() { "" } else { r#""network.local.address":"192.0.2.1","# };
        assert_eq!(
            log,
            format!(
                r#"{{"time":"2026-03-04T08:00:17.123Z","severity_number":9,"attributes":{{"client.address":"203.0.113.9",{network}"aws.cloudfront.time_to_first_byte_ms":4,"http.response.status_code":200,"http.response.size":431,"http.request.method":"GET","url.scheme":"https","aws.cloudfront.domain_name":"a.example","url.path":"/x","http.request.size":57,"aws.cloudfront.edge_location":"FRA56-P4","aws.request_id":"id==","server.address":"a.example","duration_ms":5,"network.protocol.version":"3.0","network.type":"ipv6","user_agent.original":"UA x"}},"source_format":"cloudfront"}}"#
            )
        );
    }
}

#[test]
fn a_header_names_the_columns() {
    let logs = otel(
        "auto",
        b"#Version: 1.0\n#Fields: date time sc-status x-edge-location cs(User-Agent) x-new\n2026-03-04\t08:00:17\t304\tFRA56\tcurl\t9\tz\n",
    );
    assert_eq!(
        logs,
        [
            r#"{"time":"2026-03-04T08:00:17Z","severity_number":9,"attributes":{"http.response.status_code":304,"aws.cloudfront.edge_location":"FRA56","user_agent.original":"curl","aws.cloudfront.extra":"z"},"source_format":"cloudfront"}"#
        ]
    );
}

#[test]
fn what_looks_alike_is_left_alone() {
    for line in [
        "2026-03-04\t08:00:17",
        "2026-03-04\t08:00:17\tINFO\tstarted",
        "1772611217\tx\ty\tz",
        "1772611217.5",
        "#Fields: date time s-ip",
        "# Version: 1.0",
    ] {
        let log = otel("auto", line.as_bytes()).concat();
        assert!(!log.contains(r#""source_format":"cloudfront""#), "{log}");
    }
}
