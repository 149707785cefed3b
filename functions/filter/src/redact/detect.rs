//! Finds what must not be stored: one look over a text for places that are worth a closer one.

mod address;
mod card;
mod email;
mod iban;
mod look;
mod secret;

use crate::configuration::Detector;
use look::Places;

/// The detectors that are at work.
#[derive(Debug)]
pub(crate) struct Detectors {
    works: [bool; Detector::ALL.len()],
}

/// What was found, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) detector: Detector,
}

/// Where a finding begins and ends.
type Range = Option<(usize, usize)>;

impl Detectors {
    pub(crate) fn new(detectors: impl Iterator<Item = Detector>) -> Self {
        let mut works = [false; Detector::ALL.len()];
        detectors.for_each(|detector| works[detector as usize] = true);
        Self { works }
    }

    /// All findings in a text, in their order. None lies in another.
    pub(crate) fn findings<'t>(&'t self, text: &'t [u8]) -> Findings<'t> {
        Findings { detectors: self, text, places: Places::new(text), from: 0 }
    }
}

/// The findings in a text.
#[derive(Debug)]
pub(crate) struct Findings<'t> {
    detectors: &'t Detectors,
    text: &'t [u8],
    places: Places<'t>,
    /// Where the last one ended: none begins before that.
    from: usize,
}

impl Iterator for Findings<'_> {
    type Item = Finding;

    fn next(&mut self) -> Option<Finding> {
        loop {
            let place = self.places.next()?;
            if place >= self.from
                && let Some(finding) = self.at(place)
            {
                self.from = finding.end;
                return Some(finding);
            }
        }
    }
}

impl Findings<'_> {
    /// What is found at a place, if anything: the byte there tells what it may be.
    fn at(&self, at: usize) -> Option<Finding> {
        let Self { text, from, .. } = *self;
        match text[at] {
            b'@' => self.when(Detector::Email, || email::around(text, at, from)),
            b'.' => self.when(Detector::Ipv4, || address::ipv4_around(text, at, from)),
            b':' => self.when(Detector::Ipv6, || address::ipv6_around(text, at, from)),
            b'0'..=b'9' => self.word(Detector::PaymentCard, at, card::card),
            b'-' => self.when(Detector::PrivateKey, || secret::private_key(text, at)),
            b'J' => self.behind(Detector::Jwt, at, b"ey", secret::jwt).or_else(|| self.capitals(at)),
            b'r' => self.behind(Detector::BearerToken, at, b"beare", secret::bearer_token),
            b'R' => {
                let token = self.behind(Detector::BearerToken, at, b"beare", secret::bearer_token);
                token.or_else(|| self.capitals(at))
            }
            _ => self.capitals(at),
        }
    }

    /// What begins with a word of capitals.
    fn capitals(&self, at: usize) -> Option<Finding> {
        let key = self.word(Detector::AwsAccessKey, at, secret::aws_access_key);
        key.or_else(|| self.word(Detector::Iban, at, iban::iban))
    }

    /// What begins with the word at `at`.
    fn word(&self, detector: Detector, at: usize, find: fn(&[u8], usize) -> Range) -> Option<Finding> {
        let begins = at == 0 || !self.text[at - 1].is_ascii_alphanumeric();
        self.when(detector, || if begins { find(self.text, at) } else { None })
    }

    /// What begins with a word of which `letters`, large or small, stand before `at`.
    fn behind(
        &self,
        detector: Detector,
        at: usize,
        letters: &[u8],
        find: fn(&[u8], usize) -> Range,
    ) -> Option<Finding> {
        let start = at.checked_sub(letters.len()).filter(|start| *start >= self.from)?;
        if self.text[start..at].eq_ignore_ascii_case(letters) {
            self.word(detector, start, find)
        } else {
            None
        }
    }

    fn when(&self, detector: Detector, find: impl FnOnce() -> Range) -> Option<Finding> {
        if !self.detectors.works[detector as usize] {
            return None;
        }
        find().map(|(start, end)| Finding { start, end, detector })
    }
}

/// Does a word end before `at`?
fn is_end(text: &[u8], at: usize) -> bool {
    text.get(at).is_none_or(|byte| !byte.is_ascii_alphanumeric())
}
