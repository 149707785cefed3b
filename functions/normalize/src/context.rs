//! What a parser may use besides the text.

use crate::configuration::Configuration;
use crate::detect::{Detection, MAX_DEPTH};
use crate::format::aws::{cloudfront::column::Column, vpc_flow};
use crate::format::web::w3c;
use crate::time::Clock;
use bumpalo::Bump;
use nozzle::Timestamp;
use std::cell::Cell;

/// A list that lives as long as the record.
pub(crate) type List<'a, T> = bumpalo::collections::Vec<'a, T>;

/// What the last header in a record said of the logs behind it. A header of another format ends what it said.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Header<'a> {
    #[default]
    None,
    /// The fields of flow logs.
    FlowLog(&'a [vpc_flow::Field]),
    /// The columns of CloudFront's logs.
    CloudFront(&'a [Column]),
    /// The columns, and perhaps the day, of logs in W3C extended format.
    W3c(w3c::Header<'a>),
}

/// What a parser may use besides the text: clocks, and room for text that it rewrites.
#[derive(Debug)]
pub struct Context<'a> {
    /// Completes times that lack a zone or a year.
    pub clock: Clock<'a>,
    /// What the configuration says, of formats that everybody writes in their own way too.
    pub(crate) configuration: &'a Configuration,
    /// What a header said before, in this record.
    pub(crate) header: Cell<Header<'a>>,
    /// The format that the log before had.
    pub(crate) detection: &'a Detection,
    /// How many logs the text stands in: 0 for one that was logged as it is.
    depth: Cell<usize>,
    /// What was read is no log.
    passed_over: Cell<bool>,
    /// The log around the one that is read tells its time with a zone.
    pub(crate) zone_is_told: Cell<bool>,
    arena: &'a Bump,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        configuration: &'a Configuration,
        observed_time: Option<Timestamp>,
        detection: &'a Detection,
        arena: &'a Bump,
    ) -> Self {
        Self {
            clock: Clock { zone: &configuration.time_zone.0, observed_time },
            configuration,
            header: Cell::default(),
            detection,
            depth: Cell::new(0),
            passed_over: Cell::new(false),
            zone_is_told: Cell::new(false),
            arena,
        }
    }

    /// Keeps rewritten text for as long as the record, so that a parser may read it.
    pub fn keep(&self, text: &[u8]) -> &'a [u8] {
        self.arena.alloc_slice_copy(text)
    }

    /// The same for what is known to be UTF-8.
    pub fn keep_str(&self, text: &str) -> &'a str {
        self.arena.alloc_str(text)
    }

    /// The same for texts that stand behind one another.
    pub(crate) fn keep_joined(&self, parts: &[&str]) -> &'a str {
        let length = parts.iter().map(|part| part.len()).sum();
        let mut joined = bumpalo::collections::String::with_capacity_in(length, self.arena);
        parts.iter().for_each(|part| joined.push_str(part));
        joined.into_bump_str()
    }

    /// Where parsers may put what lives as long as the record.
    pub(crate) fn arena(&self) -> &'a Bump {
        self.arena
    }

    /// The same for values.
    pub(crate) fn keep_copies<T: Copy>(&self, values: &[T]) -> &'a [T] {
        self.arena.alloc_slice_copy(values)
    }

    /// Says that the text which is being read is a header: it tells how logs are to be read and is none itself.
    /// `None` where it stands in a log.
    pub(crate) fn pass_over(&self) -> Option<()> {
        (self.depth() == 0).then(|| self.passed_over.set(true))
    }

    /// Was the text that was read a header?
    pub(crate) fn take_passed_over(&self) -> bool {
        self.passed_over.take()
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
