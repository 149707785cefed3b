//! Apache Cassandra.
//!
//! ```text
//! LEVEL " [" thread "] " time " " file (":" line " - " | " (line " line ") ") message
//!
//! INFO  [main] 2026-03-04 08:00:15,007 CassandraDaemon.java:12 - Startup complete
//! ```

use super::part::{brackets, set_level, set_message, set_place, set_thread, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use memchr::memchr;
use nozzle::log::{Log, Value};

/// Logs of Apache Cassandra.
pub const FORMAT: Format = Format {
    name: "cassandra",
    description: "Apache Cassandra's system and debug log.",
    example: "INFO  [main] 2026-03-04 08:00:15,007 CassandraDaemon.java:12 - Startup complete",
    first_bytes: b"TDIWEF",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (level, rest) = word(text.get(..8).and_then(|head| head.contains(&b' ').then_some(text))?);
    let (thread, rest) = brackets(rest)?;
    let time = rest.strip_prefix(b" ")?;
    let (_, behind) = split_iso(time)?;
    let (place, rest) = word(behind.strip_prefix(b" ")?);
    set_level(level, log)?;
    let message = if let Some(behind) = rest.strip_prefix(b"- ") {
        set_place(place, log)?;
        behind
    } else {
        let line = rest.strip_prefix(b"(line ")?;
        let end = memchr(b')', &line[..line.len().min(16)])?;
        log.attributes.push("code.file.path", place);
        log.attributes.push("code.line.number", Value::Integer(integer(&line[..end])?));
        line[end + 1..].trim_ascii_start()
    };
    set_thread(thread, log);
    set_time(time, context, log)?;
    set_message(message, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn a_line_stands_behind_a_colon_or_in_words() {
        check(
            "auto",
            "INFO  [Native-Transport-Requests-1] 2026-03-04 08:00:15,007 Cart.java:12 - saved",
            r#"{"time":"2026-03-04T08:00:15.007Z","severity_number":9,"severity_text":"INFO","body":"saved","attributes":{"code.file.path":"Cart.java","code.line.number":12,"thread.name":"Native-Transport-Requests-1"},"source_format":"cassandra"}"#,
        );
        check(
            "auto",
            "ERROR [GossipStage:1] 2026-03-04 08:00:15,007 Gossiper.java (line 813) Node is down",
            r#"{"time":"2026-03-04T08:00:15.007Z","severity_number":17,"severity_text":"ERROR","body":"Node is down","attributes":{"code.file.path":"Gossiper.java","code.line.number":813,"thread.name":"GossipStage:1"},"source_format":"cassandra"}"#,
        );
    }

    #[test]
    fn near_misses() {
        check(
            "cassandra",
            "INFO  [main] 2026-03-04 08:00:15,007 saved",
            r#"{"severity_number":0,"body":"INFO  [main] 2026-03-04 08:00:15,007 saved","source_format":"text"}"#,
        );
        check("cassandra", "INFO", r#"{"severity_number":0,"body":"INFO","source_format":"text"}"#);
    }
}
