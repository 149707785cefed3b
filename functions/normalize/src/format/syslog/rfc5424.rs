//! Syslog, RFC 5424.
//!
//! ```text
//! <PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]
//! STRUCTURED-DATA = - | [id name="value" …]…      in values \" \\ \] are escapes
//! ```
//!
//! `-` stands for what is absent. Structured data may lack at the end of the line.

use super::{priority, set_message, set_priority, set_process};
use crate::format::Format;
use crate::word::space;
use crate::{context::Context, split::Split, time};
use memchr::memchr2;
use nozzle::log::{Attributes, Log, Text};

/// Syslog, RFC 5424.
pub const FORMAT: Format = Format {
    name: "rfc5424",
    description: "Syslog as RFC 5424 has it.",
    example: r#"<165>1 2026-03-04T08:00:12.003+01:00 web-1 cart 17 ID7 [ctx@32473 shop="north"] basket emptied"#,
    first_bytes: b"<",
    exclusive: true,
    split: Split::FRAMES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (priority, rest) = priority(text)?;
    let (time, rest) = word(rest.strip_prefix(b"1 ")?);
    if time != b"-" {
        let reading = time::iso(time, &context.clock).filter(|reading| reading.length == time.len())?;
        reading.set(time, log);
    }
    let (host, rest) = word(rest);
    let (application, rest) = word(rest);
    let (process, rest) = word(rest);
    let (message_id, rest) = word(rest);
    if message_id.is_empty() {
        return None;
    }
    set_priority(priority, log);
    if host != b"-" {
        log.resource.push("host.name", host);
    }
    if application != b"-" {
        log.resource.push("service.name", application);
    }
    if process != b"-" {
        set_process(process, log);
    }
    if message_id != b"-" {
        log.attributes.push("syslog.msg.id", message_id);
    }
    let message = structured_data(rest, context, &mut log.attributes)?;
    // What rsyslog makes of an RFC 3164 message begins with the space that stood behind its tag.
    let message = message.strip_prefix(b" ").unwrap_or(message);
    context.zone_is_told.set(log.time.is_some());
    set_message((application != b"-").then_some(application), message, context, log);
    Some(())
}

/// The text up to a space, and what follows the one space.
fn word(text: &[u8]) -> (&[u8], &[u8]) {
    match space(text) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, b""),
    }
}

/// The longest id of structured data. RFC 5424 says 32; each of its parameters repeats it in its name.
const LONGEST_ID: usize = 256;

/// Reads the structured data and gives the message behind it. A parameter that stands twice counts once,
/// as it stands last.
fn structured_data<'a>(
    text: &'a [u8],
    context: &Context<'a>,
    attributes: &mut Attributes<'a>,
) -> Option<&'a [u8]> {
    if !text.starts_with(b"[") {
        return Some(if text == b"-" { b"" } else { text.strip_prefix(b"- ").unwrap_or(text) });
    }
    let first = attributes.len();
    let mut repeats = false;
    let mut append = |name: &'a str, value: Text<'a>| {
        // To look at a few costs less than to have all of them looked at.
        repeats |= attributes.len() - first >= 8 || attributes.get(name).is_some();
        attributes.append(name, value);
    };
    let mut rest = text;
    while let Some(element) = rest.strip_prefix(b"[") {
        let id_end = element.iter().take(LONGEST_ID).position(|byte| matches!(byte, b' ' | b']'))?;
        let id = str::from_utf8(&element[..id_end]).ok()?;
        if element[id_end] == b']' {
            append(context.keep_joined(&["syslog.structured_data.", id]), "".into());
        }
        rest = element[id_end..].trim_ascii_start();
        while !rest.starts_with(b"]") {
            let equals = rest.iter().position(|byte| *byte == b'=')?;
            let name = str::from_utf8(&rest[..equals]).ok()?;
            let (value, behind) = value(rest[equals + 1..].strip_prefix(b"\"")?)?;
            let name = context.keep_joined(&["syslog.structured_data.", id, ".", name]);
            append(name, value);
            rest = behind.trim_ascii_start();
        }
        rest = &rest[1..];
    }
    if repeats {
        attributes.keep_last();
    }
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(b" ") }
}

/// Reads a value up to its closing quote and passes that.
fn value(text: &[u8]) -> Option<(Text<'_>, &[u8])> {
    let mut at = text.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
    if text[at] == b'"' {
        return Some((text[..at].into(), &text[at + 1..]));
    }
    let mut value = Vec::with_capacity(text.len().min(256));
    let mut copied = 0;
    while text[at] == b'\\' {
        // A backslash before any other character is one.
        if matches!(text.get(at + 1), Some(b'"' | b'\\' | b']')) {
            value.extend_from_slice(&text[copied..at]);
            copied = at + 1;
        }
        at += 2;
        at += memchr2(b'"', b'\\', text.get(at..)?)?;
    }
    value.extend_from_slice(&text[copied..at]);
    Some((Text::Owned(String::from_utf8_lossy(&value).into_owned()), &text[at + 1..]))
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_part_has_its_place() {
        check(
            "rfc5424",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T07:00:12.003Z","severity_number":10,"severity_text":"notice","body":"basket emptied","resource":{"host.name":"web-1","service.name":"cart"},"attributes":{"syslog.facility.code":20,"syslog.severity.code":5,"process.pid":17,"syslog.msg.id":"ID7","syslog.structured_data.ctx@32473.shop":"north"},"source_format":"rfc5424"}"#,
        );
    }

    #[test]
    fn what_is_nil_is_absent() {
        check(
            "auto",
            "<34>1 - - - - - -",
            r#"{"severity_number":18,"severity_text":"crit","attributes":{"syslog.facility.code":4,"syslog.severity.code":2},"source_format":"rfc5424"}"#,
        );
        check(
            "auto",
            "<191>1 - db.example - worker-a - - \u{feff}größe ok",
            r#"{"severity_number":5,"severity_text":"debug","body":"größe ok","resource":{"host.name":"db.example"},"attributes":{"syslog.facility.code":23,"syslog.severity.code":7,"syslog.procid":"worker-a"},"source_format":"rfc5424"}"#,
        );
        check(
            "auto",
            "<0>1 2026-03-04T08:00:00Z h a 1 M",
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":21,"severity_text":"emerg","resource":{"host.name":"h","service.name":"a"},"attributes":{"syslog.facility.code":0,"syslog.severity.code":0,"process.pid":1,"syslog.msg.id":"M"},"source_format":"rfc5424"}"#,
        );
    }

    #[test]
    fn structured_data_has_escapes_and_many_elements() {
        check(
            "auto",
            r#"<13>1 - - - - - [a x="1\"2\\3\]4\n" x="" y="[]"][b@1][c z="ä"] m ] n"#,
            r#"{"severity_number":10,"severity_text":"notice","body":"m ] n","attributes":{"syslog.facility.code":1,"syslog.severity.code":5,"syslog.structured_data.a.x":"","syslog.structured_data.a.y":"[]","syslog.structured_data.b@1":"","syslog.structured_data.c.z":"ä"},"source_format":"rfc5424"}"#,
        );
        check(
            "auto",
            r#"<13>1 - - - - - [a x="1\"2\\3\]4\n"]"#,
            r#"{"severity_number":10,"severity_text":"notice","attributes":{"syslog.facility.code":1,"syslog.severity.code":5,"syslog.structured_data.a.x":"1\"2\\3]4\\n"},"source_format":"rfc5424"}"#,
        );
    }

    #[test]
    fn what_breaks_the_grammar_is_text() {
        for line in [
            "<192>1 - - - - - -",
            "<>1 - - - - - -",
            "<13>2 - - - - - -",
            "<13>1 yesterday - - - - -",
            "<13>1 - - - -",
            "<13>1 - - - - - [a x=\"1] m",
            "<13>1 - - - - - [a x=1] m",
            "<13>1 - - - - - [a x=\"1\"]m",
            "<13>1 - - - - - [a x=\"\\",
        ] {
            let body = line.replace('\\', "\\\\").replace('"', "\\\"");
            let text = format!(r#"{{"severity_number":0,"body":"{body}","source_format":"text"}}"#);
            check("rfc5424", line, &text);
        }
    }
}
