//! Alerts of Snort, and of Suricata's fast.log.
//!
//! ```text
//! 03/04[/2026]-08:00:11.123456  [**] [1:2010935:3] TEXT [**] [Classification: …] [Priority: 2] {TCP} A:PORT -> B:PORT
//! [1:2010935:3] TEXT [Classification: …] [Priority: 2] {TCP} A:PORT -> B:PORT           over syslog
//! ```

use crate::format::Format;
use crate::format::syslog::netfilter::protocol;
use crate::time::{Clock, Reading, time_of_day, two};
use crate::word::{integer, skip_spaces};
use crate::{context::Context, split::Split};
use memchr::{memchr, memmem, memrchr};
use nozzle::Date;
use nozzle::log::{Log, Value};

/// Alerts of Snort and Suricata, a line each.
pub const FORMAT: Format = Format {
    name: "snort_alert",
    description: "Alerts of Snort, and of Suricata's fast.log, a line each.",
    example: "03/04/2026-08:00:11.123456  [**] [1:2010935:3] EXAMPLE scan of a database [**] [Classification: Attempted Recon] [Priority: 2] {TCP} 192.0.2.7:51122 -> 192.0.2.9:1433",
    first_bytes: b"01[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

const MARKS: [&[u8]; 3] = [b"[**]", b"[Classification: ", b"[Priority: "];

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (time, alert) = if text.first() == Some(&b'[') {
        (None, text)
    } else {
        let time = read_time(text, &context.clock)?;
        (Some(time), skip_spaces(&text[time.length..]))
    };
    let mut alert = alert.strip_prefix(b"[**]").map_or(alert, skip_spaces);
    // Suricata tells what it did.
    let is_drop = alert.starts_with(b"[Drop] ") || alert.starts_with(b"[wDrop] ");
    if is_drop {
        alert = &alert[memchr(b' ', alert)? + 1..];
        alert = alert.strip_prefix(b"[**] ").unwrap_or(alert);
    }
    let inside = alert.strip_prefix(b"[")?;
    let close = memchr(b']', &inside[..inside.len().min(40)])?;
    let id = &inside[..close];
    let is_id = id.iter().all(|byte| byte.is_ascii_digit() || *byte == b':')
        && id.iter().filter(|byte| **byte == b':').count() == 2;
    if !is_id {
        return None;
    }
    let rest = skip_spaces(&inside[close + 1..]);
    let brace = memmem::find(rest, b" {")?;
    let head = rest[..brace].trim_ascii_end();
    let head = head.strip_suffix(b":").unwrap_or(head);
    let name_end = MARKS.iter().filter_map(|mark| memmem::find(head, mark)).min().unwrap_or(head.len());
    if let Some(time) = time {
        time.set(text, log);
    }
    let name = head[..name_end].trim_ascii();
    if !name.is_empty() {
        log.body = Some(name.into());
    }
    log.attributes.push("snort.signature_id", id);
    if is_drop {
        log.attributes.push("event.action", "drop");
    }
    for (mark, attribute) in [(MARKS[1], "snort.classification"), (MARKS[2], "snort.priority")] {
        let Some(at) = memmem::find(&head[name_end..], mark) else { continue };
        let value = &head[name_end + at + mark.len()..];
        let value = &value[..memchr(b']', value).unwrap_or(value.len())];
        match integer(value) {
            Some(number) => log.attributes.push(attribute, Value::Integer(number)),
            None => log.attributes.push(attribute, value),
        }
    }
    read_flow(&rest[brace + 2..], log);
    Some(())
}

/// Reads `03/04/2026-08:00:11.123456`, with or without the year: the month is first.
fn read_time(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let head = text.first_chunk::<14>()?;
    if head[2] != b'/' {
        return None;
    }
    let (month, day) = (two(head, 0)?, two(head, 3)?);
    if head[5] == b'-' {
        let (time, length) = time_of_day(text, 6)?;
        return Some(Reading { time: clock.without_year(month, day, time), length });
    }
    if head[5] != b'/' {
        return None;
    }
    // Snort may write the year with two digits.
    let (year, at) = match two(head, 6)? {
        year if head[8] == b'-' => (2000 + i16::from(year), 9),
        century if head[10] == b'-' => (i16::from(century) * 100 + i16::from(two(head, 8)?), 11),
        _ => return None,
    };
    let (time, length) = time_of_day(text, at)?;
    Some(Reading { time: clock.civil(Date { year, month, day }, time), length })
}

/// Reads `TCP} 192.0.2.7:51122 -> 192.0.2.9:1433`. Protocols without ports may have addresses alone.
fn read_flow<'a>(flow: &'a [u8], log: &mut Log<'a>) {
    let Some(close) = memchr(b'}', flow) else { return };
    let name = &flow[..close];
    log.attributes.push("network.transport", protocol(name));
    let flow = flow[close + 1..].trim_ascii();
    let Some(arrow) = memmem::find(flow, b" -> ") else { return };
    let has_ports = matches!(name, b"TCP" | b"UDP" | b"SCTP");
    for (end, address_name, port_name) in [
        (&flow[..arrow], "source.address", "source.port"),
        (&flow[arrow + 4..], "destination.address", "destination.port"),
    ] {
        let colon = memrchr(b':', end).filter(|_| has_ports || end.contains(&b'.'));
        match colon.and_then(|colon| Some((colon, integer(&end[colon + 1..])?))) {
            Some((colon, port)) => {
                log.attributes.push(address_name, &end[..colon]);
                log.attributes.push(port_name, Value::Integer(port));
            }
            None => log.attributes.push(address_name, end),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, check_arrived};

    const ATTRIBUTES: &str = r#""attributes":{"snort.signature_id":"1:2010935:3","snort.classification":"Attempted Recon","snort.priority":2,"network.transport":"tcp","source.address":"192.0.2.7","source.port":51122,"destination.address":"192.0.2.9","destination.port":1433},"source_format":"snort_alert"}"#;
    const REST: &str =
        "[Classification: Attempted Recon] [Priority: 2] {TCP} 192.0.2.7:51122 -> 192.0.2.9:1433";

    #[test]
    fn both_write_one_line() {
        check(
            "auto",
            super::FORMAT.example,
            &format!(
                r#"{{"time":"2026-03-04T08:00:11.123456Z","severity_number":0,"body":"EXAMPLE scan of a database",{ATTRIBUTES}"#
            ),
        );
        check_arrived(
            "auto",
            &format!("03/04-08:00:11.123456  [**] [1:2010935:3] a b [**] {REST}"),
            &format!(
                r#"{{"time":"2026-03-04T08:00:11.123456Z","severity_number":0,"body":"a b",{ATTRIBUTES}"#
            ),
        );
        check(
            "auto",
            &format!("[1:2010935:3] a b {}", REST.replace("] {", "]: {")),
            &format!(r#"{{"severity_number":0,"body":"a b",{ATTRIBUTES}"#),
        );
    }
}
