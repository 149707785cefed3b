//! The console of Spark and Hadoop: log4j's default layout there.
//!
//! ```text
//! year "/" month "/" day " " time " " LEVEL " " ["[" thread "] "] logger ": " message
//!
//! 26/03/04 08:00:15 INFO Executor: Started executor
//! ```

use super::part::{brackets, set_level, set_message, set_thread, set_time};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{skip_spaces, word};
use memchr::memmem;
use nozzle::log::Log;

/// Logs of Spark.
pub const FORMAT: Format = Format {
    name: "spark",
    description: "The console of Apache Spark and Hadoop, with two digits for the year.",
    example: "26/03/04 08:00:15 INFO Executor: Started executor",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let head = text.first_chunk::<18>()?;
    if head[2] != b'/' || head[5] != b'/' || head[8] != b' ' || head[11] != b':' || head[17] != b' ' {
        return None;
    }
    let (level, mut rest) = word(&text[18..]);
    set_level(level, log)?;
    if let Some((thread, behind)) = brackets(rest) {
        set_thread(thread, log);
        rest = skip_spaces(behind);
    }
    let near = &rest[..rest.len().min(200)];
    let colon = memmem::find(near, b": ").or_else(|| near.strip_suffix(b":").map(<[u8]>::len))?;
    let logger = &rest[..colon];
    if logger.is_empty() || logger.iter().any(u8::is_ascii_whitespace) {
        return None;
    }
    set_time(text, context, log)?;
    log.logger = Some(logger.into());
    set_message(rest.get(colon + 2..).unwrap_or_default(), log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn loggers_stand_before_a_colon() {
        check(
            "auto",
            "26/03/04 08:00:15 WARN Utils: Slow: 3",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":13,"severity_text":"WARN","body":"Slow: 3","scope":{"name":"Utils"},"source_format":"spark"}"#,
        );
        check(
            "auto",
            "26/03/04 08:00:15 ERROR [main] shop.Cart: boom",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":17,"severity_text":"ERROR","body":"boom","scope":{"name":"shop.Cart"},"attributes":{"thread.name":"main"},"source_format":"spark"}"#,
        );
        check(
            "spark",
            "26/03/04 08:00:15 INFO saved",
            r#"{"severity_number":0,"body":"26/03/04 08:00:15 INFO saved","source_format":"text"}"#,
        );
    }
}
