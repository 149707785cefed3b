//! docs/formats.md says what this code does: the test writes it.

use super::*;
use crate::format::FORMATS;
use std::fmt::Write;
use std::path::Path;

/// What the page begins with.
const HEAD: &str = "# Formats that `normalize` reads

Written by `UPDATE=1 cargo test -p normalize documented` from the formats themselves; the examples are invented. With
`format: auto` each log is looked at; a name in the configuration (`format:` or `routes:`) reads all logs as that one.
Formats that are only for naming are marked ¹: detection takes their logs under another name, or not at all.

What has no place of its own in a format stays in attributes with the format's prefix. Fields are named as the `otel`
output spells them; `resource:` marks those of the resource.

";

fn page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| Format | What it is |\n|---|---|\n");
    for format in FORMATS {
        let mark = if format.first_bytes.is_empty() { "¹" } else { "" };
        writeln!(page, "| [`{0}`](#{0}){mark} | {1} |", format.name, format.description).unwrap();
    }
    for format in FORMATS {
        let log: serde_json::Value =
            serde_json::from_str(&otel(format.name, format.example.as_bytes())[0]).unwrap();
        let mut fields = Vec::new();
        for (name, value) in log.as_object().unwrap() {
            match name.as_str() {
                "attributes" => {
                    fields.extend(value.as_object().unwrap().keys().map(|name| format!("`{name}`")))
                }
                "resource" => {
                    fields.extend(value.as_object().unwrap().keys().map(|name| format!("`resource:{name}`")));
                }
                "scope" => fields.push("`scope.name`".to_owned()),
                "source_format" => {}
                _ => fields.push(format!("`{name}`")),
            }
        }
        write!(
            page,
            "\n## {}\n\n{}\n\n```text\n{}\n```\n\nGives {}.\n",
            format.name,
            format.description,
            format.example,
            fields.join(", ")
        )
        .unwrap();
    }
    page
}

#[test]
fn the_page_of_formats_is_what_the_code_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats.md");
    let page = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, page).unwrap();
        return;
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/formats.md is not what the formats are: UPDATE=1 cargo test -p normalize documented"
    );
}

/// The fuzzer begins with the examples.
#[test]
fn every_format_has_a_seed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/format");
    for format in FORMATS {
        let (path, seed) =
            (folder.join(format!("{}.txt", format.name)), format!("{}\n{}", format.name, format.example));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &seed).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == seed, "{}: UPDATE=1 cargo test -p normalize documented", path.display());
    }
}

#[test]
fn names_are_lower_snake_case_and_unique() {
    for (index, format) in FORMATS.iter().enumerate() {
        assert!(
            format.name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')),
            "{}",
            format.name
        );
        assert!(FORMATS[..index].iter().all(|other| other.name != format.name), "{}", format.name);
        assert!(format.description.ends_with('.'), "{}", format.name);
    }
}
