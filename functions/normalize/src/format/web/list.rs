//! What nginx says of each of the upstreams that it asked for one request.

use crate::word::word;

/// Reads `a`, `a, b` or `a : b`.
pub(super) fn list(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (mut item, mut rest) = word(text);
    if item.is_empty() {
        return None;
    }
    loop {
        if let Some(behind) = rest.strip_prefix(b": ") {
            (item, rest) = word(behind);
        } else if item.ends_with(b",") {
            (item, rest) = word(rest);
        } else {
            return Some((text[..text.len() - rest.len()].trim_ascii_end(), rest));
        }
    }
}
