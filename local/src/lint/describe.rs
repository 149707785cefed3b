//! A function of the template, as it is with the configuration that the template gives to it: it is started, which is
//! what proves that it starts, and asked to describe itself.

use crate::{
    delivery_stream::Function,
    error::Error,
    function_binary,
    function_process::{FunctionLog, FunctionProcess},
    template::lint::Described,
};
use std::path::Path;
use tokio::process::Command;

/// What the function is found to be.
pub(super) async fn described(function: &Function, folder: &Path) -> Result<Described, Error> {
    let binary = function_binary::find(&function.binary, folder)?;
    let lambda_arn = format!("arn:aws:lambda:us-east-1:123456789012:function:{}", function.name);
    match FunctionProcess::start(function, &lambda_arn, &binary, FunctionLog::from_argument(None)?).await {
        Ok(process) => process.stop().await,
        Err(error) => return Ok(Described::Refuses(error)),
    }
    // It is told nothing of the caller's environment.
    let mut command = Command::new(&binary);
    command.arg("describe").env_clear().envs(&function.environment);
    let output = command.output().await.map_err(|error| {
        Error::new(format!("function {} cannot be started ({}): {error}", function.name, binary.display()))
    })?;
    // What serves a transform without a configuration has nothing to say.
    Ok(serde_json::from_slice(&output.stdout).map_or(Described::Silent, Described::As))
}
