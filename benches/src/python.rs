//! Work in Python, by a process that does it when it is told to.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

/// A Python interpreter with the function and an event in it.
pub struct Python {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Python {
    /// Starts `python3` with one of our scripts and what it is to do, and hands over the event.
    ///
    /// # Panics
    ///
    /// If there is no `python3`.
    pub fn start(script: &str, argument: &str, event: &[u8]) -> Self {
        Self::start_script(script, &[argument], event)
    }

    /// Starts what splits aggregates with the package `aws_kinesis_agg`, and hands over the event; `None` where
    /// Python does not have the package.
    ///
    /// # Panics
    ///
    /// If there is no `python3`.
    pub fn start_deaggregation(event: &[u8]) -> Option<Self> {
        let import = ["-c", "import aws_kinesis_agg.deaggregator"];
        let tried = Command::new("python3").args(import).stderr(Stdio::null()).status();
        let has_package = tried.expect("python3 is installed").success();
        has_package.then(|| Self::start_script("deaggregate.py", &[], event))
    }

    fn start_script(script: &str, arguments: &[&str], event: &[u8]) -> Self {
        let script = format!("{}/python/{script}", env!("CARGO_MANIFEST_DIR"));
        let mut child = Command::new("python3")
            .arg(script)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is installed");
        let mut commands = child.stdin.take().expect("a pipe");
        commands.write_all(event).expect("python3 reads");
        commands.write_all(b"\n").expect("python3 reads");
        let answers = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, commands, answers }
    }

    fn ask(&mut self, command: &str) -> String {
        writeln!(self.commands, "{command}").expect("python3 reads");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("python3 answers");
        assert!(!answer.is_empty(), "python3 ended");
        answer
    }

    /// Processes the event once and gives the time on the processor, by Python's own clock.
    pub fn process(&mut self) -> Duration {
        let seconds = self.ask("process").trim().parse().expect("seconds");
        Duration::from_secs_f64(seconds)
    }

    /// The response; of a de-aggregation, the data of all records, as JSON.
    pub fn response(&mut self) -> Vec<u8> {
        self.ask("respond").into_bytes()
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
