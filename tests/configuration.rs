//! docs/configuration.md says what can be configured: this writes it, from what the functions say of themselves.

mod page;

use crate::project;
use serde_json::Value;
use std::{env, fs, process::Command};

/// What a function prints that is asked to describe itself.
fn described(function: &str) -> Value {
    let output = Command::new(project::function(function)).arg("describe").env_clear().output();
    serde_json::from_slice(&output.expect("the function starts").stdout).expect("JSON")
}

#[test]
fn the_page_is_what_the_functions_say() {
    let functions: Vec<_> = project::functions().iter().map(|function| described(function)).collect();
    let page = page::of(&functions);
    let path = project::path("docs/configuration.md");
    if env::var_os("UPDATE").is_some_and(|value| value == "1") {
        fs::write(&path, page).expect("the page is written");
        return;
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == page,
        "docs/configuration.md is not what the functions say of themselves: UPDATE=1 tests/run configuration"
    );
}

/// Every key has its words, and every link leads somewhere.
#[test]
fn the_page_leaves_nothing_out() {
    let page = fs::read_to_string(project::path("docs/configuration.md")).expect("docs/configuration.md");
    for function in project::functions() {
        let keys = described(&function)["configuration"]["schema"]["properties"].clone();
        for key in keys.as_object().expect("keys").keys() {
            assert!(page.contains(&format!("\n| `{key}` | ")), "{function}: {key}");
        }
    }
    for link in page.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
        let is_there = |line: &str| {
            line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-") == *link
                && line.starts_with('#')
        };
        assert!(page.lines().any(is_there), "nothing is called {link}");
    }
    assert!(!page.contains("|  |"), "a key has no words");
}
