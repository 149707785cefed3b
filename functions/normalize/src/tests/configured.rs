//! What the configuration changes.

use super::*;

#[test]
fn the_configured_zone_is_that_of_times_without_one() {
    let configuration: Configuration = serde_json::from_str(r#"{"version":1,"time_zone":"+01:00"}"#).unwrap();
    for (line, time) in [
        ("Mar  4 08:00:11 web-1 cron[7]: d", "1970-03-04T07:00:11Z"),
        ("{\"time\":\"2026-03-04 08:00:11\"}", "2026-03-04T07:00:11Z"),
        ("{\"time\":\"2026-03-04 08:00:11Z\"}", "2026-03-04T08:00:11Z"),
    ] {
        let logs = run(&configuration, Shape::Otel, line.as_bytes(), &Origin::default());
        assert!(logs[0].starts_with(&format!("{{\"time\":\"{time}\"")), "{}", logs[0]);
    }
}

#[test]
fn a_route_names_the_format_of_its_sources() {
    let configuration: Configuration = serde_json::from_str(
        r#"{"version":1,"routes":[{"log_group":"/raw/*","format":"text"},{"log_stream":"s","format":"json"}]}"#,
    )
    .unwrap();
    let line = b"<13>1 - - - - - - c";
    let format_of = |from: Origin<'_>| {
        let logs = run(&configuration, Shape::Otel, line, &from);
        logs[0].rsplit('"').nth(1).unwrap().to_owned()
    };
    assert_eq!(format_of(Origin::default()), "rfc5424");
    assert_eq!(
        format_of(Origin { log_group: Some("/raw/a"), log_stream: Some("s"), ..Origin::default() }),
        "text"
    );
    assert_eq!(
        format_of(Origin { log_group: Some("/a"), log_stream: Some("s"), ..Origin::default() }),
        "text"
    );
    assert_eq!(format_of(Origin { log_group: Some("/a"), ..Origin::default() }), "rfc5424");
}

#[test]
fn what_is_not_recognised_fails_where_that_is_wanted() {
    let configuration: Configuration =
        serde_json::from_str(r#"{"version":1,"format":"json","on_unparsed":"fail"}"#).unwrap();
    let mut rendered = Rendered::default();
    let mut normalize = Normalize::new(&configuration);
    let failure = normalize
        .transform(Item::Bytes(b"{\"a\":1}\nnot JSON"), &Origin::default(), &mut rendered)
        .unwrap_err();
    assert_eq!(failure.to_string(), "not_recognised: no format recognises a log of this record");
    normalize.transform(Item::Bytes(b"{\"a\":1}"), &Origin::default(), &mut rendered).unwrap();
}

#[test]
fn the_original_is_kept_when_wanted() {
    const IMPOSSIBLE: &str = "Mar 32 08:00:11 web-1 a: m";
    for (keep_original, line, kept) in [
        ("never", "disk 91% full", false),
        ("on_failure", "disk 91% full", true),
        ("on_failure", IMPOSSIBLE, true),
        ("on_failure", "{\"a\":1}", false),
        ("always", "{\"a\":1}", true),
    ] {
        let configuration: Configuration =
            serde_json::from_str(&format!(r#"{{"version":1,"keep_original":"{keep_original}"}}"#)).unwrap();
        let log = run(&configuration, Shape::Otel, line.as_bytes(), &Origin::default()).concat();
        let original = format!("\"log.record.original\":\"{}\"", line.replace('"', "\\\""));
        assert_eq!(log.contains(&original), kept, "{keep_original}: {log}");
    }
}

#[test]
fn constants_are_added_to_what_the_log_says() {
    let configuration: Configuration = serde_json::from_str(
        r#"{"version":1,"resource":{"service.name":"edge","deployment.environment.name":"production"}}"#,
    )
    .unwrap();
    for (line, service) in [("disk 91% full", "edge"), (r#"{"service.name":"cart"}"#, "cart")] {
        let log = run(&configuration, Shape::Otel, line.as_bytes(), &Origin::default()).concat();
        assert!(
            log.contains(&format!(
                r#""service.name":"{service}","deployment.environment.name":"production""#
            )) || log.contains(&format!(
                r#""deployment.environment.name":"production","service.name":"{service}""#
            )),
            "{log}"
        );
    }
}

#[test]
fn utf_16_is_read() {
    let text = "{\"msg\":\"größe 🙂\"}\r\n";
    let little: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let expected = [r#"{"severity_number":0,"body":"größe 🙂","source_format":"json"}"#];
    assert_eq!(otel("auto", &little), expected);
    assert_eq!(otel("auto", &big), expected);
    let cut = &little[..little.len() - 5];
    assert_eq!(
        otel("auto", cut),
        [r#"{"severity_number":0,"body":"{\"msg\":\"größe 🙂\"�","source_format":"text"}"#]
    );
}
