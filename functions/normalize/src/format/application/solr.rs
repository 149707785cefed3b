//! Apache Solr.
//!
//! ```text
//! time " " LEVEL " (" thread ") [" context "] " class " " message
//! context = {"c:" collection | "s:" shard | "r:" replica | "x:" core | "t:" trace}
//!
//! 2026-03-04 08:00:15.987 INFO  (qtp103-15) [c:carts s:shard1 r:core_node1 x:carts_1] o.a.s.c.S.Request webapp=/solr path=/select params={q=*:*} hits=24 status=0 QTime=17
//! ```

use super::part::{brackets, group, set_level, set_message, set_thread, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, skip_spaces, word};
use memchr::memmem;
use nozzle::log::{Log, Value};

/// Logs of Apache Solr.
pub const FORMAT: Format = Format {
    name: "solr",
    description: "Apache Solr's own log.",
    example: "2026-03-04 08:00:15.987 INFO  (qtp103-15) [c:carts s:shard1 r:core_node1 x:carts_1] o.a.s.c.S.Request webapp=/solr path=/select params={q=*:*} hits=24 status=0 QTime=17",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (_, behind) = split_iso(text)?;
    let (level, rest) = word(behind.strip_prefix(b" ")?);
    if rest.first() != Some(&b'(') {
        return None;
    }
    let (thread, rest) = group(rest)?;
    let (of, rest) = brackets(rest.strip_prefix(b" ")?)?;
    set_level(level, log)?;
    let of = of.trim_ascii();
    if !of.is_empty() && of.get(1) != Some(&b':') {
        return None;
    }
    set_time(text, context, log)?;
    set_thread(thread, log);
    let mut parts = of;
    while !parts.is_empty() {
        let (part, behind) = word(parts);
        parts = behind;
        let Some((key, value)) = part.split_at_checked(2).filter(|(_, value)| !value.is_empty()) else {
            continue;
        };
        let name = match key {
            b"c:" => "solr.collection",
            b"s:" => "solr.shard",
            b"r:" => "solr.replica",
            b"x:" => "solr.core",
            b"t:" => "solr.trace",
            b"n:" => "solr.node",
            _ => continue,
        };
        if log.attributes.get(name).is_none() {
            log.attributes.push(name, value);
        }
    }
    let (class, message) = word(skip_spaces(rest));
    log.logger = Some(class.into());
    read_request(message, log);
    set_message(message, log);
    Some(())
}

/// `… path=/select params={q=*:*} hits=24 status=0 QTime=17`
fn read_request<'a>(message: &'a [u8], log: &mut Log<'a>) {
    let Some(at) = memmem::find(message, b" QTime=") else { return };
    let (time, _) = word(&message[at + 7..]);
    let digits = time.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let Some(milliseconds) = integer(&time[..digits]) else { return };
    log.attributes.push("duration_ms", Value::Integer(milliseconds));
    let mut rest = &message[..at];
    if let Some(path) = memmem::find(rest, b"path=") {
        let (path, behind) = word(&rest[path + 5..]);
        log.attributes.push("solr.path", path);
        rest = behind;
    }
    if let Some(status) = memmem::rfind(rest, b"status=")
        && let Some(status) = integer(word(&rest[status + 7..]).0)
    {
        log.attributes.push("solr.status", Value::Integer(status));
    }
    if let Some(hits) = memmem::rfind(rest, b"hits=")
        && let Some(hits) = integer(word(&rest[hits + 5..]).0)
    {
        log.attributes.push("solr.hits", Value::Integer(hits));
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn requests_and_others() {
        check(
            "auto",
            "2026-03-04 08:00:15.987 INFO  (qtp103-15) [c:carts s:shard1 r:core_node1 x:carts_1] o.a.s.c.S.Request [carts]  webapp=/solr path=/select params={q=*:*} hits=24 status=0 QTime=17",
            r#"{"time":"2026-03-04T08:00:15.987Z","severity_number":9,"severity_text":"INFO","body":"[carts]  webapp=/solr path=/select params={q=*:*} hits=24 status=0 QTime=17","scope":{"name":"o.a.s.c.S.Request"},"attributes":{"thread.name":"qtp103-15","solr.collection":"carts","solr.shard":"shard1","solr.replica":"core_node1","solr.core":"carts_1","duration_ms":17,"solr.path":"/select","solr.status":0,"solr.hits":24},"source_format":"solr"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:15.987 WARN  (main) [   ] o.a.s.c.CoreContainer Not all cores loaded",
            r#"{"time":"2026-03-04T08:00:15.987Z","severity_number":13,"severity_text":"WARN","body":"Not all cores loaded","scope":{"name":"o.a.s.c.CoreContainer"},"attributes":{"thread.name":"main"},"source_format":"solr"}"#,
        );
    }

    #[test]
    fn near_misses() {
        check(
            "solr",
            "2026-03-04 08:00:15.987 INFO  (main) saved",
            r#"{"severity_number":0,"body":"2026-03-04 08:00:15.987 INFO  (main) saved","source_format":"text"}"#,
        );
        check(
            "solr",
            "2026-03-04 08:00:15.987 INFO  (main) [cart] saved",
            r#"{"severity_number":0,"body":"2026-03-04 08:00:15.987 INFO  (main) [cart] saved","source_format":"text"}"#,
        );
    }
}
