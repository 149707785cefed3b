//! What Envoy logs of itself.
//!
//! ```text
//! [YYYY-MM-DD hh:mm:ss.fff][THREAD][LEVEL][LOGGER] [FILE:LINE] MESSAGE
//! ```

use crate::context::Context;
use crate::format::Format;
use crate::level;
use crate::split::Split;
use crate::time;
use crate::word::integer;
use memchr::{memchr, memrchr};
use nozzle::log::{Log, Value};

/// Envoy's own log.
pub const FORMAT: Format = Format {
    name: "envoy_log",
    description: "What Envoy logs of itself.",
    example: "[2026-03-04 08:00:08.123][7][warning][config] [source/common/config/grpc_stream.h:152] stream closed: 14",
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let inside = text.strip_prefix(b"[")?;
    let time = time::iso(inside, &context.clock)?;
    let (thread, rest) = bracket(inside[time.length..].strip_prefix(b"]")?)?;
    let (level, rest) = bracket(rest)?;
    let (logger, rest) = bracket(rest)?;
    let thread = integer(thread)?;
    log.severity = level::severity(level)?;
    log.severity_text = Some(level.into());
    log.logger = Some(logger.into());
    time.set(inside, log);
    log.attributes.push("thread.id", Value::Integer(thread));
    let mut message = rest.trim_ascii_start();
    if let Some((place, behind)) = bracket(message)
        && let Some(colon) = memrchr(b':', place)
        && let Some(line) = integer(&place[colon + 1..])
    {
        log.attributes.push("code.file.path", &place[..colon]);
        log.attributes.push("code.line.number", Value::Integer(line));
        message = behind.trim_ascii_start();
    }
    log.body = Some(message.into());
    Some(())
}

/// Reads `[text]`.
fn bracket(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = text.strip_prefix(b"[")?;
    let end = memchr(b']', inside)?;
    Some((&inside[..end], &inside[end + 1..]))
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn brackets_stand_side_by_side() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":13,"severity_text":"warning","body":"stream closed: 14","scope":{"name":"config"},"attributes":{"thread.id":7,"code.file.path":"source/common/config/grpc_stream.h","code.line.number":152},"source_format":"envoy_log"}"#,
        );
        check(
            "auto",
            "[2026-03-04 08:00:08.123][7][info][main] starting main dispatch loop",
            r#"{"time":"2026-03-04T08:00:08.123Z","severity_number":9,"severity_text":"info","body":"starting main dispatch loop","scope":{"name":"main"},"attributes":{"thread.id":7},"source_format":"envoy_log"}"#,
        );
    }
}
