//! dnsmasq, and Pi-hole, which is made of it.
//!
//! ```text
//! [SERIAL CLIENT/PORT ]WORDING
//! ```

use super::wording::{self, Wording, push};
use crate::word::{integer, word};
use memchr::memrchr;
use nozzle::log::{Log, Value};

/// Adds what `message` says, if it is one of those that are known.
pub(crate) fn read<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    let (serial, behind) = word(message);
    if integer(serial).is_some() {
        // With log-queries=extra: the number of the query, and who asked.
        let (client, text) = word(behind);
        if let Some(slash) = memrchr(b'/', client)
            && let Some(port) = integer(&client[slash + 1..])
        {
            push("client.address", &client[..slash], log);
            push("client.port", Value::Integer(port), log);
            push("dnsmasq.serial", serial, log);
            return wording::read(WORDINGS, text, log);
        }
    }
    wording::read(WORDINGS, message, log)
}

const WORDINGS: &[Wording] = &[
    Wording("query[{dns.question.type}] {dns.question.name} from {client.address}", "query", ""),
    Wording("forwarded {dns.question.name} to {server.address}", "forward", ""),
    Wording("reply {dns.question.name} is {dns.answer}", "reply", ""),
    Wording("cached {dns.question.name} is {dns.answer}", "cached", ""),
    Wording("cached-stale {dns.question.name} is {dns.answer}", "cached", ""),
    Wording("config {dns.question.name} is {dns.answer}", "config", ""),
    Wording("gravity blocked {dns.question.name} is {dns.answer}", "block", ""),
    Wording("exactly blacklisted {dns.question.name} is {dns.answer}", "block", ""),
    Wording("exactly denied {dns.question.name} is {dns.answer}", "block", ""),
    Wording("regex blacklisted {dns.question.name} is {dns.answer}", "block", ""),
    Wording("regex denied {dns.question.name} is {dns.answer}", "block", ""),
    Wording("validation {dns.question.name} is {dns.validation}", "validation", ""),
    Wording("validation result is {dns.validation}", "validation", ""),
    Wording("Rate-limiting {dns.question.name} is {}", "limit", ""),
    Wording("/etc/hosts {dns.question.name} is {dns.answer}", "hosts", ""),
    Wording("/etc/pihole/custom.list {dns.question.name} is {dns.answer}", "hosts", ""),
    Wording("DHCPDISCOVER({network.interface.name}) {client.address} {dhcp.mac}", "discover", ""),
    Wording("DHCPDISCOVER({network.interface.name}) {dhcp.mac}", "discover", ""),
    Wording("DHCPOFFER({network.interface.name}) {client.address} {dhcp.mac}", "offer", ""),
    Wording("DHCPREQUEST({network.interface.name}) {client.address} {dhcp.mac}", "request", ""),
    Wording("DHCPACK({network.interface.name}) {client.address} {dhcp.mac} {dhcp.host}", "ack", ""),
    Wording("DHCPACK({network.interface.name}) {client.address} {dhcp.mac}", "ack", ""),
    Wording("DHCPNAK({network.interface.name}) {client.address} {dhcp.mac} {dhcp.reason}", "nak", ""),
    Wording("DHCPRELEASE({network.interface.name}) {client.address} {dhcp.mac}", "release", ""),
    Wording("DHCPINFORM({network.interface.name}) {client.address} {dhcp.mac}", "inform", ""),
];

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn questions_and_answers() {
        check(
            "dnsmasq",
            "query[AAAA] shop.example from 192.0.2.7",
            r#""dns.question.type":"AAAA","dns.question.name":"shop.example","client.address":"192.0.2.7","event.action":"query""#,
        );
        check(
            "dnsmasq",
            "12 192.0.2.7/5353 reply shop.example is <CNAME>",
            r#""client.address":"192.0.2.7","client.port":5353,"dnsmasq.serial":"12","dns.question.name":"shop.example","dns.answer":"<CNAME>","event.action":"reply""#,
        );
        check(
            "dnsmasq-dhcp",
            "DHCPACK(br0) 192.0.2.7 02:00:00:00:00:01 pc-1",
            r#""network.interface.name":"br0","client.address":"192.0.2.7","dhcp.mac":"02:00:00:00:00:01","dhcp.host":"pc-1","event.action":"ack""#,
        );
    }
}
