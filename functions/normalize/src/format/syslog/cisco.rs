//! Devices of Cisco.
//!
//! ```text
//! %FACILITY-SEVERITY-MNEMONIC: TEXT          %ASA-6-302013: Built inbound TCP connection …
//! ```
//!
//! Behind a syslog header this is the tag; some devices send it without one.

use super::program::wording::{self, Wording, push};
use super::set_severity;
use crate::format::Format;
use crate::{context::Context, split::Split};
use memchr::memchr;
use nozzle::log::{Log, Severity};

/// What a device of Cisco sends, without a syslog header.
pub const FORMAT: Format = Format {
    name: "cisco",
    description: "Messages of Cisco's devices without a syslog header, known by their codes.",
    example: "%ASA-6-302014: Teardown TCP connection 77 for outside:192.0.2.7/51122 to inside:192.0.2.9/22 duration 0:00:02 bytes 4096 TCP FINs",
    first_bytes: b"%",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], _: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let colon = memchr(b':', &text[..text.len().min(64)])?;
    let tag = text[..colon].trim_ascii_end();
    code(tag)?;
    let message = text[colon + 1..].trim_ascii_start();
    read(tag, message, log);
    log.resource.push("service.name", tag);
    log.body = Some(message.into());
    Some(())
}

/// The severity of `%FACILITY-SEVERITY-MNEMONIC`, and the event's name.
fn code(tag: &[u8]) -> Option<(u8, &[u8])> {
    let name = tag.strip_prefix(b"%")?;
    let is_of_code = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/' | b'.');
    if !name.iter().all(is_of_code) {
        return None;
    }
    let digit = name.windows(3).position(|part| matches!(part, [b'-', b'0'..=b'7', b'-']))?;
    (digit > 0 && name.len() > digit + 3).then(|| (name[digit + 1] - b'0', name))
}

/// Adds what a message with this tag says.
pub(crate) fn read<'a>(tag: &'a [u8], message: &'a [u8], log: &mut Log<'a>) {
    let Some((severity, name)) = code(tag) else { return };
    if log.severity == Severity::UNSPECIFIED {
        set_severity(severity, log);
    }
    if log.event_name.is_none() {
        log.event_name = Some(name.into());
    }
    let wordings = if [&b"ASA-"[..], b"FTD-", b"PIX-", b"FWSM-"].iter().any(|start| name.starts_with(start)) {
        FIREWALL
    } else {
        IOS
    };
    wording::read(wordings, message, log);
    if let Some(nozzle::log::Value::Text(transport)) = log.attributes.get("cisco.transport") {
        let transport = transport.to_str().to_ascii_lowercase();
        push("network.transport", transport, log);
    }
}

const FIREWALL: &[Wording] = &[
    Wording(
        "Built inbound {cisco.transport} connection {cisco.connection} for {cisco.source.interface}:{source.address}/{source.port#} ({}) to {cisco.destination.interface}:{destination.address}/{destination.port#} ({}",
        "connection_start",
        "",
    ),
    Wording(
        "Built outbound {cisco.transport} connection {cisco.connection} for {cisco.destination.interface}:{destination.address}/{destination.port#} ({}) to {cisco.source.interface}:{source.address}/{source.port#} ({}",
        "connection_start",
        "",
    ),
    Wording(
        "Built {} {cisco.transport} translation from {cisco.source.interface}:{source.address}/{source.port#} to {cisco.destination.interface}:{destination.address}/{destination.port#}",
        "translation_start",
        "",
    ),
    Wording(
        "Teardown {} {cisco.transport} translation from {cisco.source.interface}:{source.address}/{source.port#} to {cisco.destination.interface}:{destination.address}/{destination.port#} duration {cisco.duration}",
        "translation_end",
        "",
    ),
    Wording(
        "Teardown {cisco.transport} connection {cisco.connection} for {cisco.source.interface}:{source.address}/{source.port#} to {cisco.destination.interface}:{destination.address}/{destination.port#} duration {cisco.duration} bytes {cisco.bytes#} {cisco.reason}",
        "connection_end",
        "",
    ),
    Wording(
        "Teardown {cisco.transport} connection {cisco.connection} for {cisco.source.interface}:{source.address}/{source.port#} to {cisco.destination.interface}:{destination.address}/{destination.port#} duration {cisco.duration} bytes {cisco.bytes#}",
        "connection_end",
        "",
    ),
    Wording(
        "Teardown {cisco.transport} connection {cisco.connection} for {cisco.source.interface}:{source.address}/{source.port#}({}) to {cisco.destination.interface}:{destination.address}/{destination.port#} {}duration {cisco.duration} bytes {cisco.bytes#} {cisco.reason}",
        "connection_end",
        "",
    ),
    Wording(
        "Deny {cisco.transport} src {cisco.source.interface}:{source.address}/{source.port#} dst {cisco.destination.interface}:{destination.address}/{destination.port#} by access-group \"{cisco.access_group}\" {}",
        "deny",
        "",
    ),
    Wording(
        "Deny {cisco.transport} src {cisco.source.interface}:{source.address}/{source.port#} dst {cisco.destination.interface}:{destination.address}/{destination.port#} by access-group \"{cisco.access_group}\"",
        "deny",
        "",
    ),
    Wording(
        "Deny {cisco.transport} src {cisco.source.interface}:{source.address} dst {cisco.destination.interface}:{destination.address} (type {}) by access-group \"{cisco.access_group}\" {}",
        "deny",
        "",
    ),
    Wording(
        "Deny inbound {cisco.transport} from {source.address}/{source.port#} to {destination.address}/{destination.port#} {}",
        "deny",
        "",
    ),
    Wording(
        "Deny inbound {cisco.transport} src {cisco.source.interface}:{source.address} dst {cisco.destination.interface}:{destination.address} {}",
        "deny",
        "",
    ),
    Wording(
        "Deny {cisco.transport} (no connection) from {source.address}/{source.port#} to {destination.address}/{destination.port#} flags {cisco.flags} on interface {cisco.source.interface}",
        "deny",
        "",
    ),
    Wording(
        "Deny {cisco.transport} reverse path check from {source.address} to {destination.address} on interface {cisco.source.interface}",
        "deny",
        "",
    ),
    Wording(
        "Inbound {cisco.transport} connection denied from {source.address}/{source.port#} to {destination.address}/{destination.port#} flags {cisco.flags} on interface {cisco.source.interface}",
        "deny",
        "",
    ),
    Wording(
        "access-list {cisco.access_list} {event.action} {cisco.transport} {cisco.source.interface}/{source.address}({source.port#}) -> {cisco.destination.interface}/{destination.address}({destination.port#}) {}",
        "",
        "",
    ),
    Wording(
        "Login permitted from {client.address}/{client.port#} to {}:{server.address}/{cisco.service} for user \"{user.name}\"",
        "login",
        "success",
    ),
    Wording(
        "Login denied from {client.address}/{client.port#} to {}:{server.address}/{cisco.service} for user \"{user.name}\"",
        "login",
        "failure",
    ),
    Wording(
        "User authentication succeeded: IP address: {client.address}, Uname: {user.name}",
        "login",
        "success",
    ),
    Wording(
        "User authentication failed: IP address: {client.address}, Uname: {user.name}",
        "login",
        "failure",
    ),
    Wording("User authentication succeeded: Uname: {user.name}", "login", "success"),
    Wording("User '{user.name}' executed the '{process.command_line}' command.", "command", ""),
    Wording(
        "User '{user.name}', running '{}' from IP {client.address}, executed '{process.command_line}'",
        "command",
        "",
    ),
    Wording("Group <{cisco.group}> User <{user.name}> IP <{client.address}> {cisco.text}", "", ""),
    Wording("Group = {cisco.group}, Username = {user.name}, IP = {client.address}, {cisco.text}", "", ""),
    Wording(
        "TCP access denied by ACL from {source.address}/{source.port#} to {}:{destination.address}/{destination.port#}",
        "deny",
        "",
    ),
    Wording(
        "{cisco.transport} access denied by ACL from {source.address}/{source.port#} to {}:{destination.address}/{destination.port#}",
        "deny",
        "",
    ),
];

const IOS: &[Wording] = &[
    Wording(
        "list {cisco.access_list} {event.action} {cisco.transport} {source.address}({source.port#}) -> {destination.address}({destination.port#}), {}",
        "",
        "",
    ),
    Wording(
        "list {cisco.access_list} {event.action} {cisco.transport} {source.address}({source.port#}) ({}) -> {destination.address}({destination.port#}), {}",
        "",
        "",
    ),
    Wording(
        "Line protocol on Interface {network.interface.name}, changed state to {cisco.state}",
        "state_change",
        "",
    ),
    Wording("Interface {network.interface.name}, changed state to {cisco.state}", "state_change", ""),
    Wording("Configured from {} by {user.name} on {} ({client.address})", "configure", ""),
    Wording("Configured from console by {user.name}", "configure", ""),
    Wording(
        "Login Success [user: {user.name}] [Source: {client.address}] [localport: {server.port#}] {}",
        "login",
        "success",
    ),
    Wording(
        "Login failed [user: {user.name}] [Source: {client.address}] [localport: {server.port#}] {}",
        "login",
        "failure",
    ),
    Wording("User:{user.name}  logged command:{process.command_line}", "command", ""),
    Wording("User {user.name} has exited tty session {}({client.address})", "logout", ""),
    Wording("Authentication failure for SNMP req from host {client.address}", "login", "failure"),
];

#[cfg(test)]
mod tests {
    use crate::tests::{check, check_arrived};

    #[test]
    fn the_code_is_severity_and_name() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"severity_number":9,"severity_text":"info","body":"Teardown TCP connection 77 for outside:192.0.2.7/51122 to inside:192.0.2.9/22 duration 0:00:02 bytes 4096 TCP FINs","event_name":"ASA-6-302014","resource":{"service.name":"%ASA-6-302014"},"attributes":{"cisco.transport":"TCP","cisco.connection":"77","cisco.source.interface":"outside","source.address":"192.0.2.7","source.port":51122,"cisco.destination.interface":"inside","destination.address":"192.0.2.9","destination.port":22,"cisco.duration":"0:00:02","cisco.bytes":4096,"cisco.reason":"TCP FINs","event.action":"connection_end","network.transport":"tcp"},"source_format":"cisco"}"#,
        );
        check_arrived(
            "auto",
            "<187>77: *Mar  4 08:00:11.250: %LINK-3-UPDOWN: Interface Gi0/1, changed state to down",
            r#"{"time":"2026-03-04T08:00:11.25Z","severity_number":17,"severity_text":"err","body":"Interface Gi0/1, changed state to down","event_name":"LINK-3-UPDOWN","resource":{"service.name":"%LINK-3-UPDOWN"},"attributes":{"syslog.facility.code":23,"syslog.severity.code":3,"syslog.sequence_number":"77","network.interface.name":"Gi0/1","cisco.state":"down","event.action":"state_change"},"source_format":"rfc3164"}"#,
        );
    }

    #[test]
    fn other_percent_signs_are_text() {
        for line in ["%d: text", "%A-9-B: text", "%A-6-: text", "%A 6-B: x", "% usage: 7"] {
            check(
                "auto",
                line,
                &format!(r#"{{"severity_number":0,"body":"{line}","source_format":"text"}}"#),
            );
        }
    }
}
