//! `nozzle replay --source kinesis`: files through an event source mapping, to a function that reads a data stream.

use super::{ReplayArguments, show};
use crate::{
    clock::Clock,
    error::{Error, tell},
    event_source_mapping::{
        CheckpointFile, Checkpoints, DataStream, EventSourceMapping, Mapping, Ran, ShardRecords,
    },
    exit_code::ExitCode,
    function_binary,
    function_process::{FunctionLog, FunctionProcess},
    interrupt::Interrupts,
    source::{Records, Source, SourceRecord},
    storage::Storage,
};
use futures::future::join_all;
use indicatif::{ProgressBar, ProgressDrawTarget};
use jiff::Timestamp;
use nozzle::{field, json};
use serde_json::{Value, json};
use std::{
    fs,
    io::{self, Write},
    path::Path,
    thread,
    time::UNIX_EPOCH,
};
use tokio::sync::{Notify, mpsc};

/// What a replay through an event source mapping can be told besides.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "With --source kinesis")]
pub struct MappingArguments {
    /// The function that reads the stream, or the logical id of its mapping; needed where the template has more than
    /// one.
    #[arg(long, value_name = "NAME")]
    pub function: Option<String>,
    /// Shards of the stream [default: 1]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub shards: Option<u16>,
    /// The field of a JSON document that is its partition key, as a path with dots. A record without it has a key of
    /// its own.
    #[arg(long, value_name = "FIELD")]
    pub partition_key: Option<String>,
    /// Gives records up after so many retries, whatever the mapping says.
    #[arg(long, value_name = "NUMBER")]
    pub maximum_retry_attempts: Option<u32>,
    /// Where the function finds delivery streams: `nozzle serve` on this machine.
    #[arg(long, value_name = "URL", value_parser = loopback)]
    pub firehose_endpoint_url: Option<String>,
}

/// A function here has no account, so it can reach this machine only.
fn loopback(url: &str) -> Result<String, String> {
    let host = url.strip_prefix("http://").map(|rest| rest.split(['/', '?']).next().unwrap_or_default());
    let host = host.and_then(|host| host.rsplit_once(':')).map(|(host, _)| host);
    match host {
        Some("127.0.0.1" | "localhost" | "[::1]") => Ok(url.to_owned()),
        _ => Err("write what `nozzle serve` says, such as http://127.0.0.1:4573".to_owned()),
    }
}

impl MappingArguments {
    /// The first that is given.
    pub(super) fn given(&self) -> Option<&'static str> {
        let given = [
            ("--function", self.function.is_some()),
            ("--shards", self.shards.is_some()),
            ("--partition-key", self.partition_key.is_some()),
            ("--maximum-retry-attempts", self.maximum_retry_attempts.is_some()),
            ("--firehose-endpoint-url", self.firehose_endpoint_url.is_some()),
        ];
        given.into_iter().find_map(|(name, is_given)| is_given.then_some(name))
    }
}

/// Characters of a partition key: <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html>
const MAX_PARTITION_KEY_CHARACTERS: usize = 256;

/// Runs the command.
pub(super) async fn run(arguments: &ReplayArguments) -> Result<ExitCode, Error> {
    let template = arguments.run.read_template()?;
    let (mut settings, mut function) =
        template.event_source_mapping(arguments.mapping.function.as_deref())?;
    if let Some(attempts) = arguments.mapping.maximum_retry_attempts {
        settings.maximum_retry_attempts = Some(attempts);
    }
    if let Some(url) = &arguments.mapping.firehose_endpoint_url {
        function.environment.insert("AWS_ENDPOINT_URL_FIREHOSE".to_owned(), url.clone());
    }
    let progress = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    let source = Source::open(&arguments.files, arguments.format, &progress)?;
    let storage = Storage::open(&arguments.run.out)?;
    let checkpoint_file = checkpoint_file(arguments, &settings);
    let folder = arguments.run.template.parent().unwrap_or(Path::new("."));
    let binary = function_binary::find(&function.binary, folder)?;
    let log = FunctionLog::from_argument(arguments.run.function_log.as_deref())?;
    let mut interrupts = Interrupts::listen();

    let shards = usize::from(arguments.mapping.shards.unwrap_or(1));
    let lanes = shards * settings.parallelization_factor;
    let start = || FunctionProcess::start(&function, &settings.function_arn, &binary, log.clone());
    // The first one tells whether there is anything wrong with it.
    let first = tokio::select! {
        first = start() => first?,
        () = interrupts.next() => return Ok(ExitCode::Interrupted),
    };
    let mut processes = vec![first];
    for _ in 1..lanes.min(most_processes()) {
        processes.push(start().await?);
    }
    let replay = Replay { arguments, settings: &settings, shards, storage, checkpoint_file, progress };
    let exit_code = replay.run(source, &processes, interrupts).await;
    join_all(processes.iter().map(FunctionProcess::stop)).await;
    exit_code
}

/// Lambda runs one for each lane. More than a machine has work for only take up its memory.
fn most_processes() -> usize {
    2 * thread::available_parallelism().map_or(1, usize::from)
}

/// Beside the output, for files that can be read again; the input says which they are.
fn checkpoint_file(arguments: &ReplayArguments, settings: &EventSourceMapping) -> Option<CheckpointFile> {
    if arguments.run.out.starts_with("s3://") {
        return None;
    }
    let files: Vec<Value> = arguments.files.iter().map(|file| identity(file)).collect::<Option<_>>()?;
    let input = json!({
        "mapping": settings.name,
        "files": files,
        "as": format!("{:?}", arguments.format),
        "shards": arguments.mapping.shards.unwrap_or(1),
        "partition_key": arguments.mapping.partition_key,
    });
    let path = Path::new(&arguments.run.out).join(format!("{}.checkpoint.json", settings.name));
    Some(CheckpointFile::new(path, input))
}

/// A file's path, size and time; none for what can be read once only.
fn identity(path: &Path) -> Option<Value> {
    let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let path = path.canonicalize().ok()?;
    Some(json!({
        "path": path.to_string_lossy(),
        "bytes": metadata.len(),
        "modified_ns": modified.as_nanos().to_string(),
    }))
}

struct Replay<'a> {
    arguments: &'a ReplayArguments,
    settings: &'a EventSourceMapping,
    shards: usize,
    storage: Storage,
    checkpoint_file: Option<CheckpointFile>,
    progress: ProgressBar,
}

impl Replay<'_> {
    /// Replays and tells the person what came of it.
    async fn run(
        self,
        source: Source,
        functions: &[FunctionProcess],
        mut interrupts: Interrupts,
    ) -> Result<ExitCode, Error> {
        let Self { arguments, settings, shards, storage, checkpoint_file, progress } = self;
        let now = Timestamp::now();
        let started_us = u64::try_from(now.as_microsecond()).unwrap_or_default();
        let checkpoints = checkpoint_file.as_ref().and_then(CheckpointFile::read);
        let checkpoints = checkpoints.unwrap_or_else(|| Checkpoints::at_start(started_us));
        let clock = Clock::starting_at(now);
        let stream = DataStream::new(shards, checkpoints.started_us);
        let records = put_all(source.read(), stream, arguments.mapping.partition_key.clone(), clock);
        let can_go_on = checkpoint_file.is_some();
        let tell_meanwhile = |error: &Error| progress.suspend(|| tell(error));
        let mapping = Mapping {
            settings,
            shards,
            storage: &storage,
            checkpoints,
            checkpoint_file,
            clock,
            tell: &tell_meanwhile,
        };
        show(&progress);
        let stop = Notify::new();
        let interrupted_twice = async {
            interrupts.next().await;
            stop.notify_one();
            interrupts.next().await;
        };
        let look = |summary: &crate::event_source_mapping::MappingSummary| {
            progress.set_message(format!("{} done, {} failed", summary.done, summary.failed));
        };
        let ran = tokio::select! {
            ran = mapping.run(functions, records, stop.notified(), look) => ran,
            () = interrupted_twice => {
                progress.finish_and_clear();
                tell(&Error::new("the replay was ended at once").fix(go_on(can_go_on)));
                return Ok(ExitCode::Interrupted);
            }
        };
        progress.finish_and_clear();
        Ok(report(&ran, &storage, arguments.run.json, can_go_on))
    }
}

/// What to do about records that are left.
fn go_on(can_go_on: bool) -> &'static str {
    match can_go_on {
        true => "the same command goes on after the last checkpoint",
        false => "replay again from the start",
    }
}

fn report(ran: &Ran, storage: &Storage, as_json: bool, can_go_on: bool) -> ExitCode {
    let Ran { summary, stopped, error } = ran;
    let text = if as_json { summary.to_json() + "\n" } else { summary.to_text(storage) };
    // Nobody is left to tell if this stream is closed; what was done is.
    _ = io::stdout().write_all(text.as_bytes());
    if as_json {
        summary.defects.iter().for_each(tell);
    }
    let mut exit_code = summary.exit_code();
    if let Some(error) = error {
        tell(error);
        exit_code = exit_code.max(ExitCode::Usage);
    }
    if *stopped {
        tell(&Error::new("the replay was interrupted; some records may be left").fix(go_on(can_go_on)));
        exit_code = exit_code.max(ExitCode::Usage);
    }
    exit_code
}

/// Puts what files hold into the shards of a stream.
fn put_all(
    mut records: Records,
    mut stream: DataStream,
    partition_key: Option<String>,
    clock: Clock,
) -> ShardRecords {
    let (sender, shard_records) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut number = 0_u64;
        while let Some(chunk) = records.recv().await {
            let (mut put, mut error) = (Vec::new(), None);
            match chunk {
                Err(ended) => error = Some(ended),
                Ok(chunk) => {
                    for record in chunk {
                        number += 1;
                        match key(&record, partition_key.as_deref(), number) {
                            Ok(key) => {
                                put.push(stream.put(record.data, key, record.arrived_ms, clock.now_ms()));
                            }
                            Err(ended) => {
                                error = Some(ended);
                                break;
                            }
                        }
                    }
                }
            }
            // What came before the error is handed on first.
            if sender.send(Ok(put)).await.is_err() {
                return;
            }
            if let Some(error) = error {
                // Nobody may want to know.
                _ = sender.send(Err(error)).await;
                return;
            }
        }
    });
    shard_records
}

/// The partition key that a record says, or that stands in a field of its data.
fn key(record: &SourceRecord, field: Option<&str>, number: u64) -> Result<Option<String>, Error> {
    let in_field = || {
        let value = field::of_document(&record.data, field?)?;
        let text = json::decode_string(value).map(|text| text.into_owned());
        text.or_else(|| str::from_utf8(value).ok().map(str::to_owned))
    };
    let Some(key) = record.partition_key.clone().or_else(in_field) else { return Ok(None) };
    match key.chars().count() {
        1..=MAX_PARTITION_KEY_CHARACTERS => Ok(Some(key)),
        characters => Err(Error::new(format!(
            "record {number}: a partition key has 1 to {MAX_PARTITION_KEY_CHARACTERS} characters, and this one has \
             {characters}"
        ))
        .fix("choose another field: --partition-key FIELD")),
    }
}
