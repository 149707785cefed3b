//! `nozzle config`: what can be configured of a function, in the function's own words.

use crate::{error::Error, exit_code::ExitCode, function_binary};
use clap::Args;
use serde_json::Value;
use std::{
    io::{self, Write},
    path::Path,
    process::Command,
};

/// Prints an annotated configuration of a function that says all there is to say, or its schema.
#[derive(Debug, Args)]
pub struct ConfigArguments {
    /// The function: the name of its folder
    #[arg(value_name = "FUNCTION")]
    function: String,
    /// The JSON schema in place of the configuration, for editors
    #[arg(long)]
    schema: bool,
}

/// Runs the command.
///
/// # Errors
///
/// There is no such function, or it does not describe itself.
pub fn run(arguments: &ConfigArguments) -> Result<ExitCode, Error> {
    let name = &arguments.function;
    let description = describe(name)?;
    let configuration = &description["configuration"];
    let text = match &configuration["example"] {
        _ if arguments.schema => format!("{:#}\n", configuration["schema"]),
        Value::String(example) => example.clone(),
        _ => return Err(no_description(name)),
    };
    let written = io::stdout().write_all(text.as_bytes());
    written.map_err(|error| Error::new(format!("standard output cannot be written: {error}")))?;
    Ok(ExitCode::Success)
}

/// What the function prints that is asked to describe itself. It is told nothing of the caller's environment.
fn describe(name: &str) -> Result<Value, Error> {
    let binary = function_binary::find(name, Path::new("."))?;
    let output = Command::new(&binary).arg("describe").env_clear().output();
    let output = output.map_err(|error| {
        Error::new(format!("function {name} cannot be started ({}): {error}", binary.display()))
    })?;
    serde_json::from_slice(&output.stdout).map_err(|_| no_description(name))
}

fn no_description(name: &str) -> Error {
    Error::new(format!("function {name} does not describe itself"))
        .fix("serve it with nozzle::lambda::run, which answers `describe`")
}
