//! Which format does a log have? Its first byte leaves few; the format of the log before is tried first.

use crate::context::Context;
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

/// One bit a format, in the order of [`FORMATS`].
type Set = u128;

/// The formats that logs with this first byte may have.
const CANDIDATES: [Set; 256] = {
    assert!(FORMATS.len() <= Set::BITS as usize, "one bit a format");
    let mut candidates = [0; 256];
    let mut index = 0;
    while index < FORMATS.len() {
        let first_bytes = FORMATS[index].first_bytes;
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
        *log = Log::default();
    }
    recognised
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&'static str> {
        let left = candidates(text.as_bytes());
        let formats = FORMATS.iter().enumerate().filter(|(index, _)| left & (1 << index) != 0);
        formats.map(|(_, format)| format.name).collect()
    }

    #[test]
    fn the_first_byte_leaves_few() {
        assert_eq!(names("{\"a\":1}"), ["json"]);
        assert_eq!(names("<34>1 - - - - - -"), ["rfc5424", "rfc3164", "windows_event_xml"]);
        assert_eq!(names(""), Vec::<&str>::new());
    }
}
