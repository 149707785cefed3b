//! What is wrong with a template: where, what, and what to do.

use crate::error::Error;
use std::fmt;

/// A template that cannot be read, or a value in it that cannot be resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// The template, as the user named it.
    pub file: String,
    /// Line of the value in question; none where the fault is in no line.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub fix: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nfix: {}", self.sentence(), self.fix)
    }
}

impl TemplateError {
    /// Where and what, without what to do.
    fn sentence(&self) -> String {
        match self.line {
            Some(line) => format!("{} line {line}: {}", self.file, self.message),
            None => format!("{}: {}", self.file, self.message),
        }
    }
}

impl From<TemplateError> for Error {
    fn from(error: TemplateError) -> Self {
        Self::new(error.sentence()).fix(error.fix)
    }
}

impl std::error::Error for TemplateError {}
