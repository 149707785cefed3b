//! Finds the binary of a function: beside `nozzle`, or built from source in the same profile.

use crate::error::Error;
use indicatif::ProgressBar;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// The binary that lies beside the running `nozzle`. Where it is missing, or if `build` says so, it is
/// built first, from the workspace around `folder` or around `nozzle` itself.
///
/// # Errors
///
/// There is neither a binary nor its source, or the source does not build.
pub fn find(name: &str, build: bool, folder: &Path) -> Result<PathBuf, Error> {
    let executable = std::env::current_exe()
        .map_err(|error| Error::new(format!("cannot tell where nozzle itself lies: {error}")))?;
    let beside = executable.parent().unwrap_or(Path::new("/"));
    find_beside(name, build, folder, beside)
}

fn find_beside(name: &str, build: bool, folder: &Path, beside: &Path) -> Result<PathBuf, Error> {
    // A path in place of a name would lead out of the folder.
    if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
        return Err(Error::new(format!("{name:?} is not the name of a function"))
            .fix("give the name of its folder in functions/"));
    }
    let binary = beside.join(name);
    if !build && binary.is_file() {
        return Ok(binary);
    }
    // The folder of `template.yaml` is the empty path.
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let source = folder.ancestors().chain(beside.ancestors()).find(|folder| holds_source(folder, name));
    match source {
        Some(workspace) => cargo_build(name, workspace, beside),
        None => Err(Error::new(format!(
            "function {name} is neither built ({}) nor is its source in {} or above",
            binary.display(),
            folder.display()
        ))
        .fix(format!("check the name, or run this in the project that holds functions/{name}"))),
    }
}

/// A workspace with the function in its folder, or the function's own package.
fn holds_source(folder: &Path, name: &str) -> bool {
    let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml")) else { return false };
    folder.join("functions").join(name).join("Cargo.toml").is_file()
        || manifest.lines().any(|line| line.trim() == format!("name = \"{name}\""))
}

fn cargo_build(name: &str, workspace: &Path, beside: &Path) -> Result<PathBuf, Error> {
    let (profile, target) = profile_and_target(workspace, beside);
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--package", name, "--bin", name]);
    if profile == "release" {
        cargo.arg("--release");
    }
    cargo.arg("--manifest-path").arg(workspace.join("Cargo.toml"));
    cargo.arg("--target-dir").arg(&target);

    // Draws on a terminal only.
    let progress = ProgressBar::new_spinner().with_message(format!("building {name} ({profile})"));
    progress.enable_steady_tick(Duration::from_millis(100));
    let output = cargo.output();
    progress.finish_and_clear();

    let output = output.map_err(|error| {
        Error::new(format!("cannot run cargo to build function {name}: {error}"))
            .fix("install Rust, or put the built function beside nozzle")
    })?;
    if !output.status.success() {
        return Err(Error::new(format!(
            "function {name} does not build\n{}",
            String::from_utf8_lossy(&output.stderr).trim_end()
        )));
    }
    let binary = target.join(profile).join(name);
    if !binary.is_file() {
        return Err(Error::new(format!("cargo built function {name}, but not as {}", binary.display())));
    }
    Ok(binary)
}

/// A `nozzle` in a target folder builds into that folder; an installed one into the workspace's.
fn profile_and_target(workspace: &Path, beside: &Path) -> (&'static str, PathBuf) {
    match (beside.file_name().and_then(|name| name.to_str()), beside.parent()) {
        (Some("debug"), Some(target)) => ("debug", target.to_owned()),
        (Some("release"), Some(target)) => ("release", target.to_owned()),
        _ => ("release", workspace.join("target")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A workspace with one function that compiles in a moment.
    fn workspace(main: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        write(
            &folder.path().join("Cargo.toml"),
            "[workspace]\nresolver = \"3\"\nmembers = [\"functions/*\"]\n",
        );
        let function = folder.path().join("functions/tiny");
        write(
            &function.join("Cargo.toml"),
            "[package]\nname = \"tiny\"\nversion = \"0.0.0\"\nedition = \"2024\"\n",
        );
        write(&function.join("src/main.rs"), main);
        folder
    }

    #[test]
    fn a_binary_beside_nozzle_is_used_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("tiny"), "");
        assert_eq!(find_beside("tiny", false, folder.path(), folder.path()), Ok(folder.path().join("tiny")));
    }

    #[test]
    fn a_missing_binary_is_built_in_the_profile_of_nozzle() {
        let workspace = workspace("fn main() {}");
        let beside = workspace.path().join("elsewhere/debug");
        let inside = workspace.path().join("functions");
        assert_eq!(find_beside("tiny", false, &inside, &beside), Ok(beside.join("tiny")));
        assert!(beside.join("tiny").is_file());
    }

    #[test]
    fn what_cargo_says_is_shown_if_it_fails() {
        let workspace = workspace("fn main() { does_not_exist() }");
        let beside = workspace.path().join("target/debug");
        write(&beside.join("tiny"), "an old build");
        let error = find_beside("tiny", true, workspace.path(), &beside).unwrap_err().to_string();
        assert!(error.starts_with("function tiny does not build\n"), "{error}");
        assert!(error.contains("does_not_exist"), "{error}");
    }

    #[test]
    fn without_binary_and_source_the_error_says_where_it_looked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap();
        let error = find_beside("tiny", false, &path, &path.join("bin")).unwrap_err().to_string();
        let path = path.display();
        assert_eq!(
            error,
            format!(
                "function tiny is neither built ({path}/bin/tiny) nor is its source in {path} or above\n\
                 fix: check the name, or run this in the project that holds functions/tiny"
            )
        );
    }

    #[test]
    fn a_path_is_not_a_name() {
        let error = find_beside("../secret", false, Path::new("/"), Path::new("/")).unwrap_err().to_string();
        assert_eq!(
            error,
            "\"../secret\" is not the name of a function\nfix: give the name of its folder in functions/"
        );
    }
}
