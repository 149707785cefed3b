//! Squid's own log, `cache.log`.
//!
//! ```text
//! YYYY/MM/DD hh:mm:ss[ PROCESS]| [LEVEL: ]MESSAGE
//! LEVEL = FATAL | ERROR | WARNING | NOTICE | …
//! ```

use crate::context::Context;
use crate::format::Format;
use crate::level;
use crate::split::Split;
use crate::time;
use memchr::memchr;
use nozzle::log::Log;

/// Squid's own log.
pub const FORMAT: Format = Format {
    name: "squid_cache",
    description: "Squid's own log, cache.log.",
    example: "2026/03/04 08:00:08 kid1| WARNING: HTTP: Invalid Response: No object data received for http://shop.example/",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let head = text.get(..19).filter(|head| head[4] == b'/')?;
    let bar = 19 + text[19..].iter().take(12).position(|byte| *byte == b'|')?;
    let time = time::year_first(head, &context.clock).filter(|time| time.length == 19)?;
    let process = match text[19..bar].split_first() {
        None => &b""[..],
        Some((b' ', process)) if process.iter().all(u8::is_ascii_alphanumeric) => process,
        Some(_) => return None,
    };
    let mut message = text[bar + 1..].strip_prefix(b" ")?;
    time.set(text, log);
    if !process.is_empty() {
        log.attributes.push("squid.process", process);
    }
    if let Some(colon) = memchr(b':', message.get(..10).unwrap_or(message))
        && message[..colon].iter().all(u8::is_ascii_uppercase)
        && let Some(severity) = level::severity(&message[..colon])
    {
        (log.severity, log.severity_text) = (severity, Some(message[..colon].into()));
        message = message[colon + 1..].trim_ascii_start();
    }
    log.body = Some(message.into());
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn a_process_and_a_level_may_stand_before_the_message() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":13,"severity_text":"WARNING","body":"HTTP: Invalid Response: No object data received for http://shop.example/","attributes":{"squid.process":"kid1"},"source_format":"squid_cache"}"#,
        );
        check(
            "auto",
            "2026/03/04 08:00:08| Accepting HTTP Socket connections at local=[::]:3128",
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":0,"body":"Accepting HTTP Socket connections at local=[::]:3128","source_format":"squid_cache"}"#,
        );
    }
}
