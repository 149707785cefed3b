//! Weave's network policy controller.
//!
//! ```text
//! LEVL: YYYY/MM/DD hh:mm:ss.ffffff MESSAGE
//! MESSAGE = TCP connection from ADDRESS:PORT to ADDRESS:PORT blocked by Weave NPC. | …
//! ```

use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time;
use crate::word::{integer, word};
use memchr::{memmem, memrchr};
use nozzle::log::{Attributes, Log, Severity, Text, Value};

/// Weave's network policy controller.
pub const FORMAT: Format = Format {
    name: "weave_npc",
    description: "Log of Weave's network policy controller.",
    example: "WARN: 2026/03/04 08:00:08.000123 TCP connection from 10.32.0.4:50222 to 10.32.0.7:6379 blocked by Weave NPC.",
    first_bytes: b"DIWEF",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let rest = text.get(4..)?.strip_prefix(b": ")?;
    log.severity = match &text[..4] {
        b"DEBU" => Severity::DEBUG,
        b"INFO" => Severity::INFO,
        b"WARN" => Severity::WARN,
        b"ERRO" => Severity::ERROR,
        b"FATA" => Severity::FATAL,
        _ => return None,
    };
    let time = time::year_first(rest, &context.clock).filter(|time| time.length == 26)?;
    log.severity_text = Some(text[..4].into());
    time.set(rest, log);
    let message = rest[time.length..].strip_prefix(b" ")?;
    read_connection(message, &mut log.attributes);
    read_entry(message, &mut log.attributes);
    log.body = Some(message.into());
    Some(())
}

/// Reads what was blocked.
fn read_connection<'a>(text: &'a [u8], attributes: &mut Attributes<'a>) -> Option<()> {
    let (transport, rest) = word(text);
    let (source, rest) = word(rest.strip_prefix(b"connection from ")?);
    let (destination, rest) = word(rest.strip_prefix(b"to ")?);
    let (source, source_port) = host(source)?;
    let (destination, destination_port) = host(destination)?;
    attributes.push("network.transport", Text::Owned(String::from_utf8_lossy(transport).to_lowercase()));
    attributes.push("source.address", source);
    attributes.push("source.port", Value::Integer(source_port));
    attributes.push("destination.address", destination);
    attributes.push("destination.port", Value::Integer(destination_port));
    if rest.starts_with(b"blocked") {
        attributes.push("event.action", "blocked");
    }
    Some(())
}

fn host(text: &[u8]) -> Option<(&[u8], i64)> {
    let colon = memrchr(b':', text)?;
    Some((&text[..colon], integer(&text[colon + 1..])?))
}

/// Reads `added entry ADDRESS to SET of POD` and `deleting entry ADDRESS from SET of POD`.
fn read_entry<'a>(text: &'a [u8], attributes: &mut Attributes<'a>) -> Option<()> {
    let (action, rest) = word(text);
    let (address, rest) = word(rest.strip_prefix(b"entry ")?);
    let set = rest.strip_prefix(b"to ").or_else(|| rest.strip_prefix(b"from "))?;
    let of = memmem::rfind(set, b" of ")?;
    attributes.push("event.action", action);
    attributes.push("source.address", address);
    attributes.push("weave.set", &set[..of]);
    attributes.push("weave.owner", &set[of + 4..]);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn what_is_blocked_and_what_is_listed() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08.000123Z","severity_number":13,"severity_text":"WARN","body":"TCP connection from 10.32.0.4:50222 to 10.32.0.7:6379 blocked by Weave NPC.","attributes":{"network.transport":"tcp","source.address":"10.32.0.4","source.port":50222,"destination.address":"10.32.0.7","destination.port":6379,"event.action":"blocked"},"source_format":"weave_npc"}"#,
        );
        check(
            "auto",
            "INFO: 2026/03/04 08:00:08.000123 added entry 10.32.0.4 to weave-a of b of 5f3c",
            r#"{"time":"2026-03-04T08:00:08.000123Z","severity_number":9,"severity_text":"INFO","body":"added entry 10.32.0.4 to weave-a of b of 5f3c","attributes":{"event.action":"added","source.address":"10.32.0.4","weave.set":"weave-a of b","weave.owner":"5f3c"},"source_format":"weave_npc"}"#,
        );
    }
}
