use crate::tests::{check, otel};

#[test]
fn columns_are_guessed_where_iis_wrote_its_own() {
    check(
        "auto",
        super::FORMAT.example,
        r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /cart","attributes":{"server.address":"10.0.0.7","http.request.method":"GET","url.path":"/cart","url.query":"item=7","server.port":443,"client.address":"203.0.113.9","user_agent.original":"curl/8.5.0","http.response.status_code":200,"iis.substatus":0,"iis.win32_status":0,"duration_ms":21},"source_format":"w3c"}"#,
    );
    check(
        "auto",
        "2026-03-04 08:00:08 W3SVC1 WEB-1 10.0.0.7 POST /a - 80 SHOP\\jo 2001:db8::9 HTTP/1.1 Mozilla/5.0+(X11) s=1 https://a.example/ shop.example 404 0 2 315 87 5",
        r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"POST /a","resource":{"host.name":"WEB-1"},"attributes":{"iis.site_name":"W3SVC1","server.address":"10.0.0.7","http.request.method":"POST","url.path":"/a","server.port":80,"user.name":"SHOP\\jo","client.address":"2001:db8::9","network.protocol.version":"1.1","user_agent.original":"Mozilla/5.0 (X11)","http.request.header.cookie":"s=1","http.request.header.referer":"https://a.example/","http.request.header.host":"shop.example","http.response.status_code":404,"iis.substatus":0,"iis.win32_status":2,"http.response.size":315,"http.request.size":87,"duration_ms":5},"source_format":"w3c"}"#,
    );
}

#[test]
fn a_header_names_the_columns() {
    let record = "#Software: Microsoft Internet Information Services 10.0\n#Date: 2026-03-04 08:00:00\n#Fields: time cs-uri sc-status cs(X-Color) sc(Age) x-color time-taken\n08:00:08 /a?b 200 red 7 blue 0.25\n";
    let logs = otel("auto", record.as_bytes());
    assert_eq!(logs.len(), 1);
    assert_eq!(
        logs[0],
        r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"attributes":{"url.path":"/a","url.query":"b","http.response.status_code":200,"http.request.header.x-color":"red","http.response.header.age":"7","w3c.x-color":"blue","duration_ms":250},"source_format":"w3c"}"#
    );
    // What it said does not count for the next record.
    assert!(!otel("auto", b"08:00:08 /a?b 200 red 7 blue 0.25")[0].ends_with("\"w3c\"}"));
}

#[test]
fn the_firewall_of_windows_logs_flows() {
    let record = "#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags path\n2026-03-04 08:00:08 DROP TCP 203.0.113.9 10.0.0.7 50222 445 52 S RECEIVE";
    assert_eq!(
        otel("auto", record.as_bytes())[0],
        r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"attributes":{"event.action":"DROP","network.transport":"tcp","source.address":"203.0.113.9","destination.address":"10.0.0.7","source.port":50222,"destination.port":445,"network.io.bytes":52,"w3c.tcpflags":"S","w3c.path":"RECEIVE"},"source_format":"w3c"}"#
    );
}

#[test]
fn tabs_and_quotes_separate_columns_too() {
    let record = "#Version:\t1.0\n#Fields:\tdate\ttime\tcs-method\tcs-uri\tsc-status\tbytes\ttime-taken\n2026-03-04\t08:00:08\tGET\t/a\t200\t512\t0.013\n";
    assert_eq!(
        otel("auto", record.as_bytes()),
        [
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /a","attributes":{"http.request.method":"GET","url.path":"/a","http.response.status_code":200,"http.response.size":512,"duration_ms":13},"source_format":"w3c"}"#
        ]
    );
    let record = "#Fields: date time c-ip x-category cs(User-Agent) sc-status\n2026-03-04 08:00:08 203.0.113.9 \"News; Mail\" \"curl 8\" 200\n";
    assert_eq!(
        otel("auto", record.as_bytes()),
        [
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"attributes":{"client.address":"203.0.113.9","w3c.x-category":"News; Mail","user_agent.original":"curl 8","http.response.status_code":200},"source_format":"w3c"}"#
        ]
    );
}

#[test]
fn what_looks_alike_is_left() {
    for line in [
        "2026-03-04 08:00:08 INFO a message of fifteen words that is none of IIS at all in truth so",
        "2026-03-04 08:00:08 10.0.0.7 get /cart item=7 443 - 203.0.113.9 curl/8.5.0 - 200 0 0 21",
        "2026-03-04 08:00:08 10.0.0.7 GET cart item=7 443 - 203.0.113.9 curl/8.5.0 - 200 0 0 21",
        "#comment: a",
        "# a",
        "#",
    ] {
        let log = otel("auto", line.as_bytes()).concat();
        assert!(!log.contains("\"w3c\""), "{log}");
    }
}
