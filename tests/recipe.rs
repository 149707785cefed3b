//! CONTRIBUTING.md tells how to add a function; here it is done.

use crate::project;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The commands of the section, for a function of this name.
fn commands(name: &str) -> String {
    let document = fs::read_to_string(project::path("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    let section = document.split("## Add a function").nth(1).expect("a section");
    let block = section.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next());
    block.expect("commands").replace("NAME", name)
}

/// A copy of the framework and the functions. It always lies in the same place, so that cargo does not keep what it
/// compiled for every run of this test.
fn copy_of_the_workspace() -> PathBuf {
    let copy = project::target().join("recipe");
    if copy.exists() {
        fs::remove_dir_all(&copy).expect("the copy of the last run is removed");
    }
    for file in files(&["Cargo.toml", "Cargo.lock", "shared", "functions", "config"]) {
        let to = copy.join(&file);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(project::path(&file), to).expect("a file of the project");
    }
    leave_out_other_members(&copy.join("Cargo.toml"));
    copy
}

/// Files of the project, new ones too.
fn files(of: &[&str]) -> Vec<PathBuf> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard", "--"]).args(of);
    let output = git.current_dir(project::root()).output().expect("git runs");
    let list = String::from_utf8(output.stdout).expect("names are UTF-8");
    list.lines().map(PathBuf::from).filter(|file| project::path(file).exists()).collect()
}

fn leave_out_other_members(manifest: &Path) {
    let text = fs::read_to_string(manifest).expect("Cargo.toml");
    let (mut members, mut kept) = (0, String::new());
    for line in text.lines() {
        match line.split(' ').next() {
            Some("members") => {
                members += 1;
                kept += "members = [\"shared\", \"functions/*\"]\n";
            }
            Some("default-members" | "exclude") => {}
            // By its version cargo tells what it compiles here from what it compiles of the project itself.
            Some("version") => kept += "version = \"0.0.0\"\n",
            _ => kept += &format!("{line}\n"),
        }
    }
    assert_eq!(members, 1, "Cargo.toml has one line of members");
    fs::write(manifest, kept).expect("Cargo.toml of the copy");
}

#[test]
fn a_function_added_as_told_compiles_beside_the_others() {
    let copy = copy_of_the_workspace();
    let output = project::program("sh")
        .args(["-ec", &commands("mask")])
        .env("CARGO_TARGET_DIR", project::target())
        .env("CARGO_NET_OFFLINE", "true")
        .current_dir(&copy)
        .output()
        .expect("a shell");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    for name in project::functions().iter().map(String::as_str).chain(["mask"]) {
        assert!(errors.contains(&format!("Checking {name} v")), "{name} was not compiled:\n{errors}");
    }
    let manifest = fs::read_to_string(copy.join("functions/mask/Cargo.toml")).expect("the new manifest");
    assert!(manifest.contains("name = \"mask\""), "{manifest}");
}
