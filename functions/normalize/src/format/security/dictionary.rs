//! The keys that appliances send in CEF and LEEF, and the attributes that they are.

use crate::format::syslog::netfilter::protocol;
use crate::word::integer;
use memchr::memmem;
use nozzle::log::{Log, Severity, Text, Value};

/// The attribute that `key` is, and whether it is a number.
fn attribute(key: &[u8]) -> Option<(&'static str, bool)> {
    Some(match key {
        b"src" | b"c6a2" => ("source.address", false),
        b"dst" | b"c6a3" => ("destination.address", false),
        b"spt" | b"srcPort" => ("source.port", true),
        b"dpt" | b"dstPort" => ("destination.port", true),
        b"suser" | b"usrName" => ("user.name", false),
        b"suid" => ("user.id", false),
        b"app" => ("network.protocol.name", false),
        b"act" | b"action" => ("event.action", false),
        b"outcome" => ("event.outcome", false),
        b"requestMethod" => ("http.request.method", false),
        b"requestClientApplication" => ("user_agent.original", false),
        b"filePath" => ("file.path", false),
        b"fname" => ("file.name", false),
        b"deviceInboundInterface" => ("network.interface.name", false),
        _ => return None,
    })
}

/// Adds `key` with `value`; what the dictionary does not have is added under `prefix`.
/// The caller calls [`keep_last`](nozzle::log::Attributes::keep_last) behind the last one.
pub(super) fn add<'a>(prefix: &str, key: &[u8], value: Text<'a>, log: &mut Log<'a>) {
    if value.is_empty() {
        return;
    }
    match (key, &value) {
        (b"proto", Text::Raw(name)) => return log.attributes.append("network.transport", protocol(name)),
        (b"request" | b"url", Text::Raw(url)) => {
            let is_absolute = memmem::find(url, b"://").is_some();
            return log.attributes.append(if is_absolute { "url.full" } else { "url.original" }, value);
        }
        _ => {}
    }
    match (attribute(key), &value) {
        (Some((name, true)), Text::Raw(digits)) => match integer(digits) {
            Some(number) => log.attributes.append(name, Value::Integer(number)),
            None => log.attributes.append(name, value),
        },
        (Some((name, _)), _) => log.attributes.append(name, value),
        (None, _) => log.attributes.append(format!("{prefix}.{}", String::from_utf8_lossy(key)), value),
    }
}

/// Sets a severity of 0 to 10, or a word.
pub(super) fn set_severity<'a>(text: &'a [u8], log: &mut Log<'a>) {
    if text.is_empty() {
        return;
    }
    let word = |word: &str| text.eq_ignore_ascii_case(word.as_bytes());
    log.severity = match integer(text) {
        Some(0..=3) => Severity::INFO,
        Some(4..=6) => Severity::WARN,
        Some(7..=8) => Severity::ERROR,
        Some(9..=10) => Severity::ERROR2,
        Some(_) => Severity::UNSPECIFIED,
        None if word("low") => Severity::INFO,
        None if word("medium") => Severity::WARN,
        None if word("high") => Severity::ERROR,
        None if word("very-high") || word("very high") => Severity::ERROR2,
        None => crate::level::severity(text).unwrap_or_default(),
    };
    log.severity_text = Some(text.into());
}
