//! A program that listens on loopback for as long as a test needs it.

use crate::function_process::has_ended;
use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use std::{
    fs::File,
    io::{Read, Seek},
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::tempfile;

/// Far above what is ever needed: a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running server; it ends, with all it started, when this is dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it listens on 127.0.0.1.
    pub(crate) port: u16,
}

impl Server {
    /// Starts the program, which was told to listen on `port`, and waits until it does.
    pub(crate) fn start(command: &mut Command, port: u16) -> Self {
        let log = tempfile().expect("a file");
        let stream = || Stdio::from(log.try_clone().expect("the file"));
        command.stdin(Stdio::null()).stdout(stream()).stderr(stream()).process_group(0);
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let server = Self { child, port };
        wait_until("the server listens", || {
            if has_ended(server.child.id()) {
                panic!("{command:?} ended:\n{}", whole(log.try_clone().expect("the file")));
            }
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
        });
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A group of its own, so that what it started goes with it. The id stays its own until it is waited for.
        let group = Pid::from_raw(i32::try_from(self.child.id()).expect("an id"));
        _ = killpg(group, Signal::SIGTERM);
        let deadline = Instant::now() + Duration::from_secs(3);
        while Instant::now() < deadline && !has_ended(self.child.id()) {
            thread::sleep(Duration::from_millis(10));
        }
        _ = killpg(group, Signal::SIGKILL);
        _ = self.child.wait();
    }
}

fn whole(mut log: File) -> String {
    let mut text = Vec::new();
    log.rewind().and_then(|()| log.read_to_end(&mut text)).expect("what it printed");
    String::from_utf8_lossy(&text).into_owned()
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Looks again and again.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
