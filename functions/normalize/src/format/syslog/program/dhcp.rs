//! DHCP: ISC's server and client.

use super::wording::{self, Wording};
use nozzle::log::Log;

/// Adds what `message` says, if it is one of those that are known.
pub(crate) fn read<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    wording::read(WORDINGS, message, log)
}

const WORDINGS: &[Wording] = &[
    Wording("DHCPDISCOVER from {dhcp.mac} ({dhcp.host}) via {network.interface.name}", "discover", ""),
    Wording("DHCPDISCOVER from {dhcp.mac} via {network.interface.name}", "discover", ""),
    Wording(
        "DHCPOFFER on {client.address} to {dhcp.mac} ({dhcp.host}) via {network.interface.name}",
        "offer",
        "",
    ),
    Wording("DHCPOFFER on {client.address} to {dhcp.mac} via {network.interface.name}", "offer", ""),
    Wording(
        "DHCPREQUEST for {client.address} ({server.address}) from {dhcp.mac} ({dhcp.host}) via {network.interface.name}",
        "request",
        "",
    ),
    Wording(
        "DHCPREQUEST for {client.address} ({server.address}) from {dhcp.mac} via {network.interface.name}",
        "request",
        "",
    ),
    Wording(
        "DHCPREQUEST for {client.address} from {dhcp.mac} ({dhcp.host}) via {network.interface.name}",
        "request",
        "",
    ),
    Wording("DHCPREQUEST for {client.address} from {dhcp.mac} via {network.interface.name}", "request", ""),
    Wording(
        "DHCPACK on {client.address} to {dhcp.mac} ({dhcp.host}) via {network.interface.name}",
        "ack",
        "",
    ),
    Wording("DHCPACK on {client.address} to {dhcp.mac} via {network.interface.name}", "ack", ""),
    Wording("DHCPACK to {client.address} ({dhcp.mac}) via {network.interface.name}", "ack", ""),
    Wording("DHCPNAK on {client.address} to {dhcp.mac} via {network.interface.name}", "nak", ""),
    Wording(
        "DHCPRELEASE of {client.address} from {dhcp.mac} ({dhcp.host}) via {network.interface.name} ({})",
        "release",
        "",
    ),
    Wording(
        "DHCPRELEASE of {client.address} from {dhcp.mac} via {network.interface.name} ({})",
        "release",
        "",
    ),
    Wording("DHCPINFORM from {client.address} via {network.interface.name}", "inform", ""),
    Wording("DHCPDECLINE of {client.address} from {dhcp.mac} via {network.interface.name}{}", "decline", ""),
    Wording(
        "DHCPDISCOVER on {network.interface.name} to {server.address} port {server.port#}{}",
        "discover",
        "",
    ),
    Wording(
        "DHCPREQUEST on {network.interface.name} to {server.address} port {server.port#}{}",
        "request",
        "",
    ),
    Wording("DHCPACK from {server.address}{}", "ack", ""),
    Wording("DHCPOFFER from {server.address}", "offer", ""),
    Wording("bound to {client.address} -- renewal in {dhcp.renewal_seconds#} seconds.", "bind", ""),
];

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn leases() {
        check(
            "dhcpd",
            "DHCPACK on 192.0.2.7 to 02:00:00:00:00:01 (pc-1) via eth0",
            r#""client.address":"192.0.2.7","dhcp.mac":"02:00:00:00:00:01","dhcp.host":"pc-1","network.interface.name":"eth0","event.action":"ack""#,
        );
        check(
            "dhclient",
            "bound to 192.0.2.7 -- renewal in 1000 seconds.",
            r#""client.address":"192.0.2.7","dhcp.renewal_seconds":1000,"event.action":"bind""#,
        );
    }
}
