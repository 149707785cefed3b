//! pfSense and OPNsense: the packet filter's log, and logins to the web interface.
//!
//! ```text
//! rule,sub-rule,anchor,tracker,interface,reason,action,direction,4,tos,ecn,ttl,id,offset,flags,protocol id,protocol,length,source,destination,…
//!                                                              …,6,class,flow label,hop limit,protocol,protocol id,length,source,destination,…
//! tcp, udp: …,source port,destination port,data length[,flags,sequence,ack,window,urgent,options]
//! ```

use super::wording::{self, Wording, push};
use crate::format::syslog::netfilter::protocol;
use crate::word::integer;
use nozzle::log::{Log, Value};

/// Most fields of a packet.
const MOST: usize = 32;

/// Reads a packet of filterlog.
pub(crate) fn read<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    let mut fields = [&b""[..]; MOST];
    let mut count = 0;
    for (slot, field) in fields.iter_mut().zip(message.split(|byte| *byte == b',')) {
        *slot = field;
        count += 1;
    }
    let (protocol_at, source_at) = match fields[8] {
        b"4" => (16, 18),
        b"6" => (12, 15),
        _ => return false,
    };
    if count <= source_at + 1 {
        return false;
    }
    for (name, at) in [
        ("filterlog.rule", 0),
        ("filterlog.sub_rule", 1),
        ("filterlog.anchor", 2),
        ("filterlog.tracker", 3),
        ("network.interface.name", 4),
        ("filterlog.reason", 5),
        ("event.action", 6),
    ] {
        if !fields[at].is_empty() {
            push(name, fields[at], log);
        }
    }
    push("network.io.direction", if fields[7] == b"out" { "transmit" } else { "receive" }, log);
    push("network.type", if fields[8] == b"4" { "ipv4" } else { "ipv6" }, log);
    push("network.transport", protocol(fields[protocol_at]), log);
    push("source.address", fields[source_at], log);
    push("destination.address", fields[source_at + 1], log);
    if let (Some(source), Some(destination)) =
        (integer(fields[source_at + 2]), integer(fields[source_at + 3]))
    {
        push("source.port", Value::Integer(source), log);
        push("destination.port", Value::Integer(destination), log);
        if let Some(length) = integer(fields[source_at + 4]) {
            push("filterlog.data_length", Value::Integer(length), log);
        }
        if !fields[source_at + 5].is_empty() {
            push("filterlog.tcp_flags", fields[source_at + 5], log);
        }
    }
    if let Some(length) = integer(fields[source_at - 1]) {
        push("filterlog.length", Value::Integer(length), log);
    }
    true
}

/// Reads a login to the web interface.
pub(crate) fn read_login<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    wording::read(LOGINS, message, log)
}

const LOGINS: &[Wording] = &[
    Wording(
        "/{}: webConfigurator authentication error for user '{user.name...}' from: {client.address}",
        "login",
        "failure",
    ),
    Wording(
        "/{}: webConfigurator authentication error for '{user.name...}' from {client.address}",
        "login",
        "failure",
    ),
    Wording(
        "/{}: Successful login for user '{user.name...}' from: {client.address} ({})",
        "login",
        "success",
    ),
    Wording(
        "/{}: User logged out for user '{user.name...}' from: {client.address} ({})",
        "logout",
        "success",
    ),
];

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn packets_of_both_ages() {
        check(
            "filterlog",
            "5,,,1000000103,em0,match,block,in,4,0x0,,64,7,0,DF,6,tcp,60,192.0.2.7,192.0.2.9,51122,22,0,S,1,,64240,,mss",
            r#""filterlog.rule":"5","filterlog.tracker":"1000000103","network.interface.name":"em0","filterlog.reason":"match","event.action":"block","network.io.direction":"receive","network.type":"ipv4","network.transport":"tcp","source.address":"192.0.2.7","destination.address":"192.0.2.9","source.port":51122,"destination.port":22,"filterlog.data_length":0,"filterlog.tcp_flags":"S","filterlog.length":60"#,
        );
        check(
            "filterlog",
            "9,,,7,em0,match,pass,out,6,0x00,0x1,255,ICMPv6,58,32,fe80::1,ff02::1,",
            r#""filterlog.rule":"9","filterlog.tracker":"7","network.interface.name":"em0","filterlog.reason":"match","event.action":"pass","network.io.direction":"transmit","network.type":"ipv6","network.transport":"icmpv6","source.address":"fe80::1","destination.address":"ff02::1","filterlog.length":32"#,
        );
        check("filterlog", "9,,,7,em0,match,pass,out,5,0x00", "");
    }

    #[test]
    fn logins() {
        check(
            "php-fpm",
            "/index.php: webConfigurator authentication error for user 'jo' from: 192.0.2.7",
            r#""user.name":"jo","client.address":"192.0.2.7","event.action":"login","event.outcome":"failure""#,
        );
    }
}
