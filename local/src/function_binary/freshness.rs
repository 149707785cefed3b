//! Whether a binary is as new as what it was made of, by the list of files that cargo writes beside it.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Whether none of the binary's sources, nor a manifest between them and the workspace, is newer than the binary.
/// Dependencies from a registry do not change; which ones they are is in `Cargo.lock`.
pub(super) fn is_up_to_date(binary: &Path, workspace: &Path) -> bool {
    let Ok(built) = modified(binary) else { return false };
    let Ok(list) = fs::read_to_string(binary.with_extension("d")) else { return false };
    let sources = sources(&list);
    // A target folder may be shared: what lies there may have been built from another copy of the project.
    if !sources.iter().any(|source| source.starts_with(workspace)) {
        return false;
    }
    let is_older = |file: &Path| modified(file).is_ok_and(|changed| changed <= built);
    sources.iter().all(|source| is_older(source))
        && manifests(&sources, workspace).iter().all(|file| !file.exists() || is_older(file))
}

fn modified(file: &Path) -> io::Result<SystemTime> {
    fs::metadata(file)?.modified()
}

/// The files behind the colon of `TARGET: FILE FILE…`, in which a space is written `\ `.
fn sources(list: &str) -> Vec<PathBuf> {
    let files = list.lines().next().and_then(|line| line.split_once(": ")).map_or("", |(_, files)| files);
    let files = files.replace("\\ ", "\0");
    files.split_ascii_whitespace().map(|file| PathBuf::from(file.replace('\0', " "))).collect()
}

/// Files beside and above the sources that tell cargo how to build them.
fn manifests(sources: &[PathBuf], workspace: &Path) -> BTreeSet<PathBuf> {
    let folders = sources.iter().flat_map(|source| source.ancestors().skip(1));
    let folders: BTreeSet<&Path> = folders.filter(|folder| folder.starts_with(workspace)).collect();
    let mut manifests: BTreeSet<_> = folders.iter().map(|folder| folder.join("Cargo.toml")).collect();
    manifests.insert(workspace.join("Cargo.lock"));
    manifests
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const FILES: [&str; 4] =
        ["Cargo.lock", "Cargo.toml", "functions/a b/Cargo.toml", "functions/a b/src/main.rs"];

    /// A project in which all is as old as the binary, which was made of one file.
    fn project() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let path = |file: &str| folder.path().join(file);
        fs::create_dir_all(path("functions/a b/src")).unwrap();
        FILES.iter().for_each(|file| fs::write(path(file), "").unwrap());
        fs::write(path("binary"), "").unwrap();
        let source = path(FILES[3]).display().to_string().replace(' ', "\\ ");
        fs::write(path("binary.d"), format!("{}: {source}\n", path("binary").display())).unwrap();
        for file in FILES.iter().chain(&["binary"]) {
            set_age(&path(file), 100);
        }
        folder
    }

    fn set_age(file: &Path, seconds: u64) {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000 - seconds);
        fs::File::options().write(true).open(file).unwrap().set_modified(time).unwrap();
    }

    #[test]
    fn a_binary_as_new_as_its_source_is_up_to_date() {
        let project = project();
        assert!(is_up_to_date(&project.path().join("binary"), project.path()));
        let elsewhere = tempfile::tempdir().unwrap();
        assert!(
            !is_up_to_date(&project.path().join("binary"), elsewhere.path()),
            "built from another project"
        );
    }

    #[test]
    fn each_file_that_is_newer_matters() {
        for file in FILES {
            let project = project();
            set_age(&project.path().join(file), 99);
            assert!(!is_up_to_date(&project.path().join("binary"), project.path()), "{file}");
        }
    }

    #[test]
    fn what_is_missing_is_not_up_to_date() {
        for file in ["binary", "binary.d", FILES[3]] {
            let project = project();
            fs::remove_file(project.path().join(file)).unwrap();
            assert!(!is_up_to_date(&project.path().join("binary"), project.path()), "{file}");
        }
    }
}
