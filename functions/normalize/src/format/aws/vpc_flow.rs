//! Flow logs of VPCs and transit gateways.
//!
//! ```text
//! version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
//! FIELD[ FIELD…]      as the flow log's own list says
//! ```
//!
//! `-` stands for what is absent: nearly all where the status is `NODATA` or `SKIPDATA`. Which fields a flow log
//! has is told by its header, where one stands before it in the record, or by the configuration. Where neither
//! does, the lists that AWS documents are known by their shape, and of any other list that begins with a version
//! only what can be nothing else is read, and the line is the body.
//!
//! Source: <https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html>

mod field;
mod guess;
mod list;

pub use list::FieldList;

use crate::context::{Context, Header};
use crate::word::{integer, space};
use crate::{format::Format, split::Split};
pub(crate) use field::Field;
use field::Kind;
use nozzle::Timestamp;
use nozzle::log::{Log, Severity, Text, Value};

/// Flow logs of a VPC.
pub const FORMAT: Format = Format {
    name: "vpc_flow",
    description: "Flow log of a VPC, a subnet or a network interface, with the default fields, documented lists, or those of `vpc_flow_fields`.",
    example: "2 210987654321 eni-0a1b2c3d4e5f60718 10.9.0.14 203.0.113.9 51122 443 6 12 4031 1772611200 1772611258 ACCEPT OK",
    // A list may begin with any field.
    first_bytes: b"0123456789-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:",
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// Flow logs of a transit gateway: those of a VPC with other fields.
pub const TRANSIT_GATEWAY: Format = Format {
    name: "transit_gateway_flow",
    description: "Flow log of a transit gateway, with all its fields.",
    example: "6 TransitGateway 210987654321 tgw-0a1b2c tgw-attach-0d1e2f 210987654321 321098765432 vpc-0a1 vpc-0b2 subnet-0a1 subnet-0b2 eni-0a1 eni-0b2 euw1-az1 euw1-az2 tgw-attach-0d9e8f 10.9.0.14 10.8.0.20 51122 443 6 12 4031 1772611200 1772611258 OK IPv4 0 0 0 0 2 eu-west-1 ingress - -",
    first_bytes: b"",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let declared = context.configuration.vpc_flow_fields.fields();
    let versioned = begins_with_version(text);
    let may_be_declared = versioned || declared[0].kind != Kind::Version;
    if may_be_declared && read(declared, text, log).is_some() {
        return Some(());
    }
    if let Header::FlowLog(fields) = context.header.get() {
        again(log);
        if read(fields, text, log).is_some() {
            return Some(());
        }
    }
    if versioned || text.starts_with(b"- eni-") || text.starts_with(b"i-") {
        return read_undeclared(text, log);
    }
    // Most lines that come here are of other formats.
    if !matches!(text, [b'a'..=b'v', b'a'..=b'z', ..]) {
        return None;
    }
    let fields = list::header(text, context)?;
    context.pass_over()?;
    context.header.set(Header::FlowLog(fields));
    Some(())
}

/// Is the first word a version, of one or two digits?
fn begins_with_version(text: &[u8]) -> bool {
    let length = if text.get(1) == Some(&b' ') { 1 } else { 2 };
    text.get(length) == Some(&b' ') && text[..length].iter().all(u8::is_ascii_digit)
}

#[cold]
fn again(log: &mut Log<'_>) {
    let source_format = log.source_format;
    log.clear();
    log.source_format = source_format;
}

/// Tries the lists that are documented, then guesses.
fn read_undeclared<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let count = memchr::memchr_iter(b' ', text.trim_ascii_end()).count() + 1;
    for fields in list::DOCUMENTED.iter().filter(|fields| fields.len() == count) {
        again(log);
        if read(fields, text, log).is_some() {
            return Some(());
        }
    }
    again(log);
    guess::read(text, log)
}

/// Reads a log with these fields; `None` where a word is not what its field holds.
fn read<'a>(fields: &[Field], text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let mut source: &[u8] = b"";
    let mut original_source: &[u8] = b"";
    let mut has_type = false;
    let mut rest = Some(text);
    for field in fields {
        let word = next_word(&mut rest)?;
        if word == b"-" {
            continue;
        }
        // Not of nothing: to compare no bytes takes long on some processors.
        if !field.prefix.is_empty() && !word.starts_with(field.prefix.as_bytes()) {
            return None;
        }
        match field.kind {
            Kind::Text => log.attributes.push(field.attribute, word),
            Kind::Resource => log.resource.push(field.attribute, word),
            Kind::Version | Kind::Integer => {
                log.attributes.push(field.attribute, Value::Integer(integer(word)?));
            }
            Kind::Start => set_start(word, log)?,
            Kind::Account if word == b"unknown" => {}
            Kind::Account => {
                integer(word)?;
                log.resource.push(field.attribute, word);
            }
            Kind::Address | Kind::Source | Kind::OriginalSource => {
                if !is_address(word) {
                    return None;
                }
                log.attributes.push(field.attribute, word);
                match field.kind {
                    Kind::Source => source = word,
                    Kind::OriginalSource => original_source = word,
                    _ => {}
                }
            }
            Kind::Port => {
                let port = integer(word).filter(|port| *port <= 65_535)?;
                log.attributes.push(field.attribute, Value::Integer(port));
            }
            Kind::Protocol => {
                log.attributes
                    .push(field.attribute, transport(integer(word)?).map_or(Text::Raw(word), Text::from));
            }
            Kind::Type => {
                has_type = true;
                log.attributes.push(field.attribute, network_type(word)?);
            }
            Kind::Action if !matches!(word, b"ACCEPT" | b"REJECT") => return None,
            Kind::Status if !matches!(word, b"OK" | b"NODATA" | b"SKIPDATA") => return None,
            Kind::Action | Kind::Status => log.attributes.push(field.attribute, word),
            Kind::Direction => log.attributes.push(field.attribute, direction(word)?),
            Kind::ResourceType => log.source_format = resource_type(word)?,
        }
    }
    if rest.is_some_and(|rest| !rest.trim_ascii().is_empty()) {
        return None;
    }
    if !has_type && !source.is_empty() {
        set_network_type(source, log);
    }
    if original_source != source && !original_source.is_empty() {
        log.attributes.push("network.peer.address", original_source);
    }
    log.severity = Severity::INFO;
    Some(())
}

fn set_start(word: &[u8], log: &mut Log<'_>) -> Option<()> {
    let start = integer(word)?;
    log.time = Timestamp::from_unix(start, 0);
    log.attributes.push("aws.vpc.flow.start", Value::Integer(start));
    Some(())
}

fn set_network_type(source: &[u8], log: &mut Log<'_>) {
    log.attributes.push("network.type", if source.contains(&b':') { "ipv6" } else { "ipv4" });
}

/// The text up to a space. None behind the last word.
#[inline(always)]
fn next_word<'a>(rest: &mut Option<&'a [u8]>) -> Option<&'a [u8]> {
    let text = rest.take()?;
    match space(text) {
        Some(0) => None,
        Some(space) => {
            *rest = Some(&text[space + 1..]);
            Some(&text[..space])
        }
        None => (!text.is_empty()).then_some(text),
    }
}

/// `10.9.0.14` or `2001:db8::9`, by its letters.
fn is_address(word: &[u8]) -> bool {
    // One for a separator, many for what no address has: the sum tells both.
    const OTHER: u16 = 1 << 8;
    static WEIGHTS: [u16; 256] = {
        let (mut weights, mut byte) = ([0; 256], 0);
        while byte < 256 {
            weights[byte] = match byte as u8 {
                b'.' | b':' => 1,
                b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' => 0,
                _ => OTHER,
            };
            byte += 1;
        }
        weights
    };
    let weight = || word.iter().map(|byte| WEIGHTS[usize::from(*byte)]).sum::<u16>();
    word.len() <= 45 && (2..OTHER).contains(&weight())
}

fn network_type(word: &[u8]) -> Option<&'static str> {
    Some(match word {
        b"IPv4" => "ipv4",
        b"IPv6" => "ipv6",
        b"EFA" => "efa",
        _ => return None,
    })
}

/// As OpenTelemetry calls it, seen from the interface.
fn direction(word: &[u8]) -> Option<&'static str> {
    Some(match word {
        b"ingress" => "receive",
        b"egress" => "transmit",
        _ => return None,
    })
}

/// The format of the flow logs of such a resource.
fn resource_type(word: &[u8]) -> Option<&'static str> {
    word.starts_with(b"TransitGateway").then_some(TRANSIT_GATEWAY.name)
}

/// The name of a protocol.
///
/// Source: <https://www.iana.org/assignments/protocol-numbers/protocol-numbers.xhtml>
pub(super) fn transport(number: i64) -> Option<&'static str> {
    Some(match number {
        0 => "hopopt",
        1 => "icmp",
        2 => "igmp",
        4 => "ipv4",
        6 => "tcp",
        17 => "udp",
        27 => "rdp",
        33 => "dccp",
        41 => "ipv6",
        47 => "gre",
        50 => "esp",
        51 => "ah",
        58 => "icmpv6",
        88 => "eigrp",
        89 => "ospf",
        94 => "ipip",
        103 => "pim",
        112 => "vrrp",
        115 => "l2tp",
        132 => "sctp",
        136 => "udplite",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
