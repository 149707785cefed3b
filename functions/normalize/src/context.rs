//! What a parser may use besides the text.

use crate::detect::{Detection, MAX_DEPTH};
use crate::format::web::w3c::Header;
use crate::time::Clock;
use bumpalo::Bump;
use std::cell::Cell;

/// What a parser may use besides the text: clocks, and room for text that it rewrites.
#[derive(Debug)]
pub struct Context<'a> {
    /// Completes times that lack a zone or a year.
    pub clock: Clock<'a>,
    /// The format that the log before had.
    pub(crate) detection: &'a Detection,
    /// What the header of a log in W3C extended format said, for the rest of the record.
    pub(crate) w3c: Cell<Header<'a>>,
    /// How many logs the text stands in: 0 for one that was logged as it is.
    depth: Cell<usize>,
    arena: &'a Bump,
}

impl<'a> Context<'a> {
    pub(crate) fn new(clock: Clock<'a>, detection: &'a Detection, arena: &'a Bump) -> Self {
        Self { clock, detection, w3c: Cell::default(), depth: Cell::new(0), arena }
    }

    /// Keeps rewritten text for as long as the record, so that a parser may read it.
    pub fn keep(&self, text: &[u8]) -> &'a [u8] {
        self.arena.alloc_slice_copy(text)
    }

    /// The same for what is known to be UTF-8.
    pub fn keep_str(&self, text: &str) -> &'a str {
        self.arena.alloc_str(text)
    }

    pub(crate) fn depth(&self) -> usize {
        self.depth.get()
    }

    /// Calls `read` one level deeper, if there is one.
    pub(crate) fn deeper<T>(&self, read: impl FnOnce() -> Option<T>) -> Option<T> {
        let depth = self.depth.get();
        if depth == MAX_DEPTH {
            return None;
        }
        self.depth.set(depth + 1);
        let result = read();
        self.depth.set(depth);
        result
    }
}
