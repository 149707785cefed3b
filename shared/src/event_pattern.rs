//! Event patterns: the language of Amazon EventBridge, on documents and on logs.
//!
//! ```
//! use nozzle::event_pattern::{Pattern, Patterns};
//!
//! let errors = Pattern::from_json(r#"{"level":["ERROR","FATAL"],"status":[{"numeric":[">=",500]}]}"#)?;
//! let mut patterns = Patterns::new([[errors]]);
//! assert_eq!(patterns.first_group(br#"{"level":"ERROR","status":503,"id":1}"#)?, Some(0));
//! assert_eq!(patterns.first_group(br#"{"level":"ERROR","status":404,"id":1}"#)?, None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A pattern is an object whose leaves are arrays of what a field may be; a field of the document that is an array
//! matches with any of its elements. Two fields below one array must match in the same element. A dot in a name
//! is the same as an object in an object. Numbers compare by value. `exists` asks about leaves: an object or an
//! empty array is none. Of equal names in a document the first counts.
//!
//! A document is read once for all patterns, and only until the verdict is known: what stands behind that is not
//! looked at.
//!
//! Source: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html>

mod cidr;
mod compile;
mod consistent;
mod explain;
mod index;
mod number;
mod on_log;
mod read;
mod source;
mod test;
mod wildcard;

pub use explain::Mismatch;
pub use source::Source;

use crate::json::JsonError;
use crate::log::Log;
use compile::Alternative;
use index::Index;
use read::Reading;
use std::fmt;

/// A pattern that is known to be valid.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    source: Source,
    alternatives: Vec<Alternative>,
}

impl Pattern {
    /// Reads a pattern from its JSON.
    ///
    /// # Errors
    /// The text is not JSON, or no pattern.
    pub fn from_json(json: &str) -> Result<Self, PatternError> {
        Self::new(Source::from_json(json)?)
    }

    /// A pattern from what was read elsewhere.
    ///
    /// # Errors
    /// It is no pattern.
    pub fn new(source: Source) -> Result<Self, PatternError> {
        let alternatives = compile::compile(&source)?;
        Ok(Self { source, alternatives })
    }

    /// What the pattern was made of.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Why `document` does not match: nothing where it does. Where the pattern has alternatives, it is the reasons
    /// of the one that comes nearest.
    ///
    /// # Errors
    /// The document is not JSON.
    pub fn explain(&self, document: &[u8]) -> Result<Vec<Mismatch>, JsonError> {
        explain::explain(&self.alternatives, document)
    }
}

/// What is wrong with a pattern, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    place: String,
    reason: String,
}

impl PatternError {
    pub(crate) fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }

    /// The path of the field, or the byte; empty for the pattern as a whole.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What is wrong.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            f.write_str(&self.reason)
        } else {
            write!(f, "{}: {}", self.place, self.reason)
        }
    }
}

impl std::error::Error for PatternError {}

/// Patterns in groups, and what matching needs. Make it once.
#[derive(Debug)]
pub struct Patterns {
    index: Index,
    reading: Reading,
}

impl Patterns {
    /// Groups of patterns: the patterns of a group are alternatives, and an earlier group wins.
    pub fn new<G: IntoIterator<Item = Pattern>>(groups: impl IntoIterator<Item = G>) -> Self {
        let index = Index::new(groups);
        let reading = Reading::new(&index);
        Self { index, reading }
    }

    /// True where there is no pattern at all.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// The first group that has a pattern which `document` matches.
    ///
    /// # Errors
    /// It was found not to be JSON, or no object, before the verdict was known.
    pub fn first_group(&mut self, document: &[u8]) -> Result<Option<usize>, JsonError> {
        self.reading.document(&self.index, document)
    }

    /// The same for a log, in the names of the `otel` shape: `severity_text`, `attributes.http.route` …
    pub fn first_group_of_log(&mut self, log: &Log<'_>) -> Option<usize> {
        on_log::first_group(&self.index, &mut self.reading, log)
    }
}

#[cfg(test)]
mod tests;
