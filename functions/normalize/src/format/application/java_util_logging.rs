//! `java.util.logging` as Java writes it by default, and Tomcat on one line.
//!
//! ```text
//! Mar 04, 2026 8:00:15 AM com.example.Cart add
//! INFO: saved
//!
//! 04-Mar-2026 08:00:15.007 INFO [main] com.example.Cart.add saved
//! ```
//!
//! Tomcat writes the class and the method as one; so does the logger.

use super::part::{brackets, set_level, set_message, set_thread, set_time};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::word;
use memchr::memchr;
use nozzle::log::Log;

/// Logs of Tomcat.
pub const TOMCAT: Format = Format {
    name: "tomcat",
    description: "Tomcat's own log: java.util.logging on one line.",
    example: "04-Mar-2026 08:00:15.007 INFO [main] org.example.Catalina.start Server startup in 1335 ms",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse: parse_tomcat,
};

/// Logs of `java.util.logging`.
pub const TWO_LINES: Format = Format {
    name: "java_util_logging",
    description: "java.util.logging as Java writes it by default, on two lines.",
    example: "Mar 04, 2026 8:00:15 AM com.example.Cart add\nINFO: saved",
    first_bytes: b"JFMASOND",
    exclusive: true,
    split: Split::LINES,
    parse: parse_two_lines,
};

fn parse_tomcat<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let head = text.first_chunk::<20>()?;
    if head[2] != b'-' || head[6] != b'-' || head[11] != b' ' || head[14] != b':' {
        return None;
    }
    let rest = set_time(text, context, log)?;
    let (level, rest) = word(rest.strip_prefix(b" ")?);
    set_level(level, log)?;
    let (thread, rest) = brackets(rest)?;
    set_thread(thread, log);
    let (logger, message) = word(rest.strip_prefix(b" ")?);
    if !is_name(logger) {
        return None;
    }
    log.logger = Some(logger.into());
    set_message(message, log);
    Some(())
}

fn parse_two_lines<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let end = memchr(b'\n', text)?;
    let first = text[..end].trim_ascii_end();
    let second = &text[end + 1..];
    let colon = memchr(b':', &second[..second.len().min(16)])?;
    set_level(&second[..colon], log)?;
    let rest = set_time(first, context, log)?;
    let (logger, function) = word(rest.strip_prefix(b" ")?);
    if !is_name(logger) {
        return None;
    }
    log.logger = Some(logger.into());
    if !function.is_empty() {
        log.attributes.push("code.function.name", function);
    }
    set_message(second[colon + 1..].trim_ascii_start(), log);
    Some(())
}

fn is_name(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._$-<>/[]:".contains(byte))
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn tomcat() {
        check(
            "auto",
            "04-Mar-2026 08:00:15.007 SEVERE [http-nio-8080-exec-7] org.example.Valve.invoke Failed\njava.lang.NullPointerException: no cart\n\tat a.B.c(B.java:9)",
            r#"{"time":"2026-03-04T08:00:15.007Z","severity_number":17,"severity_text":"SEVERE","body":"Failed\njava.lang.NullPointerException: no cart\n\tat a.B.c(B.java:9)","scope":{"name":"org.example.Valve.invoke"},"attributes":{"thread.name":"http-nio-8080-exec-7","exception.type":"java.lang.NullPointerException","exception.message":"no cart","exception.stacktrace":"java.lang.NullPointerException: no cart\n\tat a.B.c(B.java:9)"},"source_format":"tomcat"}"#,
        );
        check(
            "tomcat",
            "04-Mar-2026 08:00:15.007 INFO saved",
            r#"{"severity_number":0,"body":"04-Mar-2026 08:00:15.007 INFO saved","source_format":"text"}"#,
        );
    }

    #[test]
    fn two_lines() {
        check(
            "auto",
            "Mar 04, 2026 8:00:15 PM com.example.Cart add\nWARNING: slow\n",
            r#"{"time":"2026-03-04T20:00:15Z","severity_number":13,"severity_text":"WARNING","body":"slow","scope":{"name":"com.example.Cart"},"attributes":{"code.function.name":"add"},"source_format":"java_util_logging"}"#,
        );
        check(
            "auto",
            "Mar 4, 2026 8:00:15 AM com.example.Cart <init>\r\nINFO: saved\r\n",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":9,"severity_text":"INFO","body":"saved","scope":{"name":"com.example.Cart"},"attributes":{"code.function.name":"<init>"},"source_format":"java_util_logging"}"#,
        );
        check(
            "java_util_logging",
            "Mar 04, 2026 8:00:15 AM com.example.Cart add\n  saved",
            r#"{"severity_number":0,"body":"Mar 04, 2026 8:00:15 AM com.example.Cart add\n  saved","source_format":"text"}"#,
        );
    }
}
