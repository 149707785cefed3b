//! The event log of the supercomputer BlueGene/L.
//!
//! ```text
//! alert " " epoch " " date " " node " " time " " node " " type " " component " " LEVEL " " message      BlueGene/L
//! alert = "-" | category
//!
//! - 1772611215 2026.03.04 R02-M1-N0-C:J12-U11 2026-03-04-08.00.15.363779 R02-M1-N0-C:J12-U11 RAS KERNEL INFO cache parity error corrected
//! ```

use super::part::{set_level, set_message, set_time};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use memchr::memchr;
use nozzle::log::{Log, Severity};

/// Event log of BlueGene/L.
pub const FORMAT: Format = Format {
    name: "blue_gene",
    description: "Event log of the supercomputer BlueGene/L.",
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
    integer(epoch)?;
    let (date, rest) = word(rest);
    if date.len() != 10 || date[4] != b'.' || date[7] != b'.' {
        return None;
    }
    let (node, rest) = word(rest);
    log.resource.push("host.name", node);
    if alert != b"-" {
        log.attributes.push("event.category", alert);
    }
    if rest.get(4) != Some(&b'-') {
        return None;
    }
    let behind = set_time(rest, context, log)?;
    let (_, rest) = word(behind.strip_prefix(b" ")?);
    let (kind, rest) = word(rest);
    let (component, rest) = word(rest);
    let (level, message) = word(rest);
    log.attributes.push("blue_gene.type", kind);
    log.logger = Some(component.into());
    if set_level(level, log).is_none() {
        log.severity = if level == b"FAILURE" { Severity::ERROR2 } else { Severity::UNSPECIFIED };
        log.severity_text = Some(level.into());
    }
    set_message(message, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_part_has_its_place() {
        check(
            "auto",
            "APPREAD 1772611215 2026.03.04 R04-M1 2026-03-04-08.00.15.363779 R04-M1 RAS APP FATAL ciod: failed to read",
            r#"{"time":"2026-03-04T08:00:15.363779Z","severity_number":21,"severity_text":"FATAL","body":"ciod: failed to read","scope":{"name":"APP"},"resource":{"host.name":"R04-M1"},"attributes":{"event.category":"APPREAD","blue_gene.type":"RAS"},"source_format":"blue_gene"}"#,
        );
        check(
            "blue_gene",
            "- 17726112 2026.03.04 dn228 saved",
            r#"{"severity_number":0,"body":"- 17726112 2026.03.04 dn228 saved","source_format":"text"}"#,
        );
    }
}
