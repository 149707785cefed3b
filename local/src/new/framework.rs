//! Where a new project finds the framework.

use crate::error::Error;
use std::{fs, path::Path};

/// The source that this program was built from.
const BUILT_FROM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What stands in the project's Cargo.toml: `path = "…"` or `git = "…"`.
pub(super) fn source(path: Option<&Path>, git: Option<&str>) -> Result<String, Error> {
    match (path, git) {
        (_, Some(url)) => Ok(format!("git = {}", quoted(url))),
        (Some(path), None) => in_folder(path).ok_or_else(|| {
            Error::new(format!("{} does not hold the framework", path.display()))
                .fix("name a clone of its repository: --nozzle-path FOLDER")
        }),
        (None, None) => in_folder(Path::new(BUILT_FROM)).ok_or_else(|| {
            Error::new("the source that nozzle was built from is no longer there")
                .fix("say where the framework is: --nozzle-path FOLDER, or --git URL")
        }),
    }
}

/// The crate in a clone of the repository, or the folder itself.
fn in_folder(folder: &Path) -> Option<String> {
    let is_framework = |folder: &Path| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        manifest.lines().any(|line| line.trim() == "name = \"nozzle\"")
    };
    let found = [folder.join("shared"), folder.to_owned()].into_iter().find(|folder| is_framework(folder))?;
    // The project may be moved; the framework is where it is.
    Some(format!("path = {}", quoted(found.canonicalize().ok()?.to_str()?)))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_its_crate_a_repository_or_the_source_at_hand() {
        let here = Path::new("../shared").canonicalize().unwrap();
        let expected = Ok(format!("path = \"{}\"", here.display()));
        assert_eq!(source(Some(Path::new("..")), None), expected);
        assert_eq!(source(Some(Path::new("../shared")), None), expected);
        assert_eq!(source(None, None), expected);
        assert_eq!(
            source(None, Some("https://example.com/nozzle.git")).as_deref(),
            Ok("git = \"https://example.com/nozzle.git\"")
        );
    }

    #[test]
    fn a_folder_without_the_framework() {
        assert_eq!(
            source(Some(Path::new("src")), None).unwrap_err().to_string(),
            "src does not hold the framework\nfix: name a clone of its repository: --nozzle-path FOLDER"
        );
    }
}
