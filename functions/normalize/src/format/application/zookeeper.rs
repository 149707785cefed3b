//! Apache ZooKeeper.
//!
//! ```text
//! time [" [myid:" id "]"] " - " LEVEL " [" thread ":" class "@" line "] - " message
//!
//! 2026-03-04 08:00:15,451 [myid:1] - INFO  [main:QuorumPeerConfig@514] - Reading the configuration
//! ```
//!
//! Names of threads may hold colons and brackets: the class stands behind the last colon.

use super::part::{brackets, set_level, set_logger, set_message, set_thread, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::word;
use nozzle::log::Log;

/// Logs of Apache ZooKeeper.
pub const FORMAT: Format = Format {
    name: "zookeeper",
    description: "Apache ZooKeeper's own log.",
    example: "2026-03-04 08:00:15,451 [myid:1] - INFO  [main:QuorumPeerConfig@514] - Reading the configuration",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (_, behind) = split_iso(text)?;
    let mut rest = behind.strip_prefix(b" ")?;
    if let Some(id) = rest.strip_prefix(b"[myid:") {
        let end = id.iter().take(40).position(|byte| *byte == b']')?;
        if end > 0 {
            log.attributes.push("zookeeper.myid", &id[..end]);
        }
        rest = id[end + 1..].strip_prefix(b" ")?;
    }
    let (level, rest) = word(rest.strip_prefix(b"- ")?);
    let (place, rest) = brackets(rest)?;
    let at = place.iter().rposition(|byte| *byte == b'@')?;
    let colon = place[..at].iter().rposition(|byte| *byte == b':')?;
    if !place[at + 1..].iter().all(u8::is_ascii_digit) {
        return None;
    }
    set_level(level, log)?;
    set_time(text, context, log)?;
    set_thread(&place[..colon], log);
    set_logger(&place[colon + 1..], log);
    set_message(rest.strip_prefix(b" - ").unwrap_or(rest.trim_ascii_start()), log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn the_class_stands_behind_the_last_colon() {
        check(
            "auto",
            "2026-03-04 08:00:15,451 [myid:] - INFO  [main:o.a.z.QuorumPeerConfig@514] - Reading",
            r#"{"time":"2026-03-04T08:00:15.451Z","severity_number":9,"severity_text":"INFO","body":"Reading","scope":{"name":"o.a.z.QuorumPeerConfig"},"attributes":{"thread.name":"main","code.line.number":514},"source_format":"zookeeper"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:15,451 - WARN  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:Leader@371] - Late",
            r#"{"time":"2026-03-04T08:00:15.451Z","severity_number":13,"severity_text":"WARN","body":"Late","scope":{"name":"Leader"},"attributes":{"thread.name":"QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181","code.line.number":371},"source_format":"zookeeper"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:15,626 [myid:2] - WARN  [SendWorker:2:Manager$SendWorker@1283] - Stopped\njava.lang.InterruptedException\n\tat a.B.c(B.java:9)",
            r#"{"time":"2026-03-04T08:00:15.626Z","severity_number":13,"severity_text":"WARN","body":"Stopped\njava.lang.InterruptedException\n\tat a.B.c(B.java:9)","scope":{"name":"Manager$SendWorker"},"attributes":{"zookeeper.myid":"2","thread.name":"SendWorker:2","code.line.number":1283,"exception.type":"java.lang.InterruptedException","exception.stacktrace":"java.lang.InterruptedException\n\tat a.B.c(B.java:9)"},"source_format":"zookeeper"}"#,
        );
    }

    #[test]
    fn without_a_class_it_is_another_log() {
        check(
            "zookeeper",
            "2026-03-04 08:00:15,451 - INFO [main] - Reading",
            r#"{"severity_number":0,"body":"2026-03-04 08:00:15,451 - INFO [main] - Reading","source_format":"text"}"#,
        );
    }
}
