//! Elasticsearch and OpenSearch.
//!
//! ```text
//! "[" time "][" LEVEL "][" logger "] [" node "] " message
//!
//! [2026-03-04T08:00:15,007][INFO ][o.e.n.Node               ] [node-1] initialized
//! ```
//!
//! Slow logs tell how long it took: `took_millis[1200]`.

use super::part::{brackets, set_level, set_message, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::integer;
use memchr::{memchr, memmem};
use nozzle::log::{Log, Value};

/// Logs of Elasticsearch and OpenSearch.
pub const FORMAT: Format = Format {
    name: "elasticsearch",
    description: "The server, slow and deprecation logs of Elasticsearch and OpenSearch as text.",
    example: "[2026-03-04T08:00:15,007][INFO ][o.e.n.Node               ] [node-1] initialized",
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let inside = text.strip_prefix(b"[")?;
    let (_, behind) = split_iso(inside)?;
    let (level, rest) = brackets(behind.strip_prefix(b"]")?)?;
    let (logger, rest) = brackets(rest)?;
    set_level(level.trim_ascii(), log)?;
    set_time(inside, context, log)?;
    log.logger = Some(logger.trim_ascii().into());
    let mut message = rest.strip_prefix(b" ").unwrap_or(rest);
    if let Some((node, behind)) = brackets(message)
        && behind.first() != Some(&b'[')
    {
        log.attributes.push("elasticsearch.node.name", node.trim_ascii());
        message = behind.strip_prefix(b" ").unwrap_or(behind);
    }
    if let Some(at) = memmem::find(&message[..message.len().min(300)], b"took_millis[") {
        let number = &message[at + 12..];
        let end = memchr(b']', &number[..number.len().min(20)]);
        if let Some(milliseconds) = end.and_then(|end| integer(&number[..end])) {
            log.attributes.push("duration_ms", Value::Integer(milliseconds));
        }
    }
    set_message(message, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn server_and_slow_logs() {
        check(
            "auto",
            "[2026-03-04T08:00:15,007][WARN ][o.e.c.r.a.DiskMonitor    ] [node-1] high disk watermark",
            r#"{"time":"2026-03-04T08:00:15.007Z","severity_number":13,"severity_text":"WARN","body":"high disk watermark","scope":{"name":"o.e.c.r.a.DiskMonitor"},"attributes":{"elasticsearch.node.name":"node-1"},"source_format":"elasticsearch"}"#,
        );
        check(
            "auto",
            "[2026-03-04T08:00:15,007][INFO ][index.search.slowlog.query] [node-1] [carts][0] took[1.2s], took_millis[1200], source[{}]",
            r#"{"time":"2026-03-04T08:00:15.007Z","severity_number":9,"severity_text":"INFO","body":"[carts][0] took[1.2s], took_millis[1200], source[{}]","scope":{"name":"index.search.slowlog.query"},"attributes":{"elasticsearch.node.name":"node-1","duration_ms":1200},"source_format":"elasticsearch"}"#,
        );
        check(
            "auto",
            "[2026-03-04 08:00:15,007][ERROR][bootstrap] Exception\njava.lang.IllegalStateException: no\n\tat a.B.c(B.java:9)",
            r#"{"time":"2026-03-04T08:00:15.007Z","severity_number":17,"severity_text":"ERROR","body":"Exception\njava.lang.IllegalStateException: no\n\tat a.B.c(B.java:9)","scope":{"name":"bootstrap"},"attributes":{"exception.type":"java.lang.IllegalStateException","exception.message":"no","exception.stacktrace":"java.lang.IllegalStateException: no\n\tat a.B.c(B.java:9)"},"source_format":"elasticsearch"}"#,
        );
    }

    #[test]
    fn near_misses() {
        check(
            "elasticsearch",
            "[2026-03-04 08:00:15,007][shop.main][INFO ] saved",
            r#"{"severity_number":0,"body":"[2026-03-04 08:00:15,007][shop.main][INFO ] saved","source_format":"text"}"#,
        );
        check(
            "elasticsearch",
            "[2026-03-04 08:00:15,007] INFO saved",
            r#"{"severity_number":0,"body":"[2026-03-04 08:00:15,007] INFO saved","source_format":"text"}"#,
        );
    }
}
