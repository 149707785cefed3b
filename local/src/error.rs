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
    message: String,
    fix: Option<String>,
}

impl Error {
    /// An error that says where and what.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), fix: None }
    }

    /// The same error with what to do about it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// What the command line tells the script that called it.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::Usage
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.fix {
            Some(fix) => write!(f, "\nfix: {fix}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
