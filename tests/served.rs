//! A running `nozzle serve`, and clients of AWS that talk to it.

use crate::{project, replayed::Replayed};
use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use std::{
    io::{BufRead, BufReader, Read},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Stdio},
};

/// It ends, with its functions, when this is dropped.
pub(crate) struct Served {
    pub(crate) nozzle: Child,
    errors: BufReader<ChildStderr>,
    /// What it said when it was ready.
    pub(crate) announced: String,
}

/// `nozzle serve --port 0 --json --out OUT` with the template.
pub(crate) fn command(template: &str, out: &Path) -> Command {
    let mut nozzle = project::nozzle();
    nozzle.args(["serve", "--port", "0", "--json", "--template", template, "--out"]).arg(out);
    nozzle
}

impl Served {
    /// Starts it and waits until it listens.
    #[track_caller]
    pub(crate) fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        let mut nozzle = command.spawn().expect("nozzle starts");
        let mut errors = BufReader::new(nozzle.stderr.take().expect("its errors"));
        let mut announced = String::new();
        errors.read_line(&mut announced).expect("UTF-8");
        let served = Self { nozzle, errors, announced };
        assert!(served.announced.starts_with("serving "), "{}", served.announced);
        served
    }

    /// Where clients find it.
    pub(crate) fn url(&self) -> &str {
        self.announced.trim_end().rsplit(' ').next().expect("a word")
    }

    /// As Ctrl-C does: to all of its group.
    pub(crate) fn interrupt(&self) {
        killpg(self.group(), Signal::SIGINT).expect("it runs");
    }

    fn group(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.nozzle.id()).expect("an id"))
    }

    /// Waits for its end: its exit code, and the summary of each stream.
    #[track_caller]
    pub(crate) fn finish(mut self) -> (Option<i32>, Vec<Replayed>) {
        let mut summaries = String::new();
        self.nozzle.stdout.take().expect("its output").read_to_string(&mut summaries).expect("UTF-8");
        let mut errors = String::new();
        self.errors.read_to_string(&mut errors).expect("UTF-8");
        let code = self.nozzle.wait().expect("it ends").code();
        let replayed = |line: &str| Replayed {
            code,
            summary: serde_json::from_str(line).expect("a summary"),
            errors: errors.clone(),
        };
        (code, summaries.lines().map(replayed).collect())
    }

    /// A program of `target/tools/`, told of the endpoint and of an account that is none.
    pub(crate) fn client(&self, program: &str) -> Command {
        let mut client = Command::new(tool(program));
        client.current_dir(project::path("target/tools")).envs([
            ("AWS_ENDPOINT_URL", self.url()),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
            ("AWS_MAX_ATTEMPTS", "1"),
        ]);
        client
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Ok(None) = self.nozzle.try_wait() {
            _ = killpg(self.group(), Signal::SIGKILL);
            _ = self.nozzle.wait();
        }
    }
}

/// A program that `tests/tools.sh` installs, or one of the machine where there is no slash.
fn tool(program: &str) -> PathBuf {
    if !program.contains('/') {
        return program.into();
    }
    let tool = project::path("target/tools").join(program);
    assert!(tool.exists(), "target/tools/{program} is missing\nfix: run tests/tools.sh");
    tool
}

/// What a program printed that ended well.
#[track_caller]
pub(crate) fn printed(client: &mut Command) -> String {
    let output = client.output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}
