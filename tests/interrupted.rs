//! Ctrl-C: the terminal sends SIGINT to every process of the foreground group.

use crate::{
    function_process::{FunctionProcess, has_ended},
    project, replayed,
    server::wait_until,
};
use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use std::{
    fs,
    os::unix::process::{CommandExt, ExitStatusExt},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
};
use tempfile::TempDir;

/// Lines of 300 bytes of which one keeps the function waiting; the file that says so.
fn input(folder: &TempDir) -> (Vec<String>, PathBuf, PathBuf) {
    let held = folder.path().join("held");
    let line = |number| match number {
        500 => format!("hold={}\n", held.display()),
        _ => format!("{number:0299}\n"),
    };
    let lines: Vec<String> = (0..4000).map(line).collect();
    let file = folder.path().join("input.log");
    fs::write(&file, lines.concat()).unwrap();
    (lines, file, held)
}

fn start(nozzle: &mut Command) -> Child {
    replayed::start(nozzle.process_group(0))
}

fn interrupt(nozzle: &Child) {
    killpg(Pid::from_raw(i32::try_from(nozzle.id()).unwrap()), Signal::SIGINT).unwrap();
}

#[test]
fn what_was_read_is_delivered_and_the_function_lives_until_then() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    let (lines, file, held) = input(&folder);
    let nozzle = start(&mut replayed::command(&file, out.to_str().unwrap()));
    wait_until("the record is in the function", || held.exists());
    let function = FunctionProcess::child_of(nozzle.id());
    interrupt(&nozzle);
    // Still there, and then killed, so that another attempt delivers the batch.
    function.kill();
    let replayed = replayed::finish(nozzle);
    assert_eq!(
        (replayed.code, replayed.errors.as_str()),
        (
            Some(1),
            "error: the replay was interrupted; what was read until then is delivered\n\
             fix: replay again from the start\n"
        )
    );
    let read = replayed.count("records_in");
    assert!((501..lines.len()).contains(&read), "{read} records were read");
    assert_eq!((replayed.count("ok"), replayed.count("retries")), (read, 1), "{}", replayed.summary);
    assert_eq!(replayed.text(&out, "delivered"), lines[..read].concat());
    assert_eq!(replayed.text(&out, "backup"), lines[..read].concat());
}

#[test]
fn the_second_interrupt_ends_replay_and_function_at_once() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    let (_, file, held) = input(&folder);
    let nozzle = start(&mut replayed::command(&file, out.to_str().unwrap()));
    wait_until("the record is in the function", || held.exists());
    let function = FunctionProcess::child_of(nozzle.id());
    // Two that come together are one.
    wait_until("the replay has ended", || {
        interrupt(&nozzle);
        has_ended(nozzle.id())
    });
    let output = nozzle.wait_with_output().unwrap();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: the replay was ended at once; objects may be missing\nfix: replay again from the start\n"
    );
    assert_eq!((output.status.code(), output.stdout.len()), (Some(130), 0));
    wait_until("the function has ended", || has_ended(function.id()));
}

#[test]
fn invoke_ends_with_its_function_though_it_waits_for_standard_input() {
    let mut nozzle = project::nozzle();
    nozzle.args(["invoke", "poisonable", "--lines", "-"]).process_group(0);
    let mut nozzle =
        nozzle.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let stdin = nozzle.stdin.take();
    let children = || FunctionProcess::children_of(nozzle.id());
    wait_until("the function is started", || !children().is_empty());
    let function = children().remove(0);
    interrupt(&nozzle);
    let output = nozzle.wait_with_output().unwrap();
    drop(stdin);
    assert_eq!((output.status, output.stderr.len()), (ExitStatus::from_raw(130 << 8), 0));
    wait_until("the function has ended", || has_ended(function.id()));
}
