//! Palo Alto Networks' firewalls with a format of named fields, as log services ask their users to set it up.
//!
//! ```text
//! timestamp=2026/03/04 08:00:11, serial=007200001056, type=TRAFFIC, subtype=end, key=value, …
//! ```
//!
//! A value goes on up to a comma. The keys are the firewall's own variables, or what such services call them.

use super::dictionary::set_severity;
use crate::format::Format;
use crate::format::syslog::netfilter::protocol;
use crate::time;
use crate::word::integer;
use crate::{context::Context, split::Split};
use memchr::{memchr, memmem};
use nozzle::log::{Log, Value};

/// Palo Alto Networks' firewalls, with named fields.
pub const FORMAT: Format = Format {
    name: "palo_alto_fields",
    description: "Palo Alto Networks' firewalls with a custom format of named fields.",
    example: "timestamp=2026/03/04 08:00:11, serial=007200001056, type=TRAFFIC, subtype=end, src=192.0.2.7, dst=198.51.100.9, rule=all out, srcuser=jo, dstuser=, sport=51122, dport=443, proto=tcp, action=allow",
    first_bytes: b"t",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let told = text.strip_prefix(b"timestamp=")?;
    let time = time::year_first(told, &context.clock)?;
    let rest = &told[time.length..];
    let head = &rest[..rest.len().min(96)];
    if !head.starts_with(b",")
        || memmem::find(head, b"serial=").is_none()
        || memmem::find(head, b"type=").is_none()
    {
        return None;
    }
    time.set(told, log);
    log.body = Some(text.into());
    for field in rest.split(|byte| *byte == b',') {
        let field = field.trim_ascii();
        let Some(equals) = memchr(b'=', field) else { continue };
        let (key, value) = (field[..equals].trim_ascii(), field[equals + 1..].trim_ascii());
        if !value.is_empty() {
            add(key, value, log);
        }
    }
    log.attributes.keep_last();
    Some(())
}

fn add<'a>(key: &'a [u8], value: &'a [u8], log: &mut Log<'a>) {
    let name = match key {
        b"type" => return log.event_name = Some(value.into()),
        b"message" | b"msg" => return log.body = Some(value.into()),
        b"severity" => return set_severity(value, log),
        b"proto" => return log.attributes.append("network.transport", protocol(value)),
        b"src" | b"network.client.ip" => "source.address",
        b"dst" | b"network.destination.ip" => "destination.address",
        b"sport" | b"network.client.port" => "source.port",
        b"dport" | b"network.destination.port" => "destination.port",
        b"srcuser" | b"usr.id" => "user.name",
        b"app" => "network.protocol.name",
        b"action" | b"evt.name" => "event.action",
        b"inbound_if" => "network.interface.name",
        b"network.bytes_read" => "palo_alto.bytes_received",
        b"network.bytes_written" => "palo_alto.bytes_sent",
        _ => {
            let name = format!("palo_alto.{}", String::from_utf8_lossy(key));
            return log.attributes.append(name, value);
        }
    };
    let is_number = name.ends_with(".port") || name.starts_with("palo_alto.bytes");
    match integer(value).filter(|_| is_number) {
        Some(number) => log.attributes.append(name, Value::Integer(number)),
        None => log.attributes.append(name, value),
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn fields_have_names() {
        let line = super::FORMAT.example;
        check(
            "auto",
            line,
            &format!(
                r#"{{"time":"2026-03-04T08:00:11Z","severity_number":0,"body":"{line}","event_name":"TRAFFIC","attributes":{{"palo_alto.serial":"007200001056","palo_alto.subtype":"end","source.address":"192.0.2.7","destination.address":"198.51.100.9","palo_alto.rule":"all out","user.name":"jo","source.port":51122,"destination.port":443,"network.transport":"tcp","event.action":"allow"}},"source_format":"palo_alto_fields"}}"#
            ),
        );
        let other = otel("auto", b"timestamp=2026/03/04 08:00:11, level=info, msg=m");
        assert!(!other[0].contains("palo_alto"), "{}", other[0]);
    }
}
