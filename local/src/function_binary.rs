//! Finds the binary of a function: built from the source at hand, or beside `nozzle` where there is none.
//!
//! Nobody should replay an old function without knowing. So the source decides: where a file that the binary was made
//! of is newer, cargo builds it again. Which files these are, cargo writes beside the binary. Reading that takes a
//! millisecond; cargo itself takes two hundred to find that there is nothing to do, and waits while another cargo is
//! at work in the same folder.

mod freshness;

use crate::error::Error;
use freshness::is_up_to_date;
use indicatif::ProgressBar;
use serde::Deserialize;
use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

/// The function's binary, up to date with its source in the project around `folder`, around the current folder or
/// around `nozzle` itself; where none of these has its source, the binary beside `nozzle`.
///
/// # Errors
///
/// There is neither a binary nor its source, or the source does not build.
pub fn find(name: &str, folder: &Path) -> Result<PathBuf, Error> {
    let executable = env::current_exe()
        .map_err(|error| Error::new(format!("cannot tell where nozzle itself lies: {error}")))?;
    let beside = executable.parent().unwrap_or(Path::new("/"));
    // The folder of `template.yaml` is the empty path.
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    find_from(name, &[folder, Path::new("."), beside], beside)
}

/// Of `folders` the first is the one that an error names.
fn find_from(name: &str, folders: &[&Path], beside: &Path) -> Result<PathBuf, Error> {
    // A path in place of a name would lead out of the folder.
    if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
        return Err(Error::new(format!("{name:?} is not the name of a function"))
            .fix("give the name of its folder in functions/"));
    }
    let folders: Vec<PathBuf> =
        folders.iter().map(|folder| folder.canonicalize().unwrap_or_else(|_| (*folder).to_owned())).collect();
    let mut workspaces: Vec<&Path> = Vec::new();
    for workspace in folders.iter().filter_map(|folder| workspace_around(folder)) {
        if !workspaces.contains(&workspace) {
            workspaces.push(workspace);
        }
    }
    for workspace in workspaces {
        let (profile, target) = profile_and_target(workspace, beside);
        let binary = target.join(profile).join(name);
        if is_up_to_date(&binary, workspace) {
            return Ok(binary);
        }
        if let Some(package) = package_with(name, workspace)? {
            cargo_build(name, &package, workspace, profile, &target)?;
            return match binary.is_file() {
                true => Ok(binary),
                false => {
                    Err(Error::new(format!("cargo built function {name}, but not as {}", binary.display())))
                }
            };
        }
    }
    let binary = beside.join(name);
    if binary.is_file() {
        return Ok(binary);
    }
    let looked_in = folders.first().map_or(beside, PathBuf::as_path);
    Err(Error::new(format!(
        "function {name} is neither built ({}) nor is its source in {} or above",
        binary.display(),
        looked_in.display()
    ))
    .fix(format!("check the name, or run this in the project that holds functions/{name}")))
}

/// The workspace that cargo would find from this folder, or the package that stands alone.
fn workspace_around(folder: &Path) -> Option<&Path> {
    let manifests = || {
        folder
            .ancestors()
            .filter_map(|folder| Some((folder, fs::read_to_string(folder.join("Cargo.toml")).ok()?)))
    };
    let is_workspace = |manifest: &str| manifest.lines().any(|line| line.trim() == "[workspace]");
    let workspace = manifests().find(|(_, manifest)| is_workspace(manifest));
    workspace.or_else(|| manifests().next()).map(|(folder, _)| folder)
}

/// The package of the workspace that makes a binary of this name; none without cargo, which then cannot build it either.
fn package_with(name: &str, workspace: &Path) -> Result<Option<String>, Error> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        targets: Vec<Target>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
        kind: Vec<String>,
    }
    let mut cargo = cargo(workspace, "metadata");
    let output = match cargo.args(["--no-deps", "--format-version", "1"]).output() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        output => succeeded(output, || format!("cargo cannot read the project in {}", workspace.display()))?,
    };
    let metadata: Metadata = serde_json::from_slice(&output.stdout)
        .map_err(|error| Error::new(format!("what cargo says of {}: {error}", workspace.display())))?;
    let makes_it = |target: &Target| target.name == name && target.kind.iter().any(|kind| kind == "bin");
    let package = metadata.packages.into_iter().find(|package| package.targets.iter().any(makes_it));
    Ok(package.map(|package| package.name))
}

fn cargo_build(
    name: &str,
    package: &str,
    workspace: &Path,
    profile: &str,
    target: &Path,
) -> Result<(), Error> {
    let mut cargo = cargo(workspace, "build");
    cargo.args(["--package", package, "--bin", name, "--target-dir"]).arg(target);
    if profile == "release" {
        cargo.arg("--release");
    }
    // Draws on a terminal only.
    let progress = ProgressBar::new_spinner().with_message(format!("building {name} ({profile})"));
    progress.enable_steady_tick(Duration::from_millis(100));
    let output = cargo.output();
    progress.finish_and_clear();
    succeeded(output, || format!("function {name} does not build")).map(drop)
}

fn cargo(workspace: &Path, command: &str) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg(command).arg("--manifest-path").arg(workspace.join("Cargo.toml"));
    cargo
}

/// What cargo printed, or an error that shows it.
fn succeeded(output: io::Result<Output>, failed: impl Fn() -> String) -> Result<Output, Error> {
    let output = output.map_err(|error| {
        Error::new(format!("{}: cannot run cargo: {error}", failed()))
            .fix("install Rust, or put the built function beside nozzle")
    })?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(Error::new(format!("{}\n{}", failed(), errors.trim_end())));
    }
    Ok(output)
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
mod tests;
