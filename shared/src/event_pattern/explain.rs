//! Why a document does not match.

use super::compile::{Alternative, Condition};
use super::consistent::Tree;
use crate::json::{Cursor, JsonError, unescape};
use std::fmt;

/// A condition that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The path of the field.
    pub field: String,
    /// What the pattern asks, as JSON.
    pub wanted: String,
    /// What stands in the document, as JSON: several where the field lies below an array, none where it is absent.
    pub found: Vec<String>,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.found.as_slice() {
            [] => write!(f, "{}: absent, wanted {}", self.field, self.wanted),
            found => write!(f, "{}: {}, wanted {}", self.field, found.join(", "), self.wanted),
        }
    }
}

/// The mismatches of the alternative that has fewest.
pub(super) fn explain(alternatives: &[Alternative], document: &[u8]) -> Result<Vec<Mismatch>, JsonError> {
    let mut cursor = Cursor::new(document);
    if cursor.peek() != Some(b'{') {
        return Err(cursor.error("an object should stand here"));
    }
    let document = cursor.value()?;
    cursor.end()?;
    let mut best: Option<Vec<Mismatch>> = None;
    for alternative in alternatives {
        let mismatches = mismatches(alternative, document)?;
        if mismatches.is_empty() {
            return Ok(mismatches);
        }
        if best.as_ref().is_none_or(|best| mismatches.len() < best.len()) {
            best = Some(mismatches);
        }
    }
    Ok(best.unwrap_or_default())
}

fn mismatches(alternative: &Alternative, document: &[u8]) -> Result<Vec<Mismatch>, JsonError> {
    let values: Vec<Vec<String>> = alternative
        .conditions
        .iter()
        .map(|condition| leaves(document, &condition.path))
        .collect::<Result<_, _>>()?;
    if Tree::new(&alternative.conditions).matches(document)? {
        return Ok(Vec::new());
    }
    let mismatch = |(condition, found): (&Condition, &Vec<String>)| Mismatch {
        field: condition.path.clone(),
        wanted: condition.written.to_json(),
        found: found.clone(),
    };
    let mut failed = Vec::new();
    for (condition, found) in alternative.conditions.iter().zip(&values) {
        if !Tree::new([condition]).matches(document)? {
            failed.push(mismatch((condition, found)));
        }
    }
    if failed.is_empty() {
        // Each holds somewhere, but not in the same element.
        failed.extend(alternative.conditions.iter().zip(&values).map(mismatch));
    }
    Ok(failed)
}

/// The leaves at `path`, as JSON.
fn leaves(document: &[u8], path: &str) -> Result<Vec<String>, JsonError> {
    let mut found = Vec::new();
    collect(document, path, &mut found)?;
    Ok(found)
}

fn collect(value: &[u8], path: &str, found: &mut Vec<String>) -> Result<(), JsonError> {
    let mut cursor = Cursor::new(value);
    let mut first = true;
    match cursor.peek() {
        Some(b'[') => {
            cursor.open(b'[')?;
            while cursor.next_element(first)? {
                first = false;
                collect(cursor.value()?, path, found)?;
            }
        }
        Some(b'{') if !path.is_empty() => {
            cursor.open(b'{')?;
            while let Some(key) = cursor.next_key(first)? {
                first = false;
                let value = cursor.value()?;
                let key = String::from_utf8_lossy(key);
                let Some(rest) = path.strip_prefix(&*unescape(&key)) else { continue };
                match rest.strip_prefix('.') {
                    Some(rest) => collect(value, rest, found)?,
                    None if rest.is_empty() => collect(value, "", found)?,
                    None => {}
                }
            }
        }
        Some(b'{') | None => {}
        Some(_) if path.is_empty() => found.push(String::from_utf8_lossy(value).into_owned()),
        Some(_) => {}
    }
    Ok(())
}
