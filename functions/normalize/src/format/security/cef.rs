//! ArcSight's Common Event Format.
//!
//! ```text
//! CEF:VERSION|VENDOR|PRODUCT|PRODUCT VERSION|SIGNATURE|NAME|SEVERITY|[key=value key=value …]
//! ```
//!
//! In the head `\|` and `\\` are escapes, in values `\=`, `\\`, `\n` and `\r`. A value goes on over spaces up to
//! the next key. A severity is 0 to 10, or Low, Medium, High, Very-High.

use super::dictionary;
use crate::format::Format;
use crate::time::{self, epoch};
use crate::{context::Context, split::Split};
use memchr::{memchr, memchr2, memchr2_iter, memrchr};
use nozzle::Timestamp;
use nozzle::log::{Log, Text};

/// Common Event Format.
pub const FORMAT: Format = Format {
    name: "cef",
    description: "Common Event Format (CEF) of security appliances, alone or in syslog.",
    example: r"CEF:0|Example|Gate|2.1|100|port \| scan|7|src=192.0.2.7 spt=51122 dst=192.0.2.9 dpt=22 proto=TCP msg=tried a\=b",
    first_bytes: b"C",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut rest = text.strip_prefix(b"CEF:")?.trim_ascii_start();
    if !rest.first()?.is_ascii_digit() {
        return None;
    }
    let mut head: [Text<'a>; 6] = std::array::from_fn(|_| Text::Raw(b""));
    for field in &mut head {
        (*field, rest) = header_field(rest)?;
    }
    // The severity may be the last thing.
    let (severity, extension) = header_field(rest).unwrap_or((rest.into(), b""));
    let [version, vendor, product, product_version, signature, name] = head;
    for (key, value) in [
        ("cef.version", version),
        ("cef.device.vendor", vendor),
        ("cef.device.product", product),
        ("cef.device.version", product_version),
        ("cef.signature_id", signature),
    ] {
        if !value.is_empty() {
            log.attributes.push(key, value);
        }
    }
    if let Text::Raw(severity) = severity {
        dictionary::set_severity(severity.trim_ascii(), log);
    }
    if !name.is_empty() {
        log.body = Some(name.clone().into());
        log.event_name = Some(name);
    }
    read_extension(extension.trim_ascii(), context, log);
    log.attributes.keep_last();
    Some(())
}

/// Reads a field of the head and passes the bar behind it.
fn header_field(text: &[u8]) -> Option<(Text<'_>, &[u8])> {
    let mut at = memchr2(b'|', b'\\', text)?;
    if text[at] == b'|' {
        return Some((text[..at].into(), &text[at + 1..]));
    }
    while text[at] == b'\\' {
        at += 2;
        at += memchr2(b'|', b'\\', text.get(at..)?)?;
    }
    Some((unescape(&text[..at]), &text[at + 1..]))
}

fn read_extension<'a>(extension: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) {
    // The key that was read last, and where its value begins.
    let mut current: Option<(&[u8], usize)> = None;
    // What was looked at is not looked at again.
    let mut looked_at = 0;
    let mut escaped_until = 0;
    for at in memchr2_iter(b'=', b'\\', extension) {
        if at < escaped_until {
            continue;
        }
        if extension[at] == b'\\' {
            escaped_until = at + 2;
            continue;
        }
        let space = memrchr(b' ', &extension[looked_at..at]).map(|space| looked_at + space + 1);
        // Without a space before it, it is a sign in the value that its source did not escape.
        let start = if current.is_none() { Some(space.unwrap_or(0)) } else { space };
        looked_at = at + 1;
        let Some(start) = start else { continue };
        let key = &extension[start..at];
        let is_of_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-[]:".contains(byte);
        if key.is_empty() || !key.iter().all(is_of_key) {
            continue;
        }
        if let Some((key, value)) = current {
            add(key, extension[value..start].trim_ascii_end(), context, log);
        }
        current = Some((key, at + 1));
    }
    if let Some((key, value)) = current {
        add(key, &extension[value..], context, log);
    }
}

fn add<'a>(key: &'a [u8], value: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) {
    if value.is_empty() {
        return;
    }
    // The time of receipt is what the device logged; start and end are parts of the event.
    if matches!(key, b"rt" | b"start" | b"end")
        && let Some(time) = time_of(value, context)
    {
        if key == b"rt" {
            log.time = Some(time);
            return;
        }
        log.time = log.time.or(Some(time));
    }
    let text = if memchr(b'\\', value).is_some() { unescape(value) } else { value.into() };
    match key {
        b"msg" => log.body = Some(text.into()),
        b"dvchost" => log.resource.set("host.name", text),
        _ => dictionary::add("cef", key, text, log),
    }
}

/// Reads milliseconds since 1970, `Mar 04 2026 08:00:11`, or ISO 8601.
pub(super) fn time_of(value: &[u8], context: &Context<'_>) -> Option<Timestamp> {
    if value.iter().all(u8::is_ascii_digit) {
        return epoch(str::from_utf8(value).ok()?).filter(|time| time.unix_seconds() > 0);
    }
    time::any(value, &context.clock)?.time
}

/// Decodes escapes; a backslash before any other character is one.
fn unescape(text: &[u8]) -> Text<'_> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'\\', rest) {
        decoded.extend_from_slice(&rest[..at]);
        let (byte, length) = match rest.get(at + 1) {
            Some(b'n') => (b'\n', 2),
            Some(b'r') => (b'\r', 2),
            Some(byte @ (b'|' | b'=' | b'\\')) => (*byte, 2),
            _ => (b'\\', 1),
        };
        decoded.push(byte);
        rest = &rest[at + length..];
    }
    decoded.extend_from_slice(rest);
    Text::Owned(nozzle::json::decode(&decoded).into_owned())
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, check_arrived, otel};

    const HEAD: &str = r#""cef.version":"0","cef.device.vendor":"Example","cef.device.product":"Gate","cef.device.version":"2.1","cef.signature_id":"100""#;

    #[test]
    fn keys_of_the_dictionary_have_their_names() {
        check(
            "auto",
            super::FORMAT.example,
            &format!(
                r#"{{"severity_number":17,"severity_text":"7","body":"tried a=b","event_name":"port | scan","attributes":{{{HEAD},"source.address":"192.0.2.7","source.port":51122,"destination.address":"192.0.2.9","destination.port":22,"network.transport":"tcp"}},"source_format":"cef"}}"#
            ),
        );
    }

    #[test]
    fn values_hold_spaces_and_signs() {
        check(
            "auto",
            r"CEF:0|Example|Gate|2.1|100|n|Very-High|rt=1772611211250 request=https://a.example/?b=c fname=a b.txt cs1Label=rule name cs1=x \\ y\nz filePath=/t?u=v w",
            &format!(
                r#"{{"time":"2026-03-04T08:00:11.25Z","severity_number":18,"severity_text":"Very-High","body":"n","event_name":"n","attributes":{{{HEAD},"url.full":"https://a.example/?b=c","file.name":"a b.txt","cef.cs1Label":"rule name","cef.cs1":"x \\ y\nz","file.path":"/t?u=v w"}},"source_format":"cef"}}"#
            ),
        );
    }

    #[test]
    fn the_extension_may_lack() {
        for line in [
            "CEF:0|Example|Gate|2.1|100|n|3|",
            "CEF:0|Example|Gate|2.1|100|n|3",
            "CEF: 0|Example|Gate|2.1|100|n|3|  ",
        ] {
            check(
                "auto",
                line,
                &format!(
                    r#"{{"severity_number":9,"severity_text":"3","body":"n","event_name":"n","attributes":{{{HEAD}}},"source_format":"cef"}}"#
                ),
            );
        }
    }

    #[test]
    fn syslog_carries_it() {
        let event = "CEF:0|Example|Gate|2.1|100|n|3|act=drop";
        check_arrived(
            "auto",
            &format!("Mar  4 08:00:11 fw-1 {event}"),
            &format!(
                r#"{{"time":"2026-03-04T08:00:11Z","severity_number":9,"severity_text":"3","body":"n","event_name":"n","resource":{{"host.name":"fw-1"}},"attributes":{{{HEAD},"event.action":"drop"}},"source_format":"cef"}}"#
            ),
        );
        for line in [
            format!("<14>{event}"),
            format!("Mar  4 08:00:11 {event}"),
            format!("<14>1 - fw-1 - - - - {event}"),
        ] {
            let log = &otel("auto", line.as_bytes())[0];
            assert!(log.ends_with("\"source_format\":\"cef\"}"), "{log}");
        }
    }

    #[test]
    fn what_breaks_the_head_is_another_format() {
        for line in ["CEF:x|a|b|c|d|e|f|", "CEF:0|a|b|c|d", "CEF:0|a|b|c|d\\|e", "CEFALU"] {
            let log = &otel("auto", line.as_bytes())[0];
            assert!(!log.contains("\"cef\""), "{log}");
        }
    }
}
