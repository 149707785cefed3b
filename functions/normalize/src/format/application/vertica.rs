//! Vertica's database log.
//!
//! ```text
//! time " " thread name ":" thread ["-" transaction] " " ["[" component "] "] "<" LEVEL "> " ["@[" host "]" | "@" node ": "] message
//!
//! 2026-03-04 08:00:15.002 Init Session:7fe51e7fc700-a00000 [Txn] <INFO> Begin transaction
//! ```

use super::part::{brackets, group, set_level, set_message, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::word;
use memchr::{memchr, memmem};
use nozzle::log::{Log, Severity};

/// Logs of Vertica.
pub const FORMAT: Format = Format {
    name: "vertica",
    description: "Vertica's database log.",
    example: "2026-03-04 08:00:15.002 Init Session:7fe51e7fc700-a00000 [Txn] <INFO> Begin transaction",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (_, behind) = split_iso(text)?;
    let rest = behind.strip_prefix(b" ")?;
    let near = &rest[..rest.len().min(160)];
    let level_at = memmem::find(near, b" <")?;
    let head = &rest[..level_at];
    let colon = memchr(b':', head)?;
    let (name, behind) = (&head[..colon], &head[colon + 1..]);
    let (thread, component) = word(behind);
    let (thread, transaction) = match memchr(b'-', thread) {
        Some(at) => (&thread[..at], &thread[at + 1..]),
        None => (thread, &b""[..]),
    };
    if thread.len() < 8 || !thread.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let (level, message) = group(&rest[level_at + 1..])?;
    if set_level(level, log).is_none() {
        log.severity = match level {
            b"ROLLBACK" => Severity::ERROR,
            _ => return None,
        };
        log.severity_text = Some(level.into());
    }
    set_time(text, context, log)?;
    log.attributes.push("thread.name", name);
    log.attributes.push("vertica.thread", thread);
    if !transaction.is_empty() {
        log.attributes.push("vertica.transaction", transaction);
    }
    if let Some((component, _)) = brackets(component) {
        log.logger = Some(component.into());
    }
    let mut message = message.trim_ascii_start();
    if let Some(node) = message.strip_prefix(b"@")
        && let Some(end) = memmem::find(&node[..node.len().min(120)], b": ")
    {
        log.attributes.push("vertica.node", &node[..end]);
        if log.logger.is_none() {
            log.logger = Some((&node[..end]).into());
        }
        message = &node[end + 2..];
    }
    set_message(message, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn with_a_component_or_a_node() {
        check(
            "auto",
            "2026-03-04 08:00:15.002 Spread Service Queue:7fe51e7fc700 [Init] <INFO> Ready to be invited",
            r#"{"time":"2026-03-04T08:00:15.002Z","severity_number":9,"severity_text":"INFO","body":"Ready to be invited","scope":{"name":"Init"},"attributes":{"thread.name":"Spread Service Queue","vertica.thread":"7fe51e7fc700"},"source_format":"vertica"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:15.551 Tuple Mover:7f0a1b2c3700-a00000000000001f <WARNING> @v_shop_node0001: 01000/8850: Ignoring line",
            r#"{"time":"2026-03-04T08:00:15.551Z","severity_number":13,"severity_text":"WARNING","body":"01000/8850: Ignoring line","scope":{"name":"v_shop_node0001"},"attributes":{"thread.name":"Tuple Mover","vertica.thread":"7f0a1b2c3700","vertica.transaction":"a00000000000001f","vertica.node":"v_shop_node0001"},"source_format":"vertica"}"#,
        );
        check(
            "vertica",
            "2026-03-04 08:00:15.551 Cart: saved <INFO> x",
            r#"{"severity_number":0,"body":"2026-03-04 08:00:15.551 Cart: saved <INFO> x","source_format":"text"}"#,
        );
    }
}
