//! Redaction inside JSON.

use super::{Redaction, detect::Finding};
use crate::configuration::Detector;
use nozzle::json::{self, Cursor};

/// Is it a document of JSON? Text that is none mostly shows it soon.
pub(super) fn is_json(document: &[u8]) -> bool {
    let mut cursor = Cursor::new(document);
    cursor.value().is_ok() && cursor.end().is_ok()
}

impl Redaction {
    /// Appends a document without escapes, JSON or not, without what is found; appends nothing where nothing is found.
    ///
    /// Where nothing is spelt with escapes, findings in the document are those in its strings, and nothing has to be
    /// read but what stands around them.
    pub(super) fn plain_document(&self, document: &[u8], out: &mut Vec<u8>) -> bool {
        let mut copied = 0;
        for finding in self.detectors.findings(document) {
            match place(document, &finding) {
                Place::Name if is_json(document) => continue,
                Place::Unclear if is_json(document) => {
                    // Behind the string that the last finding lies in.
                    let outside = if copied == 0 { 0 } else { string_end(document, copied) + 1 };
                    self.strings(document, outside, &mut copied, out);
                    break;
                }
                Place::Value | Place::Name | Place::Unclear => {}
            }
            out.extend_from_slice(&document[copied..finding.start]);
            self.replace(document, &finding, out);
            copied = finding.end;
        }
        end(document, copied, out)
    }

    /// The same for a document that is valid, string by string.
    pub(super) fn json(&self, document: &[u8], out: &mut Vec<u8>) -> bool {
        let mut copied = 0;
        self.strings(document, 0, &mut copied, out);
        end(document, copied, out)
    }

    /// Looks at all that stands behind `at`, which lies in no string. What comes before `copied` is written.
    fn strings(&self, document: &[u8], mut at: usize, copied: &mut usize, out: &mut Vec<u8>) {
        while at < document.len() {
            let quote =
                memchr::memchr(b'"', &document[at..]).map_or(document.len(), |distance| at + distance);
            self.numbers(document, at..quote, copied, out);
            if quote == document.len() {
                break;
            }
            let end = string_end(document, quote + 1);
            at = end + 1;
            if document[at..].trim_ascii_start().first() != Some(&b':') {
                self.string(document, quote + 1..end, copied, out);
            }
        }
    }

    /// Looks at the inside of a string.
    fn string(&self, document: &[u8], inside: std::ops::Range<usize>, copied: &mut usize, out: &mut Vec<u8>) {
        let spelt = &document[inside.clone()];
        if memchr::memchr(b'\\', spelt).is_none() {
            for finding in self.detectors.findings(spelt) {
                out.extend_from_slice(&document[*copied..inside.start + finding.start]);
                self.replace(spelt, &finding, out);
                *copied = inside.start + finding.end;
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
        if range.len() < 13 || self.modes[Detector::PaymentCard as usize].is_none() {
            return;
        }
        let mut at = range.start;
        while at < range.end {
            let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
            let length = document[at..range.end].iter().take_while(|byte| is_part(byte)).count();
            let number = &document[at..at + length];
            if (13..=19).contains(&length)
                && number.iter().all(u8::is_ascii_digit)
                && let Some(finding) = self.detectors.findings(number).next()
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

/// Writes what is left, if anything was found.
fn end(document: &[u8], copied: usize, out: &mut Vec<u8>) -> bool {
    if copied > 0 {
        out.extend_from_slice(&document[copied..]);
    }
    copied > 0
}

/// Where in a document without escapes a finding lies, if that is JSON.
enum Place {
    /// In a string that is a value.
    Value,
    /// In a string that is a name.
    Name,
    /// It may be a number, or hold the end of its string.
    Unclear,
}

fn place(document: &[u8], finding: &Finding) -> Place {
    let found = &document[finding.start..finding.end];
    let is_unclear = match finding.detector {
        Detector::PaymentCard => found.iter().all(u8::is_ascii_digit),
        Detector::PrivateKey => memchr::memchr(b'"', found).is_some(),
        _ => false,
    };
    if is_unclear {
        return Place::Unclear;
    }
    let rest = &document[finding.end..];
    let behind = memchr::memchr(b'"', rest).map_or(&[][..], |quote| rest[quote + 1..].trim_ascii_start());
    if behind.first() == Some(&b':') { Place::Name } else { Place::Value }
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
