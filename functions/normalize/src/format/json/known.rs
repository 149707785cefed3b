//! The keys that mean something: to loggers of applications, or as the mark of a shape. One table, made by the
//! compiler, is looked into once a key.

use super::SHAPES;
use super::role::{ALIASES, CONTAINERS, Role};

/// What is known of a key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) key: &'static str,
    /// What a member of an application's log means by it, and how well known it is for that: 0 the best.
    pub(super) role: Option<(Role, u8)>,
    /// Its object is read as if the names in it were dotted.
    pub(super) container: bool,
    /// The shapes of which it is the first key.
    pub(super) shapes: Set,
    outline: Outline,
}

/// One bit a shape, in the order of [`SHAPES`].
pub(super) type Set = u128;

/// What is known of `key`.
#[inline]
pub(super) fn look_up(key: &str) -> Option<&'static Known> {
    static TABLE: Table = Table::new();
    let outline = Outline::of(key.as_bytes());
    let mut slot = outline.slot();
    loop {
        let known = TABLE.names.get(usize::from(TABLE.slots[slot]))?;
        if known.outline == outline && (key.len() <= Outline::WHOLE || known.key.bytes().eq(key.bytes())) {
            return Some(known);
        }
        slot = (slot + 1) % SLOTS;
    }
}

/// A power of two, several times the number of names.
const SLOTS: usize = 4096;

/// At least the number of names.
const NAMES: usize = ALIASES.len() + CONTAINERS.len() + {
    let (mut count, mut shape) = (0, 0);
    while shape < SHAPES.len() {
        count += SHAPES[shape].keys.len();
        shape += 1;
    }
    count
};

struct Table {
    names: [Known; NAMES],
    /// Where in `names` a name with this hash stands, or with the one before.
    slots: [u16; SLOTS],
}

const EMPTY: u16 = u16::MAX;

impl Table {
    const fn new() -> Self {
        assert!(SHAPES.len() <= Set::BITS as usize, "one bit a shape");
        const { assert!(NAMES * 3 < SLOTS, "the table is too small for its names") };
        let outline = Outline::of(b"");
        let nothing = Known { key: "", role: None, container: false, shapes: 0, outline };
        let mut table = Self { names: [nothing; NAMES], slots: [EMPTY; SLOTS] };
        let mut index = 0;
        let mut count = 0;
        while index < ALIASES.len() {
            let (key, role, rank) = ALIASES[index];
            let at = table.find_or_add(key, &mut count);
            assert!(table.names[at].role.is_none(), "an alias stands twice");
            table.names[at].role = Some((role, rank));
            index += 1;
        }
        index = 0;
        while index < CONTAINERS.len() {
            let at = table.find_or_add(CONTAINERS[index], &mut count);
            table.names[at].container = true;
            index += 1;
        }
        index = 0;
        while index < SHAPES.len() {
            let mut list = 0;
            while list < SHAPES[index].keys.len() {
                let at = table.find_or_add(SHAPES[index].keys[list][0], &mut count);
                table.names[at].shapes |= 1 << index;
                list += 1;
            }
            index += 1;
        }
        table
    }

    const fn find_or_add(&mut self, key: &'static str, count: &mut usize) -> usize {
        let outline = Outline::of(key.as_bytes());
        let mut slot = outline.slot();
        while self.slots[slot] != EMPTY {
            let at = self.slots[slot] as usize;
            if equal(self.names[at].key.as_bytes(), key.as_bytes()) {
                return at;
            }
            slot = (slot + 1) % SLOTS;
        }
        let at = *count;
        self.slots[slot] = at as u16;
        self.names[at].key = key;
        self.names[at].outline = outline;
        *count += 1;
        at
    }
}

/// The ends of a key and its length: few keys share them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Outline {
    first: u64,
    last: u64,
    length: usize,
}

impl Outline {
    /// Keys of up to so many bytes are alike if their outlines are.
    const WHOLE: usize = 16;

    const fn of(key: &[u8]) -> Self {
        let length = key.len();
        let (first, last) = match (key.first_chunk::<8>(), key.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => match (key.first_chunk::<4>(), key.last_chunk::<4>()) {
                (Some(first), Some(last)) => {
                    (u32::from_le_bytes(*first) as u64, u32::from_le_bytes(*last) as u64)
                }
                _ => match (key.first_chunk::<2>(), key.last()) {
                    (Some(first), Some(last)) => (u16::from_le_bytes(*first) as u64, *last as u64),
                    (_, Some(only)) => (*only as u64, 0),
                    _ => (0, 0),
                },
            },
        };
        Self { first, last, length }
    }

    const fn slot(self) -> usize {
        let mixed = self.first ^ self.last.rotate_left(29) ^ self.length as u64;
        (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - SLOTS.ilog2())) as usize
    }
}

const fn equal(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other() {
        for (key, role, rank) in ALIASES {
            assert_eq!(look_up(key).unwrap().role, Some((*role, *rank)), "{key}");
        }
        for (index, shape) in SHAPES.iter().enumerate() {
            for keys in shape.keys {
                assert_ne!(look_up(keys[0]).unwrap().shapes & (1 << index), 0, "{}", shape.name);
            }
        }
        for key in ["", "m", "levels", "logger.name", "nonsense", "Message\u{e4}"] {
            assert!(look_up(key).is_none(), "{key}");
        }
    }
}
