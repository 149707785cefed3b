//! Palo Alto Networks' firewalls.
//!
//! ```text
//! FUTURE_USE,2026/03/04 08:00:11,SERIAL,TYPE,SUBTYPE,FUTURE_USE,2026/03/04 08:00:10,…
//! TRAFFIC, THREAT: source,destination,NAT source,NAT destination,rule,source user,destination user,application,
//!   virtual system,source zone,destination zone,inbound interface,outbound interface,log action,FUTURE_USE,session,
//!   repeat count,source port,destination port,NAT source port,NAT destination port,flags,protocol,action,…
//! SYSTEM: virtual system,event,object,FUTURE_USE,FUTURE_USE,module,severity,"description",…
//! ```

use super::dictionary::set_severity;
use crate::format::Format;
use crate::format::syslog::netfilter::protocol;
use crate::time;
use crate::word::integer;
use crate::{context::Context, split::Split};
use memchr::{memchr, memmem};
use nozzle::log::{Log, Value};

/// Palo Alto Networks' firewalls.
pub const FORMAT: Format = Format {
    name: "palo_alto",
    description: "Palo Alto Networks' firewalls: traffic, threats, system and others, comma separated.",
    example: "1,2026/03/04 08:00:11,007200001056,TRAFFIC,end,2049,2026/03/04 08:00:10,192.0.2.7,198.51.100.9,203.0.113.1,198.51.100.9,out,jo,,web-browsing,vsys1,trust,untrust,eth1,eth2,log,,33,1,51122,443,0,0,0x1c,tcp,allow,4096,1024,3072,12",
    first_bytes: b"0123456789,",
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// The most fields that are looked at.
const MOST: usize = 64;

type Fields<'a> = [&'a [u8]; MOST];

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let comma = memchr(b',', &text[..text.len().min(8)])?;
    // `2026/03/04 08:00:11,`
    let received = text[comma + 1..].get(..20)?;
    let time = time::year_first(received, &context.clock).filter(|_| received[4] == b'/')?;
    let mut fields = [&b""[..]; MOST];
    let mut rest = Some(text);
    let mut count = 0;
    for slot in &mut fields {
        let Some(text) = rest else { break };
        (*slot, rest) = field(text);
        count += 1;
    }
    let kind = fields[3];
    let is_kind =
        kind.len() >= 4 && kind.iter().all(|byte| byte.is_ascii_uppercase() || b"-_".contains(byte));
    if count < 8 || !is_kind {
        return None;
    }
    match time::year_first(fields[6], &context.clock) {
        Some(generated) => generated.set(fields[6], log),
        None => time.set(received, log),
    }
    log.event_name = Some(kind.into());
    log.body = Some(text.into());
    push("palo_alto.serial", fields[2], log);
    push("palo_alto.subtype", fields[4], log);
    match kind {
        b"TRAFFIC" => {
            read_flow(&fields, log);
            read_traffic(&fields, log);
        }
        b"THREAT" => {
            read_flow(&fields, log);
            push("url.original", fields[31], log);
            push("palo_alto.threat", fields[32], log);
            push("palo_alto.category", fields[33], log);
            set_severity(fields[34], log);
            push("palo_alto.direction", fields[35], log);
        }
        b"SYSTEM" => {
            push("palo_alto.vsys", fields[7], log);
            push("palo_alto.event", fields[8], log);
            push("palo_alto.object", fields[9], log);
            push("palo_alto.module", fields[12], log);
            set_severity(fields[13], log);
            if !fields[14].is_empty() {
                log.body = Some(fields[14].into());
                append_others(&fields[..count], 15, log);
            }
        }
        _ => append_others(&fields[..count], 7, log),
    }
    Some(())
}

/// Keeps the fields from `first` on by their number.
fn append_others<'a>(fields: &[&'a [u8]], first: usize, log: &mut Log<'a>) {
    let others = fields.iter().enumerate().skip(first);
    for (at, value) in others.filter(|(_, value)| !value.is_empty()) {
        log.attributes.append(format!("palo_alto.field_{}", at + 1), *value);
    }
}

/// A field, without its quotes, and what is behind its comma.
fn field(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    if let Some(inside) = text.strip_prefix(b"\"") {
        return match memmem::find(inside, b"\",") {
            Some(end) => (&inside[..end], Some(&inside[end + 2..])),
            None => (inside.strip_suffix(b"\"").unwrap_or(inside), None),
        };
    }
    match memchr(b',', text) {
        Some(comma) => (&text[..comma], Some(&text[comma + 1..])),
        None => (text, None),
    }
}

fn push<'a>(name: &'static str, value: &'a [u8], log: &mut Log<'a>) {
    if !value.is_empty() {
        log.attributes.push(name, value);
    }
}

fn push_number<'a>(name: &'static str, value: &'a [u8], log: &mut Log<'a>) {
    if let Some(number) = integer(value) {
        log.attributes.push(name, Value::Integer(number));
    }
}

fn read_flow<'a>(fields: &Fields<'a>, log: &mut Log<'a>) {
    for (name, at) in [
        ("source.address", 7),
        ("destination.address", 8),
        ("palo_alto.nat.source.address", 9),
        ("palo_alto.nat.destination.address", 10),
        ("palo_alto.rule", 11),
        ("user.name", 12),
        ("palo_alto.destination.user", 13),
        ("network.protocol.name", 14),
        ("palo_alto.vsys", 15),
        ("palo_alto.source.zone", 16),
        ("palo_alto.destination.zone", 17),
        ("network.interface.name", 18),
        ("palo_alto.outbound_interface", 19),
        ("palo_alto.log_action", 20),
        ("palo_alto.session_id", 22),
        ("palo_alto.flags", 28),
        ("event.action", 30),
    ] {
        push(name, fields[at], log);
    }
    for (name, at) in [
        ("palo_alto.repeat_count", 23),
        ("source.port", 24),
        ("destination.port", 25),
        ("palo_alto.nat.source.port", 26),
        ("palo_alto.nat.destination.port", 27),
    ] {
        push_number(name, fields[at], log);
    }
    if !fields[29].is_empty() {
        log.attributes.push("network.transport", protocol(fields[29]));
    }
}

fn read_traffic<'a>(fields: &Fields<'a>, log: &mut Log<'a>) {
    for (name, at) in [
        ("palo_alto.bytes", 31),
        ("palo_alto.bytes_sent", 32),
        ("palo_alto.bytes_received", 33),
        ("palo_alto.packets", 34),
        ("palo_alto.elapsed_seconds", 36),
    ] {
        push_number(name, fields[at], log);
    }
    push("palo_alto.start_time", fields[35], log);
    push("palo_alto.category", fields[37], log);
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn traffic() {
        let line = super::FORMAT.example;
        check(
            "auto",
            line,
            &format!(
                r#"{{"time":"2026-03-04T08:00:10Z","severity_number":0,"body":"{line}","event_name":"TRAFFIC","attributes":{{"palo_alto.serial":"007200001056","palo_alto.subtype":"end","source.address":"192.0.2.7","destination.address":"198.51.100.9","palo_alto.nat.source.address":"203.0.113.1","palo_alto.nat.destination.address":"198.51.100.9","palo_alto.rule":"out","user.name":"jo","network.protocol.name":"web-browsing","palo_alto.vsys":"vsys1","palo_alto.source.zone":"trust","palo_alto.destination.zone":"untrust","network.interface.name":"eth1","palo_alto.outbound_interface":"eth2","palo_alto.log_action":"log","palo_alto.session_id":"33","palo_alto.flags":"0x1c","event.action":"allow","palo_alto.repeat_count":1,"source.port":51122,"destination.port":443,"palo_alto.nat.source.port":0,"palo_alto.nat.destination.port":0,"network.transport":"tcp","palo_alto.bytes":4096,"palo_alto.bytes_sent":1024,"palo_alto.bytes_received":3072,"palo_alto.packets":12}},"source_format":"palo_alto"}}"#
            ),
        );
    }

    #[test]
    fn system() {
        let line = b",2026/03/04 08:00:11,7,SYSTEM,general,0,2026/03/04 08:00:11,,general,,0,0,general,high,\"a, b\",9";
        let log = &otel("auto", line)[0];
        let start = r#"{"time":"2026-03-04T08:00:11Z","severity_number":17,"severity_text":"high","body":"a, b","event_name":"SYSTEM""#;
        assert!(log.starts_with(start), "{log}");
        assert!(log.contains(r#""palo_alto.field_16":"9""#), "{log}");
        for line in ["1,2,3", "1,2026/03/04 08:00:11,a,b,c,d,e,f,g", "1,2026/03/04 08:00:11"] {
            assert!(!otel("auto", line.as_bytes())[0].contains("palo_alto"), "{line}");
        }
    }
}
