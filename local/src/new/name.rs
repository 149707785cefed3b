//! Names that cargo, the file system and a Lambda take.

use crate::error::Error;

/// Words of the language, and crates and folders of cargo's own.
const TAKEN: [&str; 62] = [
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "nozzle",
    "override",
    "priv",
    "proc_macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    "bootstrap",
];

/// The longest name that is a folder, a binary and part of a function's name.
const MAX_CHARACTERS: usize = 64;

/// Refuses a name that a project cannot have.
pub(super) fn check(name: &str) -> Result<(), Error> {
    let is_allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    let what = if name.is_empty() {
        "it is empty".to_owned()
    } else if let Some(other) = name.chars().find(|character| !is_allowed(*character)) {
        format!("it holds {other:?}")
    } else if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        "it does not begin with a letter".to_owned()
    } else if name.len() > MAX_CHARACTERS {
        format!("it has {} characters, and {MAX_CHARACTERS} are allowed", name.len())
    } else if TAKEN.contains(&name) {
        "it has a meaning of its own".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::new(format!("{name:?} is no name for a project: {what}"))
        .fix("give a name of letters, digits, - and _, such as mask-cards"))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn names_that_cargo_takes() {
        for name in ["shop", "mask-cards", "a1", "Uppercase_2", "tests", "nozzles"] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn names_that_it_does_not() {
        for (name, what) in [
            ("", "it is empty"),
            ("../shop", "it holds '.'"),
            ("my shop", "it holds ' '"),
            ("größe", "it holds 'ö'"),
            ("2nd", "it does not begin with a letter"),
            ("-v", "it does not begin with a letter"),
            ("match", "it has a meaning of its own"),
            ("nozzle", "it has a meaning of its own"),
            (&"a".repeat(65), "it has 65 characters, and 64 are allowed"),
        ] {
            assert_eq!(
                check(name).unwrap_err().to_string(),
                format!(
                    "{name:?} is no name for a project: {what}\n\
                     fix: give a name of letters, digits, - and _, such as mask-cards"
                )
            );
        }
    }
}
