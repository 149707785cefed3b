//! `nozzle invoke`: one function, records in, outcomes out.

mod batch;
mod endpoint;
mod outcome;
mod records;

use crate::{
    delivery_stream::Function,
    error::{Error, tell},
    exit_code::ExitCode,
    function::{FunctionError, Invocation, Invoke},
    function_binary,
    function_process::{FunctionLog, FunctionProcess},
    interrupt::Interrupts,
    template::{Template, parameter},
};
use batch::{Batch, Batches};
use bytes::Bytes;
use clap::Args;
use endpoint::Endpoint;
use nozzle::firehose::limits::{MAX_REQUEST_BYTES, MAX_RESPONSE_BYTES};
use outcome::{Outcome, read_response};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};
use tokio::sync::mpsc;

/// Invokes one function and prints the outcome of each record as one line of JSON.
///
/// Exit codes: 0 all well, 1 usage or environment, 2 some records failed, 3 the function answered
/// something that Firehose would reject, 130 interrupted.
#[derive(Debug, Args)]
pub struct InvokeArguments {
    /// The function: the name of its folder in functions/, or with --template its logical id
    function: String,
    #[command(flatten)]
    input: Input,
    /// Configuration of the function, in place of its own
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Takes timeout, memory and variables of the function from this SAM template
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// A parameter of the template, instead of its default
    #[arg(long = "parameter", value_name = "NAME=VALUE", requires = "template", value_parser = parameter::from_argument)]
    parameters: Vec<(String, String)>,
    /// Copies what the function logs to this file, or to standard error (-); it may hold what records hold
    #[arg(long, value_name = "FILE")]
    function_log: Option<PathBuf>,
    /// Sends events to a running Lambda (`cargo lambda watch`, an emulator) instead of starting the function
    #[arg(long, value_name = "URL", conflicts_with_all = ["config", "template", "parameters", "function_log"])]
    endpoint: Option<String>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Input {
    /// One event as the service sends it; - is standard input
    #[arg(long, value_name = "FILE")]
    event: Option<PathBuf>,
    /// Records, one JSON object a line: {"data": "text"} or {"dataBase64": "…"}, and if wanted recordId,
    /// approximateArrivalTimestamp (ms) and partitionKey; - is standard input
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
    /// Text of which each line, with its newline, is a record; - is standard input
    #[arg(long, value_name = "FILE")]
    lines: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
///
/// A file cannot be read, or the function cannot be started or reached.
pub async fn run(arguments: &InvokeArguments) -> Result<ExitCode, Error> {
    let batches = batches(&arguments.function, &arguments.input)?;
    let function = match arguments.endpoint {
        Some(_) => None,
        None => Some(function(arguments)?),
    };
    let mut interrupts = Interrupts::listen();
    tokio::select! {
        result = invoke(arguments, function, batches) => result,
        // The function goes with it.
        () = interrupts.next() => Ok(ExitCode::Interrupted),
    }
}

async fn invoke(
    arguments: &InvokeArguments,
    function: Option<(Function, PathBuf)>,
    batches: BatchIterator,
) -> Result<ExitCode, Error> {
    let target = Target::start(arguments, function).await?;
    let result = invoke_all(read(batches), &target).await;
    target.stop().await;
    result
}

/// Reads on a thread of its own: it may wait for standard input for ever.
fn read(batches: BatchIterator) -> mpsc::Receiver<Result<Batch, Error>> {
    let (sender, receiver) = mpsc::channel(1);
    thread::spawn(move || {
        for batch in batches {
            // An error of the sender: nobody wants more.
            if sender.blocking_send(batch).is_err() {
                break;
            }
        }
    });
    receiver
}

async fn invoke_all(
    mut batches: mpsc::Receiver<Result<Batch, Error>>,
    target: &Target,
) -> Result<ExitCode, Error> {
    let mut output = io::BufWriter::new(io::stdout());
    let mut exit_code = ExitCode::Success;
    let (mut records, mut failed) = (0, 0);
    while let Some(batch) = batches.recv().await {
        let batch = batch?;
        let invocation = target.invoke(batch.event.clone()).await?;
        let (outcomes, code) = outcomes(&batch, invocation);
        exit_code = exit_code.max(code);
        records += outcomes.len();
        failed += outcomes.iter().filter(|outcome| outcome.is_failed()).count();
        for outcome in &outcomes {
            outcome.write(&mut output).map_err(|error| cannot_write(&error))?;
        }
        output.flush().map_err(|error| cannot_write(&error))?;
    }
    if failed > 0 {
        exit_code = exit_code.max(ExitCode::RecordsFailed);
        _ = writeln!(io::stderr(), "{failed} of {records} records failed");
    }
    Ok(exit_code)
}

/// One outcome for each record of the batch, whatever the function did.
fn outcomes(batch: &Batch, invocation: Invocation) -> (Vec<Outcome>, ExitCode) {
    let response = match within_limit(invocation.answer) {
        Ok(response) => response,
        Err(error) => {
            tell(&error);
            return (batch.failed(&format!("Lambda.FunctionError: {error}")), ExitCode::RecordsFailed);
        }
    };
    let Some(record_ids) = &batch.record_ids else {
        // Not an event of Firehose: whoever sent it knows what the answer means.
        return (vec![Outcome::Verbatim(response)], ExitCode::Success);
    };
    let (outcomes, defects) = read_response(&response, record_ids, &invocation.record_failures);
    defects.iter().take(DEFECTS_TOLD).for_each(tell);
    if defects.len() > DEFECTS_TOLD {
        tell(&format_args!("{} more like these", defects.len() - DEFECTS_TOLD));
    }
    (outcomes, if defects.is_empty() { ExitCode::Success } else { ExitCode::ResponseRejected })
}

/// Defects of one response that are told in full.
const DEFECTS_TOLD: usize = 10;

/// Not every emulator behind an endpoint knows the limit.
fn within_limit(answer: Result<Bytes, FunctionError>) -> Result<Bytes, FunctionError> {
    match answer {
        Ok(response) if response.len() > MAX_RESPONSE_BYTES => {
            Err(FunctionError::ResponseTooLarge(response.len()))
        }
        answer => answer,
    }
}

/// Who is invoked.
enum Target {
    Process(Box<FunctionProcess>),
    Endpoint(Endpoint),
}

impl Target {
    /// Without a function to start there is an endpoint.
    async fn start(
        arguments: &InvokeArguments,
        function: Option<(Function, PathBuf)>,
    ) -> Result<Self, Error> {
        let Some((function, binary)) = function else {
            let url = arguments.endpoint.as_deref().unwrap_or_default();
            return Ok(Self::Endpoint(Endpoint::new(url, &arguments.function)?));
        };
        let log = FunctionLog::from_argument(arguments.function_log.as_deref())?;
        let lambda_arn = format!("arn:aws:lambda:us-east-1:123456789012:function:{}", function.name);
        let process = FunctionProcess::start(&function, &lambda_arn, &binary, log).await?;
        Ok(Self::Process(Box::new(process)))
    }

    async fn invoke(&self, event: Bytes) -> Result<Invocation, Error> {
        if event.len() > MAX_REQUEST_BYTES {
            return Err(Error::new(format!(
                "the event of {} bytes is above the limit of {MAX_REQUEST_BYTES} bytes",
                event.len()
            ))
            .fix("send fewer records in one event, or give them with --records"));
        }
        match self {
            Self::Process(process) => Ok(process.invoke(event).await),
            Self::Endpoint(endpoint) => endpoint.invoke(event).await,
        }
    }

    async fn stop(&self) {
        if let Self::Process(process) = self {
            process.stop().await;
        }
    }
}

/// The function as the template defines it, and its binary; without a template, with all the time Firehose allows.
fn function(arguments: &InvokeArguments) -> Result<(Function, PathBuf), Error> {
    let mut function = match &arguments.template {
        Some(template) => {
            let parameters = arguments.parameters.iter().cloned().collect();
            Template::read(template, &parameters)?.function(&arguments.function)?
        }
        None => Function {
            logical_id: arguments.function.clone(),
            name: arguments.function.clone(),
            binary: arguments.function.clone(),
            timeout: Duration::from_secs(300),
            memory_mb: 512,
            environment: Default::default(),
        },
    };
    if let Some(config) = &arguments.config {
        let path = config.canonicalize().map_err(|error| {
            Error::new(format!("{}: the configuration cannot be read: {error}", config.display()))
                .fix("name a file that can be read: --config FILE")
        })?;
        let path = path.into_os_string().into_string().map_err(|_| {
            Error::new(format!("the path {} is not UTF-8, as variables of a Lambda are", config.display()))
                .fix("copy the file to a path that is")
        })?;
        function.environment.remove("NOZZLE_CONFIG");
        function.environment.insert("NOZZLE_CONFIG_FILE".to_owned(), path);
    }
    let folder = arguments.template.as_deref().and_then(Path::parent).unwrap_or(Path::new("."));
    let binary = function_binary::find(&function.binary, folder)?;
    Ok((function, binary))
}

type BatchIterator = Box<dyn Iterator<Item = Result<Batch, Error>> + Send>;

fn batches(function: &str, input: &Input) -> Result<BatchIterator, Error> {
    Ok(match (&input.event, &input.records, &input.lines) {
        (Some(path), ..) => {
            let mut event = Vec::new();
            open(path)?.read_to_end(&mut event).map_err(|error| cannot_read(path, &error))?;
            Box::new(std::iter::once(Ok(Batch::from_event(event))))
        }
        (_, Some(path), _) => {
            Box::new(Batches::new(function, records::from_ndjson(open(path)?, path.to_owned())))
        }
        (_, _, Some(path)) => {
            Box::new(Batches::new(function, records::from_lines(open(path)?, path.to_owned())))
        }
        // The command line asks for one of them.
        _ => Box::new(std::iter::empty()),
    })
}

fn open(path: &Path) -> Result<Box<dyn BufRead + Send>, Error> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    Ok(Box::new(BufReader::new(File::open(path).map_err(|error| cannot_read(path, &error))?)))
}

fn cannot_read(path: &Path, error: &io::Error) -> Error {
    Error::new(format!("{}: cannot be read: {error}", path.display()))
        .fix("name a file that can be read, or - for standard input")
}

fn cannot_write(error: &io::Error) -> Error {
    Error::new(format!("cannot write to standard output: {error}"))
}
