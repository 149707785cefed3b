//! What a function prints: why records failed, and where an invocation ends.

use crate::{error::Error, function::RecordFailure};
use serde::{Deserialize, de::IgnoredAny};
use std::{
    collections::{HashMap, VecDeque},
    fmt,
    fs::File,
    io::{self, PipeReader, Write},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    net::unix::pipe,
    sync::watch,
    time::timeout,
};

/// A log in which nothing moved for this long has nothing more to say.
pub(super) const QUIET: Duration = Duration::from_millis(250);
/// Nor is a log waited for that never falls quiet: something else in the function keeps talking.
const MAX_WAIT: Duration = Duration::from_secs(5);
/// A longer line is read in pieces, as CloudWatch Logs does (CloudWatch Logs quotas: event size).
const MAX_LINE_BYTES: u64 = 256 * 1024;
/// What is kept of a start that fails.
const MAX_START_LINES: usize = 50;

/// Where a copy of the functions' log goes; nowhere by default, for a log may hold what records hold.
#[derive(Clone, Default)]
pub struct FunctionLog(Option<Arc<Mutex<dyn Write + Send>>>);

impl FunctionLog {
    /// No copy is made.
    pub fn hidden() -> Self {
        Self::default()
    }

    /// As `--function-log` says: hidden where it is left out.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn from_argument(path: Option<&Path>) -> Result<Self, Error> {
        path.map_or_else(|| Ok(Self::hidden()), Self::open)
    }

    /// A copy goes to a new file, or to standard error where `path` is `-`.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn open(path: &Path) -> Result<Self, Error> {
        if path == Path::new("-") {
            return Ok(Self(Some(Arc::new(Mutex::new(io::stderr())))));
        }
        let file = File::create(path).map_err(|error| {
            Error::new(format!("cannot write the function's log to {}: {error}", path.display()))
                .fix("name a file in a folder that exists: --function-log FILE")
        })?;
        Ok(Self(Some(Arc::new(Mutex::new(file)))))
    }

    fn copy(&self, line: &[u8]) {
        if let Some(writer) = &self.0 {
            // A full disk must not stop the stream.
            _ = writer.lock().unwrap_or_else(PoisonError::into_inner).write_all(line);
        }
    }
}

impl fmt::Debug for FunctionLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "FunctionLog(copied)" } else { "FunctionLog(hidden)" })
    }
}

/// Reads the log of one process as it comes.
#[derive(Debug)]
pub(super) struct LogReader(watch::Sender<Log>);

impl LogReader {
    pub(super) fn start(pipe: PipeReader, copy: FunctionLog) -> io::Result<Self> {
        let pipe = pipe::Receiver::from_owned_fd(pipe.into())?;
        let sender = watch::Sender::new(Log::default());
        tokio::spawn(read(pipe, copy, sender.clone()));
        Ok(Self(sender))
    }

    /// From now on lines may hold payload and are not kept.
    pub(super) fn initialized(&self) {
        self.0.send_modify(|log| {
            log.initialized = true;
            log.start_lines.clear();
        });
    }

    /// What was printed before the first event.
    pub(super) fn take_lines(&self) -> Vec<String> {
        let mut lines = VecDeque::new();
        self.0.send_modify(|log| lines = std::mem::take(&mut log.start_lines));
        // Sentences for a person come before structured lines that say the same.
        let (structured, plain): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.starts_with('{'));
        if plain.is_empty() { structured } else { plain }
    }

    pub(super) fn forget_failures(&self) {
        self.take_failures();
    }

    pub(super) fn take_failures(&self) -> HashMap<String, RecordFailure> {
        let mut failures = HashMap::new();
        self.0.send_modify(|log| failures = std::mem::take(&mut log.failures));
        failures
    }

    /// Waits for the line that ends an invocation. False if the log falls quiet without it.
    pub(super) async fn finished(&self, request_id: &str) -> bool {
        self.settles(|log| log.finished.as_deref() == Some(request_id)).await
    }

    /// Waits for the end of the log, or of what a dead process left behind.
    pub(super) async fn ended(&self) {
        self.settles(|log| log.ended).await;
    }

    async fn settles(&self, reached: impl Fn(&Log) -> bool) -> bool {
        let mut log = self.0.subscribe();
        let reads = async {
            loop {
                {
                    let log = log.borrow_and_update();
                    if log.ended || reached(&log) {
                        return reached(&log);
                    }
                }
                if timeout(QUIET, log.changed()).await.is_err() {
                    return false;
                }
            }
        };
        timeout(MAX_WAIT, reads).await.unwrap_or(false)
    }
}

#[derive(Debug, Default)]
struct Log {
    initialized: bool,
    start_lines: VecDeque<String>,
    failures: HashMap<String, RecordFailure>,
    finished: Option<String>,
    ended: bool,
}

/// The parts of a structured line that matter here.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "_aws")]
    metrics: Option<IgnoredAny>,
    request_id: Option<String>,
    message: Option<String>,
    /// Records of a data stream have no id but their number.
    #[serde(alias = "sequence_number")]
    record_id: Option<String>,
    reason: Option<String>,
    /// Why a batch of a data stream is not done.
    cause: Option<String>,
    detail: Option<String>,
    byte: Option<u64>,
}

impl Log {
    fn read(&mut self, line: &[u8]) {
        let line = line.trim_ascii_end();
        if !self.initialized {
            if self.start_lines.len() == MAX_START_LINES {
                self.start_lines.pop_front();
            }
            self.start_lines.push_back(String::from_utf8_lossy(line).into_owned());
        }
        if !line.starts_with(b"{") {
            return;
        }
        match serde_json::from_slice(line) {
            Ok(Line { metrics: Some(_), request_id: Some(request_id), .. }) => {
                self.finished = Some(request_id)
            }
            Ok(Line {
                message,
                record_id: Some(record_id),
                reason: Some(reason),
                detail: Some(detail),
                byte,
                ..
            }) if message.as_deref() == Some("record failed") => {
                let message = match byte {
                    Some(byte) => format!("{detail} (byte {byte})"),
                    None => detail,
                };
                self.failures.insert(record_id, RecordFailure { reason, message });
            }
            Ok(Line {
                message,
                record_id: Some(record_id),
                cause: Some(reason),
                detail: Some(detail),
                ..
            }) if message.as_deref() == Some("batch is not done") => {
                // What is said of the record itself says more.
                self.failures.entry(record_id).or_insert(RecordFailure { reason, message: detail });
            }
            // Whatever else a function logs is its own affair.
            _ => {}
        }
    }
}

async fn read(pipe: pipe::Receiver, copy: FunctionLog, log: watch::Sender<Log>) {
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while let Ok(1..) = (&mut reader).take(MAX_LINE_BYTES).read_until(b'\n', &mut line).await {
        copy.copy(&line);
        log.send_modify(|log| log.read(&line));
        line.clear();
    }
    log.send_modify(|log| log.ended = true);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_lines(lines: &[&str]) -> Log {
        let mut log = Log::default();
        for line in lines {
            log.read(format!("{line}\n").as_bytes());
        }
        log
    }

    #[test]
    fn a_failure_is_known_by_its_record() {
        let log = read_lines(&[
            r#"{"timestamp":"2026-01-01T00:00:00Z","level":"WARN","message":"record failed","record_id":"a","reason":"not_base64","detail":"data is not base64","byte":17,"data_sha256":"00","target":"nozzle"}"#,
            r#"{"level":"WARN","message":"record failed","record_id":"b","reason":"panicked","detail":"the transform panicked"}"#,
        ]);
        let failure = |reason: &str, message: &str| RecordFailure {
            reason: reason.to_owned(),
            message: message.to_owned(),
        };
        assert_eq!(log.failures["a"], failure("not_base64", "data is not base64 (byte 17)"));
        assert_eq!(log.failures["b"], failure("panicked", "the transform panicked"));
        assert_eq!(log.finished, None);
    }

    #[test]
    fn a_record_of_a_data_stream_is_known_by_its_number() {
        let log = read_lines(&[
            r#"{"message":"record failed","sequence_number":"4955","reason":"panic","detail":"the transform panicked"}"#,
            r#"{"message":"batch is not done","sequence_number":"4955","left":2,"cause":"poison","detail":"the record failed"}"#,
            r#"{"message":"batch is not done","sequence_number":"4956","left":1,"cause":"sink","detail":"it was not delivered: throttled"}"#,
        ]);
        assert_eq!(log.failures["4955"].reason, "panic");
        assert_eq!(log.failures["4956"].reason, "sink");
        assert_eq!(log.failures["4956"].message, "it was not delivered: throttled");
    }

    #[test]
    fn the_metrics_line_ends_the_invocation_it_names() {
        let log =
            read_lines(&[r#"{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"request_id":"r-1","Ok":3}"#]);
        assert_eq!(log.finished.as_deref(), Some("r-1"));
    }

    #[test]
    fn other_lines_mean_nothing() {
        let log = read_lines(&[
            "thread 'main' panicked",
            "{ not json",
            r#"{"message":"record failed","record_id":7,"reason":"not_a_string"}"#,
            r#"{"message":"looked up","record_id":"a","reason":"cache","detail":"miss"}"#,
            r#"{"request_id":"r-1","message":"no metrics"}"#,
        ]);
        assert!(log.failures.is_empty());
        assert_eq!(log.finished, None);
    }

    #[test]
    fn only_lines_from_before_the_first_event_are_kept() {
        let mut log = read_lines(&["error: no such format"]);
        log.initialized = true;
        log.read(b"the record says hello\n");
        assert_eq!(log.start_lines, ["error: no such format"]);
    }

    fn reader() -> (LogReader, watch::Sender<Log>) {
        let sender = watch::Sender::new(Log::default());
        (LogReader(sender.clone()), sender)
    }

    #[tokio::test(start_paused = true)]
    async fn an_end_is_waited_for_as_long_as_lines_come() {
        let (reader, log) = reader();
        let printing = async {
            for _ in 0..10 {
                tokio::time::sleep(Duration::from_millis(200)).await;
                log.send_modify(|log| log.read(b"{}"));
            }
            log.send_modify(|log| log.read(br#"{"_aws":{},"request_id":"r"}"#));
        };
        assert!(tokio::join!(reader.finished("r"), printing).0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_quiet_log_and_one_that_never_ends_are_not_waited_for() {
        let (reader, log) = reader();
        assert!(!reader.finished("r").await);
        let talking = async {
            loop {
                tokio::time::sleep(Duration::from_millis(200)).await;
                log.send_modify(|log| log.read(b"{}"));
            }
        };
        let finished = tokio::select! {
            finished = reader.finished("r") => finished,
            () = talking => unreachable!(),
        };
        assert!(!finished);
    }
}
