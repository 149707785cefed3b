//! What is wrong with a response: where, what, what to do.

use crate::stream::error_code::ErrorCode;
use std::fmt;

/// One thing wrong with a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The code under which records fail; none for an unknown id, which Firehose ignores.
    pub error_code: Option<ErrorCode>,
    /// Where and what. Holds no payload.
    pub message: String,
    /// What to do.
    pub fix: &'static str,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nfix: {}", self.message, self.fix)
    }
}

/// Which one, of how many.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) number: usize,
    pub(super) of: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.number, self.of)
    }
}

impl Place {
    pub(super) fn defect(self, error_code: Option<ErrorCode>, what: &str, fix: &'static str) -> Defect {
        Defect { error_code, message: format!("record {self} of the response: {what}"), fix }
    }

    /// With the beginning of the id, where it is digits as Firehose's ids are: anything else might be payload.
    pub(super) fn defect_of(self, id: &str, code: ErrorCode, what: &str, fix: &'static str) -> Defect {
        let id = if id.bytes().all(|byte| byte.is_ascii_digit()) { &id[..id.len().min(4)] } else { "" };
        let message = format!("record {self} of the response (\"{id}…\"): {what}");
        Defect { error_code: Some(code), message, fix }
    }
}
