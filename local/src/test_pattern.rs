//! `nozzle test-pattern`: does this pattern match these events?

mod cases;

use crate::{error::Error, exit_code::ExitCode};
use clap::Args;
use nozzle::event_pattern::Pattern;
use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// Tells which events match an event pattern and, where one does not, which part of the pattern did not.
///
/// Exit codes: 0 all match, 1 usage or environment, 2 an event does not match. With --cases it is 0 whatever the
/// verdicts are.
#[derive(Debug, Args)]
pub struct TestPatternArguments {
    /// The pattern: JSON, as Amazon EventBridge takes it
    #[arg(value_name = "PATTERN_FILE", required_unless_present = "cases")]
    pattern: Option<PathBuf>,
    /// Events, one JSON object a file; - is standard input
    #[arg(value_name = "EVENT_FILE", required_unless_present = "cases")]
    events: Vec<PathBuf>,
    /// Cases, one JSON object a line: {"pattern": "text", "event": "text"}; without an event, is the pattern valid?
    /// - is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["pattern", "events"])]
    cases: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
///
/// A file cannot be read, the pattern is none, or an event is none.
pub fn run(arguments: &TestPatternArguments) -> Result<ExitCode, Error> {
    let mut output = io::BufWriter::new(io::stdout());
    if let Some(path) = &arguments.cases {
        cases::answer(&read(path)?, &mut output).map_err(|error| cannot_write(&error))?;
        return Ok(ExitCode::Success);
    }
    let Some(path) = &arguments.pattern else { return Ok(ExitCode::Usage) };
    let pattern = pattern(path)?;
    let mut exit_code = ExitCode::Success;
    for path in &arguments.events {
        let mismatches = pattern.explain(&read(path)?).map_err(|error| {
            Error::new(format!("{}: no event: {error}", name(path))).fix("write one JSON object")
        })?;
        let mut report =
            format!("{}: {}\n", name(path), if mismatches.is_empty() { "match" } else { "no match" });
        for mismatch in &mismatches {
            exit_code = ExitCode::RecordsFailed;
            report.push_str(&format!("  {mismatch}\n"));
        }
        output.write_all(report.as_bytes()).map_err(|error| cannot_write(&error))?;
    }
    output.flush().map_err(|error| cannot_write(&error))?;
    Ok(exit_code)
}

fn pattern(path: &Path) -> Result<Pattern, Error> {
    let text = String::from_utf8(read(path)?).map_err(|error| {
        Error::new(format!("{}: not UTF-8 (byte {})", name(path), error.utf8_error().valid_up_to()))
            .fix("write the pattern as JSON in UTF-8")
    })?;
    Pattern::from_json(&text).map_err(|error| {
        Error::new(format!("{}: no pattern: {error}", name(path)))
            .fix("write it as Amazon EventBridge takes it, such as {\"level\": [\"ERROR\"]}")
    })
}

/// A path, as errors and results name it.
fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    bytes.map_err(|error| {
        Error::new(format!("{}: cannot be read: {error}", name(path)))
            .fix("name a file that can be read, or - for standard input")
    })
}

fn cannot_write(error: &io::Error) -> Error {
    Error::new(format!("cannot write to standard output: {error}"))
}
