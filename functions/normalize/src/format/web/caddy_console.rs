//! Caddy's log as a person reads it on a console.
//!
//! ```text
//! YYYY/MM/DD hh:mm:ss.fff⇥LEVEL⇥[LOGGER⇥]MESSAGE[⇥{JSON}]
//! ```
//!
//! The JSON is what Caddy would have written otherwise, without the four fields before it.

use crate::context::Context;
use crate::format::{Format, json};
use crate::level;
use crate::nested;
use crate::split::Split;
use crate::time;
use memchr::memchr;
use nozzle::log::Log;

/// Caddy, on a console.
pub const FORMAT: Format = Format {
    name: "caddy_console",
    description: "Log of Caddy as it is written to a console.",
    example: "2026/03/04 08:00:08.123\tINFO\thttp.log.access\thandled request\t{\"size\":512,\"status\":200}",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let time = time::year_first(text, &context.clock).filter(|_| text[4] == b'/')?;
    let rest = text[time.length..].strip_prefix(b"\t")?;
    let (level, rest) = column(rest)?;
    let level = plain(level);
    let severity = level::severity(level)?;
    let (first, rest) = column(rest).unwrap_or((rest, b""));
    let (second, rest) = column(rest).unwrap_or((rest, b""));
    let (logger, message, document) = match (first, second, rest) {
        (message, b"", b"") => (&b""[..], message, &b""[..]),
        (message, document @ [b'{', ..], b"") => (&b""[..], message, document),
        (logger, message, document) => (logger, message, document),
    };
    time.set(text, log);
    if document.starts_with(b"{") {
        nested::open_as(&json::FORMAT, document, context, log);
    } else if !document.is_empty() {
        log.attributes.push("caddy.extra", document);
    }
    (log.severity, log.severity_text) = (severity, Some(level.into()));
    if !logger.is_empty() {
        log.logger = Some(logger.into());
    }
    log.body = Some(message.into());
    log.source_format = FORMAT.name;
    Some(())
}

/// Splits at a tab.
fn column(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let tab = memchr(b'\t', text)?;
    Some((&text[..tab], &text[tab + 1..]))
}

/// A level without the colours of a terminal.
fn plain(level: &[u8]) -> &[u8] {
    let inside = level.strip_prefix(b"\x1b[").and_then(|rest| Some(&rest[memchr(b'm', rest)? + 1..]));
    inside.map_or(level, |inside| inside.strip_suffix(b"\x1b[0m").unwrap_or(inside))
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn columns_and_a_document() {
        let log = otel("auto", super::FORMAT.example.as_bytes()).concat();
        let log: serde_json::Value = serde_json::from_str(&log).unwrap();
        assert_eq!(log["time"], "2026-03-04T08:00:08.123Z");
        assert_eq!((&log["severity_text"], &log["body"]), (&"INFO".into(), &"handled request".into()));
        assert_eq!(log["scope"]["name"], "http.log.access");
        assert_eq!(log["source_format"], "caddy_console");
        assert!(log["attributes"].to_string().contains("512"), "{log}");
        check(
            "auto",
            "2026/03/04 08:00:08.123\t\x1b[33mWARN\x1b[0m\tadmin endpoint disabled",
            r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":13,"severity_text":"WARN","body":"admin endpoint disabled","source_format":"caddy_console"}"#,
        );
        check(
            "auto",
            "2026/03/04 08:00:08.123\tERROR\ttls\tobtaining certificate",
            r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":17,"severity_text":"ERROR","body":"obtaining certificate","scope":{"name":"tls"},"source_format":"caddy_console"}"#,
        );
    }
}
