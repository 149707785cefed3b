//! The shell: a processor behind the Lambda Runtime API, with configuration, logs and metrics.
//!
//! Nothing outside this module and the sinks does input or output, or reads a clock.

mod clock;
mod configuration;
mod logs;
mod metrics;
mod raw_bytes;
mod secret;

pub use configuration::{file, variable};
pub use secret::SecretSource;

use crate::{
    deadline::Invocation,
    firehose,
    function::{self, ConfigurationError, Function},
    kinesis,
    transform::Transform,
};
use std::{env, io::Write, process::ExitCode};

/// Serves a function with a configuration: what its `main.rs` calls.
///
/// `FUNCTION describe` prints what the function says about itself and ends.
pub fn run<F: Function>() -> ExitCode {
    match env::args().nth(1).as_deref() {
        None => start(async { F::build(configuration::from_environment()?).await }),
        Some("describe") => describe::<F>(),
        Some(argument) => {
            eprintln!("error: `{argument}` is no command of {}", F::NAME);
            eprintln!(
                "fix: `{} describe` prints what it is; without an argument it runs as a Lambda function",
                F::NAME
            );
            ExitCode::FAILURE
        }
    }
}

/// Serves a processor as a Lambda function, until Lambda ends the process.
///
/// ```no_run
/// use nozzle::{Failure, Item, Origin, Output, firehose::Processor, lambda};
///
/// fn main() -> std::process::ExitCode {
///     let shout = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| -> Result<(), Failure> {
///         let Item::Bytes(bytes) = item else { return out.emit(item, from) };
///         out.emit(Item::Bytes(&bytes.to_ascii_uppercase()), from)
///     };
///     lambda::serve(Processor::new(shout))
/// }
/// ```
pub fn serve(process: impl Process) -> ExitCode {
    start(async { Ok(process) })
}

/// What can be served: one event in, one answer out.
pub trait Process: Send + 'static {
    /// Whose events it answers.
    const EVENT_SOURCE: EventSource;

    /// Answers one event.
    ///
    /// # Errors
    /// The event cannot be answered; Lambda reports an error, and the service tries the batch again.
    fn process(
        &mut self,
        event: &[u8],
        invocation: Invocation<'_>,
    ) -> impl Future<Output = Result<Answer, Refusal>> + Send;
}

/// A service that invokes functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventSource {
    /// A delivery stream of Amazon Data Firehose.
    Firehose,
    /// An event source mapping of a Kinesis data stream.
    Kinesis,
}

/// An answer to a service: its response goes out, the rest becomes logs and metrics.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// To a delivery stream.
    Firehose(firehose::Answer),
    /// To an event source mapping of a data stream.
    Kinesis(kinesis::Answer),
}

/// Why an event got no answer; what is wrong with the event, in words.
pub type Refusal = crate::ProcessError<String>;

impl<E: std::fmt::Display> crate::ProcessError<E> {
    fn in_words(self) -> Refusal {
        match self {
            Self::Event(error) => Refusal::Event(error.to_string()),
            Self::Prepare(failure) => Refusal::Prepare(failure),
        }
    }
}

/// Firehose waits for as long as the function may run: the deadline bounds only what is sent back.
impl<T: Transform + 'static> Process for firehose::Processor<T> {
    const EVENT_SOURCE: EventSource = EventSource::Firehose;

    async fn process(&mut self, event: &[u8], invocation: Invocation<'_>) -> Result<Answer, Refusal> {
        let answer = self.prepare_and_process(event, invocation).await;
        answer.map(Answer::Firehose).map_err(firehose::ProcessError::in_words)
    }
}

impl<T: Transform + 'static> Process for kinesis::Processor<T> {
    const EVENT_SOURCE: EventSource = EventSource::Kinesis;

    async fn process(&mut self, event: &[u8], invocation: Invocation<'_>) -> Result<Answer, Refusal> {
        let answer = self.process(event, invocation).await;
        answer.map(Answer::Kinesis).map_err(kinesis::ProcessError::in_words)
    }
}

/// Builds what is to be served, and serves it.
fn start<P: Process>(build: impl Future<Output = Result<P, ConfigurationError>>) -> ExitCode {
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        eprintln!("error: AWS_LAMBDA_RUNTIME_API is not set: this program runs as a Lambda function");
        eprintln!("fix: `nozzle invoke FUNCTION --lines FILE` runs it here");
        return ExitCode::FAILURE;
    }
    logs::start();
    let served = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(async {
            match build.await {
                Ok(process) => raw_bytes::serve(process).await.map_err(|error| error.to_string()),
                Err(error) => {
                    raw_bytes::post_init_error(&error).await;
                    Err(error.to_string())
                }
            }
        }),
        Err(error) => Err(error.to_string()),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn describe<F: Function>() -> ExitCode {
    let configuration = match configuration::from_environment() {
        Ok(Some(configuration)) => Ok(configuration),
        Ok(None) => function::parse_configuration("the example", F::EXAMPLE),
        Err(error) => Err(error),
    };
    match configuration {
        Ok(configuration) => {
            // A reader that closed the pipe wants no more.
            let _ = writeln!(std::io::stdout(), "{}", function::describe_json::<F>(&configuration));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
