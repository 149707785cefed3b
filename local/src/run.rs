//! What `replay` and `serve` have in common: streams of the template, their functions, and the summary.

use crate::{
    delivery_stream::{DeliveryStream, LambdaProcessor},
    error::{Error, tell},
    function_binary,
    function_process::{FunctionLog, FunctionProcess},
    replay::Replayed,
    storage::Storage,
    template::{Template, parameter},
};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Which template, and where everything goes.
#[derive(Debug, Clone, clap::Args)]
pub struct RunArguments {
    /// The template that defines the delivery streams.
    #[arg(long, value_name = "FILE", default_value = "template.yaml")]
    pub template: PathBuf,
    /// A parameter of the template, instead of its default.
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = parameter::from_argument)]
    pub parameters: Vec<(String, String)>,
    /// Where objects go: a folder, or s3://BUCKET/PATH.
    #[arg(long, value_name = "DIR|s3://…", default_value = "out")]
    pub out: String,
    /// Copies what functions log to this file, or to standard error (-); it may hold what records hold.
    #[arg(long, value_name = "FILE")]
    pub function_log: Option<PathBuf>,
    /// Print the summary as JSON, one line for each stream.
    #[arg(long)]
    pub json: bool,
}

impl RunArguments {
    /// The template with its parameters.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read_template(&self) -> Result<Template, Error> {
        Template::read(&self.template, &self.parameters.iter().cloned().collect())
    }

    /// Builds the function of a stream; none where the stream has no processor.
    ///
    /// # Errors
    /// It cannot be built.
    pub fn build_function<'a>(
        &self,
        stream: &'a DeliveryStream,
        log: &FunctionLog,
    ) -> Result<Option<BuiltFunction<'a>>, Error> {
        let Some(processor) = &stream.processor else { return Ok(None) };
        let folder = self.template.parent().unwrap_or(Path::new("."));
        let binary = function_binary::find(&processor.function.binary, folder)?;
        Ok(Some(BuiltFunction { processor, binary, log: log.clone() }))
    }

    /// Tells the person what came of a stream.
    pub fn print(&self, replayed: &Replayed, storage: &Storage) {
        let summary = match self.json {
            true => replayed.summary.to_json() + "\n",
            false => replayed.summary.to_text(storage),
        };
        // Nobody is left to tell if this stream is closed; what was delivered is.
        _ = io::stdout().write_all(summary.as_bytes());
        if self.json {
            replayed.summary.defects.iter().for_each(tell);
        }
        replayed.errors.iter().for_each(tell);
    }
}

/// A function that only has to be started.
pub struct BuiltFunction<'a> {
    processor: &'a LambdaProcessor,
    binary: PathBuf,
    log: FunctionLog,
}

/// Starts a function, where there is one.
///
/// # Errors
/// It does not start.
pub async fn start_function(built: Option<BuiltFunction<'_>>) -> Result<Option<FunctionProcess>, Error> {
    let Some(BuiltFunction { processor, binary, log }) = built else { return Ok(None) };
    FunctionProcess::start(&processor.function, &processor.lambda_arn, &binary, log).await.map(Some)
}
