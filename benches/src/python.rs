//! The function in Python, as a process that does its work when it is told to.

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
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/python/");
        let mut child = Command::new("python3")
            .args([&format!("{folder}{script}"), argument])
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

    /// The response.
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
