//! `nozzle config`: what can be configured of a function, in the function's own words, and columns for it from a table
//! of AWS Glue.

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

/// Prints an annotated configuration of a function that says all there is to say, or its schema.
#[derive(Debug, Args)]
pub struct ConfigArguments {
    /// The function: the name of its folder
    #[arg(value_name = "FUNCTION")]
    function: String,
    /// The JSON schema in place of the configuration, for editors
    #[arg(long, conflicts_with = "glue_table")]
    schema: bool,
    /// A configuration with the columns of this table in its place: what `aws glue get-table` prints, or its TableInput;
    /// - is standard input
    #[arg(long, value_name = "FILE")]
    glue_table: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
///
/// There is no such function, it does not describe itself or takes no columns, or the table is none.
pub fn run(arguments: &ConfigArguments) -> Result<ExitCode, Error> {
    let name = &arguments.function;
    let description = describe(name)?;
    let configuration = &description["configuration"];
    let text = match (&arguments.glue_table, &configuration["example"]) {
        (Some(table), _) => with_columns(name, configuration, table)?,
        _ if arguments.schema => format!("{:#}\n", configuration["schema"]),
        (None, Value::String(example)) => example.clone(),
        _ => return Err(no_description(name)),
    };
    let written = io::stdout().write_all(text.as_bytes());
    written.map_err(|error| Error::new(format!("standard output cannot be written: {error}")))?;
    Ok(ExitCode::Success)
}

/// A configuration of the function with the columns of a table.
fn with_columns(name: &str, configuration: &Value, table: &Path) -> Result<String, Error> {
    if configuration["schema"]["properties"]["schema"].is_null() {
        return Err(Error::new(format!("function {name} has no columns to declare"))
            .fix("name a function that has, such as convert"));
    }
    glue_table::configuration(&read(table)?).map_err(|what| {
        Error::new(format!("{}: {what}", file_name(table)))
            .fix("give what `aws glue get-table --database-name DATABASE --name TABLE` prints")
    })
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

/// A path, as errors name it.
fn file_name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    read.map_err(|error| Error::new(format!("{} cannot be read: {error}", file_name(path))))
}
