//! Proxifier.
//!
//! ```text
//! "[" month "." day " " time "] " program [" *64"] " - " host ":" port " " message
//!
//! [03.04 08:00:15] chrome.exe - proxy.example.com:5070 close, 0 bytes sent, 0 bytes received, lifetime 00:01
//! ```

use super::part::{set_message, set_time};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use memchr::memmem;
use nozzle::log::{Log, Value};

/// Logs of Proxifier.
pub const FORMAT: Format = Format {
    name: "proxifier",
    description: "Proxifier's own log.",
    example: "[03.04 08:00:15] chrome.exe - proxy.example.com:5070 close, 0 bytes sent, 0 bytes received, lifetime 00:01",
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let inside = text.strip_prefix(b"[")?;
    if inside.get(2) != Some(&b'.') || inside.get(5) != Some(&b' ') || inside.get(14) != Some(&b']') {
        return None;
    }
    let rest = set_time(inside, context, log)?.strip_prefix(b"] ")?;
    let at = memmem::find(&rest[..rest.len().min(160)], b" - ")?;
    let program = &rest[..at];
    log.resource.push("service.name", program.strip_suffix(b" *64").unwrap_or(program));
    let message = &rest[at + 3..];
    let (target, _) = word(message);
    if let Some(colon) = target.iter().rposition(|byte| *byte == b':')
        && let Some(port) = integer(&target[colon + 1..])
    {
        log.attributes.push("destination.address", &target[..colon]);
        log.attributes.push("destination.port", Value::Integer(port));
    }
    set_message(message, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check_arrived;

    #[test]
    fn months_stand_first() {
        check_arrived(
            "auto",
            "[03.04 08:00:15] mail.exe *64 - example.com:993 open through proxy proxy.example.com:5070 HTTPS",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":0,"body":"example.com:993 open through proxy proxy.example.com:5070 HTTPS","resource":{"service.name":"mail.exe"},"attributes":{"destination.address":"example.com","destination.port":993},"source_format":"proxifier"}"#,
        );
        check_arrived(
            "proxifier",
            "[03.04 08:00:15] saved",
            r#"{"severity_number":0,"body":"[03.04 08:00:15] saved","source_format":"text"}"#,
        );
    }
}
