//! A template's YAML as a tree that keeps line numbers. A short form (`!Ref A`) and its long form (`Ref: A`) become
//! the same node, so that nothing behind this file knows of two spellings.

use crate::error::Error;
use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span, Tag};
use std::fmt;

/// A value and the line it stands on.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) content: Content,
}

/// Scalars stay text, because only the place where one stands says whether `0123` is a number.
#[derive(Debug)]
pub(super) enum Content {
    Null,
    Text(String),
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>),
    Call(Intrinsic, Box<Node>),
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) line: usize,
    pub(super) value: Node,
}

/// The intrinsic functions and condition functions of CloudFormation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Intrinsic {
    Ref,
    GetAtt,
    Sub,
    Join,
    Select,
    Split,
    FindInMap,
    If,
    Equals,
    Not,
    And,
    Or,
    Condition,
    ImportValue,
    /// Known to AWS or misspelt: an error once a value needs it.
    Other(String),
}

impl Intrinsic {
    fn named(name: &str) -> Self {
        match name {
            "Ref" => Self::Ref,
            "GetAtt" => Self::GetAtt,
            "Sub" => Self::Sub,
            "Join" => Self::Join,
            "Select" => Self::Select,
            "Split" => Self::Split,
            "FindInMap" => Self::FindInMap,
            "If" => Self::If,
            "Equals" => Self::Equals,
            "Not" => Self::Not,
            "And" => Self::And,
            "Or" => Self::Or,
            "Condition" => Self::Condition,
            "ImportValue" => Self::ImportValue,
            other => Self::Other(other.to_owned()),
        }
    }

    /// `Ref`, `Condition` and `Fn::…` as the only key of a mapping.
    fn long_form(key: &str, value: &Node) -> Option<Self> {
        match key {
            "Ref" => Some(Self::Ref),
            // A resource and a policy statement have a key of this name too, but not alone and with a name in it.
            "Condition" if matches!(value.content, Content::Text(_)) => Some(Self::Condition),
            _ => key.strip_prefix("Fn::").map(Self::named),
        }
    }
}

impl fmt::Display for Intrinsic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(name) => write!(f, "!{name}"),
            known => write!(f, "!{known:?}"),
        }
    }
}

impl Node {
    /// Reads the one document of a template.
    pub(super) fn read(text: &str, file: &str) -> Result<Self, Error> {
        let mut options = Options::default();
        options.emit_comments = false;
        let mut reader = Reader { events: Parser::new_from_str_with_options(text, options), file };
        loop {
            match reader.next()? {
                (Event::StreamStart | Event::DocumentStart(..), _) => {}
                (Event::StreamEnd, span) => {
                    return Err(reader.error(span.start.line(), "the file is empty".to_owned()));
                }
                (event, span) => return reader.node(event, span),
            }
        }
    }
}

struct Reader<'a, E> {
    events: E,
    file: &'a str,
}

impl<'a, E> Reader<'a, E>
where
    E: Iterator<Item = Result<(Event<'a>, Span), ScanError>>,
{
    fn next(&mut self) -> Result<(Event<'a>, Span), Error> {
        match self.events.next() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                Err(self.error(error.marker().line(), format!("this is not YAML: {}", error.info())))
            }
            None => Err(self.error(1, "the file ends early".to_owned())),
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span) -> Result<Node, Error> {
        let line = span.start.line();
        let (content, tag) = match event {
            Event::Scalar(text, style, _, tag) => {
                let is_null = style == ScalarStyle::Plain
                    && tag.is_none()
                    && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                (if is_null { Content::Null } else { Content::Text(text.into_owned()) }, tag)
            }
            Event::SequenceStart(_, _, tag) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break,
                        (event, span) => items.push(self.node(event, span)?),
                    }
                }
                (Content::Sequence(items), tag)
            }
            Event::MappingStart(_, _, tag) => (self.mapping()?, tag),
            // CloudFormation refuses these as well.
            _ => return Err(self.error(line, "YAML aliases are not supported".to_owned())),
        };
        Ok(match tag.as_deref().and_then(intrinsic) {
            Some(function) => {
                Node { line, content: Content::Call(function, Box::new(Node { line, content })) }
            }
            None => Node { line, content },
        })
    }

    fn mapping(&mut self) -> Result<Content, Error> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let (key, line) = match self.next()? {
                (Event::MappingEnd, _) => break,
                (Event::Scalar(key, ..), span) => (key.into_owned(), span.start.line()),
                (_, span) => {
                    return Err(self.error(span.start.line(), "a key must be a plain text".to_owned()));
                }
            };
            if let Some(first) = entries.iter().find(|entry| entry.key == key) {
                return Err(self.error(line, format!("{key} is here twice, first in line {}", first.line)));
            }
            let (event, span) = self.next()?;
            entries.push(Entry { key, line, value: self.node(event, span)? });
        }
        if let [only] = &entries[..]
            && let Some(function) = Intrinsic::long_form(&only.key, &only.value)
            && let Some(Entry { value, .. }) = entries.pop()
        {
            return Ok(Content::Call(function, Box::new(value)));
        }
        Ok(Content::Mapping(entries))
    }

    fn error(&self, line: usize, message: String) -> Error {
        let fix = format!("correct the YAML; `cfn-lint {}` may say more", self.file);
        super::error(self.file, Some(line), &message, fix)
    }
}

/// The function that a tag stands for; none for tags of YAML itself such as `!!str`.
fn intrinsic(tag: &Tag) -> Option<Intrinsic> {
    tag.core_suffix().is_none().then(|| Intrinsic::named(tag.suffix()))
}
