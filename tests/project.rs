//! Where things of the project are, and how its programs are built.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
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
    build(package, binary, &["--release"]);
    target().join("release").join(binary)
}

/// A program of the project, built as tests are.
pub(crate) fn debug_binary(package: &str, binary: &str) -> PathBuf {
    build(package, binary, &[]);
    target().join("debug").join(binary)
}

fn build(package: &str, binary: &str, profile: &[&str]) {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", package, "--bin", binary, "--target-dir"])
        .arg(target())
        .args(profile)
        .current_dir(root())
        .status()
        .expect("cargo runs");
    assert!(status.success(), "{package} does not build");
}
