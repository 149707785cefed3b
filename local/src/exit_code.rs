//! What a command tells the script that called it.

/// Exit codes of every command; where several apply, the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ExitCode {
    /// All well; failures that a retry made good included.
    Success = 0,
    /// The command line, a file or the environment is at fault.
    Usage = 1,
    /// Some records failed, an event does not match a pattern, or something is wrong with a template.
    RecordsFailed = 2,
    /// A function answered something that Firehose would reject.
    ResponseRejected = 3,
    /// A person ended it at once: what shells say of SIGINT.
    Interrupted = 130,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
