use crate::tests::check;

/// What a line of a session becomes: the part behind the time, the severity and the body.
#[track_caller]
fn session(line: &str, number: u8, level: &str, body: &str, attributes: &str) {
    check(
        "auto",
        line,
        &format!(
            r#"{{"time":"2026-03-04T08:00:13Z","severity_number":{number},"severity_text":"{level}","body":"{body}","attributes":{{"db.system.name":"postgresql"{attributes}}},"source_format":"postgresql"}}"#
        ),
    );
}

#[test]
fn the_prefix_of_rds() {
    session(
        "2026-03-04 08:00:13 UTC:2001:db8::5(40122):app@shop:[811]:ERROR:  relation \"carts\" does not exist at character 15",
        17,
        "ERROR",
        r#"relation \"carts\" does not exist at character 15"#,
        r#","client.address":"2001:db8::5","client.port":40122,"user.name":"app","db.namespace":"shop","process.pid":811"#,
    );
    session(
        "2026-03-04 08:00:13 UTC:[local]:rdsadmin@postgres:[9]:FATAL:  terminating connection",
        21,
        "FATAL",
        "terminating connection",
        r#","user.name":"rdsadmin","db.namespace":"postgres","process.pid":9"#,
    );
    session("2026-03-04 08:00:13 UTC::@:[133]:LOG:  ready", 9, "LOG", "ready", r#","process.pid":133"#);
}

#[test]
fn the_prefix_of_debian() {
    session(
        "2026-03-04 09:00:13.000 CET [59] app@shop STATEMENT:  SELECT *\n\tFROM carts",
        9,
        "STATEMENT",
        r"SELECT *\n\tFROM carts",
        r#","process.pid":59,"user.name":"app","db.namespace":"shop","db.query.text":"SELECT *\n\tFROM carts""#,
    );
    session(
        "2026-03-04 08:00:13 UTC [45] PANIC:  could not locate a valid checkpoint record",
        24,
        "PANIC",
        "could not locate a valid checkpoint record",
        r#","process.pid":45"#,
    );
    session(
        "2026-03-04 08:00:13 UTC [54] [unknown]@[unknown] LOG:  connection received: host=203.0.113.4 port=40480",
        9,
        "LOG",
        "connection received: host=203.0.113.4 port=40480",
        r#","process.pid":54,"client.address":"203.0.113.4","client.port":40480"#,
    );
}

#[test]
fn prefixes_of_other_orders() {
    session(
        "2026-03-04 08:00:13 UTC [59]: [3-1] user=app,db=shop,app=cart worker,client=10.0.0.5 NOTICE:  table is empty",
        10,
        "NOTICE",
        "table is empty",
        r#","process.pid":59,"postgresql.session_line_number":1,"user.name":"app","db.namespace":"shop","postgresql.application_name":"cart worker","client.address":"10.0.0.5""#,
    );
    session(
        "2026-03-04 08:00:13 UTC [59] 10.0.0.5(4000) app@shop 69a802a6.e7 WARNING:  m",
        13,
        "WARNING",
        "m",
        r#","process.pid":59,"client.address":"10.0.0.5","client.port":4000,"user.name":"app","db.namespace":"shop","postgresql.session_id":"69a802a6.e7""#,
    );
    session(
        "2026-03-04 08:00:13 UTC [59] cluster-a DEBUG2:  m",
        5,
        "DEBUG2",
        "m",
        r#","process.pid":59,"postgresql.prefix":"[59] cluster-a""#,
    );
}

#[test]
fn durations_and_queries() {
    session(
        "2026-03-04 08:00:13 UTC [7] LOG:  duration: 812.420 ms  execute <unnamed>: SELECT 'a;b' -- x",
        9,
        "LOG",
        "duration: 812.420 ms  execute <unnamed>: SELECT 'a;b' -- x",
        r#","process.pid":7,"duration_ms":812.420,"db.query.text":"SELECT 'a;b' -- x""#,
    );
    session(
        "2026-03-04 08:00:13 UTC [7] LOG:  duration: 0.072 ms",
        9,
        "LOG",
        "duration: 0.072 ms",
        r#","process.pid":7,"duration_ms":0.072"#,
    );
    session(
        "2026-03-04 08:00:13 UTC [7] ERROR:  42P01: relation missing",
        17,
        "ERROR",
        "relation missing",
        r#","process.pid":7,"db.response.status_code":"42P01""#,
    );
}

#[test]
fn what_lacks_zone_or_level_is_not_postgresql() {
    for line in [
        "2026-03-04 08:00:13 [7] ERROR:  no zone",
        "2026-03-04 08:00:13 UTC [7] ERROR: one space",
        "2026-03-04 08:00:13 UTC [7] TERROR:  no level",
        "2026-03-04T08:00:13 UTC [7] ERROR:  m",
        "2026-03-04 08:00:13 UTC",
    ] {
        let log = crate::tests::otel("auto", line.as_bytes()).concat();
        assert!(!log.contains("\"postgresql\""), "{log}");
    }
}
