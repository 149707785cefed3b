//! GlusterFS.
//!
//! ```text
//! "[" time "] " letter " " ["[MSGID: " id "] "] "[" file ":" line ":" function "] " domain ": " message
//! "The message \"" letter … "\" repeated " count " times between [" time "] and [" time "]"
//!
//! [2026-03-04 08:00:15.817353] I [MSGID: 106499] [cart.c:4264:add] 0-management: saved
//! ```

use super::part::{brackets, set_message, set_time};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use memchr::{memchr, memmem};
use nozzle::log::{Log, Severity, Value};

/// Logs of GlusterFS.
pub const FORMAT: Format = Format {
    name: "glusterfs",
    description: "GlusterFS's own logs.",
    example: "[2026-03-04 08:00:15.817353] I [MSGID: 106499] [cart.c:4264:add] 0-management: saved",
    first_bytes: b"[T",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if let Some(repeated) = text.strip_prefix(b"The message \"") {
        let end = memmem::rfind(repeated, b"\" repeated ")?;
        let behind = &repeated[end + 11..];
        log.attributes.push("glusterfs.repeated", Value::Integer(integer(word(behind).0)?));
        let last = memmem::find(behind, b" and [")?;
        let rest = set_time(&behind[last + 6..], context, log)?;
        rest.first().filter(|byte| **byte == b']')?;
        return read_message(&repeated[..end], log);
    }
    let inside = text.strip_prefix(b"[")?;
    // Letters stand alone: nothing else looks so.
    if !matches!(inside.get(10)?, b' ' | b'T') {
        return None;
    }
    let end = memchr(b']', &inside[..inside.len().min(40)])?;
    let rest = inside[end + 1..].strip_prefix(b" ")?;
    if !matches!(rest, [b'A'..=b'Z', b' ', b'[', ..]) {
        return None;
    }
    read_message(rest, log)?;
    set_time(inside, context, log)?;
    Some(())
}

fn read_message<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let (letter, rest) = word(text);
    log.severity = match letter {
        b"T" => Severity::TRACE,
        b"D" => Severity::DEBUG,
        b"I" => Severity::INFO,
        b"N" => Severity::INFO2,
        b"W" => Severity::WARN,
        b"E" => Severity::ERROR,
        b"C" => Severity::ERROR2,
        b"A" => Severity::ERROR3,
        b"M" => Severity::FATAL,
        _ => return None,
    };
    log.severity_text = Some(letter.into());
    let (first, behind) = brackets(rest)?;
    let (place, rest) = match first.strip_prefix(b"MSGID: ") {
        Some(id) => {
            log.attributes.push("glusterfs.message_id", id);
            brackets(behind.strip_prefix(b" ")?)?
        }
        None => (first, behind),
    };
    let mut parts = place.splitn(3, |byte| *byte == b':');
    let (file, line, function) = (parts.next()?, parts.next()?, parts.next()?);
    log.attributes.push("code.file.path", file);
    log.attributes.push("code.line.number", Value::Integer(integer(line)?));
    log.attributes.push("code.function.name", function);
    let rest = rest.trim_ascii_start();
    let message = match memmem::find(&rest[..rest.len().min(120)], b": ") {
        Some(at) if !rest[..at].contains(&b' ') => {
            log.logger = Some((&rest[..at]).into());
            &rest[at + 2..]
        }
        _ => rest,
    };
    set_message(message, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn once_and_repeated() {
        check(
            "auto",
            "[2026-03-04 08:00:15.817353] W [cart.c:775:add] 0-tcp.cart: ready (No data available)",
            r#"{"time":"2026-03-04T08:00:15.817353Z","severity_number":13,"severity_text":"W","body":"ready (No data available)","scope":{"name":"0-tcp.cart"},"attributes":{"code.file.path":"cart.c","code.line.number":775,"code.function.name":"add"},"source_format":"glusterfs"}"#,
        );
        check(
            "auto",
            "The message \"I [MSGID: 106499] [cart.c:4264:add] 0-management: saved\" repeated 25 times between [2026-03-04 07:58:15.000073] and [2026-03-04 08:00:15.843225]",
            r#"{"time":"2026-03-04T08:00:15.843225Z","severity_number":9,"severity_text":"I","body":"saved","scope":{"name":"0-management"},"attributes":{"glusterfs.repeated":25,"glusterfs.message_id":"106499","code.file.path":"cart.c","code.line.number":4264,"code.function.name":"add"},"source_format":"glusterfs"}"#,
        );
        check(
            "glusterfs",
            "[2026-03-04 08:00:15.817353] I am",
            r#"{"severity_number":0,"body":"[2026-03-04 08:00:15.817353] I am","source_format":"text"}"#,
        );
        check(
            "glusterfs",
            "The message \"a\" repeated",
            r#"{"severity_number":0,"body":"The message \"a\" repeated","source_format":"text"}"#,
        );
    }
}
