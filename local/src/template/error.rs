//! What is wrong with a template: where, what, and what to do.

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
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, " line {line}")?;
        }
        write!(f, ": {}\nfix: {}", self.message, self.fix)
    }
}

impl std::error::Error for TemplateError {}
