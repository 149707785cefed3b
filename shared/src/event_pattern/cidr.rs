//! Blocks of addresses.

use std::net::IpAddr;

/// A block of IPv4 or IPv6 addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cidr {
    bits: u128,
    /// Bits of the address that are the block's, counted from the highest of 128; IPv4 stands in the highest 32.
    mask: u128,
    is_ipv6: bool,
}

impl Cidr {
    /// The block that holds one address.
    pub(super) fn of(address: IpAddr) -> Self {
        let (bits, is_ipv6) = bits(address);
        Self { bits, mask: if is_ipv6 { u128::MAX } else { u128::MAX << 96 }, is_ipv6 }
    }

    /// Reads `10.0.0.0/24`. Bits behind the mask do not count. A block of one address is none, as at AWS.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        if length.is_empty() || !length.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let length: u32 = length.parse().ok()?;
        let (bits, is_ipv6) = address_bits(address)?;
        if length >= if is_ipv6 { 128 } else { 32 } {
            return None;
        }
        let mask = if length == 0 { 0 } else { u128::MAX << (128 - length) };
        Some(Self { bits: bits & mask, mask, is_ipv6 })
    }

    pub(super) fn holds(self, address: &str) -> bool {
        address_bits(address)
            .is_some_and(|(bits, is_ipv6)| is_ipv6 == self.is_ipv6 && bits & self.mask == self.bits)
    }
}

fn address_bits(address: &str) -> Option<(u128, bool)> {
    address.parse().ok().map(bits)
}

fn bits(address: IpAddr) -> (u128, bool) {
    match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)) << 96, false),
        IpAddr::V6(address) => (u128::from(address), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_holds_its_addresses() {
        let holds = |block: &str, address: &str| Cidr::parse(block).is_some_and(|block| block.holds(address));
        assert!(holds("10.0.0.0/24", "10.0.0.255"));
        assert!(holds("10.0.0.77/24", "10.0.0.1"));
        assert!(!holds("10.0.0.0/24", "10.0.1.0"));
        assert!(holds("0.0.0.0/0", "203.0.113.9"));
        assert!(holds("10.0.0.1/31", "10.0.0.0"));
        assert!(Cidr::of("2001:db8::1".parse().unwrap()).holds("2001:0DB8:0::1"));
        assert!(!Cidr::of("10.0.0.1".parse().unwrap()).holds("10.0.0.0"));
        assert!(holds("2001:db8::/32", "2001:DB8:1::9"));
        assert!(!holds("2001:db8::/32", "10.0.0.1"));
        assert!(!holds("0.0.0.0/0", "::1"));
        for text in ["10.0.0.0", "10.0.0.0/32", "::/128", "10.0.0/8", "a/8", "10.0.0.0/", "10.0.0.0/+8", "/8"]
        {
            assert_eq!(Cidr::parse(text), None, "{text}");
        }
    }
}
