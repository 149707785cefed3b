//! Apache Ambari: alerts and the audit log. Its other logs are for the generic reader.
//!
//! ```text
//! time " [" state "] [" scope "] [" service "] [" definition "] (" label ") " message
//! time ", User(" user "), RemoteIp(" address "), " {name "(" value "), "}
//!
//! 2026-03-04 08:00:15,799 [CRITICAL] [HARD] [HDFS] [namenode_up] (NameNode) Connection failed
//! 2026-03-04T08:00:15.540Z, User(admin), RemoteIp(10.0.0.1), Operation(Host added), Status(Success)
//! ```

use super::part::{brackets, group, set_level, set_message, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use memchr::memchr;
use nozzle::log::{Log, Severity};

/// Logs of Apache Ambari.
pub const FORMAT: Format = Format {
    name: "ambari",
    description: "Apache Ambari's alerts and audit log.",
    example: "2026-03-04T08:00:15.540Z, User(admin), RemoteIp(10.0.0.1), Operation(Host added), Status(Success)",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (_, behind) = split_iso(text)?;
    match behind.strip_prefix(b", User(") {
        Some(user) => parse_audit(user, log)?,
        None => parse_alert(behind.strip_prefix(b" ")?, log)?,
    }
    set_time(text, context, log)?;
    Some(())
}

fn parse_alert<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let (state, rest) = brackets(text)?;
    let (scope, rest) = brackets(rest.strip_prefix(b" ")?)?;
    let (service, rest) = brackets(rest.strip_prefix(b" ")?)?;
    let (definition, rest) = brackets(rest.strip_prefix(b" ")?)?;
    let (label, message) = group(rest.strip_prefix(b" ")?)?;
    if !matches!(scope, b"HARD" | b"SOFT") {
        return None;
    }
    if set_level(state, log).is_none() {
        log.severity = match state {
            b"OK" => Severity::INFO,
            b"UNKNOWN" => Severity::WARN,
            _ => return None,
        };
        log.severity_text = Some(state.into());
    }
    for (name, value) in [
        ("ambari.alert.firmness", scope),
        ("ambari.service", service),
        ("ambari.alert.definition", definition),
        ("ambari.alert.label", label),
    ] {
        log.attributes.push(name, value);
    }
    set_message(message.trim_ascii_start(), log);
    Some(())
}

fn parse_audit<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let end = memchr(b')', text)?;
    log.attributes.push("user.name", &text[..end]);
    let mut rest = &text[end + 1..];
    while let Some(pair) = rest.strip_prefix(b", ") {
        let Some(open) = pair.iter().take(80).position(|byte| *byte == b'(') else { break };
        let Some((value, behind)) = group(&pair[open..]).or_else(|| {
            let end = memchr(b')', pair).filter(|end| *end > open)?;
            Some((&pair[open + 1..end], &pair[end + 1..]))
        }) else {
            break;
        };
        rest = behind;
        match &pair[..open] {
            b"RemoteIp" => log.attributes.set("client.address", value),
            b"Operation" => {
                log.attributes.set("event.action", value);
                log.body = Some(value.into());
            }
            b"Status" => {
                log.severity =
                    if value.eq_ignore_ascii_case(b"success") { Severity::INFO } else { Severity::WARN };
                log.severity_text = Some(value.into());
            }
            key if value.is_empty() || key.is_empty() => {}
            key => {
                if let Ok(key) = str::from_utf8(key) {
                    log.attributes
                        .append(format!("ambari.{}", key.to_ascii_lowercase().replace(' ', "_")), value);
                }
            }
        }
    }
    log.attributes.keep_last();
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn alerts_and_audit() {
        check(
            "auto",
            "2026-03-04 08:00:15,799 [OK] [HARD] [SMARTSENSE] [long_bundle] (Long Bundle) All bundles are on track.",
            r#"{"time":"2026-03-04T08:00:15.799Z","severity_number":9,"severity_text":"OK","body":"All bundles are on track.","attributes":{"ambari.alert.firmness":"HARD","ambari.service":"SMARTSENSE","ambari.alert.definition":"long_bundle","ambari.alert.label":"Long Bundle"},"source_format":"ambari"}"#,
        );
        check(
            "auto",
            "2026-03-04T08:00:15.567Z, User(null), RemoteIp(10.0.0.1), Operation(Host added), Roles(), Status(Failed), Reason(Not permitted), Consecutive failures(3)",
            r#"{"time":"2026-03-04T08:00:15.567Z","severity_number":13,"severity_text":"Failed","body":"Host added","attributes":{"user.name":"null","client.address":"10.0.0.1","event.action":"Host added","ambari.reason":"Not permitted","ambari.consecutive_failures":"3"},"source_format":"ambari"}"#,
        );
        check(
            "ambari",
            "2026-03-04 08:00:15,799 [OK] saved",
            r#"{"severity_number":0,"body":"2026-03-04 08:00:15,799 [OK] saved","source_format":"text"}"#,
        );
    }
}
