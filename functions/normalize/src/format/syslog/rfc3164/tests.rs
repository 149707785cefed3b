use crate::tests::{check, check_arrived};

const SYSTEM: &str = r#""attributes":{"syslog.facility.code":4,"syslog.severity.code":6"#;

/// `line`, which arrived on 2026-03-05, has this time, host, tag, pid and message; `-` where it has none.
#[track_caller]
fn parts(line: &str, time: &str, host: &str, tag: &str, pid: &str, message: &str) {
    let resource: Vec<String> = [("host.name", host), ("service.name", tag)]
        .iter()
        .filter(|(_, value)| *value != "-")
        .map(|(name, value)| format!("\"{name}\":\"{value}\""))
        .collect();
    let mut expected = format!("{{\"time\":\"{time}\",\"severity_number\":0");
    if message != "-" {
        expected += &format!(",\"body\":\"{message}\"");
    }
    expected += &format!(",\"resource\":{{{}}}", resource.join(","));
    if pid != "-" {
        expected += &format!(",\"attributes\":{{{pid}}}");
    }
    check_arrived("auto", line, &(expected + ",\"source_format\":\"rfc3164\"}"));
}

#[test]
fn the_priority_gives_the_severity() {
    check_arrived(
        "auto",
        super::FORMAT.example,
        &format!(
            r#"{{"time":"2026-03-04T08:00:11Z","severity_number":9,"severity_text":"info","body":"Accepted publickey for deploy from 2001:db8::4 port 50222 ssh2","resource":{{"host.name":"web-1","service.name":"sshd"}},{SYSTEM},"process.pid":4711,"ssh.method":"publickey","user.name":"deploy","client.address":"2001:db8::4","client.port":50222,"network.protocol.name":"ssh2","event.action":"login","event.outcome":"success"}},"source_format":"rfc3164"}}"#
        ),
    );
}

#[test]
fn without_a_priority_the_line_must_look_like_syslog() {
    let time = "2026-03-04T08:00:11Z";
    parts(
        "Mar  4 08:00:11 web-1 postfix/smtpd[9]: connect",
        time,
        "web-1",
        "postfix/smtpd",
        "\"process.pid\":9",
        "connect",
    );
    parts(
        "Mar 4 08:00:11 web-1 CRON[1]: (root) CMD (x: y)",
        time,
        "web-1",
        "CRON",
        "\"process.pid\":1,\"user.name\":\"root\",\"event.action\":\"cmd\",\"process.command_line\":\"x: y\"",
        "(root) CMD (x: y)",
    );
    parts(
        "Mar 04 08:00:11 10.0.0.1 kernel: [1.2] eth0: up",
        time,
        "10.0.0.1",
        "kernel",
        "\"kernel.uptime_seconds\":1.2",
        "[1.2] eth0: up",
    );
    parts(
        "Mar  4 08:00:11 fd00::7 systemd-logind[7]: New",
        time,
        "fd00::7",
        "systemd-logind",
        "\"process.pid\":7",
        "New",
    );
    parts("Mar  4 08:00:11 web-1 php-fpm:", time, "web-1", "php-fpm", "-", "-");
    parts("Mar  4 08:00:11 web-1 sudo:   jo : a", time, "web-1", "sudo", "-", "  jo : a");
    parts(
        "Mar  4 08:00:11 web-1 su(pam_unix)[7]: opened",
        time,
        "web-1",
        "su(pam_unix)",
        "\"process.pid\":7",
        "opened",
    );
    parts("Mar  4 08:00:11 web-1 app[a-1]: m", time, "web-1", "app", "\"syslog.procid\":\"a-1\"", "m");
    parts("Mar  4 08:00:11 web-1 app[7] m", time, "web-1", "app", "\"process.pid\":7", "m");
    parts(
        "Mar  4 08:00:11 web-1 last message repeated 3 times",
        time,
        "web-1",
        "-",
        "\"syslog.repeat_count\":3",
        "last message repeated 3 times",
    );
    parts("Mar  4 2026 08:00:11.250 web-1 a: m", "2026-03-04T08:00:11.25Z", "web-1", "a", "-", "m");
    parts(
        "2026-03-04T09:00:11.000120+01:00 web-1 a[1]: m",
        "2026-03-04T08:00:11.00012Z",
        "web-1",
        "a",
        "\"process.pid\":1",
        "m",
    );
    parts("Dec 31 23:59:59 web-1 a: m\n\tn", "2025-12-31T23:59:59Z", "web-1", "a", "-", "m\\n\\tn");
    parts("Mar  4 08:00:11 dnsmasq[7]: no host", time, "-", "dnsmasq", "\"process.pid\":7", "no host");
    for line in [
        "Mar  4 08:00:11 disk is full",
        "Mar  4 08:00:11 sshd: no host",
        "Mar  4 08:00:11 ERROR app: m",
        "Mar  4 08:00:11",
        "2026-03-04T08:00:11 web-1 a: m",
        "2026-03-04 08:00:11Z web-1 a: m",
        "2026-03-04T08:00:11Z WARN a: m",
        "2026-03-04T08:00:11Z [main] a: m",
    ] {
        check("rfc3164", line, &format!(r#"{{"severity_number":0,"body":"{line}","source_format":"text"}}"#));
    }
}

#[test]
fn behind_a_priority_everything_else_may_lack() {
    let head = r#""severity_number":9,"severity_text":"info""#;
    for (rest, time, expected) in [
        ("sshd[7]: m", "", r#","body":"m","resource":{"service.name":"sshd"},ATTRIBUTES,"process.pid":7}"#),
        ("just text", "", r#","body":"just text",ATTRIBUTES}"#),
        ("", "", r#",ATTRIBUTES}"#),
        (
            "Mar  4 08:00:11 sshd[7]: m",
            "time",
            r#","body":"m","resource":{"service.name":"sshd"},ATTRIBUTES,"process.pid":7}"#,
        ),
        (
            "Mar  4 08:00:11 web-1 some text",
            "time",
            r#","body":"some text","resource":{"host.name":"web-1"},ATTRIBUTES}"#,
        ),
        ("Mar  4 08:00:11 (odd) text", "time", r#","body":"(odd) text",ATTRIBUTES}"#),
        ("Mar  4 08:00:11 web-1", "time", r#","resource":{"host.name":"web-1"},ATTRIBUTES}"#),
        ("yesterday web-1 a: m", "", r#","body":"yesterday web-1 a: m",ATTRIBUTES}"#),
    ] {
        let time = if time.is_empty() { "" } else { "\"time\":\"2026-03-04T08:00:11Z\"," };
        let expected = expected.replace("ATTRIBUTES", SYSTEM);
        check_arrived(
            "auto",
            &format!("<38>{rest}"),
            &format!("{{{time}{head}{expected},\"source_format\":\"rfc3164\"}}"),
        );
    }
}

#[test]
fn devices_of_cisco_write_more_colons() {
    let attributes = r#""attributes":{"syslog.facility.code":23,"syslog.severity.code":5"#;
    for (rest, resource, sequence) in [
        ("4711: *Mar  4 08:00:11.5 UTC: %SYS-5-CONFIG_I: m", r#""service.name":"%SYS-5-CONFIG_I""#, true),
        ("Mar 04 2026 08:00:11.5: %SYS-5-CONFIG_I: m", r#""service.name":"%SYS-5-CONFIG_I""#, false),
        (
            "Mar 04 2026 08:00:11.5 fw-1 : %SYS-5-CONFIG_I: m",
            r#""host.name":"fw-1","service.name":"%SYS-5-CONFIG_I""#,
            false,
        ),
    ] {
        let sequence = if sequence { r#","syslog.sequence_number":"4711""# } else { "" };
        check_arrived(
            "auto",
            &format!("<189>{rest}"),
            &format!(
                r#"{{"time":"2026-03-04T08:00:11.5Z","severity_number":10,"severity_text":"notice","body":"m","event_name":"SYS-5-CONFIG_I","resource":{{{resource}}},{attributes}{sequence}}},"source_format":"rfc3164"}}"#
            ),
        );
    }
}

#[test]
fn an_impossible_time_is_kept_as_text() {
    check(
        "auto",
        "Mar 32 08:00:11 web-1 a: m",
        r#"{"severity_number":0,"body":"m","resource":{"host.name":"web-1","service.name":"a"},"attributes":{"log.time.invalid":"Mar 32 08:00:11"},"source_format":"rfc3164"}"#,
    );
}

#[test]
fn macos_and_older_daemons_have_odd_tags() {
    let time = "2026-03-04T08:00:11Z";
    let pid = "\"process.pid\":7";
    parts(
        "Mar  4 08:00:11 mac-1 kernel[0]: en0: up",
        time,
        "mac-1",
        "kernel",
        "\"process.pid\":0",
        "en0: up",
    );
    parts("Mar  4 08:00:11 mac-1 Example Editor[7]: saved", time, "mac-1", "Example Editor", pid, "saved");
    parts(
        "Mar  4 08:00:11 mac-1 com.apple.xpc.launchd[7] (com.example.job[9]): exited",
        time,
        "mac-1",
        "com.apple.xpc.launchd",
        "\"process.pid\":7,\"launchd.job\":\"com.example.job[9]\"",
        "exited",
    );
    parts(
        "Mar  4 08:00:11 mac-1 --- last message repeated 1 time ---",
        time,
        "mac-1",
        "-",
        "\"syslog.repeat_count\":1",
        "--- last message repeated 1 time ---",
    );
    check_arrived(
        "auto",
        "Mar  4 08:00:11 web-1 syslogd 1.4.1: restart.",
        r#"{"time":"2026-03-04T08:00:11Z","severity_number":0,"body":"restart.","resource":{"host.name":"web-1","service.name":"syslogd","service.version":"1.4.1"},"source_format":"rfc3164"}"#,
    );
}

#[test]
fn what_is_repeated_is_read() {
    check_arrived(
        "auto",
        "Mar  4 08:00:11 web-1 sshd[7]: message repeated 2 times: [ Invalid user jo from 192.0.2.7 port 9]",
        r#"{"time":"2026-03-04T08:00:11Z","severity_number":0,"body":"message repeated 2 times: [ Invalid user jo from 192.0.2.7 port 9]","resource":{"host.name":"web-1","service.name":"sshd"},"attributes":{"process.pid":7,"syslog.repeat_count":2,"user.name":"jo","client.address":"192.0.2.7","client.port":9,"event.action":"login","event.outcome":"failure"},"source_format":"rfc3164"}"#,
    );
}

#[test]
fn control_characters_are_decoded() {
    let time = "2026-03-04T08:00:11Z";
    parts("Mar  4 08:00:11 web-1 a: m#012#011n#012", time, "web-1", "a", "-", "m\\n\\tn");
    parts("Mar  4 08:00:11 web-1 a: ticket #012 is open", time, "web-1", "a", "-", "ticket #012 is open");
    parts("Mar  4 08:00:11 web-1 a: colour#777#0", time, "web-1", "a", "-", "colour#777#0");
}

#[test]
fn a_message_may_be_of_any_format() {
    for (message, body, format) in
        [(r#"@cee: {"level":"info","msg":"m"}"#, "m", "json"), (r#"{"level":"info","msg":"m"}"#, "m", "json")]
    {
        check_arrived(
            "auto",
            &format!("Mar  4 08:00:11 web-1 shop: {message}"),
            &format!(
                r#"{{"time":"2026-03-04T08:00:11Z","severity_number":9,"severity_text":"info","body":"{body}","resource":{{"host.name":"web-1","service.name":"shop"}},"source_format":"{format}"}}"#
            ),
        );
    }
}

#[test]
fn relays_put_a_head_before_those_of_devices() {
    let attributes = r#""attributes":{"syslog.facility.code":23,"syslog.severity.code":5"#;
    let head = r#"{"time":"2026-03-04T08:00:11.5Z","severity_number":10,"severity_text":"notice","body":"m","event_name":"SYS-5-CONFIG_I","resource":{"host.name":"router-1","service.name":"%SYS-5-CONFIG_I"}"#;
    for line in [
        "<189>77: router-1: *Mar  4 08:00:11.5 UTC: %SYS-5-CONFIG_I: m",
        "<189>77: router-1: 2026 Mar  4 08:00:11.5: %SYS-5-CONFIG_I: m",
        "<189>Mar  4 08:00:12 router-1 77: *Mar  4 08:00:11.5 UTC: %SYS-5-CONFIG_I: m",
    ] {
        check_arrived(
            "auto",
            line,
            &format!(r#"{head},{attributes},"syslog.sequence_number":"77"}},"source_format":"rfc3164"}}"#),
        );
    }
    check_arrived(
        "auto",
        "<189>77: 3w2d: %SYS-5-CONFIG_I: m",
        &format!(
            r#"{{"severity_number":10,"severity_text":"notice","body":"m","event_name":"SYS-5-CONFIG_I","resource":{{"service.name":"%SYS-5-CONFIG_I"}},{attributes},"syslog.sequence_number":"77","cisco.uptime":"3w2d"}},"source_format":"rfc3164"}}"#
        ),
    );
}

#[test]
fn a_host_is_told_once() {
    check_arrived(
        "auto",
        "<189>77: router-1: Mar  4 08:00:11: 4 links",
        r#"{"time":"2026-03-04T08:00:11Z","severity_number":10,"severity_text":"notice","body":"4 links","resource":{"host.name":"router-1"},"attributes":{"syslog.facility.code":23,"syslog.severity.code":5,"syslog.sequence_number":"77"},"source_format":"rfc3164"}"#,
    );
}

#[test]
fn iso_8601_without_a_zone_needs_a_number_in_its_tag() {
    parts(
        "2026-03-04 08:00:11 web-1 sshd[7]: m",
        "2026-03-04T08:00:11Z",
        "web-1",
        "sshd",
        "\"process.pid\":7",
        "m",
    );
}
