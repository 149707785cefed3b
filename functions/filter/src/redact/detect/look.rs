//! One look at a text, sixteen bytes at a time, for the places that are worth a closer look.
//!
//! A place is told by the few bytes around it, so that most texts have none. It is the first byte of what may lie there,
//! but for addresses, where it is the `@`, a dot or a colon, and for tokens, where it is the `J` of `eyJ` and the `r` of
//! `Bearer`.

use wide::u8x16;

/// Bytes that are looked at together: a bit for each.
const WINDOW: usize = 64;

/// Windows overlap, so that what a place is told by lies in one.
const STEP: usize = 53;

/// The places of a text, ascending.
#[derive(Debug)]
pub(super) struct Places<'t> {
    text: &'t [u8],
    /// Where the window begins.
    window: usize,
    /// Places in the window that are to come.
    left: u64,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        // The first byte has none before it, and is a place of the first window only.
        Self { text, window: 0, left: places(text, 0) & ((1 << (STEP + 1)) - 1) }
    }
}

impl Iterator for Places<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            self.window += STEP;
            if self.window >= self.text.len() {
                return None;
            }
            self.left = places(self.text, self.window) & ((1 << (STEP + 1)) - 2);
        }
        let place = self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(self.window + place)
    }
}

fn places(text: &[u8], at: usize) -> u64 {
    let rest = &text[at..];
    match rest.first_chunk() {
        Some(window) => Classes::of(window).places(),
        None => {
            // No class has a zero.
            let mut window = [0; WINDOW];
            window[..rest.len()].copy_from_slice(rest);
            Classes::of(&window).places()
        }
    }
}

/// Which bytes of a window are what.
struct Classes {
    digits: u64,
    capitals: u64,
    dots: u64,
    colons: u64,
    /// A space or a dash; or one of `!$%(),`, which a closer look tells from these.
    separators: u64,
    /// `r`, large or small.
    rs: u64,
    /// `@` and `J`: rare enough to be a place each.
    rare: u64,
}

impl Classes {
    #[inline(always)]
    fn of(window: &[u8; WINDOW]) -> Self {
        let (blocks, _) = window.as_chunks();
        let blocks =
            [u8x16::new(blocks[0]), u8x16::new(blocks[1]), u8x16::new(blocks[2]), u8x16::new(blocks[3])];
        Self {
            digits: set(&blocks, |bytes| within(bytes, b'0', b'9')),
            capitals: set(&blocks, |bytes| within(bytes, b'A', b'Z')),
            dots: set(&blocks, |bytes| is(bytes, b'.')),
            colons: set(&blocks, |bytes| is(bytes, b':')),
            separators: set(&blocks, |bytes| is(bytes & u8x16::splat(0xf2), b' ')),
            rs: set(&blocks, |bytes| is(bytes | u8x16::splat(0x20), b'r')),
            rare: set(&blocks, |bytes| is(bytes, b'@') | is(bytes, b'J')),
        }
    }

    /// The places of the window. What a place is told by lies at most one byte before it and ten behind it.
    #[inline(always)]
    fn places(&self) -> u64 {
        let Self { digits, capitals, dots, colons, separators, rs, rare } = *self;
        // Dots between digits, two of them near each other.
        let dots = dots & digits << 1 & digits >> 1;
        let ipv4 = dots & (dots >> 2 | dots >> 3 | dots >> 4);
        // Two colons side by side, or three near each other: a time of day has two.
        let near = |colons: u64| {
            let two_or_three = colons >> 2 | colons >> 3;
            two_or_three | two_or_three >> 2
        };
        let ipv6 = colons & (colons >> 1 | near(colons & near(colons)));
        // Digits: eight, or four with a separator and four more.
        let two = digits & digits >> 1;
        let four = two & two >> 2;
        let card = four & !(digits << 1) & (four >> 4 | separators >> 4 & four >> 5);
        // Two capitals and two digits; or four capitals, and four more of either.
        let either = capitals | digits;
        let two_capitals = capitals & capitals >> 1;
        let two_either = either & either >> 1;
        let words = two_capitals
            & (two >> 2 | two_capitals >> 2 & two_either >> 4 & two_either >> 6)
            & !(either << 1);
        // Five dashes, the one in the middle taken on trust, and a capital.
        let two_separators = separators & separators >> 1;
        let key = two_separators & two_separators >> 3 & capitals >> 5;
        let bearer = rs & separators >> 1;
        ipv4 | ipv6 | card | words | key | bearer | rare
    }
}

/// Of 64 bytes, those that `is` gives ones for. One class after the other: what a class is compared with stays in its
/// register.
#[inline(always)]
fn set(blocks: &[u8x16; 4], is: impl Fn(u8x16) -> u8x16) -> u64 {
    let low = is(blocks[0]).to_bitmask() | is(blocks[1]).to_bitmask() << 16;
    let high = is(blocks[2]).to_bitmask() | is(blocks[3]).to_bitmask() << 16;
    u64::from(low) | u64::from(high) << 32
}

#[inline(always)]
fn is(bytes: u8x16, byte: u8) -> u8x16 {
    bytes.simd_eq(u8x16::splat(byte))
}

#[inline(always)]
fn within(bytes: u8x16, first: u8, last: u8) -> u8x16 {
    let above_first = bytes - u8x16::splat(first);
    above_first.min(u8x16::splat(last - first)).simd_eq(above_first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &str) -> Vec<usize> {
        Places::new(text.as_bytes()).collect()
    }

    #[test]
    fn a_place_is_found_wherever_it_lies() {
        for (text, place) in [
            ("192.0.2.7", 3),
            ("::1", 0),
            ("2001:db8:1:2:3:4:5:6", 4),
            ("4111111111111111", 0),
            ("4111-1111-1111-1111", 0),
            ("DE89370400440532013000", 0),
            ("AKIAIOSFODNN7EXAMPLE", 0),
            ("bearer x", 5),
            ("-----BEGIN", 0),
            ("a@b", 1),
            ("eyJ", 2),
        ] {
            for before in 0..200 {
                let text = format!("{}{text}", "_".repeat(before));
                assert_eq!(look(&text).first(), Some(&(before + place)), "{text}");
            }
        }
    }

    #[test]
    fn most_texts_have_no_place() {
        for text in [
            "",
            "2026-03-04T08:00:00.123Z",
            "GET /index.html HTTP/1.1",
            r#"{"status":200,"bytes":5120,"duration_ms":12.75,"id":"1772611"}"#,
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)",
        ] {
            assert!(look(text).is_empty(), "{text}");
        }
    }
}
