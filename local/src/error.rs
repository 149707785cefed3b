//! Why a command could not do its work, for the person who called it.

use crate::exit_code::ExitCode;
use std::{
    fmt,
    io::{self, Write},
};

/// Prints `error: …` on standard error; if that is closed, nobody is left to tell.
pub fn tell(error: &impl fmt::Display) {
    _ = writeln!(io::stderr(), "error: {error}");
}

/// Where and what went wrong and, if known, what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    place: Option<Place>,
    message: String,
    fix: Option<String>,
    needs_account: bool,
}

/// A file, and the line where there is one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the user names it.
    pub file: String,
    /// Its line, from 1.
    pub line: Option<usize>,
}

impl Error {
    /// An error that says what, and where if nobody else does.
    pub fn new(message: impl Into<String>) -> Self {
        Self { place: None, message: message.into(), fix: None, needs_account: false }
    }

    /// The same error at a place.
    #[must_use]
    pub fn at(mut self, file: impl Into<String>, line: Option<usize>) -> Self {
        self.place = Some(Place { file: file.into(), line });
        self
    }

    /// The same error, which is none in AWS: only there is known what is missing here.
    #[must_use]
    pub fn known_in_account(mut self) -> Self {
        self.needs_account = true;
        self
    }

    /// The same error with what to do about it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// Where it is, if it is said apart from the message.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// What went wrong, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<&str> {
        self.fix.as_deref()
    }

    /// Whether an account knows what is missing here.
    pub fn needs_account(&self) -> bool {
        self.needs_account
    }

    /// What the command line tells the script that called it.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::Usage
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        match &self.fix {
            Some(fix) => write!(f, "\nfix: {fix}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{} line {line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

impl std::error::Error for Error {}
