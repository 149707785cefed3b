//! `nozzle config`: what can be said to a function, and columns for it from a table of AWS Glue.

mod glue_table;

use crate::{error::Error, exit_code::ExitCode, function_binary};
use clap::Args;
use serde_json::Value;
use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::Command,
};

/// Prints an annotated configuration of a function, ready to be changed.
///
/// Exit codes: 0 all well, 1 usage or environment.
#[derive(Debug, Args)]
pub struct ConfigArguments {
    /// The function: the name of its folder in functions/
    function: String,
    /// Prints the JSON schema of the configuration instead
    #[arg(long, conflicts_with = "glue_table")]
    schema: bool,
    /// Prints a configuration with the columns of this table instead: what `aws glue get-table` prints, or its
    /// TableInput; - is standard input
    #[arg(long, value_name = "FILE")]
    glue_table: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
///
/// There is no such function, or the table is none.
pub fn run(arguments: &ConfigArguments) -> Result<ExitCode, Error> {
    let described = describe(&arguments.function)?;
    let text = if let Some(path) = &arguments.glue_table {
        if described["configuration"]["schema"]["properties"]["schema"].is_null() {
            return Err(Error::new(format!("function {} has no columns to declare", arguments.function))
                .fix("name a function that has, such as convert"));
        }
        let table = read(path)?;
        glue_table::configuration(&table).map_err(|what| {
            Error::new(format!("{}: {what}", name(path)))
                .fix("give what `aws glue get-table --database-name DATABASE --name TABLE` prints")
        })?
    } else if arguments.schema {
        format!("{:#}\n", described["configuration"]["schema"])
    } else {
        described["configuration"]["example"].as_str().unwrap_or_default().to_owned()
    };
    io::stdout()
        .write_all(text.as_bytes())
        .map_err(|error| Error::new(format!("cannot write to standard output: {error}")))?;
    Ok(ExitCode::Success)
}

/// What the function says about itself.
fn describe(function: &str) -> Result<Value, Error> {
    let binary = function_binary::find(function, Path::new("."))?;
    let output = Command::new(&binary)
        .arg("describe")
        .env_remove("NOZZLE_CONFIG")
        .env_remove("NOZZLE_CONFIG_FILE")
        .output()
        .map_err(|error| Error::new(format!("{} cannot be run: {error}", binary.display())))?;
    serde_json::from_slice(&output.stdout).map_err(|_| {
        Error::new(format!("`{} describe` printed no JSON", binary.display()))
            .fix("use a function of this framework, whose `main` is `nozzle::lambda::run`")
    })
}

/// A path, as errors name it.
fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    read.map_err(|error| Error::new(format!("{} cannot be read: {error}", name(path))))
}
