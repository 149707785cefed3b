use crate::Configuration;
use crate::tests::run;
use nozzle::{Origin, log::Shape};

fn configuration(server: &str, declaration: &str) -> Result<Configuration, String> {
    let declaration = serde_json::to_string(declaration).unwrap();
    let configuration = format!(r#"{{"version":1,"log_formats":[{{"{server}":{declaration}}}]}}"#);
    serde_json::from_str(&configuration).map_err(|error| error.to_string())
}

/// What `line` becomes by the declared format.
#[track_caller]
fn check(server: &str, declaration: &str, line: &str, expected: &str) {
    let configuration = configuration(server, declaration).unwrap();
    let logs = run(&configuration, Shape::Otel, line.as_bytes(), &Origin::default());
    assert_eq!(logs, [expected], "{line}");
}

#[track_caller]
fn refused(server: &str, declaration: &str, expected: &str) {
    let error = configuration(server, declaration).unwrap_err();
    let error = error.split(" at line ").next().unwrap().to_owned();
    assert_eq!(error, expected, "{declaration}");
}

#[test]
fn nginx_names_its_variables() {
    check(
        "nginx",
        r#"$remote_addr:$remote_port [$time_local] ${scheme}://$host "$request" $status $body_bytes_sent/$bytes_sent $request_length $request_time "$http_referer" "$http_user_agent" "$http_x_forwarded_for" $upstream_addr $upstream_response_time $sent_http_cache_control $ssl_protocol $cookie_s $connection $new"#,
        r#"203.0.113.9:50222 [04/Mar/2026:09:00:08 +0100] https://shop.example "GET /a\x22b?c=d HTTP/2.0" 200 512/731 87 0.021 "-" "ua \x5C" "203.0.113.9, 10.0.0.1" 10.1.0.4:8080, 10.1.0.5:8080 0.001, 0.020 no-cache TLSv1.3 - 7 x y"#,
        r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /a\"b?c=d HTTP/2.0","attributes":{"client.address":"203.0.113.9","client.port":50222,"url.scheme":"https","server.address":"shop.example","http.request.method":"GET","url.path":"/a\"b","url.query":"c=d","network.protocol.version":"2.0","http.response.status_code":200,"http.response.body.size":512,"http.response.size":731,"http.request.size":87,"duration_ms":21,"user_agent.original":"ua \\","http.request.header.x-forwarded-for":"203.0.113.9, 10.0.0.1","destination.address":"10.1.0.4","destination.port":8080,"nginx.upstream_addr":"10.1.0.4:8080, 10.1.0.5:8080","nginx.upstream_response_time":"0.001, 0.020","http.response.header.cache-control":"no-cache","tls.protocol.version":"1.3","nginx.connection_id":7,"nginx.new":"x y"},"source_format":"nginx_access"}"#,
    );
}

#[test]
fn a_directive_may_be_given_whole() {
    check(
        "nginx",
        "log_format main escape=json '{\"at\":\"$time_iso8601\",'\n    '\"method\":\"$request_method\",\"uri\":\"$request_uri\",'\n    \"\\\"ua\\\":\\\"$http_user_agent\\\"}\";",
        r#"{"at":"2026-03-04T08:00:08+00:00","method":"GET","uri":"/a?b","ua":"x \"y\" \u00e4"}"#,
        r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /a?b","attributes":{"http.request.method":"GET","url.path":"/a","url.query":"b","user_agent.original":"x \"y\" ä"},"source_format":"nginx_access"}"#,
    );
    check(
        "apache",
        "LogFormat \"%h %l %u %t \\\"%r\\\" %>s %b\" common",
        r#"203.0.113.9 - jo [04/Mar/2026:08:00:08 +0000] "GET /a\"b HTTP/1.1" 200 -"#,
        r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /a\"b HTTP/1.1","attributes":{"client.address":"203.0.113.9","user.name":"jo","http.request.method":"GET","url.path":"/a\"b","network.protocol.version":"1.1","http.response.status_code":200},"source_format":"apache_access"}"#,
    );
}

#[test]
fn apache_has_directives_of_one_letter() {
    check(
        "apache",
        r#"%{c}a:%{remote}p %{%Y-%m-%dT%H:%M:%S}t.%{msec_frac}t%{%z}t %m "%U" "%q" %H %s/%>s in=%I out=%O %Dus %X %k %L %{SSL_CIPHER}x %{Foo}^ti %400,501{User-agent}i "%{X-A}o" %P:%{tid}P 100%%"#,
        r#"203.0.113.9:34322 2026-03-04T09:00:10.140+0100 GET "/a" "?b=c" HTTP/1.1 200/404 in=175 out=1270 282900us + 0 aafm TLS_A - ua "x \"y" 7:8 100%"#,
        r#"{"time":"2026-03-04T08:00:10.14Z","severity_number":9,"body":"GET /a","attributes":{"network.peer.address":"203.0.113.9","client.port":34322,"http.request.method":"GET","url.path":"/a","url.query":"b=c","network.protocol.version":"1.1","http.response.status_code":404,"http.request.size":175,"http.response.size":1270,"duration_ms":282.9,"apache.connection_status":"+","apache.keepalive_requests":0,"apache.log_id":"aafm","tls.cipher":"TLS_A","user_agent.original":"ua","http.response.header.x-a":"x \"y","process.pid":7,"thread.id":8},"source_format":"apache_access"}"#,
    );
    for (format, time, expected) in [
        ("%{sec}t", "1772611208", "2026-03-04T08:00:08Z"),
        ("%{end:msec}t", "1772611208123", "2026-03-04T08:00:08.123Z"),
        ("%{usec}t", "1772611208123456", "2026-03-04T08:00:08.123456Z"),
        ("%{begin:%a %d %b %Y %I:%M:%S %p}t", "Wed 04 Mar 2026 08:00:08 PM", "2026-03-04T20:00:08Z"),
        ("%{%F %T}t.%{usec_frac}t", "2026-03-04 08:00:08.000007", "2026-03-04T08:00:08.000007Z"),
    ] {
        check(
            "apache",
            &format!("%h {format} %>s"),
            &format!("10.0.0.1 {time} 200"),
            &format!(
                r#"{{"time":"{expected}","severity_number":9,"attributes":{{"client.address":"10.0.0.1","http.response.status_code":200}},"source_format":"apache_access"}}"#
            ),
        );
    }
}

/// The formats are those that `events/logs/make.sh` configures.
#[test]
fn real_servers_are_read_by_their_own_declarations() {
    const APACHE: &str = include_str!("../../../../../../events/logs/programs/apache.conf");
    let of_apache = |name: &str| {
        let is_it = |line: &&str| line.starts_with("LogFormat") && line.ends_with(name);
        APACHE.lines().find(is_it).expect("a LogFormat of this name").to_owned()
    };
    let varnish = r#"%{%Y-%m-%dT%H:%M:%S}t %h "%r" %s %b %D %{Varnish:hitmiss}x %{Varnish:time_firstbyte}x "%{X-Forwarded-For}i""#;
    for (declaration, file) in [
        (of_apache(" custom"), "apache-access-custom.log"),
        (of_apache(" json"), "apache-access-json.log"),
        (of_apache(" vhost_combined"), "apache-access-vhost-combined.log"),
        (varnish.to_owned(), "varnish-access-custom.log"),
    ] {
        let path = format!("{}/../../events/logs/{file}", env!("CARGO_MANIFEST_DIR"));
        let record = std::fs::read(path).unwrap();
        let configuration = configuration("apache", &declaration).unwrap();
        let logs = run(&configuration, Shape::Otel, &record, &Origin::default());
        assert_eq!(logs.len(), record.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count());
        for log in logs {
            for part in ["\"apache_access\"}", "{\"time\":\"2026-"] {
                assert!(log.contains(part), "{file}: {log}");
            }
        }
    }
}

#[test]
fn what_does_not_fit_is_read_as_if_nothing_were_declared() {
    for line in ["10.0.0.1 [x] 200", "10.0.0.1 [04/Mar/2026:08:00:08 +0000] 200 more", "10.0.0.1", ""] {
        let configuration = configuration("nginx", "$remote_addr [$time_local] $status").unwrap();
        let logs = run(&configuration, Shape::Otel, line.as_bytes(), &Origin::default());
        assert!(logs.iter().all(|log| log.ends_with("\"text\"}")), "{logs:?}");
    }
    // Spaces at the end of the format or of the line do not matter.
    check(
        "nginx",
        "$remote_addr \"$http_x\" ",
        "10.0.0.1 \"-\"",
        r#"{"severity_number":9,"attributes":{"client.address":"10.0.0.1"},"source_format":"nginx_access"}"#,
    );
    check(
        "nginx",
        "$remote_addr $http_x ",
        "10.0.0.1 a ",
        r#"{"severity_number":9,"attributes":{"client.address":"10.0.0.1","http.request.header.x":"a"},"source_format":"nginx_access"}"#,
    );
}

#[test]
fn a_declared_format_counts_for_the_format_of_that_server_too() {
    let mut configuration = configuration("apache", "%>s %h").unwrap();
    for (name, expected) in [("apache_access", "apache_access"), ("nginx_access", "text")] {
        configuration.format = serde_json::from_str(&format!("\"{name}\"")).unwrap();
        let logs = run(&configuration, Shape::Otel, b"200 10.0.0.1", &Origin::default());
        assert!(logs[0].ends_with(&format!("\"{expected}\"}}")), "{logs:?}");
    }
}

#[test]
fn errors_say_where_and_why() {
    refused(
        "nginx",
        "$remote_addr$status",
        "character 13: `$status` stands directly behind `$remote_addr`, so that nobody can tell where one ends; write something between them, in the server's configuration too",
    );
    refused(
        "nginx",
        "ä $",
        "character 3: `$` has no name behind it; nginx knows no `$` that stands for itself",
    );
    refused("nginx", "${status", "character 1: `${` has no `}`; write `${name}`");
    refused("nginx", "", "there is no field in this format; write it as the server's configuration has it");
    refused("nginx", "escape=xml $status", "`escape=xml` is not known; write `default`, `json` or `none`");
    refused(
        "nginx",
        "log_format main $status;",
        "`log_format` is not of text in quotes; write `log_format NAME 'text';`, or the text alone",
    );
    refused("apache", "%h %Q", "character 4: `%Q` is no directive of Apache's `LogFormat`");
    refused("apache", "%h %", "character 4: `%` has no directive behind it; write `%%` for a percent sign");
    refused("apache", "%h %i", "character 4: `%i` has no name in braces; write for example `%{User-Agent}i`");
    refused("apache", "%{User-Agent", "character 1: `{` has no `}` behind it");
    refused(
        "apache",
        "%h %{%Y %Q}t",
        "character 4: `%{%Y %Q}t` has a time format with `%Q`, which is not understood; write it with %Y %m %d %H %M %S %z and their like",
    );
    refused(
        "apache",
        "%>s%b",
        "character 4: `%b` stands directly behind `%>s`, so that nobody can tell where one ends; write something between them, in the server's configuration too",
    );
    refused("lighttpd", "%h", "unknown variant `lighttpd`, expected `nginx` or `apache`");
}

#[test]
fn hostile_lines_take_linear_time() {
    let many = |text: &str| text.repeat(200_000);
    for (format, line) in [
        ("\"$request\" $status", format!("\"{}", many("\\\" "))),
        ("\"$request\" $status", format!("\"{}", many("\\"))),
        ("$upstream_addr $status", many("a, ")),
        ("$upstream_addr $status", many("a : ")),
        ("$remote_user [$time_local]", many("a [")),
    ] {
        let configuration = configuration("nginx", format).unwrap();
        assert!(!run(&configuration, Shape::Otel, line.as_bytes(), &Origin::default()).is_empty());
    }
}
