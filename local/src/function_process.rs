//! A function's binary as a process of this machine, behind a Runtime API of its own.
//!
//! One invocation at a time. A process that crashes or overruns its timeout is replaced by the next
//! invocation, as Lambda replaces a sandbox.

mod environment;
mod function_log;

pub use function_log::FunctionLog;

use crate::{
    delivery_stream::Function,
    error::Error,
    function::{FunctionError, Invocation, Invoke},
    runtime_api::{Pending, RuntimeApi},
};
use bytes::Bytes;
use environment::environment;
use function_log::LogReader;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    collections::HashMap,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::{Duration, SystemTime},
};
use tokio::{
    process::{Child, Command},
    sync::Mutex,
    time::{sleep, timeout},
};

/// Lambda ends a function that has not called `next` by then (Lambda runtime environment: init phase).
const INIT_TIMEOUT: Duration = Duration::from_secs(10);
/// Lambda runs no function for longer (Lambda quotas: function timeout). What waits less long says so in its template.
const MAX_TIMEOUT: Duration = Duration::from_secs(900);
/// From SIGTERM to SIGKILL (Lambda runtime environment: shutdown phase).
const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(500);

/// Runs a function's binary and invokes it.
#[derive(Debug)]
pub struct FunctionProcess {
    function: Function,
    lambda_arn: String,
    binary: PathBuf,
    log: FunctionLog,
    process: Mutex<Option<Process>>,
}

impl FunctionProcess {
    /// Starts the function and waits until it asks for its first event.
    ///
    /// # Errors
    ///
    /// The binary cannot be run, or ends or reports an error instead of asking for an event: a
    /// configuration at fault, which no retry can cure. The error shows what the function printed.
    pub async fn start(
        function: &Function,
        lambda_arn: &str,
        binary: &Path,
        log: FunctionLog,
    ) -> Result<Self, Error> {
        let started = Self {
            function: function.clone(),
            lambda_arn: lambda_arn.to_owned(),
            binary: binary.to_owned(),
            log,
            process: Mutex::default(),
        };
        match started.start_process().await {
            Ok(process) => *started.process.lock().await = Some(process),
            Err(failure) => return Err(failure.describe(&function.name)),
        }
        Ok(started)
    }

    /// Ends the process: SIGTERM, and SIGKILL if that is not enough.
    pub async fn stop(&self) {
        if let Some(mut process) = self.process.lock().await.take() {
            process.stop().await;
        }
    }

    async fn start_process(&self) -> Result<Process, StartFailure> {
        let failed = |how: &str, error: &dyn std::error::Error| StartFailure {
            how: format!("{how}: {error}"),
            printed: Vec::new(),
        };
        let api = RuntimeApi::start(&self.lambda_arn)
            .await
            .map_err(|error| failed("no port on 127.0.0.1 for its Runtime API", &error))?;
        let (pipe, output) = std::io::pipe().map_err(|error| failed("no pipe for its log", &error))?;
        let errors = output.try_clone().map_err(|error| failed("no pipe for its log", &error))?;
        let child = Command::new(&self.binary)
            .env_clear()
            .envs(environment(
                &self.function,
                &self.lambda_arn,
                &self.binary,
                api.address(),
                std::env::vars_os(),
            ))
            .current_dir(self.binary.parent().unwrap_or(Path::new("/")))
            .stdin(Stdio::null())
            // One pipe for both, so that lines keep their order.
            .stdout(output)
            .stderr(errors)
            // An interrupt from the terminal is for nozzle, which may still need the function.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| failed(&format!("cannot run {}", self.binary.display()), &error))?;
        let log = LogReader::start(pipe, self.log.clone())
            .map_err(|error| failed("cannot read its log", &error))?;
        let mut process = Process { child, api, log, marks_the_end: true };
        match process.initialize().await {
            Ok(()) => Ok(process),
            Err(how) => {
                // One that reported its failure may still be about to print the reason.
                _ = timeout(SHUTDOWN_TIMEOUT, process.child.wait()).await;
                process.stop().await;
                Err(StartFailure { how, printed: process.log.take_lines() })
            }
        }
    }
}

impl Invoke for FunctionProcess {
    async fn invoke(&self, event: Bytes) -> Invocation {
        let limit = self.function.timeout.min(MAX_TIMEOUT);
        let mut running = self.process.lock().await;
        // Taken out, so that a process whose invocation is abandoned goes with it.
        let mut process = running.take();
        let mut invocation = match &mut process {
            Some(process) => process.invoke(event.clone(), limit).await,
            None => None,
        };
        if invocation.is_none() {
            let fresh = match self.start_process().await {
                Ok(fresh) => process.insert(fresh),
                Err(failure) => return crashed(failure.how),
            };
            invocation = fresh.invoke(event, limit).await;
        }
        let invocation = invocation.unwrap_or_else(|| crashed("before it took the event".to_owned()));
        if !matches!(invocation.answer, Err(FunctionError::Crashed(_) | FunctionError::TimedOut(_))) {
            *running = process;
        }
        invocation
    }
}

fn crashed(how: String) -> Invocation {
    Invocation { answer: Err(FunctionError::Crashed(how)), record_failures: HashMap::new() }
}

/// Why a process never asked for an event.
struct StartFailure {
    how: String,
    printed: Vec<String>,
}

impl StartFailure {
    fn describe(self, name: &str) -> Error {
        let mut message = format!("function {name} did not start: {}", self.how);
        // What the function reported to the Runtime API it mostly prints as well: once is enough.
        let is_new = |line: &&String| !self.how.contains(line.strip_prefix("error: ").unwrap_or(line));
        for line in self.printed.iter().filter(is_new) {
            message.push_str("\n    ");
            message.push_str(line);
        }
        Error::new(message)
    }
}

/// A running process and both ends of what it says.
#[derive(Debug)]
struct Process {
    child: Child,
    api: RuntimeApi,
    log: LogReader,
    /// Its log tells where an invocation ends; assumed until an invocation goes by without.
    marks_the_end: bool,
}

impl Process {
    async fn initialize(&mut self) -> Result<(), String> {
        tokio::select! {
            biased;
            initialized = self.api.initialized() => match initialized {
                Ok(()) => {
                    self.log.initialized();
                    Ok(())
                }
                Err(FunctionError::Returned { error_type, message }) => Err(format!("{error_type}: {message}")),
                Err(error) => Err(error.to_string()),
            },
            status = self.child.wait() => Err(format!("its process ended ({})", describe(status))),
            () = sleep(INIT_TIMEOUT) => {
                Err(format!("it did not ask for an event within {} seconds", INIT_TIMEOUT.as_secs()))
            }
        }
    }

    /// One attempt; none if the process had ended before it could take the event.
    async fn invoke(&mut self, event: Bytes, limit: Duration) -> Option<Invocation> {
        self.log.forget_failures();
        let Pending { request_id, mut answer } = self.api.invoke(event, SystemTime::now() + limit);
        let answer = tokio::select! {
            biased;
            Ok(answer) = &mut answer => answer,
            status = self.child.wait() => {
                if !self.api.has_taken(&request_id) {
                    return None;
                }
                // Its last words may still be on their way from the socket.
                match timeout(function_log::QUIET, &mut answer).await {
                    Ok(Ok(answer)) => answer,
                    _ => Err(FunctionError::Crashed(describe(status))),
                }
            }
            () = sleep(limit) => {
                // It may have ended by itself meanwhile.
                _ = self.child.kill().await;
                Err(FunctionError::TimedOut(limit.as_millis() as u64))
            }
        };
        match answer {
            Err(FunctionError::Crashed(_) | FunctionError::TimedOut(_)) => self.log.ended().await,
            _ if self.marks_the_end => {
                let marked = self.log.finished(&request_id).await;
                // An event that is refused may end without the line that every other one ends with.
                self.marks_the_end = marked || answer.is_err();
            }
            _ => {}
        }
        Some(Invocation { answer, record_failures: self.log.take_failures() })
    }

    async fn stop(&mut self) {
        if let Some(id) = self.child.id().and_then(|id| i32::try_from(id).ok()) {
            // Both fail only where the process has ended by itself: until then its id is its own.
            _ = kill(Pid::from_raw(id), Signal::SIGTERM);
            if timeout(SHUTDOWN_TIMEOUT, self.child.wait()).await.is_err() {
                _ = self.child.kill().await;
            }
        }
        self.log.ended().await;
    }
}

fn describe(status: std::io::Result<ExitStatus>) -> String {
    match status {
        Ok(status) => match (status.code(), status.signal()) {
            (Some(code), _) => format!("exit code {code}"),
            (None, Some(signal)) => format!("signal {signal}"),
            (None, None) => status.to_string(),
        },
        Err(error) => error.to_string(),
    }
}
