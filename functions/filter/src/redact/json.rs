//! Redaction inside JSON.

use super::Redaction;
use crate::configuration::Detector;
use nozzle::json::{self, Cursor};

/// Is it a document of JSON? Text that is none mostly shows it soon.
pub(super) fn is_json(document: &[u8]) -> bool {
    let mut cursor = Cursor::new(document);
    cursor.value().is_ok() && cursor.end().is_ok()
}

impl Redaction {
    /// Appends `document`, which is valid, without what is found; appends nothing where nothing is found.
    pub(super) fn json(&self, document: &[u8], out: &mut Vec<u8>) -> bool {
        let mut copied = 0;
        let mut at = 0;
        while at < document.len() {
            let quote =
                memchr::memchr(b'"', &document[at..]).map_or(document.len(), |distance| at + distance);
            self.numbers(document, at..quote, &mut copied, out);
            if quote == document.len() {
                break;
            }
            let end = string_end(document, quote + 1);
            at = end + 1;
            if document[at..].trim_ascii_start().first() != Some(&b':') {
                self.string(document, quote + 1..end, &mut copied, out);
            }
        }
        if copied > 0 {
            out.extend_from_slice(&document[copied..]);
        }
        copied > 0
    }

    /// Looks at the inside of a string.
    fn string(&self, document: &[u8], inside: std::ops::Range<usize>, copied: &mut usize, out: &mut Vec<u8>) {
        let spelt = &document[inside.clone()];
        if memchr::memchr(b'\\', spelt).is_none() {
            if let Some(first) = self.detectors.find(spelt, 0) {
                out.extend_from_slice(&document[*copied..inside.start]);
                self.text_from(spelt, first, out);
                *copied = inside.end;
            }
            return;
        }
        let mut text = Vec::with_capacity(spelt.len());
        json::unescape_into(spelt, &mut text);
        let mut redacted = Vec::new();
        if self.text(&text, &mut redacted) {
            // With its quotes.
            out.extend_from_slice(&document[*copied..inside.start - 1]);
            json::write_string(&redacted, out);
            *copied = inside.end + 1;
        }
    }

    /// Looks at the numbers between two strings: one that is a card's becomes a string.
    fn numbers(&self, document: &[u8], range: std::ops::Range<usize>, copied: &mut usize, out: &mut Vec<u8>) {
        if range.len() < 13 || !self.modes.contains_key(&Detector::PaymentCard) {
            return;
        }
        let mut at = range.start;
        while at < range.end {
            let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
            let length = document[at..range.end].iter().take_while(|byte| is_part(byte)).count();
            let number = &document[at..at + length];
            if (13..=19).contains(&length)
                && number.iter().all(u8::is_ascii_digit)
                && let Some(finding) = self.detectors.find(number, 0)
            {
                out.extend_from_slice(&document[*copied..at]);
                out.push(b'"');
                self.replace(number, &finding, out);
                out.push(b'"');
                *copied = at + length;
            }
            at += length.max(1);
        }
    }
}

/// Where the string ends whose inside begins at `start`.
fn string_end(document: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(distance) = document.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += distance;
        if document[at] == b'"' {
            return at;
        }
        at += 2;
    }
    // Not in valid JSON.
    document.len().saturating_sub(1)
}
