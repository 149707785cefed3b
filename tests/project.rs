//! Where things of the project are, and how its programs are built.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// The project's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the project")
}

/// A file or folder of the project.
pub(crate) fn path(relative: impl AsRef<Path>) -> PathBuf {
    root().join(relative)
}

/// Where cargo builds: the folder of this test binary is `TARGET/PROFILE/deps`.
pub(crate) fn target() -> PathBuf {
    let executable = env::current_exe().expect("this program has a path");
    executable.ancestors().nth(3).expect("TARGET/PROFILE/deps/PROGRAM").to_owned()
}

/// A program of the project, built for release; cargo makes sure that it is up to date.
pub(crate) fn release_binary(package: &str, binary: &str) -> PathBuf {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--package", package, "--bin", binary, "--target-dir"])
        .arg(target())
        .current_dir(root())
        .status()
        .expect("cargo runs");
    assert!(status.success(), "{package} does not build");
    target().join("release").join(binary)
}

/// `nozzle`, with every function beside it, in the profile of this test binary.
pub(crate) fn nozzle() -> Command {
    static NOZZLE: OnceLock<PathBuf> = OnceLock::new();
    let nozzle = NOZZLE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_BIN_EXE_poisonable")).parent().expect("TARGET/PROFILE");
        let build = |what: &[&str]| {
            let mut cargo = Command::new(env!("CARGO"));
            cargo.args(["build", "--quiet", "--target-dir"]).arg(target()).args(what);
            if folder.ends_with("release") {
                cargo.arg("--release");
            }
            assert!(cargo.current_dir(root()).status().expect("cargo runs").success(), "{what:?}: no build");
        };
        // No package is named, as `cargo lambda watch` names none: what is compiled here is what it needs.
        build(&["--bins"]);
        // As `nozzle` builds it, which then finds that there is nothing to do.
        build(&["--package", "nozzle-tests", "--bin", "poisonable"]);
        folder.join("nozzle")
    });
    let mut command = Command::new(nozzle);
    command.current_dir(root());
    command
}

/// A function's program: one of `functions/`, or `poisonable`.
pub(crate) fn function(name: &str) -> PathBuf {
    Path::new(nozzle().get_program()).with_file_name(name)
}

/// Folders in `functions/`.
pub(crate) fn functions() -> Vec<String> {
    let folders = std::fs::read_dir(path("functions")).expect("functions/");
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("an entry").file_name().into_string();
    let mut names: Vec<String> = folders.map(|entry| name(entry).expect("UTF-8")).collect();
    names.sort();
    names
}

/// Functions that this service invokes, by what they say of themselves.
pub(crate) fn functions_of(event_source: &str) -> Vec<String> {
    let is_of = |name: &String| {
        let output = Command::new(function(name)).arg("describe").output().expect("the function starts");
        let described: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        described["event_source"] == event_source
    };
    functions().into_iter().filter(is_of).collect()
}
