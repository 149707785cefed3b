//! Ceph: the cluster's log, and those of its daemons.
//!
//! ```text
//! time " " daemon " " (name " " [address " "] | "(" name ") ") number " : " channel " [" LEVEL "] " message
//! time " " thread " " priority " " message
//!
//! 2026-03-04 08:00:15.463811 mgr.node-1 mgr.4110 10.0.0.4:0/4711 1 : cluster [DBG] pgmap v7: 9 pgs
//! 2026-03-04T08:00:15.851-0500 7f43ff76be00  0 set uid:gid to 64045:64045
//! ```

use super::part::{brackets, set_level, set_message, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, skip_spaces, word};
use memchr::memmem;
use nozzle::log::{Log, Severity, Value};

/// Logs of Ceph.
pub const FORMAT: Format = Format {
    name: "ceph",
    description: "Ceph's cluster log and the logs of its daemons.",
    example: "2026-03-04 08:00:15.463811 mgr.node-1 mgr.4110 10.0.0.4:0/4711 1 : cluster [DBG] pgmap v7: 9 pgs",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (_, behind) = split_iso(text)?;
    let (first, rest) = word(behind.strip_prefix(b" ")?);
    if first.len() >= 12 && first.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        parse_daemon(first, rest, log)?;
    } else if memmem::find(first.get(..4)?, b".").is_some() {
        parse_cluster(first, rest, log)?;
    } else {
        return None;
    }
    set_time(text, context, log)?;
    Some(())
}

fn parse_daemon<'a>(thread: &'a [u8], rest: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let (priority, message) = word(skip_spaces(rest));
    let digits = priority.strip_prefix(b"-").unwrap_or(priority);
    let number = integer(digits).filter(|number| *number <= 99)?;
    let number = if digits.len() < priority.len() { -number } else { number };
    log.attributes.push("thread.name", thread);
    log.attributes.push("ceph.priority", Value::Integer(number));
    // -1 is for errors; higher numbers tell more, but not how grave it is.
    if number < 0 {
        log.severity = Severity::ERROR;
        log.severity_text = Some(priority.into());
    }
    // `log_channel(audit) log [DBG] : …`
    if let Some(channel) = message.strip_prefix(b"log_channel(")
        && let Some(at) = memmem::find(channel, b") log [")
        && let Some((level, behind)) = brackets(&channel[at + 6..])
        && set_level(level, log).is_some()
    {
        log.logger = Some((&channel[..at]).into());
        set_message(behind.strip_prefix(b" : ").unwrap_or(behind), log);
        return Some(());
    }
    set_message(message, log);
    Some(())
}

fn parse_cluster<'a>(daemon: &'a [u8], rest: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let at = memmem::find(&rest[..rest.len().min(160)], b" : ")?;
    let (head, behind) = (&rest[..at], skip_spaces(&rest[at + 3..]));
    let (channel, behind) = match behind.first()? {
        b'[' => (&b""[..], behind),
        _ => word(behind),
    };
    let (level, message) = brackets(behind)?;
    set_level(level, log)?;
    log.attributes.push("ceph.daemon", daemon);
    let (name, head) = word(head);
    log.attributes
        .push("ceph.name", name.strip_prefix(b"(").and_then(|name| name.strip_suffix(b")")).unwrap_or(name));
    let number = head.iter().rposition(|byte| *byte == b' ').map_or(0, |at| at + 1);
    if let Some(number) = integer(&head[number..]) {
        log.attributes.push("ceph.sequence", Value::Integer(number));
    }
    let address = head[..number].trim_ascii();
    if !matches!(address, b"" | b"-") {
        log.attributes.push("ceph.address", address);
    }
    if !channel.is_empty() {
        log.logger = Some(channel.into());
    }
    set_message(message.strip_prefix(b" ").unwrap_or(message), log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn cluster_and_daemons() {
        check(
            "auto",
            "2026-03-04 08:00:15.025198 mon.node-1 unknown.0 - 0 :  [INF] mkfs 9f7d54f4",
            r#"{"time":"2026-03-04T08:00:15.025198Z","severity_number":9,"severity_text":"INF","body":"mkfs 9f7d54f4","attributes":{"ceph.daemon":"mon.node-1","ceph.name":"unknown.0","ceph.sequence":0},"source_format":"ceph"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:15.463811 mgr.node-1 mgr.4110 10.0.0.4:0/4711 1 : cluster [WRN] slow ops",
            r#"{"time":"2026-03-04T08:00:15.463811Z","severity_number":13,"severity_text":"WRN","body":"slow ops","scope":{"name":"cluster"},"attributes":{"ceph.daemon":"mgr.node-1","ceph.name":"mgr.4110","ceph.sequence":1,"ceph.address":"10.0.0.4:0/4711"},"source_format":"ceph"}"#,
        );
        check(
            "auto",
            "2026-03-04T03:00:15.410926-0500 mon.mon1 (mon.1) 486 : audit [DBG] from='client.?' cmd=[{}]: dispatch",
            r#"{"time":"2026-03-04T08:00:15.410926Z","severity_number":5,"severity_text":"DBG","body":"from='client.?' cmd=[{}]: dispatch","scope":{"name":"audit"},"attributes":{"ceph.daemon":"mon.mon1","ceph.name":"mon.1","ceph.sequence":486},"source_format":"ceph"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:15.851 7f43ff76be00 -1 osd.3 cannot read",
            r#"{"time":"2026-03-04T08:00:15.851Z","severity_number":17,"severity_text":"-1","body":"osd.3 cannot read","attributes":{"thread.name":"7f43ff76be00","ceph.priority":-1},"source_format":"ceph"}"#,
        );
        check(
            "auto",
            "2026-03-04T03:00:15.232-0500 7f0a1b2c3700 0 log_channel(audit) log [DBG] : from='client'",
            r#"{"time":"2026-03-04T08:00:15.232Z","severity_number":5,"severity_text":"DBG","body":"from='client'","scope":{"name":"audit"},"attributes":{"thread.name":"7f0a1b2c3700","ceph.priority":0},"source_format":"ceph"}"#,
        );
        check(
            "ceph",
            "2026-03-04 08:00:15.851 a.b.Cart saved : 3",
            r#"{"severity_number":0,"body":"2026-03-04 08:00:15.851 a.b.Cart saved : 3","source_format":"text"}"#,
        );
    }
}
