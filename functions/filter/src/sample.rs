//! Keeps some documents: the same ones each time.

use crate::configuration::{Rate, Sample};
use nozzle::event_pattern::Patterns;
use nozzle::log::Log;
use nozzle::{Origin, field};

/// All rules.
#[derive(Debug)]
pub(crate) struct Sampling {
    /// A group for each rule.
    patterns: Patterns,
    rules: Vec<Rule>,
    /// The first rule that is about everything.
    of_everything: Option<usize>,
}

#[derive(Debug)]
struct Rule {
    rate: Rate,
    by: Option<String>,
    written: Option<WrittenRate>,
}

/// The rate as a member of what is kept.
#[derive(Debug)]
pub(crate) struct WrittenRate {
    pub(crate) field: String,
    pub(crate) text: String,
}

/// What is judged.
pub(crate) enum Subject<'a> {
    Document(&'a [u8]),
    Log(&'a Log<'a>),
}

pub(crate) enum Sampled<'s> {
    Dropped,
    /// With the rate, if it is to be written.
    Kept(Option<&'s WrittenRate>),
}

impl Sampling {
    pub(crate) fn new(rules: &[Sample]) -> Self {
        Self {
            patterns: Patterns::new(
                rules.iter().map(|rule| rule.pattern.iter().map(|pattern| pattern.0.clone())),
            ),
            of_everything: rules.iter().position(|rule| rule.pattern.is_none()),
            rules: rules.iter().map(Rule::new).collect(),
        }
    }

    /// Judges a document, the so-manieth of its record, or a log.
    pub(crate) fn sample(&mut self, subject: &Subject<'_>, number: usize, from: &Origin<'_>) -> Sampled<'_> {
        let Some(rule) = self.rule(subject) else { return Sampled::Kept(None) };
        let rule = &self.rules[rule];
        if share(rule.key(subject, number, from)) < rule.rate.share() {
            Sampled::Kept(rule.written.as_ref())
        } else {
            Sampled::Dropped
        }
    }

    fn rule(&mut self, subject: &Subject<'_>) -> Option<usize> {
        if self.patterns.is_empty() {
            return self.of_everything;
        }
        let matched = match subject {
            // What is not JSON matches no pattern.
            Subject::Document(document) => self.patterns.first_group(document).ok().flatten(),
            Subject::Log(log) => self.patterns.first_group_of_log(log),
        };
        matched.into_iter().chain(self.of_everything).min()
    }
}

impl Rule {
    fn new(rule: &Sample) -> Self {
        let written =
            |field: &String| WrittenRate { field: field.clone(), text: rule.rate.share().to_string() };
        Self { rate: rule.rate, by: rule.by.clone(), written: rule.rate_field.as_ref().map(written) }
    }

    fn key(&self, subject: &Subject<'_>, number: usize, from: &Origin<'_>) -> u64 {
        let field = self.by.as_ref().and_then(|path| match subject {
            Subject::Document(document) => field::of_document(document, path).map(hash),
            Subject::Log(log) => field::of_log(log, path).map(|value| hash(&value)),
        });
        field.unwrap_or_else(|| {
            let id = from.record_id.to_str();
            let event = from.log_event_id.unwrap_or_default();
            // Documents of one record are told apart by their place in it.
            mix(hash(id.as_bytes()) ^ mix(hash(event.as_bytes()) ^ number as u64))
        })
    }
}

/// From 0 to below 1, evenly.
fn share(hash: u64) -> f64 {
    (mix(hash) >> 11) as f64 / (1_u64 << 53) as f64
}

/// FNV-1a. What it gives must never change: it decides what is kept.
fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The last step of SplitMix64: spreads what differs in few bits.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_even() {
        let mut tenths = [0; 10];
        for number in 0..10_000 {
            let id = format!("4966{number:052}000000");
            tenths[(share(hash(id.as_bytes())) * 10.0) as usize] += 1;
        }
        assert!(tenths.iter().all(|count| (900..1100).contains(count)), "{tenths:?}");
    }

    #[test]
    fn a_share_is_for_ever() {
        assert_eq!(hash(b"4966"), 0x7f50_24d8_b534_3ada);
        assert_eq!(mix(1), 0x5692_161d_100b_05e5);
    }
}
