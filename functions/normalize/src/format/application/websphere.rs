//! IBM WebSphere Application Server and Liberty.
//!
//! ```text
//! "[" time "] " thread " " logger " " letter " " [id ": "] message
//!
//! [3/4/26 8:00:15:123 CET] 0000001a ServletWrappe I   SRVE0242I: Initialization successful.
//! [3/4/26, 8:00:15:123 CET] 0000001a com.example.Cart  W CWWKE0001W: slow
//! ```
//!
//! The letters: F fatal, E error, W warning, A audit, I info, C configuration, D detail, O standard output, R
//! standard error, 1 2 3 fine to finest, < and > entry and exit.

use super::part::{set_message, set_time};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{skip_spaces, word};
use nozzle::log::{Log, Severity};

/// Logs of WebSphere.
pub const FORMAT: Format = Format {
    name: "websphere",
    description: "IBM WebSphere Application Server and Liberty, the basic layout.",
    example: "[3/4/26 8:00:15:123 CET] 0000001a ServletWrappe I   SRVE0242I: Initialization successful.",
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let inside = text.strip_prefix(b"[")?;
    if !inside.get(..3)?.contains(&b'/') && !inside.get(..3)?.contains(&b'.') {
        return None;
    }
    let rest = set_time(inside, context, log)?;
    let (thread, rest) = word(rest.strip_prefix(b"] ")?);
    if thread.len() != 8 || !thread.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let (logger, rest) = word(skip_spaces(rest));
    let (letter, rest) = word(rest);
    log.severity = match letter {
        b"F" => Severity::FATAL,
        b"E" => Severity::ERROR,
        b"W" => Severity::WARN,
        b"A" | b"I" | b"O" => Severity::INFO,
        b"R" => Severity::UNSPECIFIED,
        b"C" => Severity::from_number(7),
        b"D" => Severity::DEBUG,
        b"1" => Severity::from_number(6),
        b"2" => Severity::DEBUG,
        b"3" | b"<" | b">" => Severity::TRACE,
        _ => return None,
    };
    log.severity_text = Some(letter.into());
    log.attributes.push("thread.name", thread);
    log.logger = Some(logger.into());
    let (id, message) = word(rest);
    if let Some(id) = id.strip_suffix(b":")
        && (8..=10).contains(&id.len())
        && id.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    {
        log.attributes.push("websphere.message_id", id);
        set_message(message, log);
    } else {
        set_message(rest, log);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn with_a_message_id_or_without() {
        check(
            "auto",
            "[3/4/26 8:00:15:123 CET] 0000001a ServletWrappe I   SRVE0242I: Initialization successful.",
            r#"{"time":"2026-03-04T07:00:15.123Z","severity_number":9,"severity_text":"I","body":"Initialization successful.","scope":{"name":"ServletWrappe"},"attributes":{"thread.name":"0000001a","websphere.message_id":"SRVE0242I"},"source_format":"websphere"}"#,
        );
        check(
            "auto",
            "[3/14/26, 20:00:15:123 UTC] 0000001a com.example.Cart  E boom\njava.io.IOException: full\n\tat a.B.c(B.java:9)",
            r#"{"time":"2026-03-14T20:00:15.123Z","severity_number":17,"severity_text":"E","body":"boom\njava.io.IOException: full\n\tat a.B.c(B.java:9)","scope":{"name":"com.example.Cart"},"attributes":{"thread.name":"0000001a","exception.type":"java.io.IOException","exception.message":"full","exception.stacktrace":"java.io.IOException: full\n\tat a.B.c(B.java:9)"},"source_format":"websphere"}"#,
        );
        check(
            "websphere",
            "[3/4/26 8:00:15:123 CET] saved",
            r#"{"severity_number":0,"body":"[3/4/26 8:00:15:123 CET] saved","source_format":"text"}"#,
        );
    }
}
