//! Ruby's `Logger`.
//!
//! ```text
//! letter ", [" time " #" pid "] " LEVEL " -- " [program] ": " message
//!
//! I, [2026-03-04T08:00:15.123456 #17]  INFO -- : saved
//! ```

use super::part::{brackets, set_level, set_message, set_process, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::nested;
use crate::split::Split;
use crate::word::{skip_spaces, word};
use memchr::memmem;
use nozzle::log::{Log, Severity};

/// Logs of Ruby's `Logger`.
pub const FORMAT: Format = Format {
    name: "ruby_logger",
    description: "Ruby's Logger, as Rails, Unicorn and many others use it.",
    example: "I, [2026-03-04T08:00:15.123456 #17]  INFO -- : saved",
    first_bytes: b"DIWEFAU",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (inside, rest) = brackets(text.get(1..)?.strip_prefix(b", ")?)?;
    let (_, process) = split_iso(inside)?;
    let (level, rest) = word(skip_spaces(rest));
    let rest = rest.strip_prefix(b"-- ")?;
    if set_level(level, log).is_none() {
        log.severity = (level == b"ANY").then_some(Severity::UNSPECIFIED)?;
        log.severity_text = Some(level.into());
    }
    set_time(inside, context, log)?;
    set_process(process.trim_ascii().strip_prefix(b"#")?, log)?;
    let message = match rest.strip_prefix(b": ") {
        Some(message) => message,
        None => {
            let at = memmem::find(&rest[..rest.len().min(120)], b": ")?;
            log.logger = Some((&rest[..at]).into());
            &rest[at + 2..]
        }
    };
    if nested::open_as(&super::rails::FORMAT, message, context, log).is_none() {
        set_message(message, log);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn a_program_may_be_told() {
        check(
            "auto",
            "I, [2026-03-04T08:00:15.123456 #17]  INFO -- : listening on addr=127.0.0.1:8080",
            r#"{"time":"2026-03-04T08:00:15.123456Z","severity_number":9,"severity_text":"INFO","body":"listening on addr=127.0.0.1:8080","attributes":{"process.pid":17},"source_format":"ruby_logger"}"#,
        );
        check(
            "auto",
            "E, [2026-03-04T08:00:15.123456 #17] ERROR -- Cart: boom",
            r#"{"time":"2026-03-04T08:00:15.123456Z","severity_number":17,"severity_text":"ERROR","body":"boom","scope":{"name":"Cart"},"attributes":{"process.pid":17},"source_format":"ruby_logger"}"#,
        );
        check(
            "auto",
            "I, [2026-03-04T08:00:15.123456 #17]  INFO -- : Completed 200 OK in 57ms (Views: 0.2ms)",
            r#"{"time":"2026-03-04T08:00:15.123456Z","severity_number":9,"severity_text":"INFO","body":"Completed 200 OK in 57ms (Views: 0.2ms)","attributes":{"process.pid":17,"http.response.status_code":200,"duration_ms":57},"source_format":"rails"}"#,
        );
        check(
            "ruby_logger",
            "I, [2026-03-04T08:00:15.123456] saved",
            r#"{"severity_number":0,"body":"I, [2026-03-04T08:00:15.123456] saved","source_format":"text"}"#,
        );
    }
}
