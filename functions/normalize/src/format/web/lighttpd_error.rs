//! The error log of lighttpd.
//!
//! ```text
//! YYYY-MM-DD hh:mm:ss: (FILE.LINE) MESSAGE
//! ```

use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time;
use crate::word::integer;
use nozzle::log::{Log, Value};

/// The error log of lighttpd.
pub const FORMAT: Format = Format {
    name: "lighttpd_error",
    description: "Error log of lighttpd.",
    example: "2026-03-04 08:00:08: (server.c.1939) server started (lighttpd/1.4.76)",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let place = text.get(19..)?.strip_prefix(b": (")?;
    let time = time::iso(&text[..19], &context.clock).filter(|time| time.length == 19)?;
    let close = place.iter().take(96).position(|byte| *byte == b')')?;
    let point = memchr::memrchr(b'.', &place[..close])?;
    let file = &place[..point];
    if !file.ends_with(b".c") {
        return None;
    }
    let line = integer(&place[point + 1..close])?;
    time.set(text, log);
    log.attributes.push("code.file.path", file);
    log.attributes.push("code.line.number", Value::Integer(line));
    log.body = Some(place[close + 1..].trim_ascii_start().into());
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn messages_name_their_place() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":0,"body":"server started (lighttpd/1.4.76)","attributes":{"code.file.path":"server.c","code.line.number":1939},"source_format":"lighttpd_error"}"#,
        );
        for line in [
            "2026-03-04 08:00:08: (a) b",
            "2026-03-04 08:00:08: (a.py.7) b",
            "2026-03-04 08:00:08: (a.c.x) b",
        ] {
            let log = otel("auto", line.as_bytes()).concat();
            assert!(!log.contains("lighttpd"), "{log}");
        }
    }
}
