//! `nozzle replay`: files through a delivery stream, into a folder or S3.

mod kinesis;

pub use kinesis::MappingArguments;

use crate::{
    clock::Clock,
    delivery_stream::DeliveryStream,
    error::{Error, tell},
    exit_code::ExitCode,
    function::Invoke,
    function_process::FunctionLog,
    interrupt::Interrupts,
    run::{RunArguments, start_function},
    source::{RecordFormat, Records, Source},
    storage::Storage,
    stream::{Stream, delivery::Delivery},
    summary::Summary,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use std::{
    future::{Future, pending},
    path::PathBuf,
    pin::{Pin, pin},
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

/// Feeds records through a delivery stream of the template and delivers them to a folder, or through an event source
/// mapping to a function that reads a Kinesis data stream.
#[derive(Debug, Clone, clap::Args)]
pub struct ReplayArguments {
    /// Files to read; `-` is standard input, `.gz` is decompressed.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What feeds the function.
    #[arg(long, value_enum, value_name = "SOURCE", default_value_t)]
    pub source: ReplaySource,
    /// Logical id of the delivery stream; needed where the template has more than one.
    #[arg(long, value_name = "NAME")]
    pub stream: Option<String>,
    /// How files become records.
    #[arg(long = "as", value_enum, value_name = "FORMAT", default_value_t)]
    pub format: RecordFormat,
    #[command(flatten)]
    pub run: RunArguments,
    #[command(flatten)]
    pub mapping: MappingArguments,
}

/// What feeds a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ReplaySource {
    /// A delivery stream.
    #[default]
    Firehose,
    /// A Kinesis data stream, through an event source mapping.
    Kinesis,
}

/// Options of one source say nothing to the other.
fn check_source(arguments: &ReplayArguments) -> Result<(), Error> {
    let misplaced = match arguments.source {
        ReplaySource::Firehose => arguments.mapping.given().map(|option| (option, "kinesis")),
        ReplaySource::Kinesis => arguments.stream.as_ref().map(|_| ("--stream", "firehose")),
    };
    match misplaced {
        Some((option, source)) => Err(Error::new(format!("{option} goes with --source {source} only"))
            .fix(format!("add --source {source}, or leave {option} out"))),
        None => Ok(()),
    }
}

/// Runs the command.
///
/// # Errors
///
/// The template cannot be read, or the function cannot be built or started.
pub async fn run(arguments: &ReplayArguments) -> Result<ExitCode, Error> {
    check_source(arguments)?;
    if arguments.source == ReplaySource::Kinesis {
        return kinesis::run(arguments).await;
    }
    let template = arguments.run.read_template()?;
    let stream = template.delivery_stream(arguments.stream.as_deref())?;
    // Before the function is built and started: that may take a while.
    let ends = Ends::open(arguments, &stream)?;
    let log = FunctionLog::from_argument(arguments.run.function_log.as_deref())?;
    let function = arguments.run.build_function(&stream, &log)?;
    let mut interrupts = Interrupts::listen();
    let process = tokio::select! {
        process = start_function(function) => process?,
        () = interrupts.next() => return Ok(ExitCode::Interrupted),
    };
    let exit_code = run_stream(arguments, &stream, process.as_ref(), ends, interrupts).await;
    if let Some(process) = process {
        process.stop().await;
    }
    exit_code
}

/// Where records come from and where they go.
struct Ends {
    source: Source,
    storage: Storage,
    delivery: Delivery,
    progress: ProgressBar,
}

impl Ends {
    fn open(arguments: &ReplayArguments, stream: &DeliveryStream) -> Result<Self, Error> {
        let progress = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let source = Source::open(&arguments.files, arguments.format, &progress)?;
        let storage = Storage::open(&arguments.run.out)?;
        Ok(Self { source, delivery: arguments.run.delivery(stream, &storage)?, storage, progress })
    }
}

/// Replays and tells the person what came of it. A stream without a processor has no function.
async fn run_stream<I: Invoke>(
    arguments: &ReplayArguments,
    stream: &DeliveryStream,
    function: Option<&I>,
    Ends { source, storage, delivery, progress }: Ends,
    mut interrupts: Interrupts,
) -> Result<ExitCode, Error> {
    let stream = Stream::new(stream, function, delivery, Clock::starting_at(Timestamp::now()))?;
    show(&progress);
    let stop = Notify::new();
    let interrupted_twice = async {
        interrupts.next().await;
        stop.notify_one();
        interrupts.next().await;
    };
    let replayed = tokio::select! {
        replayed = replay(stream, source.read(), &progress, stop.notified()) => replayed,
        () = interrupted_twice => {
            progress.finish_and_clear();
            let error = Error::new("the replay was ended at once; objects may be missing");
            tell(&error.fix("replay again from the start"));
            return Ok(ExitCode::Interrupted);
        }
    };
    progress.finish_and_clear();
    arguments.run.print(&replayed, &storage);
    Ok(replayed.exit_code())
}

/// Drawn on standard error, and only where that is a terminal.
fn show(progress: &ProgressBar) {
    let template = match progress.length() {
        Some(_) => "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {msg}",
        None => "{spinner} {bytes} {bytes_per_sec} {msg}",
    };
    progress.set_style(ProgressStyle::with_template(template).expect("the template is one"));
    progress.set_draw_target(ProgressDrawTarget::stderr());
}

/// What a replay came to.
#[derive(Debug)]
pub struct Replayed {
    /// The counts.
    pub summary: Summary,
    /// What ended it early, or went wrong at its end.
    pub errors: Vec<Error>,
}

impl Replayed {
    /// The highest that applies.
    pub fn exit_code(&self) -> ExitCode {
        let error = if self.errors.is_empty() { ExitCode::Success } else { ExitCode::Usage };
        self.summary.exit_code().max(error)
    }
}

fn interrupted() -> Error {
    Error::new("the replay was interrupted; what was read until then is delivered")
        .fix("replay again from the start")
}

/// Ok, dropped and failed are not what came in.
fn not_conserved(summary: &Summary) -> Error {
    Error::new(format!(
        "{} records came in, but {} are accounted for; this is a bug of nozzle",
        summary.records_in,
        summary.ok + summary.dropped + summary.failed
    ))
    .fix("report it, with the command")
}

/// Feeds the records through the stream until they end, one of them cannot be read, an object cannot be written, or
/// `stop` says so. Whatever was accepted until then is flushed, and a batch that is with the function is waited for.
pub async fn replay<I: Invoke>(
    mut stream: Stream<'_, I>,
    mut records: Records,
    progress: &ProgressBar,
    stop: impl Future<Output = ()>,
) -> Replayed {
    let mut errors = Vec::new();
    let mut stop = pin!(stop);
    'reading: while !stream.has_failed() {
        let chunk = tokio::select! {
            biased;
            () = &mut stop => {
                errors.push(interrupted());
                break;
            }
            () = reached(stream.due()) => {
                if stopped_during(stream.flush_due(), stop.as_mut()).await {
                    errors.push(interrupted());
                    break;
                }
                continue;
            }
            () = stream.endpoint_answered() => {
                stream.settle_undelivered().await;
                continue;
            }
            chunk = records.recv() => chunk,
        };
        match chunk {
            None => break,
            Some(Err(error)) => {
                errors.push(error);
                break;
            }
            Some(Ok(chunk)) => {
                for record in chunk {
                    if stopped_during(stream.accept(record), stop.as_mut()).await {
                        errors.push(interrupted());
                        break 'reading;
                    }
                }
            }
        }
        let summary = stream.summary();
        progress.set_message(format!("{} in, {} failed", summary.records_in, summary.failed));
    }
    if errors == [interrupted()] {
        progress.set_message("interrupted: delivers what was read; interrupt again to end at once");
    }
    let (summary, storage_error) = stream.finish().await;
    errors.extend(storage_error);
    if !summary.is_conserved() {
        errors.push(not_conserved(&summary));
    }
    Replayed { summary, errors }
}

/// Does the work to its end; whether `stop` came meanwhile.
async fn stopped_during(
    work: impl Future<Output = ()>,
    mut stop: Pin<&mut impl Future<Output = ()>>,
) -> bool {
    let mut work = pin!(work);
    tokio::select! {
        biased;
        () = &mut work => false,
        () = &mut stop => {
            work.await;
            true
        }
    }
}

async fn reached(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => pending().await,
    }
}

#[cfg(test)]
mod tests;
