//! What the README tells people to do, done; and what it shows, compared.

use crate::project;
use std::{fs, path::PathBuf};

/// The blocks of one language in the README.
fn blocks(language: &str) -> Vec<String> {
    let readme = fs::read_to_string(project::path("README.md")).expect("README.md");
    let opening = format!("```{language}\n");
    let blocks =
        readme.split(&opening).skip(1).map(|rest| rest.split("```").next().unwrap_or_default().to_owned());
    blocks.collect()
}

/// Runs a line of a shell block in the project's root, as it stands, but for the folder that cargo builds in, and gives
/// its standard output.
fn run(line: &str) -> String {
    let output = project::program("sh")
        .args(["-c", line])
        .env("CARGO_TARGET_DIR", project::target())
        .current_dir(project::root())
        .output()
        .expect("a shell");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`{line}` of the README: {}\n{errors}", output.status);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Words of a text without what differs from run to run: numbers, and names that hold numbers.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace()
        .filter(|word| !word.contains(|character: char| character.is_ascii_digit()))
        .collect()
}

#[test]
fn the_first_command_replays_a_log_file() {
    let shown = blocks("text").into_iter().next().expect("what the first command prints");
    let command = blocks("sh").into_iter().next().expect("the first command");
    assert_eq!(
        words(&run(&command)),
        words(&shown),
        "what `{}` prints is not what the README shows",
        command.trim()
    );
}

#[test]
fn the_other_commands_of_nozzle_work() {
    let blocks = blocks("sh");
    let commands: Vec<_> = blocks.iter().skip(1).filter(|block| block.starts_with("cargo nozzle")).collect();
    assert!(!commands.is_empty());
    for command in commands {
        assert!(!run(command).is_empty(), "`{command}` prints nothing");
    }
}

/// It is what `nozzle new` writes, which is built and tested.
#[test]
fn the_function_in_twenty_lines_is_that_of_a_new_project() {
    let project = fs::read_to_string(project::path("local/project/src/main.rs")).expect("the project");
    let function = project.split("#[cfg(test)]").next().unwrap_or_default().trim();
    assert_eq!(blocks("rust").first().expect("a function").trim(), function);
    assert!(function.lines().count() <= 20, "it has more than twenty lines");
}

/// Documents at the top, and all of `docs/`.
fn documents() -> Vec<PathBuf> {
    let top = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "events/README.md"];
    let mut documents: Vec<_> = top.into_iter().map(project::path).collect();
    for folder in ["docs", "docs/destinations"] {
        let files = fs::read_dir(project::path(folder)).expect(folder);
        let files = files.map(|entry| entry.expect("an entry").path());
        documents.extend(files.filter(|file| file.extension().is_some_and(|it| it == "md")));
    }
    documents
}

#[test]
fn every_file_that_documents_link_to_exists() {
    for document in documents() {
        let text = fs::read_to_string(&document).expect("a document");
        let folder = document.parent().expect("a folder");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            if link.starts_with("http") {
                continue;
            }
            let target = if file.is_empty() { document.clone() } else { folder.join(file) };
            let name = document.display();
            assert!(target.exists(), "{name} links to {link}, which is not there");
            let text = fs::read_to_string(&target).unwrap_or_default();
            let is_heading = |line: &str| line.starts_with('#') && anchor(line) == heading;
            assert!(heading.is_empty() || text.lines().any(is_heading), "{name} links to {link}, no heading");
        }
    }
}

/// What a link to a heading says.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words.chars().filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'));
    kept.map(|it| if it == ' ' { '-' } else { it }).collect()
}
