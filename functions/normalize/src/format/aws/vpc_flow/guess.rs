//! A flow log whose list of fields nobody declared: what its words can only be.

use super::{direction, is_address, network_type, next_word, set_network_type, set_start, transport};
use crate::word::integer;
use nozzle::log::{Log, Severity, Text, Value};

/// Reads a version and then what can be told by its look: addresses, and ports and protocol behind them, ids,
/// action, status, start and end. Numbers that may be packets, bytes or flags are left, so the line is the body.
pub(super) fn read<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let mut rest = Some(text.trim_ascii_end());
    let version = integer(next_word(&mut rest)?)?;
    log.attributes.push("aws.vpc.flow.version", Value::Integer(version));
    let mut seen = Seen::default();
    while rest.is_some() {
        seen.word(next_word(&mut rest)?, &mut rest, log);
    }
    // Without these it may be anything that begins with a number.
    if seen.addresses < 2 || !(seen.action || seen.status || seen.interface) {
        return None;
    }
    log.body = Some(text.into());
    log.severity = Severity::INFO;
    Some(())
}

/// What was found already: the first of each kind counts.
#[derive(Default)]
struct Seen {
    addresses: usize,
    account: bool,
    action: bool,
    status: bool,
    interface: bool,
    vpc: bool,
    subnet: bool,
    instance: bool,
    start: bool,
    network_type: bool,
    direction: bool,
}

fn first(seen: &mut bool) -> bool {
    !std::mem::replace(seen, true)
}

impl Seen {
    fn word<'a>(&mut self, word: &'a [u8], rest: &mut Option<&'a [u8]>, log: &mut Log<'a>) {
        let attributes = &mut log.attributes;
        match word {
            b"-" => {}
            b"ACCEPT" | b"REJECT" if first(&mut self.action) => attributes.push("aws.vpc.flow.action", word),
            b"OK" | b"NODATA" | b"SKIPDATA" if first(&mut self.status) => {
                attributes.push("aws.vpc.flow.status", word);
            }
            b"ingress" | b"egress" if first(&mut self.direction) => {
                attributes.push("network.io.direction", direction(word).unwrap_or_default());
            }
            b"IPv4" | b"IPv6" | b"EFA" if first(&mut self.network_type) => {
                // The address may have told it before.
                attributes.set("network.type", network_type(word).unwrap_or_default());
            }
            _ if word.starts_with(b"eni-") && first(&mut self.interface) => {
                attributes.push("network.interface.name", word);
            }
            _ if word.starts_with(b"vpc-") && first(&mut self.vpc) => attributes.push("aws.vpc.id", word),
            _ if word.starts_with(b"subnet-") && first(&mut self.subnet) => {
                attributes.push("aws.vpc.subnet.id", word);
            }
            _ if word.starts_with(b"i-") && first(&mut self.instance) => log.resource.push("host.id", word),
            _ if word.len() == 12 && integer(word).is_some() && first(&mut self.account) => {
                log.resource.push("cloud.account.id", word);
            }
            _ if word.len() == 10 && integer(word).is_some() && !self.start => self.times(word, rest, log),
            _ if is_address(word) => self.address(word, rest, log),
            _ => {}
        }
    }

    /// Two numbers of ten digits, the second not before the first, are start and end.
    fn times<'a>(&mut self, start: &'a [u8], rest: &mut Option<&'a [u8]>, log: &mut Log<'a>) {
        let mut behind = *rest;
        let Some(end) = next_word(&mut behind).filter(|end| end.len() == 10 && *end >= start) else { return };
        let Some(end) = integer(end) else { return };
        if set_start(start, log).is_some() {
            log.attributes.push("aws.vpc.flow.end", Value::Integer(end));
            self.start = true;
            *rest = behind;
        }
    }

    /// Source and destination stand together, and ports and protocol behind them.
    fn address<'a>(&mut self, word: &'a [u8], rest: &mut Option<&'a [u8]>, log: &mut Log<'a>) {
        self.addresses += 1;
        match self.addresses {
            1 => {
                log.attributes.push("source.address", word);
                if !self.network_type {
                    set_network_type(word, log);
                }
            }
            2 => {
                log.attributes.push("destination.address", word);
                ports_and_protocol(rest, log);
            }
            3 => log.attributes.push("aws.vpc.flow.pkt_srcaddr", word),
            4 => log.attributes.push("aws.vpc.flow.pkt_dstaddr", word),
            _ => {}
        }
    }
}

fn ports_and_protocol<'a>(rest: &mut Option<&'a [u8]>, log: &mut Log<'a>) {
    let mut behind = *rest;
    let mut number =
        |most| next_word(&mut behind).filter(|word| integer(word).is_some_and(|number| number <= most));
    let (Some(source), Some(destination)) = (number(65_535), number(65_535)) else { return };
    let protocol = number(255);
    for (name, port) in [("source.port", source), ("destination.port", destination)] {
        log.attributes.push(name, Value::Integer(integer(port).unwrap_or_default()));
    }
    if let Some(protocol) = protocol {
        let name = integer(protocol).and_then(transport);
        log.attributes.push("network.transport", name.map_or(Text::Raw(protocol), Text::from));
        *rest = behind;
    }
}
