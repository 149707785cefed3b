//! Packets that Linux's netfilter logs: iptables, nftables, UFW, firewalld.
//!
//! ```text
//! [[SECONDS] ][PREFIX ]IN=eth0 OUT= MAC=… SRC=… DST=… LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=7 DF PROTO=TCP SPT=… DPT=… SYN URGP=0
//! ```
//!
//! A word without `=` is a flag. In square brackets stands the packet that an ICMP error is about. The prefix is
//! chosen by who wrote the rule; where it tells what was done (`DROP`), that is the action.

use super::program::kernel;
use super::program::wording::push;
use crate::format::Format;
use crate::word::{integer, word};
use crate::{context::Context, split::Split};
use memchr::{memchr, memmem};
use nozzle::log::{Log, Text, Value};

/// What netfilter logs, without a syslog header.
pub const FORMAT: Format = Format {
    name: "netfilter",
    description: "Packets that iptables, nftables or UFW log, without a syslog header.",
    example: "IN=eth0 OUT= MAC=02:00:00:00:00:01 SRC=192.0.2.7 DST=192.0.2.9 LEN=60 TTL=64 ID=7 DF PROTO=TCP SPT=51122 DPT=22 SYN URGP=0",
    first_bytes: b"I[DUFABRiufdab",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], _: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let packet = match kernel::uptime(text) {
        Some((seconds, packet)) => {
            push("kernel.uptime_seconds", Value::Number(seconds), log);
            packet
        }
        None => text,
    };
    read(packet, log).then(|| log.body = Some(text.into()))
}

/// How far a rule's prefix may reach: 29 bytes with iptables, 127 with nftables.
const LONGEST_PREFIX: usize = 128;

/// Adds what `text` says, if it is a packet.
pub(crate) fn read<'a>(text: &'a [u8], log: &mut Log<'a>) -> bool {
    let head = &text[..text.len().min(LONGEST_PREFIX + 24)];
    let Some(start) = memmem::find(head, b"IN=") else { return false };
    if start > LONGEST_PREFIX || memmem::find(&head[start..], b" OUT=").is_none() {
        return false;
    }
    let prefix = text[..start].trim_ascii();
    if let Some(action) = action(prefix) {
        push("event.action", action, log);
    }
    if !prefix.is_empty() {
        push("netfilter.prefix", prefix, log);
    }
    read_packet(&text[start..], log);
    true
}

/// What was done, if the prefix of the rule tells it.
fn action(prefix: &[u8]) -> Option<&'static str> {
    let words = prefix.split(|byte| !byte.is_ascii_alphabetic());
    words.filter(|word| word.len() <= 8).find_map(|word| {
        let mut lower = [0; 8];
        lower[..word.len()].copy_from_slice(word);
        lower.make_ascii_lowercase();
        Some(match &lower[..word.len()] {
            b"drop" | b"dropped" => "drop",
            b"block" | b"blocked" => "block",
            b"reject" | b"rejected" => "reject",
            b"deny" | b"denied" => "deny",
            b"accept" | b"accepted" => "accept",
            b"allow" | b"allowed" => "allow",
            b"audit" => "audit",
            b"limit" => "limit",
            _ => return None,
        })
    })
}

fn read_packet<'a>(packet: &'a [u8], log: &mut Log<'a>) {
    let mut rest = packet;
    let (mut input, mut output) = (&b""[..], &b""[..]);
    let mut flags = Vec::new();
    let mut behind_protocol = false;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix(b"[") {
            let end = memchr(b']', inner).unwrap_or(inner.len());
            push("netfilter.inner_packet", inner[..end].trim_ascii(), log);
            rest = inner.get(end + 1..).unwrap_or_default().trim_ascii_start();
            continue;
        }
        let (field, behind) = word(rest);
        rest = behind;
        let Some(equals) = memchr(b'=', field) else {
            if !flags.is_empty() {
                flags.push(b' ');
            }
            flags.extend_from_slice(field);
            continue;
        };
        let (name, value) = (&field[..equals], &field[equals + 1..]);
        if value.is_empty() {
            continue;
        }
        let number = integer(value);
        let is_ip = !behind_protocol;
        match (name, number) {
            (b"IN", _) => input = value,
            (b"OUT", _) => output = value,
            (b"SRC", _) => push("source.address", value, log),
            (b"DST", _) => push("destination.address", value, log),
            (b"SPT", Some(port)) => push("source.port", Value::Integer(port), log),
            (b"DPT", Some(port)) => push("destination.port", Value::Integer(port), log),
            (b"PROTO", _) => {
                behind_protocol = true;
                push("network.transport", protocol(value), log);
            }
            (b"MAC", _) => push("netfilter.mac", value, log),
            (b"PHYSIN", _) => push("netfilter.physin", value, log),
            (b"PHYSOUT", _) => push("netfilter.physout", value, log),
            (b"LEN", Some(length)) if is_ip => push("netfilter.len", Value::Integer(length), log),
            (b"LEN", Some(length)) => push("netfilter.udp_len", Value::Integer(length), log),
            (b"TTL", Some(hops)) => push("netfilter.ttl", Value::Integer(hops), log),
            (b"HOPLIMIT", Some(hops)) => push("netfilter.ttl", Value::Integer(hops), log),
            (b"ID", Some(id)) if is_ip => push("netfilter.id", Value::Integer(id), log),
            (b"ID", Some(id)) => push("netfilter.icmp_id", Value::Integer(id), log),
            (b"TYPE", Some(kind)) => push("netfilter.icmp_type", Value::Integer(kind), log),
            (b"CODE", Some(code)) => push("netfilter.icmp_code", Value::Integer(code), log),
            (b"SEQ", Some(number)) => push("netfilter.seq", Value::Integer(number), log),
            (b"ACK", Some(number)) => push("netfilter.ack", Value::Integer(number), log),
            (b"WINDOW", Some(window)) => push("netfilter.window", Value::Integer(window), log),
            (b"URGP", Some(pointer)) => push("netfilter.urgp", Value::Integer(pointer), log),
            (b"UID", Some(id)) => push("netfilter.uid", Value::Integer(id), log),
            (b"GID", Some(id)) => push("netfilter.gid", Value::Integer(id), log),
            (b"TOS", _) => push("netfilter.tos", value, log),
            (b"TC", _) => push("netfilter.tc", value, log),
            (b"PREC", _) => push("netfilter.prec", value, log),
            (b"RES", _) => push("netfilter.res", value, log),
            (b"OPT", _) => push("netfilter.opt", value, log),
            (b"MARK", _) => push("netfilter.mark", value, log),
            (b"FLOWLBL", _) => push("netfilter.flowlbl", value, log),
            (b"FRAG", _) => push("netfilter.frag", value, log),
            (b"MTU", _) => push("netfilter.mtu", value, log),
            _ => {}
        }
    }
    set_interfaces(input, output, log);
    if let Ok(flags) = String::from_utf8(flags)
        && !flags.is_empty()
    {
        push("netfilter.flags", Value::Text(Text::Owned(flags)), log);
    }
}

fn set_interfaces<'a>(input: &'a [u8], output: &'a [u8], log: &mut Log<'a>) {
    match (input.is_empty(), output.is_empty()) {
        (true, true) => {}
        (false, true) => {
            push("network.interface.name", input, log);
            push("network.io.direction", "receive", log);
        }
        (true, false) => {
            push("network.interface.name", output, log);
            push("network.io.direction", "transmit", log);
        }
        (false, false) => {
            push("network.interface.name", input, log);
            push("netfilter.out", output, log);
        }
    }
}

/// The protocol, in lower case.
pub(crate) fn protocol(name: &[u8]) -> Text<'_> {
    match name {
        b"TCP" | b"tcp" | b"6" => "tcp".into(),
        b"UDP" | b"udp" | b"17" => "udp".into(),
        b"ICMP" | b"icmp" | b"1" => "icmp".into(),
        b"ICMPv6" | b"icmp6" | b"58" => "icmpv6".into(),
        b"SCTP" | b"132" => "sctp".into(),
        _ if name.iter().any(u8::is_ascii_uppercase) => {
            Text::Owned(String::from_utf8_lossy(name).to_ascii_lowercase())
        }
        _ => name.into(),
    }
}
