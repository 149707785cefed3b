//! Which format does a log have? Its first byte leaves few; the format of the log before is tried first.

use crate::context::Context;
use crate::format::web::declared;
use crate::format::{FORMATS, Format};
use nozzle::log::Log;
use std::cell::Cell;

/// How deep logs may stand in logs: JSON in a container's line in a document of Fluent Bit in an envelope.
pub const MAX_DEPTH: usize = 4;

/// The format that the log before had, for each depth: logs of a stream are alike.
#[derive(Debug)]
pub struct Detection {
    last: [Cell<usize>; MAX_DEPTH + 1],
}

impl Default for Detection {
    fn default() -> Self {
        Self { last: [const { Cell::new(usize::MAX) }; MAX_DEPTH + 1] }
    }
}

/// The formats that detection knows, in the order of [`FORMATS`]: all but those that are only for naming.
const DETECTED: [Format; count()] = {
    let mut detected = [FORMATS[0]; count()];
    let (mut index, mut at) = (0, 0);
    while index < FORMATS.len() {
        if !FORMATS[index].first_bytes.is_empty() {
            detected[at] = FORMATS[index];
            at += 1;
        }
        index += 1;
    }
    detected
};

const fn count() -> usize {
    let (mut index, mut count) = (0, 0);
    while index < FORMATS.len() {
        count += !FORMATS[index].first_bytes.is_empty() as usize;
        index += 1;
    }
    count
}

/// A set of them: one bit each.
type Set = u128;

/// The formats that logs with this first byte may have.
const CANDIDATES: [Set; 256] = {
    assert!(DETECTED.len() <= Set::BITS as usize, "one bit a format");
    let mut candidates = [0; 256];
    let mut index = 0;
    while index < DETECTED.len() {
        let first_bytes = DETECTED[index].first_bytes;
        let mut at = 0;
        while at < first_bytes.len() {
            candidates[first_bytes[at] as usize] |= 1 << index;
            at += 1;
        }
        index += 1;
    }
    candidates
};

fn candidates(text: &[u8]) -> Set {
    static TABLE: [Set; 256] = CANDIDATES;
    text.first().map_or(0, |byte| TABLE[usize::from(*byte)])
}

/// Reads `text` into the empty `log` by the first format that takes it, and leaves the log empty where none does.
pub(crate) fn read<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    static FORMATS: [Format; DETECTED.len()] = DETECTED;
    if !context.configuration.log_formats.is_empty() && declared::read(text, context, log).is_some() {
        return Some(());
    }
    let mut left = candidates(text);
    let last = &context.detection.last[context.depth()];
    let likeliest = last.get();
    if likeliest < FORMATS.len() && left & (1 << likeliest) != 0 {
        if read_as(&FORMATS[likeliest], text, context, log).is_some() {
            return Some(());
        }
        left &= !(1 << likeliest);
    }
    while let Some(format) = FORMATS.get(left.trailing_zeros() as usize) {
        if read_as(format, text, context, log).is_some() {
            // What others would take too must not go before them.
            if format.exclusive {
                last.set(left.trailing_zeros() as usize);
            }
            return Some(());
        }
        left &= left - 1;
    }
    None
}

/// Has `format` read `text` into the empty `log`, and leaves the log empty where it cannot.
pub(crate) fn read_as<'a>(
    format: &Format,
    text: &'a [u8],
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<()> {
    log.source_format = format.name;
    let recognised = (format.parse)(text, context, log);
    if recognised.is_none() {
        log.clear();
    }
    recognised
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&'static str> {
        let left = candidates(text.as_bytes());
        let formats = DETECTED.iter().enumerate().filter(|(index, _)| left & (1 << index) != 0);
        let formats = formats.filter(|(_, format)| format.exclusive);
        formats.map(|(_, format)| format.name).collect()
    }

    #[test]
    fn the_first_byte_leaves_few() {
        assert_eq!(names("{\"a\":1}"), ["json"]);
        assert_eq!(names("<34>1 - - - - - -")[..2], ["rfc5424", "rfc3164"]);
        assert_eq!(names(""), Vec::<&str>::new());
    }
}
