//! QRadar's Log Event Extended Format.
//!
//! ```text
//! LEEF:1.0|VENDOR|PRODUCT|PRODUCT VERSION|EVENT|key=value<TAB>key=value…
//! LEEF:2.0|VENDOR|PRODUCT|PRODUCT VERSION|EVENT|[DELIMITER|]key=value…
//! ```
//!
//! The delimiter is one character, or its code as `x5E` or `0x5E`.

use super::cef::time_of;
use super::dictionary;
use crate::format::Format;
use crate::{context::Context, split::Split};
use memchr::memchr;
use nozzle::log::Log;

/// Log Event Extended Format.
pub const FORMAT: Format = Format {
    name: "leef",
    description: "Log Event Extended Format (LEEF) of security appliances, alone or in syslog.",
    example: "LEEF:2.0|Example|Gate|2.1|deny|^|src=192.0.2.7^srcPort=51122^dst=192.0.2.9^dstPort=22^proto=TCP^sev=5",
    first_bytes: b"L",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut rest = text.strip_prefix(b"LEEF:")?.trim_ascii_start();
    let mut head = [&b""[..]; 5];
    for field in &mut head {
        let end = memchr(b'|', rest)?;
        (*field, rest) = (&rest[..end], &rest[end + 1..]);
    }
    let [version, vendor, product, product_version, event] = head;
    if !version.first()?.is_ascii_digit() {
        return None;
    }
    let (delimiter, attributes) = delimiter(version, rest);
    for (key, value) in [
        ("leef.version", version),
        ("leef.device.vendor", vendor),
        ("leef.device.product", product),
        ("leef.device.version", product_version),
    ] {
        if !value.is_empty() {
            log.attributes.push(key, value);
        }
    }
    if !event.is_empty() {
        log.event_name = Some(event.into());
        log.body = Some(event.into());
    }
    for pair in attributes.split(|byte| *byte == delimiter) {
        let pair = pair.trim_ascii();
        let Some(equals) = memchr(b'=', pair) else { continue };
        let (key, value) = (&pair[..equals], &pair[equals + 1..]);
        match key {
            _ if value.is_empty() => {}
            b"devTime" => match time_of(value, context) {
                Some(time) => log.time = Some(time),
                None => log.attributes.append("leef.devTime", value),
            },
            b"devTimeFormat" => {}
            b"sev" => dictionary::set_severity(value, log),
            b"msg" => log.body = Some(value.into()),
            _ => dictionary::add("leef", key, value.into(), log),
        }
    }
    log.attributes.keep_last();
    Some(())
}

/// The delimiter of the attributes, and where they begin.
fn delimiter<'a>(version: &[u8], rest: &'a [u8]) -> (u8, &'a [u8]) {
    let plain = (b'\t', rest);
    if version.starts_with(b"1") {
        return plain;
    }
    let Some(bar) = memchr(b'|', &rest[..rest.len().min(5)]) else { return plain };
    let behind = &rest[bar + 1..];
    match &rest[..bar] {
        [] => (b'\t', behind),
        [delimiter] => (*delimiter, behind),
        [b'x', digits @ ..] | [b'0', b'x', digits @ ..] => {
            let code = str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
            code.map_or(plain, |delimiter| (delimiter, behind))
        }
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn delimiters_are_told_in_many_ways() {
        let expected = r#"{"severity_number":13,"severity_text":"5","body":"deny","event_name":"deny","attributes":{"leef.version":"VERSION","leef.device.vendor":"Example","leef.device.product":"Gate","leef.device.version":"2.1","source.address":"192.0.2.7","source.port":51122,"destination.address":"192.0.2.9","destination.port":22,"network.transport":"tcp"},"source_format":"leef"}"#;
        for (version, told, delimiter) in [
            ("2.0", "^|", "^"),
            ("2.0", "x5E|", "^"),
            ("2.0", "0x7c|", "|"),
            ("2.0", "|", "\t"),
            ("2.0", "", "\t"),
            ("1.0", "", "\t"),
        ] {
            let pairs =
                ["src=192.0.2.7", "srcPort=51122", "dst=192.0.2.9", "dstPort=22", "proto=TCP", "sev=5"];
            let line = format!("LEEF:{version}|Example|Gate|2.1|deny|{told}{}", pairs.join(delimiter));
            check("auto", &line, &expected.replace("VERSION", version));
        }
    }

    #[test]
    fn time_and_message() {
        check(
            "auto",
            "LEEF:1.0|Example|Gate|2.1|login|devTime=Mar 04 2026 08:00:11\tusrName=jo\tmsg=came in\tteam=a b",
            r#"{"time":"2026-03-04T08:00:11Z","severity_number":0,"body":"came in","event_name":"login","attributes":{"leef.version":"1.0","leef.device.vendor":"Example","leef.device.product":"Gate","leef.device.version":"2.1","user.name":"jo","leef.team":"a b"},"source_format":"leef"}"#,
        );
        for line in ["LEEF:1.0|a|b|c", "LEEF:x|a|b|c|d|", "LEEFE"] {
            let log = &otel("auto", line.as_bytes())[0];
            assert!(!log.contains("\"leef\""), "{log}");
        }
    }
}
