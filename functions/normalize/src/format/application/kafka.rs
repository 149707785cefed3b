//! Apache Kafka: brokers, controllers, Connect.
//!
//! ```text
//! "[" time "] " LEVEL " " ["[" context "]" [":"] " "] message " (" logger [":" line] ")" {"\n" trace}
//!
//! [2026-03-04 08:00:20,001] INFO [Broker id=0] Started (kafka.server.KafkaServer)
//! ```

use super::part::{brackets, set_level, set_logger, set_message, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::word;
use memchr::memchr;
use nozzle::log::Log;

/// Logs of Apache Kafka.
pub const FORMAT: Format = Format {
    name: "kafka",
    description: "Apache Kafka's own log, of brokers, controllers and Connect.",
    example: "[2026-03-04 08:00:20,001] INFO [Broker id=0] Started (kafka.server.KafkaServer)",
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let inside = text.strip_prefix(b"[")?;
    let (_, behind) = split_iso(inside)?;
    let (level, rest) = word(behind.strip_prefix(b"] ")?);
    if !level.iter().all(u8::is_ascii_uppercase) {
        return None;
    }
    let first_end = memchr(b'\n', rest).unwrap_or(rest.len());
    // The logger ends the first line, or all of a message of several lines.
    let (message, logger, trace) = match split_logger(&rest[..first_end]) {
        Some((message, logger)) => (message, logger, &rest[first_end..]),
        None => {
            let (message, logger) = split_logger(rest)?;
            (message, logger, &b""[..])
        }
    };
    set_level(level, log)?;
    set_time(inside, context, log)?;
    set_logger(logger, log);
    let message = match brackets(message) {
        Some((part, behind)) if matches!(behind.first(), Some(b' ' | b':' | b',')) => {
            log.attributes.push("kafka.context", part);
            let passed = behind.iter().take_while(|byte| matches!(byte, b' ' | b':' | b',')).count();
            &behind[passed..]
        }
        _ => message,
    };
    if trace.trim_ascii().is_empty() {
        set_message(message, log);
    } else {
        set_message(context.keep(&[message, trace].concat()), log);
    }
    Some(())
}

/// `Started` and `kafka.server.KafkaServer` of `Started (kafka.server.KafkaServer)`.
fn split_logger(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.trim_ascii_end().strip_suffix(b")")?;
    let length = text.iter().rev().take(200).position(|byte| *byte == b'(')?;
    let (message, logger) = text.split_at(text.len() - length);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._$-:".contains(byte);
    let is_one = logger.contains(&b'.') && logger.iter().all(is_name);
    is_one.then_some((message.strip_suffix(b"(")?.trim_ascii_end(), logger))
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn a_logger_ends_the_line_or_the_message() {
        check(
            "auto",
            "[2026-03-04 08:00:20,001] INFO [Broker id=0]: Started (kafka.server.KafkaServer)",
            r#"{"time":"2026-03-04T08:00:20.001Z","severity_number":9,"severity_text":"INFO","body":"Started","scope":{"name":"kafka.server.KafkaServer"},"attributes":{"kafka.context":"Broker id=0"},"source_format":"kafka"}"#,
        );
        check(
            "auto",
            "[2026-03-04 08:00:20,001] WARN Slow (org.example.connect.Worker:123)",
            r#"{"time":"2026-03-04T08:00:20.001Z","severity_number":13,"severity_text":"WARN","body":"Slow","scope":{"name":"org.example.connect.Worker"},"attributes":{"code.line.number":123},"source_format":"kafka"}"#,
        );
        check(
            "auto",
            "[2026-03-04 08:00:20,001] INFO Values: \n\ta = 1\n\tb = 2\n (kafka.server.KafkaConfig)",
            r#"{"time":"2026-03-04T08:00:20.001Z","severity_number":9,"severity_text":"INFO","body":"Values: \n\ta = 1\n\tb = 2","scope":{"name":"kafka.server.KafkaConfig"},"source_format":"kafka"}"#,
        );
        check(
            "auto",
            "[2026-03-04 08:00:20,001] ERROR Failed (kafka.server.Fetcher)\njava.io.IOException: full\n\tat a.B.c(B.java:9)",
            r#"{"time":"2026-03-04T08:00:20.001Z","severity_number":17,"severity_text":"ERROR","body":"Failed\njava.io.IOException: full\n\tat a.B.c(B.java:9)","scope":{"name":"kafka.server.Fetcher"},"attributes":{"exception.type":"java.io.IOException","exception.message":"full","exception.stacktrace":"java.io.IOException: full\n\tat a.B.c(B.java:9)"},"source_format":"kafka"}"#,
        );
    }

    #[test]
    fn without_a_logger_it_is_another_log() {
        check(
            "kafka",
            "[2026-03-04 08:00:20,001] INFO Started (at last)",
            r#"{"severity_number":0,"body":"[2026-03-04 08:00:20,001] INFO Started (at last)","source_format":"text"}"#,
        );
        check(
            "kafka",
            "[2026-03-04 08:00:20,001][INFO] Started (a.b)",
            r#"{"severity_number":0,"body":"[2026-03-04 08:00:20,001][INFO] Started (a.b)","source_format":"text"}"#,
        );
    }
}
