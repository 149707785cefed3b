//! A project of one's own, outside this repository: written, tested, replayed, linted.

use crate::project;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// A folder that is empty and always the same, so that cargo does not keep what it compiled for every run of a test.
fn empty_folder(name: &str) -> PathBuf {
    let folder = project::target().join("new").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the project of the last run is removed");
    }
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Runs a program in a folder, without the network, with what is compiled already.
#[track_caller]
fn run(command: &mut Command, folder: &Path, exit_code: i32) -> String {
    command.current_dir(folder).env("CARGO_TARGET_DIR", project::target()).env("CARGO_NET_OFFLINE", "true");
    let Output { status, stdout, stderr } = command.output().expect("a program that starts");
    let output = String::from_utf8(stdout).expect("UTF-8");
    assert_eq!(status.code(), Some(exit_code), "{command:?}\n{output}{}", String::from_utf8_lossy(&stderr));
    output
}

#[test]
fn a_new_project_builds_passes_its_tests_replays_and_lints() {
    let folder = empty_folder("builds");
    run(project::nozzle().args(["new", "shout"]), &folder, 0);
    let project = folder.join("shout");
    // The versions that are at hand.
    fs::copy(project::path("Cargo.lock"), project.join("Cargo.lock")).expect("a lock file");

    let tested = run(project::program(env!("CARGO")).arg("test"), &project, 0);
    assert!(tested.contains("test result: ok. 2 passed"), "{tested}");

    let replayed = run(project::nozzle().args(["replay", "events/lines.txt", "--json"]), &project, 0);
    let summary: serde_json::Value = serde_json::from_str(&replayed).expect("JSON");
    assert_eq!(
        (&summary["records_in"], &summary["ok"], &summary["failed"]),
        (&3.into(), &3.into(), &0.into())
    );
    let delivered = summary["objects"].as_array().expect("objects");
    assert!(delivered.iter().any(|object| object["kind"] == "backup" && object["records"] == 3), "{summary}");

    let invoked = ["invoke", "shout", "--event", "events/direct-put.event.json"];
    let outcomes = run(project::nozzle().args(invoked), &project, 2);
    assert!(outcomes.contains("THE TAP DRIPS"), "{outcomes}");

    let linted = run(project::nozzle().arg("lint"), &project, 0);
    assert_eq!(linted, "1 delivery stream, 0 event source mappings, 1 function: nothing found\n");
    let cfn_lint = project::path("target/tools/python/bin/cfn-lint");
    assert!(cfn_lint.exists(), "target/tools/python is missing\nfix: run tests/tools.sh");
    run(Command::new(cfn_lint).arg("template.yaml"), &project, 0);
}

/// Every file of a folder and what is in it.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read_to_string(path).expect("text")));
        }
    }
    found.sort();
    found
}

/// The folder is a template for `cargo lambda new` as well.
#[test]
fn cargo_lambda_makes_the_same_project() {
    let cargo_lambda = project::path("target/tools/cargo-lambda");
    assert!(cargo_lambda.exists(), "target/tools/cargo-lambda is missing\nfix: run tests/tools.sh");
    let (ours, theirs) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    run(project::nozzle().args(["new", "shout", "--git", "https://example.com/nozzle"]), ours.path(), 0);
    run(
        Command::new(cargo_lambda)
            .args(["lambda", "new", "shout", "--no-interactive", "--template"])
            .arg(project::path("local/project"))
            .args(["--render-var", "nozzle_source=git = \"https://example.com/nozzle\""]),
        theirs.path(),
        0,
    );
    let relative = |folder: &Path| -> Vec<_> {
        let files = files(folder).into_iter();
        files.map(|(path, text)| (path.strip_prefix(folder).expect("below").to_owned(), text)).collect()
    };
    assert_eq!(relative(theirs.path()), relative(ours.path()));
}

#[test]
fn what_is_there_is_not_touched() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("shout/src/main.rs");
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(&file, "mine").expect("a file");
    let mut nozzle = project::nozzle();
    let Output { status, stdout, stderr } =
        nozzle.args(["new", "shout"]).current_dir(folder.path()).output().expect("nozzle starts");
    assert_eq!(
        (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap()),
        (
            Some(1),
            String::new(),
            "error: shout is there already\nfix: give another name, or move away what is there\n".to_owned()
        )
    );
    assert_eq!(files(folder.path()), [(file, "mine".to_owned())]);
}
