//! Promises that are absences, and what a change may have forgotten.

use crate::project;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Files that git tracks or would track, by ending.
fn files(endings: &[&str]) -> Vec<PathBuf> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(project::root())
        .output()
        .expect("git runs");
    let list = String::from_utf8(output.stdout).expect("names are UTF-8");
    let of_interest = |path: &&str| endings.iter().any(|ending| path.ends_with(ending));
    let files: Vec<PathBuf> = list
        .lines()
        .filter(of_interest)
        .map(PathBuf::from)
        .filter(|path| project::path(path).exists())
        .collect();
    assert!(!files.is_empty(), "git lists no {endings:?}");
    files
}

/// Lines of `files` that `found` names, as `file:line: what`.
fn lines(files: &[PathBuf], found: impl Fn(&Path, &str) -> Option<String>) -> Vec<String> {
    let mut all = Vec::new();
    for file in files {
        let text = fs::read_to_string(project::path(file)).expect("a text file");
        for (number, line) in text.lines().enumerate() {
            if let Some(what) = found(file, line) {
                all.push(format!("{}:{}: {what}", file.display(), number + 1));
            }
        }
    }
    all
}

#[track_caller]
fn none(found: Vec<String>, instead: &str) {
    assert!(found.is_empty(), "{}\nfix: {instead}", found.join("\n"));
}

/// This file names what others must not hold.
fn is_this_file(file: &Path) -> bool {
    file.ends_with("tests/tidy.rs")
}

#[test]
fn no_unsafe_code_of_our_own() {
    let word = |_: &Path, line: &str| {
        let code = line.split("//").next().unwrap_or_default();
        let is_use = ["unsafe {", "unsafe fn", "unsafe impl", "allow(unsafe_code"]
            .iter()
            .any(|word| code.contains(word));
        is_use.then(|| "unsafe code".to_owned())
    };
    let files: Vec<_> = files(&[".rs"]).into_iter().filter(|file| !is_this_file(file)).collect();
    none(lines(&files, word), "write it safely, or use a crate that is known for doing it right");
    let manifest = fs::read_to_string(project::path("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""), "Cargo.toml no longer forbids unsafe code");
    for member in files_named("Cargo.toml") {
        let text = fs::read_to_string(project::path(&member)).unwrap();
        let forbids = text.contains("[lints]\nworkspace = true") || text.contains("unsafe_code = \"forbid\"");
        assert!(forbids, "{} does not take over the workspace's lints", member.display());
    }
}

fn files_named(name: &str) -> Vec<PathBuf> {
    let is_member = |file: &PathBuf| file.components().count() > 1 && !file.starts_with("fuzz");
    files(&[name]).into_iter().filter(is_member).collect()
}

/// A panic is one failed record only because it unwinds.
#[test]
fn panics_unwind() {
    let abort = |_: &Path, line: &str| {
        let words: String = line.split_whitespace().collect();
        words.contains("panic=\"abort\"").then(|| "panics abort".to_owned())
    };
    none(lines(&files(&[".toml"]), abort), "remove the setting: panics must unwind");
    let abort = |_: &Path, line: &str| line.contains("panic=abort").then(|| "panics abort".to_owned());
    let files: Vec<_> = files(&[".toml", ".yaml", ".sh"]);
    none(lines(&files, abort), "remove the flag: panics must unwind");
}

#[test]
fn nothing_is_unfinished_or_ignored() {
    let word = |_: &Path, line: &str| {
        ["todo!(", "unimplemented!(", "#[ignore", "dbg!("]
            .iter()
            .find(|word| line.contains(**word))
            .map(|word| (*word).to_owned())
    };
    let files: Vec<_> = files(&[".rs"]).into_iter().filter(|file| !is_this_file(file)).collect();
    none(lines(&files, word), "finish it, or leave it out and say so in the documents");
}

/// Samples and documents come from programs that ran somewhere: nothing may tell whose machine that was.
#[test]
fn no_file_tells_of_the_machine_it_was_made_on() {
    // In parts, so that this file does not hold it either.
    let home = ["", "root", ""].join("/").into_bytes();
    let found = files(&[""])
        .into_iter()
        // Not read as lines: some files are compressed.
        .filter(|file| {
            let bytes = fs::read(project::path(file)).expect("a file");
            bytes.windows(home.len()).any(|window| window == home)
        })
        .map(|file| file.display().to_string())
        .collect();
    none(
        found,
        "have the program keep its files below /srv, as events/logs/make does, and make the file again",
    );
}

#[test]
fn files_are_named_for_what_they_hold() {
    let vague = ["util", "utils", "common", "helper", "helpers", "misc", "mod"];
    let found = files(&[".rs", ".py", ".sh"])
        .into_iter()
        .filter(|file| {
            file.file_stem().and_then(|stem| stem.to_str()).is_some_and(|stem| vague.contains(&stem))
        })
        .map(|file| file.display().to_string())
        .collect();
    none(found, "name the file for what it holds; a module is `name.rs` beside `name/`");
}

/// Only the shell reads and writes, or looks at a clock; whatever else the framework does is a function of its
/// arguments. Words are looked for as they are used, because imports may be grouped.
#[test]
fn only_the_shell_does_input_and_output() {
    let shell = ["shared/src/lambda.rs", "shared/src/lambda/", "shared/src/sinks.rs", "shared/src/sinks/"];
    let framework: Vec<_> = files(&[".rs"])
        .into_iter()
        .filter(|file| file.starts_with("shared/src") || is_library_of_a_function(file))
        .filter(|file| !shell.iter().any(|shell| file.to_string_lossy().starts_with(shell)))
        .collect();
    let mut found = lines(&framework, |_, line| input_or_output(line).map(str::to_owned));
    found.retain(|line| !is_in_tests(line));
    none(found, "move it into shared/src/lambda or shared/src/sinks: nothing else does input or output");
}

/// The word in a line of code that does input or output, or asks a clock.
fn input_or_output(line: &str) -> Option<&'static str> {
    let words = [
        "env::",
        "fs::",
        "io::",
        "net::",
        "process::",
        "SystemTime",
        "Instant",
        "print!",
        "println!",
        "eprint!",
        "eprintln!",
        "tracing::",
        "tokio::",
    ];
    // An address is no connection, and a name in events of Windows no clock.
    let code = line.split("//").next().unwrap_or_default();
    let code = code.replace("net::Ip", "").replace("\"SystemTime\"", "");
    let is_end = |before: &str| !before.ends_with(|last: char| last.is_alphanumeric() || last == '_');
    let is_in_code = |word: &&str| code.match_indices(*word).any(|(at, _)| is_end(&code[..at]));
    words.into_iter().find(is_in_code)
}

#[test]
fn input_and_output_are_found_however_they_are_imported() {
    for (line, expected) in [
        ("use std::{env, fs};", None),
        ("    let text = fs::read_to_string(path)?;", Some("fs::")),
        ("use std::{fmt, fs::read};", Some("fs::")),
        ("    let region = env::var(\"AWS_REGION\").ok();", Some("env::")),
        ("    let region = env!(\"CARGO_PKG_NAME\");", None),
        ("    let start = Instant::now();", Some("Instant")),
        ("use std::net::IpAddr;", None),
        ("use std::net::TcpStream;", Some("net::")),
        ("    now: std::time::SystemTime,", Some("SystemTime")),
        ("    (b\"TimeCreated\", b\"SystemTime\") => {", None),
        ("    eprintln!(\"error\");", Some("eprintln!")),
        ("    offs::read(path); // fs::read", None),
        ("/// let text = std::fs::read(path);", None),
    ] {
        assert_eq!(input_or_output(line), expected, "{line}");
    }
}

/// Is `file:line: what` below the head of the file's tests, or in a file of tests?
fn is_in_tests(line: &str) -> bool {
    let mut parts = line.split(':');
    let file = parts.next().expect("a file");
    let number: usize = parts.next().and_then(|number| number.parse().ok()).expect("a line");
    let text = fs::read_to_string(project::path(file)).expect("a text file");
    file.ends_with("tests.rs")
        || file.contains("/tests/")
        || text.lines().take(number).any(|line| line == "#[cfg(test)]")
}

fn is_library_of_a_function(file: &Path) -> bool {
    file.starts_with("functions")
        && !file.ends_with("src/main.rs")
        && file.components().any(|part| part.as_os_str() == "src")
}

/// `functions → shared ← local ← tests`; `pipeline` may use other functions, and what reads a data stream runs a pipeline.
#[test]
fn dependencies_point_one_way() {
    let ours = |manifest: &str| -> Vec<String> {
        let text = fs::read_to_string(project::path(manifest)).expect(manifest);
        let dependencies =
            text.split("[dependencies]").nth(1).unwrap_or_default().split("\n[").next().unwrap_or_default();
        let names = dependencies.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
        let functions = project::functions();
        names
            .filter(|name| {
                *name == "nozzle" || name.starts_with("nozzle-") || functions.iter().any(|f| f == name)
            })
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(ours("shared/Cargo.toml"), Vec::<String>::new(), "shared depends on no crate of ours");
    assert_eq!(ours("local/Cargo.toml"), ["nozzle"], "local starts functions as processes and links none");
    for function in project::functions().iter().filter(|function| *function != "pipeline") {
        let mut used = ours(&format!("functions/{function}/Cargo.toml"));
        if matches!(function.as_str(), "forward" | "aggregate") {
            used.retain(|name| name != "pipeline");
        }
        assert_eq!(used, ["nozzle"], "{function} uses another function");
    }
}

/// A new function is a copied folder; this names what else it needs.
#[test]
fn every_function_has_samples_a_configuration_and_a_resource() {
    let template = fs::read_to_string(project::path("template.yaml")).unwrap();
    let mut forgotten = Vec::new();
    for function in project::functions() {
        let samples = project::path(format!("events/{function}"));
        if !samples.is_dir() {
            forgotten
                .push(format!("events/{function}/: sample events, each beside the outcomes it must give"));
        }
        if !project::path(format!("config/nozzle/{function}.yaml")).is_file() {
            forgotten.push(format!("config/nozzle/{function}.yaml: an annotated configuration"));
        }
        if !template.contains(&format!("Binary: {function}\n")) {
            forgotten.push(format!("template.yaml: a function with `Binary: {function}`"));
        }
    }
    none(forgotten, "see CONTRIBUTING.md, \"Add a function\"");
}

/// ARCHITECTURE.md names the test of each promise: `module::name`.
#[test]
fn every_promise_names_a_test_that_exists() {
    let architecture = fs::read_to_string(project::path("ARCHITECTURE.md")).unwrap();
    let promises = architecture
        .split("## Promises")
        .nth(1)
        .expect("a section Promises")
        .split("\n## ")
        .next()
        .unwrap_or_default();
    let mut named = 0;
    for test in promises.split('`').filter(|word| word.contains("::") && !word.contains(' ')) {
        let (module, name) = test.rsplit_once("::").expect("module::name");
        let file = project::path(format!("tests/{}.rs", module.replace("::", "/")));
        let text =
            fs::read_to_string(&file).unwrap_or_else(|_| panic!("{test}: there is no {}", file.display()));
        assert!(
            text.contains(&format!("fn {name}(")),
            "{test} is named in ARCHITECTURE.md and does not exist"
        );
        named += 1;
    }
    let numbered =
        promises.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit())).count();
    assert!(numbered >= 8 && named >= numbered, "{numbered} promises name {named} tests");
}
