//! Files of containerd and CRI-O, as they lie in `/var/log/pods`.
//!
//! ```text
//! TIME STREAM TAGS MESSAGE       TAGS = F | P, more behind colons
//! ```
//!
//! `P` marks a part of a long line: the next line of the stream goes on with it, up to an `F`. Parts that stand one
//! behind the other in a record are one log; one that is still a part at the end of its record says so in
//! `log.partial`.
//!
//! Source: <https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md>

use crate::context::Context;
use crate::format::Format;
use crate::{nested, split::Split, time};
use memchr::memchr;
use nozzle::log::{Log, Value};

/// Files of containerd and CRI-O.
pub const FORMAT: Format = Format {
    name: "cri",
    description: "Container log file of containerd or CRI-O; what the container printed is read as a log of its own.",
    example: "2026-03-04T08:00:00.204511873Z stderr F cart 7 is empty",
    first_bytes: b"12",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let first_end = memchr(b'\n', text).unwrap_or(text.len());
    let line = line(&text[..first_end])?;
    let reading = time::iso(text, &context.clock).filter(|reading| reading.length == line.time_length)?;
    reading.set(text, log);
    log.attributes.push("log.iostream", line.stream);
    let mut is_partial = line.is_partial;
    let mut message = line.message;
    if let Some(rest) = text.get(first_end + 1..) {
        // The parts that go on with it, or lines that belong to it.
        let mut whole = message.to_vec();
        for text in rest.split(|byte| *byte == b'\n') {
            match self::line(text) {
                Some(part) if is_partial => {
                    whole.extend_from_slice(part.message);
                    is_partial = part.is_partial;
                }
                _ => {
                    whole.push(b'\n');
                    whole.extend_from_slice(text);
                }
            }
        }
        message = context.keep(&whole);
    }
    if is_partial {
        log.attributes.push("log.partial", Value::Boolean(true));
    }
    let message = message.strip_suffix(b"\r").unwrap_or(message);
    if nested::open(message, context, log).is_none() && !message.is_empty() {
        log.body = Some(message.into());
    }
    Some(())
}

struct Line<'a> {
    time_length: usize,
    stream: &'static str,
    is_partial: bool,
    message: &'a [u8],
}

fn line(text: &[u8]) -> Option<Line<'_>> {
    let head = text.first_chunk::<20>()?;
    if head[4] != b'-' || head[10] != b'T' || head[13] != b':' {
        return None;
    }
    let time_length = text.iter().take(40).position(|byte| *byte == b' ')?;
    let (stream, rest) = match text[time_length + 1..].split_at_checked(7)? {
        (b"stdout ", rest) => ("stdout", rest),
        (b"stderr ", rest) => ("stderr", rest),
        _ => return None,
    };
    let is_partial = match rest.first()? {
        b'F' => false,
        b'P' => true,
        _ => return None,
    };
    let message = match rest.get(1) {
        None => b"",
        Some(b' ') => &rest[2..],
        Some(b':') => &rest[memchr(b' ', rest)? + 1..],
        Some(_) => return None,
    };
    Some(Line { time_length, stream, is_partial, message })
}

/// Does `next` go on with `line`, a part of a line?
pub(crate) fn goes_on(part: &[u8], next: &[u8]) -> bool {
    let Some(part) = line(part).filter(|part| part.is_partial) else { return false };
    line(next).is_some_and(|next| next.stream == part.stream)
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn what_the_container_printed_is_a_log() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:00.204511873Z","severity_number":0,"body":"cart 7 is empty","attributes":{"log.iostream":"stderr"},"source_format":"cri"}"#,
        );
        check(
            "auto",
            r#"2026-03-04T08:00:00.204511873+01:00 stdout F {"time":"2026-03-04T07:00:00.2Z","level":"warn","msg":"slow"}"#,
            r#"{"time":"2026-03-04T07:00:00.2Z","severity_number":13,"severity_text":"warn","body":"slow","attributes":{"log.iostream":"stdout"},"source_format":"json"}"#,
        );
        check(
            "cri",
            "2026-03-04T08:00:00Z stdout F ",
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":0,"attributes":{"log.iostream":"stdout"},"source_format":"cri"}"#,
        );
    }

    #[test]
    fn parts_of_a_line_are_joined() {
        let record = "2026-03-04T08:00:00.1Z stdout P {\"level\":\"info\",\n2026-03-04T08:00:00.2Z stdout P \"msg\":\n2026-03-04T08:00:00.3Z stdout F \"whole\"}\n2026-03-04T08:00:00.4Z stdout F next\n2026-03-04T08:00:00.5Z stdout P half\n2026-03-04T08:00:00.6Z stderr F other\n";
        assert_eq!(
            otel("auto", record.as_bytes()),
            [
                r#"{"time":"2026-03-04T08:00:00.1Z","severity_number":9,"severity_text":"info","body":"whole","attributes":{"log.iostream":"stdout"},"source_format":"json"}"#,
                r#"{"time":"2026-03-04T08:00:00.4Z","severity_number":0,"body":"next","attributes":{"log.iostream":"stdout"},"source_format":"cri"}"#,
                r#"{"time":"2026-03-04T08:00:00.5Z","severity_number":0,"body":"half","attributes":{"log.iostream":"stdout","log.partial":true},"source_format":"cri"}"#,
                r#"{"time":"2026-03-04T08:00:00.6Z","severity_number":0,"body":"other","attributes":{"log.iostream":"stderr"},"source_format":"cri"}"#,
            ]
        );
    }

    #[test]
    fn what_breaks_the_grammar_is_no_line_of_a_container() {
        for line in [
            "2026-03-04T08:00:00Z stdin F a",
            "2026-03-04T08:00:00Z stdout X a",
            "2026-03-04T08:00:00Z stdout Found a",
            "2026-03-04T08:00:00Zstdout F a",
            "2026-03-04T08:00:00Z stdout F:a",
            "2026-03-04 08:00:00 stdout F a",
        ] {
            assert!(!otel("auto", line.as_bytes()).concat().contains("iostream"), "{line}");
        }
    }
}
