use crate::tests::{check, otel};

/// The attributes of an access log as JSON.
#[track_caller]
fn attributes(line: &str, expected: &str) {
    let log = otel("auto", line.as_bytes()).concat();
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    assert_ne!(log["source_format"], "text", "{line}");
    let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
    assert_eq!(log["attributes"], expected, "{line}");
}

/// The body and the attributes that a request line gives.
#[track_caller]
fn request(request: &str, body: &str, expected: &str) {
    let line = format!("::1 - - [04/Mar/2026:08:00:08 +0000] \"{request}\" 400 0");
    let log: serde_json::Value = serde_json::from_str(&otel("auto", line.as_bytes()).concat()).unwrap();
    let mut expected: serde_json::Value = serde_json::from_str(expected).unwrap();
    expected["client.address"] = "::1".into();
    expected["http.response.status_code"] = 400.into();
    expected["http.response.body.size"] = 0.into();
    assert_eq!(log["body"].as_str().unwrap_or("none"), body);
    assert_eq!(log["attributes"], expected, "{request}");
}

#[test]
fn combined_has_all_fields_in_this_order() {
    check(
        "auto",
        super::COMBINED.example,
        r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /cart?item=7 HTTP/2.0","attributes":{"client.address":"203.0.113.9","user.name":"jo","http.request.method":"GET","url.path":"/cart","url.query":"item=7","network.protocol.version":"2.0","http.response.status_code":200,"http.response.body.size":5120,"http.request.header.referer":"https://shop.example/","user_agent.original":"curl/8.5.0"},"source_format":"combined_access"}"#,
    );
}

#[test]
fn common_ends_sooner() {
    let expected = |format: &str| {
        format!(
            r#"{{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"POST /orders HTTP/1.1","attributes":{{"client.address":"203.0.113.9","http.request.method":"POST","url.path":"/orders","network.protocol.version":"1.1","http.response.status_code":201,"http.response.body.size":87}},"source_format":"{format}"}}"#
        )
    };
    check("auto", super::COMMON.example, &expected("common_access"));
    check("apache_access", super::COMMON.example, &expected("apache_access"));
}

#[test]
fn a_virtual_host_may_stand_before_the_client() {
    check(
        "apache_access",
        super::APACHE.example,
        r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /a HTTP/1.1","attributes":{"server.address":"shop.example","server.port":443,"client.address":"203.0.113.9","http.request.method":"GET","url.path":"/a","network.protocol.version":"1.1","http.response.status_code":304,"user_agent.original":"curl/8.5.0"},"source_format":"apache_access"}"#,
    );
    let rest = r#"[04/Mar/2026:08:00:08 +0000] "-" 408 - "-" "-""#;
    for (prefix, expected) in [
        (
            "shop.example 2001:db8::9 - -",
            r#"{"server.address":"shop.example","client.address":"2001:db8::9"}"#,
        ),
        ("[::1]:80 10.0.0.1 - -", r#"{"server.address":"::1","server.port":80,"client.address":"10.0.0.1"}"#),
        (
            "a.example 10.0.0.1 id jo",
            r#"{"server.address":"a.example","client.address":"10.0.0.1","access.identity":"id","user.name":"jo"}"#,
        ),
        ("10.0.0.1 - j d", r#"{"client.address":"10.0.0.1","user.name":"j d"}"#),
        ("10.0.0.1 - \"j \\\"d\"", r#"{"client.address":"10.0.0.1","user.name":"j \"d"}"#),
        ("10.0.0.1 - a@b.example", r#"{"client.address":"10.0.0.1","user.name":"a@b.example"}"#),
        ("10.0.0.1 - -", r#"{"client.address":"10.0.0.1"}"#),
        ("10.0.0.1 id -", r#"{"client.address":"10.0.0.1","access.identity":"id"}"#),
        ("10.0.0.1 jo", r#"{"client.address":"10.0.0.1","user.name":"jo"}"#),
        ("10.0.0.1", r#"{"client.address":"10.0.0.1"}"#),
        (
            "203.0.113.4, 10.0.0.7, 10.0.0.8 - jo",
            r#"{"http.request.header.x-forwarded-for":"203.0.113.4, 10.0.0.7, 10.0.0.8","client.address":"203.0.113.4","user.name":"jo"}"#,
        ),
        (
            "10.0.0.7 - [203.0.113.4] - jo",
            r#"{"network.peer.address":"10.0.0.7","client.address":"203.0.113.4","user.name":"jo"}"#,
        ),
        ("- - -", "{}"),
        (
            "a 10.0.0.1 10.0.0.7:80 -",
            r#"{"server.address":"a","client.address":"10.0.0.1","access.identity":"10.0.0.7:80"}"#,
        ),
        ("203.0.113.4 shop.example -", r#"{"client.address":"203.0.113.4","server.address":"shop.example"}"#),
        (
            "203.0.113.4 10.0.0.7:8080 jo",
            r#"{"client.address":"203.0.113.4","server.address":"10.0.0.7","server.port":8080,"user.name":"jo"}"#,
        ),
        ("10.0.0.7 - [10.0.0.7] - -", r#"{"client.address":"10.0.0.7"}"#),
        ("10.0.0.1 - [x] - -", r#"{"client.address":"10.0.0.1","user.name":"[x] - -"}"#),
        ("10.0.0.1 - a [x]", r#"{"client.address":"10.0.0.1","user.name":"a [x]"}"#),
    ] {
        let expected = expected.replace('}', ",\"http.response.status_code\":408}").replace("{,", "{");
        attributes(&format!("{prefix} {rest}"), &expected);
    }
}

#[test]
fn request_lines_are_what_clients_send() {
    request(
        "GET / HTTP/1.1",
        "GET / HTTP/1.1",
        r#"{"http.request.method":"GET","url.path":"/","network.protocol.version":"1.1"}"#,
    );
    request("GET /", "GET /", r#"{"http.request.method":"GET","url.path":"/"}"#);
    request(
        "GET /a b  HTTP/1.1",
        "GET /a b  HTTP/1.1",
        r#"{"http.request.method":"GET","url.path":"/a b","network.protocol.version":"1.1"}"#,
    );
    request(
        "GET /a? HTTP/1.1",
        "GET /a? HTTP/1.1",
        r#"{"http.request.method":"GET","url.path":"/a","url.original":"/a?","network.protocol.version":"1.1"}"#,
    );
    request(
        "GET /a??b?c HTTP/1.1",
        "GET /a??b?c HTTP/1.1",
        r#"{"http.request.method":"GET","url.path":"/a","url.query":"?b?c","network.protocol.version":"1.1"}"#,
    );
    request(
        "GET http://a.example/b?c HTTP/1.1",
        "GET http://a.example/b?c HTTP/1.1",
        r#"{"http.request.method":"GET","url.original":"http://a.example/b?c","url.path":"/b","url.query":"c","network.protocol.version":"1.1"}"#,
    );
    request(
        "CONNECT a.example:443 HTTP/1.1",
        "CONNECT a.example:443 HTTP/1.1",
        r#"{"http.request.method":"CONNECT","url.original":"a.example:443","network.protocol.version":"1.1"}"#,
    );
    request(
        "OPTIONS * HTTP/1.0",
        "OPTIONS * HTTP/1.0",
        r#"{"http.request.method":"OPTIONS","url.original":"*","network.protocol.version":"1.0"}"#,
    );
    request(
        "M-SEARCH * HTTP/1.1",
        "M-SEARCH * HTTP/1.1",
        r#"{"http.request.method":"M-SEARCH","url.original":"*","network.protocol.version":"1.1"}"#,
    );
    request(
        r"POST /b\x22x?q=\\1\u HTTP/2.0",
        r#"POST /b"x?q=\1\u HTTP/2.0"#,
        r#"{"http.request.method":"POST","url.path":"/b\"x","url.query":"q=\\1\\u","network.protocol.version":"2.0"}"#,
    );
    request(
        "POST /eval XDBC/1.0",
        "POST /eval XDBC/1.0",
        r#"{"http.request.method":"POST","url.path":"/eval","network.protocol.name":"xdbc","network.protocol.version":"1.0"}"#,
    );
    request("GET /a B/c", "GET /a B/c", r#"{"http.request.method":"GET","url.path":"/a B/c"}"#);
    request(r"\x16\x03\x01\x02\x00\xFC", r"\x16\x03\x01\x02\x00\xFC", "{}");
    request(r"\x03\n\x00", "\u{3}\n\0", "{}");
    request("GET HTTP/1.1", "GET HTTP/1.1", "{}");
    request("quit", "quit", "{}");
    request("hello there", "hello there", "{}");
    request("", "none", "{}");
    request("-", "none", "{}");
}

#[test]
fn quotes_that_were_not_escaped_end_where_a_space_follows() {
    attributes(
        r#"::1 - - [04/Mar/2026:08:00:08 +0000] "-" 200 0 "http://a/"b"" "UA (\"q\" \x22r\x22)""#,
        r#"{"client.address":"::1","http.response.status_code":200,"http.response.body.size":0,"http.request.header.referer":"http://a/\"b\"","user_agent.original":"UA (\"q\" \"r\")"}"#,
    );
}

#[test]
fn times_have_other_spellings() {
    for (time, expected) in [
        ("2026-03-04T09:00:08+01:00", "2026-03-04T08:00:08Z"),
        ("04/Mar/2026 08:00:08", "2026-03-04T08:00:08Z"),
    ] {
        check(
            "auto",
            &format!("10.0.0.1 - - [{time}] \"\x1b[31m\x1b[1mGET /a HTTP/1.1\x1b[0m\" 404 -"),
            &format!(
                r#"{{"time":"{expected}","severity_number":9,"body":"GET /a HTTP/1.1","attributes":{{"client.address":"10.0.0.1","http.request.method":"GET","url.path":"/a","network.protocol.version":"1.1","http.response.status_code":404}},"source_format":"common_access"}}"#
            ),
        );
    }
}

#[test]
fn ingress_nginx_tells_of_its_upstreams() {
    let line = |end: &str| format!("10.0.0.9 - - [04/Mar/2026:08:00:08 +0000] \"-\" 502 0 \"-\" \"-\" {end}");
    let expected = |end: &str| {
        format!(
            r#"{{"client.address":"10.0.0.9","http.response.status_code":502,"http.response.body.size":0,{end}}}"#
        )
    };
    for (end, what) in [
        (
            "871 0.017 [shop-cart-80] [] 10.1.0.4:8080 0 0.016 502 5f3c",
            r#""http.request.size":871,"duration_ms":17,"destination.address":"10.1.0.4","destination.port":8080,"nginx.proxy_upstream_name":"shop-cart-80","nginx.upstream_response_length":"0","nginx.upstream_response_time":"0.016","nginx.upstream_status":"502","nginx.req_id":"5f3c""#,
        ),
        (
            "871 0.017 [shop-cart-80] [canary] [fd00::4]:8080, 10.1.0.5:8080 : 10.1.0.6:8080 0, 0 : 7 0.010, 0.001 : 0.002 502, 502 : 200 5f3c",
            r#""http.request.size":871,"duration_ms":17,"destination.address":"fd00::4","destination.port":8080,"nginx.upstream_addr":"[fd00::4]:8080, 10.1.0.5:8080 : 10.1.0.6:8080","nginx.proxy_upstream_name":"shop-cart-80","nginx.proxy_alternative_upstream_name":"canary","nginx.upstream_response_length":"0, 0 : 7","nginx.upstream_response_time":"0.010, 0.001 : 0.002","nginx.upstream_status":"502, 502 : 200","nginx.req_id":"5f3c""#,
        ),
        ("871 0.000 [] - - - -", r#""http.request.size":871,"duration_ms":0"#),
        ("871 0.017 [a] 10.1.0.4:8080 0 0.016", r#""access.extra":"871 0.017 [a] 10.1.0.4:8080 0 0.016""#),
        ("871 0.017 [a] - - - - b c", r#""access.extra":"871 0.017 [a] - - - - b c""#),
    ] {
        attributes(&line(end), &expected(what));
    }
}

#[test]
fn traefik_tells_of_its_router() {
    attributes(
        r#"203.0.113.4 - - [04/Mar/2026:08:00:08 +0000] "GET / HTTP/2.0" 200 12 "-" "-" 41 "cart@docker" "http://10.1.0.4:8080" 17ms"#,
        r#"{"client.address":"203.0.113.4","http.request.method":"GET","url.path":"/","network.protocol.version":"2.0","http.response.status_code":200,"http.response.body.size":12,"traefik.request_count":41,"traefik.router":"cart@docker","traefik.server_url":"http://10.1.0.4:8080","destination.address":"10.1.0.4","destination.port":8080,"duration_ms":17}"#,
    );
    attributes(
        r#"203.0.113.4 - - [04/Mar/2026:08:00:08 +0000] "-" 404 19 "-" "-" 42 "-" "-" 0ms"#,
        r#"{"client.address":"203.0.113.4","http.response.status_code":404,"http.response.body.size":19,"traefik.request_count":42,"duration_ms":0}"#,
    );
}

#[test]
fn what_stands_behind_the_user_agent_is_kept() {
    for (end, expected) in [
        (r#" - -"#, "{}"),
        (r#" "" """#, "{}"),
        (
            r#" "-" "ua" "10.0.0.1, 2001:db8::4""#,
            r#""user_agent.original":"ua","http.request.header.x-forwarded-for":"10.0.0.1, 2001:db8::4""#,
        ),
        (
            r#" "-" "-" "-" rt=0.005 uct="-" urt="0.1, 0.2" uht=7 urt=7 x"#,
            r#""duration_ms":5,"urt":"0.1, 0.2","uht":"7","access.extra":"urt=7 x""#,
        ),
        (r#" "-" "-" 1234 "a""#, r#""access.extra":"1234 \"a\"""#),
        (r#" 0.250 upstream"#, r#""duration_ms":250,"access.extra":"upstream""#),
        (r#" 0.25 "-""#, r#""access.extra":"0.25 \"-\"""#),
        (
            r#" 0.0012 "https://a.example/" "ua" 7"#,
            r#""duration_ms":1.2,"http.request.header.referer":"https://a.example/","user_agent.original":"ua","access.extra":"7""#,
        ),
        (r#" "-" "-" TCP_MISS:HIER_DIRECT"#, r#""squid.result":"TCP_MISS","squid.hierarchy":"HIER_DIRECT""#),
        (r#" "-" "-" A:B"#, r#""access.extra":"A:B""#),
        (r#" "r""#, r#""http.request.header.referer":"r""#),
        (r#" "r" "never ends"#, r#""http.request.header.referer":"r","access.extra":"\"never ends""#),
        (" \"-\" \"-\"\n  next line", r#""access.extra":"next line""#),
    ] {
        let mut expected = format!("{{{}", expected.trim_matches(['{', '}']));
        expected += if expected == "{" { "" } else { "," };
        expected += r#""client.address":"::1","http.response.status_code":200,"http.response.body.size":0}"#;
        attributes(&format!("::1 - - [04/Mar/2026:08:00:08 +0000] \"-\" 200 0{end}"), &expected);
    }
}

#[test]
fn what_is_no_access_log_is_text() {
    for line in [
        "::1 - - [04/Mar/2026:08:00:08 +0000]",
        "::1 - - [04/Mar/2026:08:00:08 +0000] GET / 200 0",
        "::1 - - [04/Mar/2026:08:00:08 +0000] \"GET / HTTP/1.1",
        "::1 - - [04/Mar/2026:08:00:08 +0000] \"GET / HTTP/1.1\" OK 0",
        "::1 - - [04/Mar/2026:08:00:08 +0000] \"GET / HTTP/1.1\" 200 many",
        "::1 - - [04/Mrz/2026:08:00:08 +0000] \"GET / HTTP/1.1\" 200 0",
        "[04/Mar/2026:08:00:08 +0000] \"GET / HTTP/1.1\" 200 0",
        "a b c d [04/Mar/2026:08:00:08 +0000] \"GET / HTTP/1.1\" 200 0",
        "1.1.1.1, b - - [04/Mar/2026:08:00:08 +0000] \"GET / HTTP/1.1\" 200 0",
    ] {
        let body = line.replace('"', "\\\"");
        check(
            "combined_access",
            line,
            &format!(r#"{{"severity_number":0,"body":"{body}","source_format":"text"}}"#),
        );
    }
}
