//! The shell: a processor behind the Lambda Runtime API, with logs and metrics.
//!
//! Nothing outside this module does input or output.

mod logs;
mod metrics;
mod raw_bytes;

use crate::{
    firehose::{Answer, Prepare, Prepared, ProcessError, Processor},
    function::{self, Function},
    transform::Transform,
};
use std::process::ExitCode;

/// Serves a function with a configuration: what its `main.rs` calls.
///
/// `FUNCTION describe` prints what the function says about itself and ends.
pub fn run<F: Function>() -> ExitCode
where
    F::Transform: 'static,
{
    if std::env::args().nth(1).as_deref() == Some("describe") {
        println!("{}", function::describe_json::<F>());
        return ExitCode::SUCCESS;
    }
    match function::configuration_from_environment::<F::Configuration>().and_then(F::build) {
        Ok(processor) => serve_firehose(processor),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves a processor as the transformation Lambda of a delivery stream, until Lambda ends the process.
///
/// ```no_run
/// use nozzle::{Failure, Item, Origin, Output, firehose::Processor, lambda};
///
/// fn main() -> std::process::ExitCode {
///     let shout = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| -> Result<(), Failure> {
///         let Item::Bytes(bytes) = item else { return out.emit(item, from) };
///         out.emit(Item::Bytes(&bytes.to_ascii_uppercase()), from)
///     };
///     lambda::serve_firehose(Processor::new(shout))
/// }
/// ```
pub fn serve_firehose(processor: impl Process) -> ExitCode {
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        eprintln!("error: AWS_LAMBDA_RUNTIME_API is not set: this program runs as a Lambda function");
        eprintln!(
            "fix: `nozzle invoke FUNCTION --lines FILE` runs it here; `FUNCTION describe` tells what it is"
        );
        return ExitCode::FAILURE;
    }
    logs::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let served = match runtime {
        Ok(runtime) => runtime.block_on(raw_bytes::serve(processor)).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: the Lambda runtime ended: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What can be served: a [`Processor`], prepared or not.
pub trait Process: Send + 'static {
    /// Answers one event.
    ///
    /// # Errors
    /// The event cannot be answered; Lambda reports an error, and Firehose tries the batch again.
    fn process(&mut self, event: &[u8]) -> impl Future<Output = Result<Answer, ProcessError>> + Send;
}

impl<T: Transform + 'static> Process for Processor<T> {
    async fn process(&mut self, event: &[u8]) -> Result<Answer, ProcessError> {
        Ok(Self::process(self, event)?)
    }
}

impl<T: Prepare + 'static> Process for Prepared<T> {
    async fn process(&mut self, event: &[u8]) -> Result<Answer, ProcessError> {
        Self::process(self, event).await
    }
}
