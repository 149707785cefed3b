//! The commands of `nozzle`.

use crate::{config, error::Error, exit_code::ExitCode, invoke, replay, serve, test_pattern};
use clap::{Parser, Subcommand};

/// Shapes what leaves the firehose: runs transform functions and delivery streams on this machine.
#[derive(Debug, Parser)]
#[command(name = "nozzle", version, subcommand_required = true, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Config(config::ConfigArguments),
    Invoke(invoke::InvokeArguments),
    Replay(replay::ReplayArguments),
    Serve(serve::ServeArguments),
    TestPattern(test_pattern::TestPatternArguments),
}

/// Reads the command line and does what it asks for.
///
/// # Errors
///
/// The command could not do its work: a file, an option or the environment is at fault.
pub async fn run() -> Result<ExitCode, Error> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return Ok(print(&error)),
    };
    match cli.command {
        Command::Config(arguments) => config::run(&arguments),
        Command::Invoke(arguments) => invoke::run(&arguments).await,
        Command::Replay(arguments) => replay::run(&arguments).await,
        Command::Serve(arguments) => serve::run(&arguments).await,
        Command::TestPattern(arguments) => test_pattern::run(&arguments),
    }
}

/// Clap's own text, under our exit codes: clap would use 2, which here means that records failed.
fn print(error: &clap::Error) -> ExitCode {
    // Nobody is left to tell if this stream is closed.
    _ = error.print();
    if error.use_stderr() { ExitCode::Usage } else { ExitCode::Success }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
