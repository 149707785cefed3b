//! Files become records.

mod cloudwatch;
pub mod given;
mod lines;

use crate::error::Error;
use bytes::Bytes;
use cloudwatch::Envelopes;
use flate2::read::MultiGzDecoder;
use given::GivenRecord;
use indicatif::ProgressBar;
use lines::{LineChunks, split_lines};
use nozzle::firehose::limits::MAX_RECORD_BYTES;
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    thread,
};
use tokio::sync::mpsc;

/// Chunks of records that wait for the stream.
const CHUNKS_AHEAD: usize = 4;

/// How a file becomes records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum RecordFormat {
    /// Each line is a record and keeps its newline.
    #[default]
    Lines,
    /// As lines, and each must be JSON.
    Ndjson,
    /// Each line says what a record is: {"data": "text"} or {"dataBase64": "…"}, and if wanted partitionKey and
    /// approximateArrivalTimestamp (ms).
    Records,
    /// Lines are wrapped as CloudWatch Logs wraps them for a subscription, some to a record.
    Cloudwatch,
}

/// A record as its source has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRecord {
    /// Its bytes.
    pub data: Bytes,
    /// When it reached the source, in milliseconds since 1970; where the source does not say, when it is accepted.
    pub arrived_ms: Option<i64>,
    /// Partition key on a Kinesis stream.
    pub partition_key: Option<String>,
}

impl From<Bytes> for SourceRecord {
    fn from(data: Bytes) -> Self {
        Self { data, arrived_ms: None, partition_key: None }
    }
}

/// Records as they are read, some at a time; an error ends them.
pub type Records = mpsc::Receiver<Result<Vec<SourceRecord>, Error>>;

/// Files that were found and opened.
pub struct Source {
    files: Vec<(String, Box<dyn Read + Send>)>,
    format: RecordFormat,
}

impl Source {
    /// Opens the files: `-` is standard input, `.gz` is decompressed. `progress` counts the bytes of files.
    pub fn open(files: &[PathBuf], format: RecordFormat, progress: &ProgressBar) -> Result<Self, Error> {
        let mut length = Some(0);
        let mut opened = Vec::new();
        for path in files {
            let name = if is_standard_input(path) {
                "standard input".to_owned()
            } else {
                path.display().to_string()
            };
            let (reader, bytes) = open(path).map_err(|error| {
                Error::new(format!("{name}: cannot be opened: {error}"))
                    .fix("name files that can be read, or - for standard input")
            })?;
            length = length.zip(bytes).map(|(sum, bytes): (u64, u64)| sum + bytes);
            let counted = progress.wrap_read(reader);
            let is_gzip = path.extension().is_some_and(|extension| extension == "gz");
            let reader: Box<dyn Read + Send> =
                if is_gzip { Box::new(MultiGzDecoder::new(counted)) } else { Box::new(counted) };
            opened.push((name, reader));
        }
        if let Some(length) = length {
            progress.set_length(length);
        }
        Ok(Self { files: opened, format })
    }

    /// Reads on a thread of its own: it may wait for standard input for ever.
    pub fn read(self) -> Records {
        let (sender, records) = mpsc::channel(CHUNKS_AHEAD);
        thread::spawn(move || {
            for (name, reader) in self.files {
                // An error of the sender: nobody wants more.
                let ended =
                    read_file(&name, reader, self.format, &mut |chunk| sender.blocking_send(chunk).is_ok());
                if !ended {
                    break;
                }
            }
        });
        records
    }
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The reader and how much it holds, where that can be known.
fn open(path: &Path) -> io::Result<(Box<dyn Read + Send>, Option<u64>)> {
    if is_standard_input(path) {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
    }
    Ok((Box::new(file), metadata.is_file().then_some(metadata.len())))
}

/// Hands on the records of one file; false where that was told to stop, or there was an error to hand on.
fn read_file(
    name: &str,
    reader: impl Read,
    format: RecordFormat,
    hand_on: &mut dyn FnMut(Result<Vec<SourceRecord>, Error>) -> bool,
) -> bool {
    let mut envelopes = Envelopes::of_stream(name);
    let mut lines = LineChunks::new(reader);
    let line_limit_bytes = match format {
        // Base64, and what stands around it.
        RecordFormat::Records => 2 * MAX_RECORD_BYTES,
        _ => MAX_RECORD_BYTES,
    };
    let mut line_number = 0;
    loop {
        let chunk = match lines.next_chunk(line_limit_bytes) {
            Ok(Some(chunk)) => chunk,
            Ok(None) => return true,
            Err(error) => {
                let message = format!("{name} line {}: cannot be read: {error}", line_number + 1);
                hand_on(Err(Error::new(message).fix("check that the file is whole")));
                return false;
            }
        };
        let first = line_number + 1;
        let mut records = Vec::new();
        let mut error = None;
        for line in split_lines(&chunk) {
            line_number += 1;
            match accept(line, format) {
                Ok(record) => records.push(record),
                Err((message, fix)) => {
                    error = Some(Error::new(format!("{name} line {line_number}: {message}")).fix(fix));
                    break;
                }
            }
        }
        if format == RecordFormat::Cloudwatch {
            let lines: Vec<_> = records.into_iter().map(|record| record.data).collect();
            records = envelopes.wrap(&lines).into_iter().map(SourceRecord::from).collect();
            let too_large = |record: &SourceRecord| record.data.len() > MAX_RECORD_BYTES;
            if let Some(SourceRecord { data, .. }) = records.iter().find(|record| too_large(record)) {
                let lines =
                    format!("{name} line {first} to {line_number}: in an envelope of {} bytes", data.len());
                error.get_or_insert_with(|| Error::new(lines).fix(TOO_LARGE));
                records.retain(|record| !too_large(record));
            }
        }
        // What came before the error is handed on first.
        if !records.is_empty() && !hand_on(Ok(records)) {
            return false;
        }
        if let Some(error) = error {
            hand_on(Err(error));
            return false;
        }
    }
}

const TOO_LARGE: &str = "Firehose takes records of up to 1,024,000 bytes: split or remove it";

/// The record that a line is, or what is wrong with it and what to do.
fn accept(line: Bytes, format: RecordFormat) -> Result<SourceRecord, (String, &'static str)> {
    let record = match format {
        RecordFormat::Lines | RecordFormat::Cloudwatch => SourceRecord::from(line),
        RecordFormat::Records => {
            let GivenRecord { data, record_id, arrived_ms, partition_key } = GivenRecord::read(&line)?;
            if record_id.is_some() {
                return Err(("the stream gives a record its recordId".to_owned(), "leave recordId out"));
            }
            SourceRecord { data, arrived_ms, partition_key }
        }
        RecordFormat::Ndjson => {
            let read = serde_json::from_slice::<serde::de::IgnoredAny>(line.trim_ascii_end());
            // What is too large is refused as that below, whatever it is.
            if let Err(error) = read.as_ref()
                && line.len() <= MAX_RECORD_BYTES
            {
                let what = format!("not JSON (column {})", error.column());
                return Err((what, "correct it, or read the file with --as lines"));
            }
            SourceRecord::from(line)
        }
    };
    match record.data.len() > MAX_RECORD_BYTES {
        true => Err((format!("a record of more than {MAX_RECORD_BYTES} bytes"), TOO_LARGE)),
        false => Ok(record),
    }
}

#[cfg(test)]
mod tests;
