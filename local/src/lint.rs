//! `nozzle lint`: do template, configurations and limits agree with each other?

mod describe;
mod report;

use crate::{
    error::Error,
    exit_code::ExitCode,
    template::{Template, lint::RULES, parameter},
};
use clap::Args;
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Holds a template, and the configurations of its functions, against the limits and rules of the services.
///
/// What is looked at is what the template makes under its default parameters, or under those given. Notes tell what is
/// good to know, or cannot be checked without an account, and leave the exit code as it is.
///
/// Exit codes: 0 nothing found, 1 usage or environment, 2 something is wrong.
#[derive(Debug, Args)]
pub struct LintArguments {
    /// The template
    #[arg(long, value_name = "FILE", default_value = "template.yaml")]
    template: PathBuf,
    /// A parameter of the template, instead of its default
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = parameter::from_argument)]
    parameters: Vec<(String, String)>,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
    /// List the rules and why they are held, and check nothing
    #[arg(long, conflicts_with_all = ["template", "parameters", "json"])]
    rules: bool,
}

/// Runs the command.
///
/// # Errors
///
/// The template cannot be read, or a function of it cannot be built.
pub async fn run(arguments: &LintArguments) -> Result<ExitCode, Error> {
    if arguments.rules {
        return print(&report::rules(RULES)).map(|()| ExitCode::Success);
    }
    let parameters = arguments.parameters.iter().cloned().collect();
    let template = Template::read(&arguments.template, &parameters)?;
    let folder = arguments.template.parent().unwrap_or(Path::new("."));
    let mut functions = std::collections::BTreeMap::new();
    for (logical_id, function) in template.functions()? {
        functions.insert(logical_id, describe::described(&function, folder).await?);
    }
    let found = template.lint(&functions);
    print(&if arguments.json { report::json(&found) } else { report::text(&found) })?;
    Ok(if found.findings.is_empty() { ExitCode::Success } else { ExitCode::RecordsFailed })
}

fn print(text: &str) -> Result<(), Error> {
    let written = io::stdout().write_all(text.as_bytes());
    written.map_err(|error| Error::new(format!("standard output cannot be written: {error}")))
}
