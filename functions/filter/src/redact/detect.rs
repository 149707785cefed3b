//! Finds what must not be stored, in one pass over a text.

mod address;
mod card;
mod email;
mod iban;
mod secret;

use crate::configuration::Detector;

/// The detectors that are at work.
#[derive(Debug)]
pub(crate) struct Detectors {
    works: [bool; Detector::ALL.len()],
    /// What a detector begins its work at.
    triggers: [Trigger; 256],
}

/// What was found, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) detector: Detector,
}

/// Where it begins and ends, if it begins with the word at this place.
type Find = fn(&[u8], usize) -> Option<(usize, usize)>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trigger {
    /// Nothing begins here.
    None,
    /// Nothing begins here, and no word either.
    InWord,
    /// The first byte of a word.
    Word,
    At,
    Colon,
    Dash,
}

impl Detectors {
    pub(crate) fn new(detectors: impl Iterator<Item = Detector>) -> Self {
        let mut works = [false; Detector::ALL.len()];
        detectors.for_each(|detector| works[detector as usize] = true);
        let mut triggers = [Trigger::None; 256];
        let mut set = |bytes: &[u8], trigger, wanted: &[Detector]| {
            if wanted.iter().any(|detector| works[*detector as usize]) {
                bytes.iter().for_each(|byte| triggers[usize::from(*byte)] = trigger);
            }
        };
        let letters: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').collect();
        let digits: Vec<u8> = (b'0'..=b'9').collect();
        set(&[letters.clone(), digits.clone()].concat(), Trigger::InWord, &Detector::ALL);
        set(&digits, Trigger::Word, &[Detector::Ipv4, Detector::PaymentCard]);
        set(&letters[..26], Trigger::Word, &[Detector::Iban]);
        set(b"A", Trigger::Word, &[Detector::AwsAccessKey]);
        set(b"Bb", Trigger::Word, &[Detector::BearerToken]);
        set(b"e", Trigger::Word, &[Detector::Jwt]);
        set(b"@", Trigger::At, &[Detector::Email]);
        set(b":", Trigger::Colon, &[Detector::Ipv6]);
        set(b"-", Trigger::Dash, &[Detector::PrivateKey]);
        Self { works, triggers }
    }

    fn works(&self, detector: Detector) -> bool {
        self.works[detector as usize]
    }

    /// The first finding that begins at `from` or behind it.
    pub(crate) fn find(&self, text: &[u8], from: usize) -> Option<Finding> {
        let mut at = from;
        while let Some(byte) = text.get(at) {
            let found = match self.triggers[usize::from(*byte)] {
                Trigger::None => {
                    at += 1;
                    continue;
                }
                Trigger::InWord => None,
                Trigger::Word => self.word(text, at),
                Trigger::At => self.when(Detector::Email, email::around(text, at, from)),
                Trigger::Colon => self.when(Detector::Ipv6, address::ipv6_around(text, at, from)),
                Trigger::Dash => self.when(Detector::PrivateKey, secret::private_key(text, at)),
            };
            if found.is_some() {
                return found;
            }
            // Nothing begins inside a word.
            at += 1;
            if byte.is_ascii_alphanumeric() {
                at += text[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            }
        }
        None
    }

    fn when(&self, detector: Detector, found: Option<(usize, usize)>) -> Option<Finding> {
        found.map(|(start, end)| Finding { start, end, detector })
    }

    /// What begins with the word at `at`.
    fn word(&self, text: &[u8], at: usize) -> Option<Finding> {
        let try_one = |detector: Detector, find: Find| {
            if self.works(detector) { self.when(detector, find(text, at)) } else { None }
        };
        match text[at] {
            b'0'..=b'9' => {
                try_one(Detector::Ipv4, address::ipv4).or_else(|| try_one(Detector::PaymentCard, card::card))
            }
            b'e' => try_one(Detector::Jwt, secret::jwt),
            first => {
                let key = || {
                    if first == b'A' { try_one(Detector::AwsAccessKey, secret::aws_access_key) } else { None }
                };
                let bearer = || {
                    if matches!(first, b'B' | b'b') {
                        try_one(Detector::BearerToken, secret::bearer_token)
                    } else {
                        None
                    }
                };
                key().or_else(bearer).or_else(|| try_one(Detector::Iban, iban::iban))
            }
        }
    }
}

/// Does a word end before `at`?
fn is_end(text: &[u8], at: usize) -> bool {
    text.get(at).is_none_or(|byte| !byte.is_ascii_alphanumeric())
}
