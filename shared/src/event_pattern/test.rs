//! What a pattern asks of one value.

use super::cidr::Cidr;
use super::number::{Number, Range};
use super::wildcard::Wildcard;

/// A value of a document that is neither object nor array.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scalar<'a> {
    Null,
    Boolean(bool),
    Number(&'a str),
    Text(&'a str),
}

/// What a pattern asks of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Null,
    Boolean(bool),
    Number(Number),
    Text(String),
    Exists,
    /// No test of a value: the field must not be there.
    Absent,
    Matches(TextTest),
    Numeric(Range),
    Cidr(Cidr),
    /// None of these.
    AnythingBut(Vec<Test>),
}

/// What can be asked of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TextTest {
    Prefix(String),
    PrefixIgnoringCase(String),
    Suffix(String),
    SuffixIgnoringCase(String),
    EqualsIgnoringCase(String),
    Wildcard(Wildcard),
}

impl Scalar<'_> {
    /// The value of a number.
    pub(super) fn number(self) -> Option<Number> {
        if let Scalar::Number(text) = self { Number::read(text) } else { None }
    }
}

impl Test {
    pub(super) fn holds(&self, value: Scalar<'_>) -> bool {
        self.holds_for(value, value.number())
    }

    /// The same, where the number has been read already.
    pub(super) fn holds_for(&self, value: Scalar<'_>, number: Option<Number>) -> bool {
        match (self, value) {
            (Self::Exists, _) | (Self::Null, Scalar::Null) => true,
            (Self::Boolean(wanted), Scalar::Boolean(value)) => *wanted == value,
            (Self::Number(wanted), Scalar::Number(_)) => number.is_some_and(|number| wanted.equals(number)),
            (Self::Text(wanted), Scalar::Text(value)) => wanted == value,
            (Self::Matches(test), Scalar::Text(value)) => test.holds(value),
            (Self::Numeric(range), Scalar::Number(_)) => number.is_some_and(|number| range.holds(number)),
            (Self::Cidr(block), Scalar::Text(value)) => block.holds(value),
            (Self::AnythingBut(tests), value) => !tests.iter().any(|test| test.holds_for(value, number)),
            _ => false,
        }
    }
}

impl TextTest {
    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Prefix(prefix) => text.starts_with(prefix.as_str()),
            Self::Suffix(suffix) => text.ends_with(suffix.as_str()),
            Self::PrefixIgnoringCase(prefix) => {
                let mut characters = text.chars();
                prefix
                    .chars()
                    .all(|wanted| characters.next().is_some_and(|character| same(character, wanted)))
            }
            Self::SuffixIgnoringCase(suffix) => {
                let mut characters = text.chars().rev();
                suffix
                    .chars()
                    .rev()
                    .all(|wanted| characters.next().is_some_and(|character| same(character, wanted)))
            }
            Self::EqualsIgnoringCase(wanted) => {
                let (mut left, mut right) = (text.chars(), wanted.chars());
                loop {
                    match (left.next(), right.next()) {
                        (None, None) => return true,
                        (Some(left), Some(right)) if same(left, right) => {}
                        _ => return false,
                    }
                }
            }
            Self::Wildcard(wildcard) => wildcard.matches(text),
        }
    }
}

/// The same character, large or small.
fn same(left: char, right: char) -> bool {
    left == right
        || left.to_lowercase().eq(right.to_lowercase())
        || left.to_uppercase().eq(right.to_uppercase())
}
