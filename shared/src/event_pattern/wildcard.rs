//! Text with `*` for any text in it.

/// The parts between the stars of a wildcard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wildcard {
    /// At least one part; two or more where there is a star.
    parts: Vec<String>,
}

impl Wildcard {
    /// Reads a wildcard; `\*` and `\\` stand for the characters themselves.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let mut parts = vec![String::new()];
        let mut after_star = false;
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            match character {
                '*' if after_star => return Err("two stars stand side by side; one is enough"),
                '*' => {
                    parts.push(String::new());
                    after_star = true;
                    continue;
                }
                '\\' => match characters.next() {
                    Some(escaped @ ('*' | '\\')) => last(&mut parts).push(escaped),
                    _ => return Err("a backslash stands before `*` or `\\` only"),
                },
                _ => last(&mut parts).push(character),
            }
            after_star = false;
        }
        Ok(Self { parts })
    }

    /// Takes time linear in both: the leftmost place of each part leaves most room for those behind it.
    pub(super) fn matches(&self, text: &str) -> bool {
        let [first, between @ .., end] = self.parts.as_slice() else {
            return self.parts.first().is_some_and(|whole| whole == text);
        };
        let Some(rest) = text.strip_prefix(first.as_str()) else { return false };
        let Some(mut rest) = rest.strip_suffix(end.as_str()) else { return false };
        between.iter().all(|part| match memchr::memmem::find(rest.as_bytes(), part.as_bytes()) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    }
}

fn last(parts: &mut Vec<String>) -> &mut String {
    if parts.is_empty() {
        parts.push(String::new());
    }
    let last = parts.len() - 1;
    &mut parts[last]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (wildcard, text, expected) in [
            ("a*b", "ab", true),
            ("a*b", "axxb", true),
            ("a*b", "axxbc", false),
            ("ab*ba", "aba", false),
            ("*.csv", "größe.csv", true),
            ("*a*b*c*", "xaxbxcx", true),
            ("*a*b*c*", "xcxbxax", false),
            ("*", "", true),
            ("a\\*b", "a*b", true),
            ("a\\*b", "axb", false),
            ("\\\\", "\\", true),
            ("plain", "plain", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(Wildcard::parse(wildcard).unwrap().matches(text), expected, "{wildcard} {text}");
        }
        for wildcard in ["a**b", "a\\b", "a\\"] {
            assert!(Wildcard::parse(wildcard).is_err(), "{wildcard}");
        }
    }
}
