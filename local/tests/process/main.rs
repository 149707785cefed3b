//! Functions as processes: their Runtime API, what becomes of them, and `nozzle invoke` around it.

mod function_process;
mod invoke;
mod runtime_api;
mod template;

use std::{
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A folder, on the file system of the build, in which the test function lies under these names.
fn functions(names: &[&str]) -> TempDir {
    let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let function = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/function.py");
    for name in names {
        symlink(&function, folder.path().join(name)).unwrap();
    }
    folder
}

/// `nozzle` in a folder of functions, as a build would put it beside them.
fn nozzle_in(folder: &Path) -> PathBuf {
    let nozzle = folder.join("nozzle");
    std::fs::hard_link(env!("CARGO_BIN_EXE_nozzle"), &nozzle).unwrap();
    nozzle
}
