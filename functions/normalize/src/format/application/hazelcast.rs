//! Hazelcast, where a layout of its own stands before its messages.
//!
//! ```text
//! time " [" thread "] " LEVEL " " class [":" line] " - " ("[" address "]:" port | "[LOCAL]") " [" cluster "] [" version "] " message
//!
//! 2026-03-04 08:00:15 [main] INFO ClusterService:176 - [10.0.0.3]:5701 [shop] [5.3] Backpressure is disabled
//! ```

use super::part::{brackets, set_level, set_logger, set_message, set_thread, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, skip_spaces, word};
use nozzle::log::{Log, Value};

/// Logs of Hazelcast.
pub const FORMAT: Format = Format {
    name: "hazelcast",
    description: "Hazelcast's own log, on one line.",
    example: "2026-03-04 08:00:15 [main] INFO ClusterService:176 - [10.0.0.3]:5701 [shop] [5.3] Backpressure is disabled",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (_, behind) = split_iso(text)?;
    let (thread, rest) = brackets(behind.strip_prefix(b" ")?)?;
    let (level, rest) = word(skip_spaces(rest));
    let (logger, rest) = word(rest);
    let (address, rest) = brackets(rest.strip_prefix(b"- ")?)?;
    let (port, rest) = match rest.strip_prefix(b":") {
        Some(rest) => word(rest),
        None => (&b""[..], rest.strip_prefix(b" ")?),
    };
    let (cluster, rest) = brackets(rest)?;
    let (version, message) = brackets(rest.strip_prefix(b" ")?)?;
    if !version.first()?.is_ascii_digit() {
        return None;
    }
    set_level(level, log)?;
    set_time(text, context, log)?;
    set_thread(thread, log);
    set_logger(logger, log);
    if address != b"LOCAL" {
        log.attributes.push("server.address", address);
        if let Some(port) = integer(port) {
            log.attributes.push("server.port", Value::Integer(port));
        }
    }
    log.attributes.push("hazelcast.cluster", cluster);
    log.attributes.push("hazelcast.version", version);
    set_message(message.trim_ascii_start(), log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn what_stands_before_a_message() {
        check(
            "auto",
            "2026-03-04 08:00:15 [hz.a.thread-0] INFO ClusterService:176 - [10.0.0.3]:5701 [shop] [5.3]\n  Members {size:1} [\n  ]",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":9,"severity_text":"INFO","body":"Members {size:1} [\n  ]","scope":{"name":"ClusterService"},"attributes":{"thread.name":"hz.a.thread-0","code.line.number":176,"server.address":"10.0.0.3","server.port":5701,"hazelcast.cluster":"shop","hazelcast.version":"5.3"},"source_format":"hazelcast"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:15 [main] WARN AddressPicker - [LOCAL] [shop] [5.3] Slow",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":13,"severity_text":"WARN","body":"Slow","scope":{"name":"AddressPicker"},"attributes":{"thread.name":"main","hazelcast.cluster":"shop","hazelcast.version":"5.3"},"source_format":"hazelcast"}"#,
        );
        check(
            "hazelcast",
            "2026-03-04 08:00:15 [main] WARN AddressPicker - [LOCAL] slow",
            r#"{"severity_number":0,"body":"2026-03-04 08:00:15 [main] WARN AddressPicker - [LOCAL] slow","source_format":"text"}"#,
        );
    }
}
