//! Takes out what must not be stored: what detectors find in text, wherever it stands.
//!
//! In JSON only values are looked at, as their readers will see them; what was valid JSON stays valid JSON.

mod detect;
mod json;
mod log;
mod token;

pub use token::TokenKey;

use crate::configuration::{Detector, Mode};
use detect::{Detectors, Finding};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// What is looked for, and what takes its place.
#[derive(Debug)]
pub(crate) struct Redaction {
    detectors: Detectors,
    modes: [Option<Mode>; Detector::ALL.len()],
    key: Option<TokenKey>,
    /// What was found since it was last asked, by detector.
    found: [Cell<u64>; Detector::ALL.len()],
}

impl Redaction {
    pub(crate) fn new(modes: &BTreeMap<Detector, Mode>, key: Option<TokenKey>) -> Self {
        Self {
            detectors: Detectors::new(modes.keys().copied()),
            modes: Detector::ALL.map(|detector| modes.get(&detector).copied()),
            key,
            found: Default::default(),
        }
    }

    /// Gives it the key of tokens.
    pub(crate) fn set_key(&mut self, key: TokenKey) {
        self.key = Some(key);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.modes.iter().all(Option::is_none)
    }

    /// Hands over how much each detector found since it was last asked.
    pub(crate) fn take_counts(&self, take: &mut dyn FnMut(&'static str, u64)) {
        for detector in Detector::ALL.into_iter().filter(|detector| self.modes[*detector as usize].is_some())
        {
            take(detector.metric(), self.found[detector as usize].take());
        }
    }

    /// Appends `document` without what is found; appends nothing, and says so, where nothing is found.
    pub(crate) fn document(&self, document: &[u8], out: &mut Vec<u8>) -> bool {
        if memchr::memchr(b'\\', document).is_none() {
            self.plain_document(document, out)
        } else if json::is_json(document) {
            self.json(document, out)
        } else {
            self.text(document, out)
        }
    }

    /// The same for text of any kind.
    pub(crate) fn text(&self, text: &[u8], out: &mut Vec<u8>) -> bool {
        let mut copied = 0;
        for finding in self.detectors.findings(text) {
            out.extend_from_slice(&text[copied..finding.start]);
            self.replace(text, &finding, out);
            copied = finding.end;
        }
        if copied > 0 {
            out.extend_from_slice(&text[copied..]);
        }
        copied > 0
    }

    /// Appends what takes the place of a finding. It needs no escape in JSON.
    fn replace(&self, text: &[u8], finding: &Finding, out: &mut Vec<u8>) {
        let found = &text[finding.start..finding.end];
        let counter = &self.found[finding.detector as usize];
        counter.set(counter.get() + 1);
        match self.modes[finding.detector as usize] {
            Some(Mode::Remove) => {}
            Some(Mode::Truncate) if finding.detector == Detector::Ipv4 => write_ipv4_network(found, out),
            Some(Mode::Truncate) => match str::from_utf8(found).ok().and_then(|found| found.parse().ok()) {
                Some(address) => out.extend_from_slice(truncated(address).as_bytes()),
                None => mask(finding.detector, out),
            },
            Some(Mode::Token) => match &self.key {
                Some(key) => key.write_token(found, out),
                None => mask(finding.detector, out),
            },
            Some(Mode::Mask) | None => mask(finding.detector, out),
        }
    }
}

impl Redaction {
    /// Appends, as JSON, what takes the place of a field's value.
    pub(crate) fn field(&self, value: &[u8], mode: Mode, out: &mut Vec<u8>) {
        if value == b"null" {
            out.extend_from_slice(value);
            return;
        }
        let text = nozzle::json::decode_string(value);
        let text = text.as_ref().map_or(value, |text| text.as_bytes());
        let address = || str::from_utf8(text).ok()?.parse().ok();
        out.push(b'"');
        match (mode, &self.key) {
            (Mode::Token, Some(key)) => key.write_token(text, out),
            (Mode::Truncate, _) if let Some(address) = address() => {
                out.extend_from_slice(truncated(address).as_bytes());
            }
            _ => out.extend_from_slice(b"[redacted]"),
        }
        out.push(b'"');
    }
}

/// Appends the network of an IPv4 address: its first 24 bits.
fn write_ipv4_network(address: &[u8], out: &mut Vec<u8>) {
    let network = memchr::memrchr(b'.', address).map_or(0, |dot| dot + 1);
    out.extend_from_slice(&address[..network]);
    out.push(b'0');
}

fn mask(detector: Detector, out: &mut Vec<u8>) {
    out.push(b'[');
    out.extend_from_slice(detector.as_str().as_bytes());
    out.push(b']');
}

/// The network of an address: its first 24 bits, or 48 of IPv6.
fn truncated(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).to_string()
        }
    }
}

#[cfg(test)]
mod tests;
