use super::*;

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A workspace with one function that compiles in a moment, in a package of another name.
fn workspace(main: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"functions/*\"]\n");
    let function = folder.path().join("functions/package");
    write(
        &function.join("Cargo.toml"),
        "[package]\nname = \"package\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [[bin]]\nname = \"tiny\"\npath = \"src/main.rs\"\n",
    );
    write(&function.join("src/main.rs"), main);
    folder
}

/// What the function prints.
fn output(binary: &Path) -> String {
    String::from_utf8(Command::new(binary).output().unwrap().stdout).unwrap()
}

#[test]
fn a_binary_beside_nozzle_is_used_where_there_is_no_source() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("tiny"), "");
    assert_eq!(find_from("tiny", &[folder.path()], folder.path()), Ok(folder.path().join("tiny")));
    // A project that does not hold it changes nothing.
    write(&folder.path().join("Cargo.toml"), "[workspace]\n");
    assert_eq!(find_from("tiny", &[folder.path()], folder.path()), Ok(folder.path().join("tiny")));
}

#[test]
fn the_source_is_built_in_the_profile_of_nozzle_and_again_when_it_changes() {
    let workspace = workspace("fn main() { print!(\"first\") }");
    let beside = workspace.path().join("elsewhere/debug");
    let inside = workspace.path().join("functions");
    let find = || find_from("tiny", &[&inside], &beside);
    assert_eq!(find(), Ok(beside.join("tiny")));
    assert_eq!(output(&beside.join("tiny")), "first");
    assert!(is_up_to_date(&beside.join("tiny"), &workspace.path().canonicalize().unwrap()));

    write(&workspace.path().join("functions/package/src/main.rs"), "fn main() { print!(\"second\") }");
    assert_eq!(find(), Ok(beside.join("tiny")));
    assert_eq!(output(&beside.join("tiny")), "second");
}

#[test]
fn what_cargo_says_is_shown_if_it_fails() {
    let workspace = workspace("fn main() { does_not_exist() }");
    let beside = workspace.path().join("target/debug");
    write(&beside.join("tiny"), "an old build");
    let error = find_from("tiny", &[workspace.path()], &beside).unwrap_err().to_string();
    assert!(error.starts_with("function tiny does not build\n"), "{error}");
    assert!(error.contains("does_not_exist"), "{error}");

    write(&workspace.path().join("Cargo.toml"), "[workspace]\nmembers = 7\n");
    let error = find_from("tiny", &[workspace.path()], &beside).unwrap_err().to_string();
    assert!(error.starts_with("cargo cannot read the project in "), "{error}");
}

#[test]
fn without_binary_and_source_the_error_says_where_it_looked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    let error = find_from("tiny", &[&path], &path.join("bin")).unwrap_err().to_string();
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
    let error = find_from("../secret", &[], Path::new("/")).unwrap_err().to_string();
    assert_eq!(
        error,
        "\"../secret\" is not the name of a function\nfix: give the name of its folder in functions/"
    );
}
