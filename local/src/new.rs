//! `nozzle new`: a project of one's own around a transform. Its files lie in `local/project`, which is a template for
//! `cargo lambda new` as well.

mod framework;
mod name;

use crate::{error::Error, exit_code::ExitCode};
use clap::Args;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Writes a small project around a transform: its test, samples with their outcomes, and a template with a delivery
/// stream and a backup. It builds and passes its tests as it is.
#[derive(Debug, Args)]
pub struct NewArguments {
    /// Name of the project, its folder and its function
    name: String,
    /// The framework in a folder: a clone of its repository. Without this and --git, the source that nozzle was built from
    #[arg(long, value_name = "FOLDER", conflicts_with = "git")]
    nozzle_path: Option<PathBuf>,
    /// The framework in a git repository
    #[arg(long, value_name = "URL")]
    git: Option<String>,
}

/// Files of a project, with placeholders.
const FILES: [(&str, &str); 8] = [
    (".gitignore", include_str!("../project/.gitignore")),
    ("Cargo.toml", include_str!("../project/Cargo.toml")),
    ("README.md", include_str!("../project/README.md")),
    ("events/direct-put.event.json", include_str!("../project/events/direct-put.event.json")),
    ("events/direct-put.outcomes.txt", include_str!("../project/events/direct-put.outcomes.txt")),
    ("events/lines.txt", include_str!("../project/events/lines.txt")),
    ("src/main.rs", include_str!("../project/src/main.rs")),
    ("template.yaml", include_str!("../project/template.yaml")),
];

/// Runs the command.
///
/// # Errors
///
/// The name is none, its folder is there already or cannot be written, or nobody knows where the framework is.
pub fn run(arguments: &NewArguments) -> Result<ExitCode, Error> {
    let name = &arguments.name;
    name::check(name)?;
    let source = framework::source(arguments.nozzle_path.as_deref(), arguments.git.as_deref())?;
    let folder = Path::new(name);
    // Not `create_dir_all`: what is there stays as it is.
    fs::create_dir(folder).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Error::new(format!("{name} is there already"))
            .fix("give another name, or move away what is there"),
        _ => cannot_write(folder, &error),
    })?;
    for (path, text) in FILES {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).map_err(|error| cannot_write(parent, &error))?;
        }
        fs::write(&file, rendered(text, name, &source)).map_err(|error| cannot_write(&file, &error))?;
    }
    let told = format!(
        "{name}/ is ready. Try it:\n\n    cd {name}\n    cargo test\n    nozzle replay events/lines.txt\n    nozzle lint\n\n\
         What it does is in src/main.rs; README.md says more.\n"
    );
    let written = io::stdout().write_all(told.as_bytes());
    written.map_err(|error| Error::new(format!("standard output cannot be written: {error}")))?;
    Ok(ExitCode::Success)
}

/// The placeholders are those of Liquid, which `cargo lambda new` fills in.
fn rendered(text: &str, name: &str, source: &str) -> String {
    text.replace("{{project_name}}", name).replace("{{nozzle_source}}", source)
}

fn cannot_write(path: &Path, error: &io::Error) -> Error {
    Error::new(format!("{}: cannot be written: {error}", path.display()))
        .fix("run this in a folder that can be written to")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files below a folder, by their paths in it.
    fn below(folder: &Path, path: &Path) -> Vec<String> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder.join(path)).unwrap() {
            let path = path.join(entry.unwrap().file_name());
            if folder.join(&path).is_dir() {
                files.extend(below(folder, &path));
            } else {
                files.push(path.display().to_string());
            }
        }
        files
    }

    #[test]
    fn all_files_of_the_folder_are_written() {
        let mut found = below(Path::new("project"), Path::new(""));
        found.retain(|file| file != "CargoLambda.toml");
        found.sort();
        assert_eq!(found, FILES.map(|(path, _)| path));
    }

    /// Cargo Lambda renders what it is told to, this command whatever holds a placeholder.
    #[test]
    fn both_ways_fill_in_the_same_files() {
        let with_placeholders = FILES.iter().filter(|(_, text)| text.contains("{{"));
        let quoted: Vec<_> = with_placeholders.map(|(path, _)| format!("\"{path}\"")).collect();
        let expected = format!("render_files = [{}]\n", quoted.join(", "));
        let settings = include_str!("../project/CargoLambda.toml");
        assert!(settings.contains(&expected), "{expected}");
        for (path, text) in FILES {
            assert!(!rendered(text, "shop", "path = \"shared\"").contains("{{"), "{path}");
        }
    }
}
