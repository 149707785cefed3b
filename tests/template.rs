//! The template by the judgement of AWS's own tools, which `tests/tools.sh` installs.

mod deployed;
mod destinations;

use crate::project;
use std::{env, fs, os::unix::fs::PermissionsExt, process::Command};

/// The newest glibc that `provided.al2023` has.
const GLIBC_OF_THE_RUNTIME: (u32, u32) = (2, 34);

/// A tool with an environment that keeps it off the network and off the home folder.
fn tool(name: &str) -> Command {
    let tools = project::root().join("target/tools");
    let program = tools.join(name);
    assert!(program.exists(), "target/tools/{name} is missing\nfix: run tests/tools.sh");
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([tools].into_iter().chain(env::split_paths(&path))).expect("a PATH");
    let mut command = Command::new(program);
    command
        .current_dir(project::root())
        .env("PATH", path)
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("SAM_CLI_TELEMETRY", "0")
        .env("__SAM_CLI_APP_DIR", project::root().join("target/sam/settings"));
    command
}

fn passes(command: &mut Command) {
    let output = command.output().expect("a tool that starts");
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn cfn_lint_finds_nothing() {
    passes(tool("python/bin/cfn-lint").arg("template.yaml"));
}

#[test]
fn sam_validate_finds_nothing() {
    passes(tool("sam/bin/sam").args(["validate", "--lint", "--template-file", "template.yaml"]));
}

/// What is left out, and why, stands in `tests/checkov.yaml`.
#[test]
fn checkov_finds_nothing() {
    passes(tool("checkov/bin/checkov").args([
        "--file",
        "template.yaml",
        "--config-file",
        "tests/checkov.yaml",
    ]));
}

#[test]
fn sam_build_makes_a_binary_that_the_runtime_can_start() {
    let folder = project::root().join("target/sam");
    // What is tried is that SAM finds and builds the function, not the function: no time is spent on its speed, and
    // the compiler's folder is its own, so that a release build beside it stays as it is.
    passes(
        tool("sam/bin/sam")
            .args(["build", "--template-file", "template.yaml", "--build-dir"])
            .arg(folder.join("build"))
            .args(["--parameter-overrides", "Architecture=x86_64"])
            .env("CARGO_LAMBDA_COMPILER", "cargo")
            .env("CARGO_TARGET_DIR", folder.join("cargo"))
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    );
    assert!(folder.join("build/template.yaml").is_file());
    let bootstrap = folder.join("build/NormalizeFunction/bootstrap");
    let mode = fs::metadata(&bootstrap).expect("the function").permissions().mode();
    assert_eq!(mode & 0o111, 0o111, "the function cannot be started: its mode is {mode:o}");
    let binary = fs::read(&bootstrap).expect("the function");
    let newest = newest_glibc(&binary).expect("a binary that is linked against glibc");
    assert!(newest <= GLIBC_OF_THE_RUNTIME, "the function needs glibc {newest:?}");
}

/// The newest `GLIBC_2.34` and the like among the names of symbols that a binary wants.
fn newest_glibc(binary: &[u8]) -> Option<(u32, u32)> {
    const MARK: &[u8] = b"GLIBC_";
    let marks = binary.windows(MARK.len()).enumerate().filter(|(_, window)| *window == MARK);
    marks
        .filter_map(|(at, _)| {
            let rest = &binary[at + MARK.len()..];
            let end = rest.iter().position(|byte| !byte.is_ascii_digit() && *byte != b'.')?;
            let version = std::str::from_utf8(&rest[..end]).ok()?;
            let mut numbers = version.split('.').map(str::parse);
            Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
        })
        .max()
}
