//! Supercomputers: the event logs of BlueGene/L, and of clusters that write syslog behind a header.
//!
//! ```text
//! alert " " epoch " " date " " node " " time " " node " " type " " component " " LEVEL " " message      BlueGene/L
//! alert " " epoch " " date " " node " " month " " day " " time " " host " " tag ["[" pid "]"] ": " message
//! alert = "-" | category
//!
//! - 1772611215 2026.03.04 R02-M1-N0-C:J12-U11 2026-03-04-08.00.15.363779 R02-M1-N0-C:J12-U11 RAS KERNEL INFO cache parity error corrected
//! - 1772611215 2026.03.04 dn228 Mar 4 08:00:15 dn228/dn228 crond(pam_unix)[2915]: session closed for user root
//! ```

use super::part::{set_level, set_message, set_process, set_time};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time;
use crate::word::{integer, word};
use memchr::{memchr, memmem};
use nozzle::Timestamp;
use nozzle::log::{Log, Severity};

/// Logs of supercomputers.
pub const FORMAT: Format = Format {
    name: "supercomputer",
    description: "The event logs of BlueGene/L, Thunderbird, Spirit and Liberty.",
    example: "- 1772611215 2026.03.04 R02-M1-N0-C:J12-U11 2026-03-04-08.00.15.363779 R02-M1-N0-C:J12-U11 RAS KERNEL INFO cache parity error corrected",
    first_bytes: b"-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (alert, rest) = word(text.get(..12).and_then(|head| memchr(b' ', head)).map(|_| text)?);
    let (epoch, rest) = word(rest);
    if epoch.len() != 10 {
        return None;
    }
    let seconds = integer(epoch)?;
    let (date, rest) = word(rest);
    if date.len() != 10 || date[4] != b'.' || date[7] != b'.' {
        return None;
    }
    let (node, rest) = word(rest);
    log.resource.push("host.name", node);
    if alert != b"-" {
        log.attributes.push("event.category", alert);
    }
    if rest.get(4) == Some(&b'-') {
        let behind = set_time(rest, context, log)?;
        let (_, rest) = word(behind.strip_prefix(b" ")?);
        let (kind, rest) = word(rest);
        let (component, rest) = word(rest);
        let (level, message) = word(rest);
        log.attributes.push("supercomputer.type", kind);
        log.logger = Some(component.into());
        if set_level(level, log).is_none() {
            log.severity = if level == b"FAILURE" { Severity::ERROR2 } else { Severity::UNSPECIFIED };
            log.severity_text = Some(level.into());
        }
        set_message(message, log);
        return Some(());
    }
    // The header has the year, and the zone is known.
    log.time = Timestamp::from_unix(seconds, 0);
    let reading = time::any(rest, &context.clock)?;
    let (location, rest) = word(rest.get(reading.length..)?.strip_prefix(b" ")?);
    log.attributes.push("supercomputer.location", location);
    let near = &rest[..rest.len().min(120)];
    let message = match memmem::find(near, b": ") {
        Some(at) if !rest[..at].contains(&b' ') => {
            let tag = &rest[..at];
            let open = tag.strip_suffix(b"]").and_then(|tag| memchr(b'[', tag));
            let name = &tag[..open.unwrap_or(tag.len())];
            if let Some(open) = open
                && set_process(&tag[open + 1..tag.len() - 1], log).is_none()
            {
                log.attributes.push("syslog.procid", &tag[open + 1..tag.len() - 1]);
            }
            log.resource.push("service.name", name);
            &rest[at + 2..]
        }
        _ => rest,
    };
    set_message(message, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn blue_gene_and_clusters() {
        check(
            "auto",
            "APPREAD 1772611215 2026.03.04 R04-M1 2026-03-04-08.00.15.363779 R04-M1 RAS APP FATAL ciod: failed to read",
            r#"{"time":"2026-03-04T08:00:15.363779Z","severity_number":21,"severity_text":"FATAL","body":"ciod: failed to read","scope":{"name":"APP"},"resource":{"host.name":"R04-M1"},"attributes":{"event.category":"APPREAD","supercomputer.type":"RAS"},"source_format":"supercomputer"}"#,
        );
        check(
            "auto",
            "- 1772611215 2026.03.04 dn228 Mar 4 08:00:15 dn228/dn228 crond(pam_unix)[2915]: session closed",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":0,"body":"session closed","resource":{"host.name":"dn228","service.name":"crond(pam_unix)"},"attributes":{"supercomputer.location":"dn228/dn228","process.pid":2915},"source_format":"supercomputer"}"#,
        );
        check(
            "auto",
            "- 1772611215 2026.03.04 dn228 Mar 4 08:00:15 dn228/dn228 no tag here",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":0,"body":"no tag here","resource":{"host.name":"dn228"},"attributes":{"supercomputer.location":"dn228/dn228"},"source_format":"supercomputer"}"#,
        );
        check(
            "supercomputer",
            "- 17726112 2026.03.04 dn228 saved",
            r#"{"severity_number":0,"body":"- 17726112 2026.03.04 dn228 saved","source_format":"text"}"#,
        );
    }
}
