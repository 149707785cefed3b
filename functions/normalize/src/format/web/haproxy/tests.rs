use crate::tests::{check, otel};

#[test]
fn a_request_and_its_times() {
    check(
        "auto",
        super::FORMAT.example,
        r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":9,"body":"GET /cart?item=7 HTTP/1.1","attributes":{"client.address":"203.0.113.9","client.port":50222,"haproxy.frontend":"shop","tls.established":true,"haproxy.backend":"carts","haproxy.server":"cart1","haproxy.time_request_ms":0,"haproxy.time_queue_ms":0,"haproxy.time_connect_ms":1,"haproxy.time_response_ms":20,"duration_ms":21,"http.response.status_code":200,"http.response.size":512,"haproxy.termination_state":"----","haproxy.connections.active":7,"haproxy.connections.frontend":5,"haproxy.connections.backend":3,"haproxy.connections.server":1,"haproxy.retries":0,"haproxy.queue.server":0,"haproxy.queue.backend":0,"haproxy.captured_request_headers":"shop.example|curl/8.5.0","http.request.method":"GET","url.path":"/cart","url.query":"item=7","network.protocol.version":"1.1"},"source_format":"haproxy"}"#,
    );
    check(
        "auto",
        r#"haproxy[31]: 2001:db8::9:50222 [04/Mar/2026:08:00:08.123] shop shop/<NOSRV> -1/-1/-1/-1/+6001 -1 +0 a=1 - cR-- 7/5/3/1/+2 0/0 {{a}} {b} "<BADREQ>""#,
        r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":9,"body":"<BADREQ>","resource":{"service.name":"haproxy"},"attributes":{"process.pid":31,"client.address":"2001:db8::9","client.port":50222,"haproxy.frontend":"shop","haproxy.backend":"shop","haproxy.server":"<NOSRV>","haproxy.time_so_far_ms":6001,"http.response.size":0,"haproxy.request_cookie":"a=1","haproxy.termination_state":"cR--","haproxy.connections.active":7,"haproxy.connections.frontend":5,"haproxy.connections.backend":3,"haproxy.connections.server":1,"haproxy.retries":2,"haproxy.redispatched":true,"haproxy.queue.server":0,"haproxy.queue.backend":0,"haproxy.captured_request_headers":"{a}","haproxy.captured_response_headers":"b"},"source_format":"haproxy"}"#,
    );
    let tls = otel("auto", br#"10.0.0.1:5 [04/Mar/2026:08:00:08.123] shop~ a/b 0/0/0/0/0 200 5 - - ---- 1/1/0/0/0 0/0 "GET /cut of" 0/0/0/0/0 a.example/TLSv1.3/TLS_AES_128_GCM_SHA256"#).concat();
    assert!(tls.contains(r#""url.path":"/cut of","haproxy.errors":"0/0/0/0/0","tls.client.server_name":"a.example","tls.protocol.version":"1.3","tls.cipher":"TLS_AES_128_GCM_SHA256"}"#), "{tls}");
    let cut = otel("auto", br#"10.0.0.1:5 [04/Mar/2026:08:00:08.123] shop a/b 0/0/0/0/0 200 5 - - ---- 1/1/0/0/0 0/0 "GET /very/long"#).concat();
    assert!(cut.contains(r#""url.path":"/very/long"}"#), "{cut}");
}

#[test]
fn a_time_with_a_zone_around_it_counts_more() {
    let line = r#"haproxy[31]: 10.0.0.1:5 [04/Mar/2026:08:00:08.123] a/1: Timeout"#;
    for (header, expected, has_date) in [
        ("<134>Mar  4 08:00:09 lb-1 ", "2026-03-04T08:00:08.123Z", false),
        ("<134>2026-03-04T09:00:09+01:00 lb-1 ", "2026-03-04T08:00:09Z", true),
        ("", "2026-03-04T08:00:08.123Z", false),
    ] {
        let log = otel("auto", format!("{header}{line}").as_bytes()).concat();
        assert!(log.contains(&format!("\"time\":\"{expected}\"")), "{log}");
        let date = "\"haproxy.accept_date\":\"04/Mar/2026:08:00:08.123\"";
        assert_eq!(log.contains(date), has_date, "{log}");
        assert!(log.ends_with("\"haproxy\"}"), "{log}");
    }
}

#[test]
fn connections_without_requests() {
    check(
        "auto",
        "203.0.113.9:50222 [04/Mar/2026:08:00:08.123] db db/db1 1/2/5007 212 -- 1/1/1/1/0 0/0",
        r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":9,"attributes":{"client.address":"203.0.113.9","client.port":50222,"haproxy.frontend":"db","haproxy.backend":"db","haproxy.server":"db1","haproxy.time_queue_ms":1,"haproxy.time_connect_ms":2,"duration_ms":5007,"haproxy.bytes_read":212,"haproxy.termination_state":"--","haproxy.connections.active":1,"haproxy.connections.frontend":1,"haproxy.connections.backend":1,"haproxy.connections.server":1,"haproxy.retries":0,"haproxy.queue.server":0,"haproxy.queue.backend":0},"source_format":"haproxy"}"#,
    );
    check(
        "auto",
        "203.0.113.9:50222 [04/Mar/2026:08:00:08.123] shop/1: SSL handshake failure",
        r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":0,"body":"SSL handshake failure","attributes":{"client.address":"203.0.113.9","client.port":50222,"haproxy.frontend":"shop","haproxy.bind":"1","error.message":"SSL handshake failure"},"source_format":"haproxy"}"#,
    );
    check(
        "auto",
        "Connect from 203.0.113.9:50222 to 10.0.0.7:443 (shop/HTTP)",
        r#"{"severity_number":9,"body":"Connect from 203.0.113.9:50222 to 10.0.0.7:443 (shop/HTTP)","attributes":{"client.address":"203.0.113.9","client.port":50222,"destination.address":"10.0.0.7","destination.port":443,"haproxy.frontend":"shop","haproxy.mode":"HTTP"},"source_format":"haproxy"}"#,
    );
}

#[test]
fn what_looks_alike_is_left() {
    for line in [
        "10.0.0.1:5 [04/Mar/2026:08:00:08 +0000] shop a/b",
        "10.0.0.1:5 [04/Mar/2026:08:00:08.123] shop a/b 0/0/0 x",
        "10.0.0.1:5 [04/Mar/2026:08:00:08.123] shop",
        "10.0.0.1 [04/Mar/2026:08:00:08.123] shop/1: a",
        "haproxy[x]: a",
        "Connect from here",
    ] {
        let log = otel("auto", line.as_bytes()).concat();
        assert!(!log.contains("\"haproxy\""), "{log}");
    }
}
